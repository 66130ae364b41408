"""Proposing, fixing, moving, cancelling an appointment, and noting that nobody came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.enums import AppointmentState, Status
from complaints.forms.opening import HourForm
from complaints.forms.slots import ProposalForm
from complaints.forms.tracking import TargetForm
from complaints.models import Appointment, Complaint
from complaints.services import absence, appointments, overbooking, status
from complaints.services.appointments import MAX_PROPOSED, NoAppointment
from complaints.services.opening import may_change
from complaints.views.desk.access import file_view, page_or_act
from complaints.views.desk.acting import act, act_page
from complaints.views.desk.picking import Agenda, pick
from units.access import OfficerRequest
from units.models import Officer


@file_view
@page_or_act
def propose(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """One to five free slots, among which the victim chooses."""
    status.check(complaint, Status.PROPOSED, by=request.officer)

    def hold(starts: Sequence[datetime]) -> str:
        deadline = timezone.now() + agenda.delay
        appointments.propose(complaint, starts=starts, deadline=deadline, by=request.officer)
        return _("Les créneaux sont proposés et réservés jusqu’à la réponse de la victime.")

    agenda = Agenda(request, complaint, most=MAX_PROPOSED, form_class=ProposalForm)
    return pick(agenda, "propose.html", hold, most=MAX_PROPOSED)


@file_view
@page_or_act
def fix(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """The slot agreed with the victim by phone."""
    status.check(complaint, Status.CONFIRMED, by=request.officer)

    def book(starts: Sequence[datetime]) -> str:
        appointments.fix(complaint, start=starts[0], by=request.officer)
        return _("Le rendez-vous est fixé.")

    head = may_change(complaint.unit, request.officer)
    return pick(Agenda(request, complaint, most=1), "fix.html", book, head=head)


@file_view
@page_or_act
def in_excess(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """A head of the unit receives at an hour that the agenda doesn't have, at a desk added for it."""
    status.check(complaint, Status.CONFIRMED, by=request.officer)
    overbooking.allow(complaint.unit, request.officer)
    form = HourForm(request.POST or None, zone=complaint.unit.zone)
    if not form.is_valid():
        return act_page(request, complaint, "in_excess.html", form=form)

    def book() -> object:
        return overbooking.overbook(complaint, start=form.start, by=request.officer)

    done = _("Le rendez-vous est fixé, en surnombre.")
    return act(request, complaint, "in_excess.html", book, done=done, form=form)


@file_view
@page_or_act
def move(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """Another slot for the confirmed appointment, which is kept if the new one is lost."""
    booked = booked_for(complaint, by=request.officer)

    def change(starts: Sequence[datetime]) -> str:
        appointments.move(complaint, start=starts[0], by=request.officer)
        return _("Le rendez-vous est déplacé.")

    agenda = Agenda(request, complaint, most=1, ignoring=booked)
    return pick(agenda, "move.html", change, booked=booked)


@file_view
@page_or_act
def cancel(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """The appointment is cancelled and the pre-complaint goes back to the inbox."""
    booked = booked_for(complaint, by=request.officer)
    form = TargetForm(request.POST or None, initial={"target": booked.pk})
    if not form.is_valid():
        return act_page(request, complaint, "cancel.html", form=form, booked=booked)
    target = form.cleaned_data["target"]

    def free() -> object:
        return appointments.cancel(complaint, appointment_id=target, by=request.officer)

    done = _("Le rendez-vous est annulé. La pré-plainte revient dans la boîte de réception.")
    return act(request, complaint, "cancel.html", free, done=done, form=form, booked=booked)


@file_view
@page_or_act
def miss(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """Nobody came: other slots are offered, or the pre-complaint goes back to the inbox."""
    booked = booked_for(complaint, by=request.officer)
    if request.method != "POST":
        return act_page(request, complaint, "miss.html", booked=booked)

    def note() -> object:
        return absence.miss(complaint, by=request.officer)

    done = _("L’absence est notée. Les prochains créneaux libres sont proposés à la victime, s’il y en a.")
    return act(request, complaint, "miss.html", note, done=done, booked=booked)


def booked_for(complaint: Complaint, *, by: Officer) -> Appointment:
    """The confirmed appointment. When there is none: ``TooLate`` or ``NoAppointment``."""
    booked = complaint.appointments.filter(state=AppointmentState.CONFIRMED).select_related("unit").first()
    if booked is None:
        # Whoever wanted to change it would have brought the file back to the inbox: say who did that already.
        status.check(complaint, Status.RECEIVED, by=by)
        raise NoAppointment(_("Il n’y a pas de rendez-vous confirmé."))
    return booked
