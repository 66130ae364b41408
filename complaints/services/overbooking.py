"""An appointment in excess of the agenda: a head of unit decides it, on a desk added for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.enums import AppointmentState, Status
from complaints.models import Appointment, Complaint
from complaints.refusals import Refused
from complaints.services import status
from complaints.services.appointments import booked_at, tell_confirmed
from complaints.services.booking import lock_agenda
from complaints.services.contact import contacted
from complaints.services.holding import end_proposal, insert
from complaints.services.opening import may_change
from units.models import Officer, Unit

USUAL_MINUTES = 30
MOST_DESKS = 99


class CannotOverbook(Refused):
    """Not by this officer, or not at that hour."""


def allow(unit: Unit, officer: Officer) -> None:
    """``CannotOverbook`` unless this officer runs the agenda of the unit."""
    if not may_change(unit, officer):
        raise CannotOverbook(_("Seul un chef de l’unité reçoit en surnombre."))


@transaction.atomic
def overbook(complaint: Complaint, *, start: datetime, by: Officer, now: datetime | None = None) -> Appointment:
    """Confirm an appointment at any hour, beside those of the agenda, at the first desk that no rule has.

    As long as the unit's usual appointments. ``CannotOverbook`` to whoever isn't a head of the unit, in the past, and
    past the erasure.
    """
    now = now or timezone.now()
    allow(complaint.unit, by)
    complaint = status.move(complaint, Status.CONFIRMED, by=by, **booked_at(complaint, start, now))
    lock_agenda(complaint.unit)
    period = DateTimeTZRange(start, start + usual_length(complaint.unit))
    if start <= now or period.upper > complaint.expires_at:
        raise CannotOverbook(_("Choisissez une heure à venir, avant l’effacement du dossier."))
    end_proposal(complaint, now)
    appointment = Appointment(
        complaint=complaint,
        unit=complaint.unit,
        desk=_added_desk(complaint.unit, period),
        period=period,
        state=AppointmentState.CONFIRMED,
        overbooked=True,
        fixed_at=now,
    )
    insert([appointment])
    contacted(complaint, now)
    tell_confirmed(complaint, by=by, now=now, detail="overbooked")
    return appointment


def usual_length(unit: Unit) -> timedelta:
    """How long appointments last there: the shortest of its rules."""
    lengths = unit.rules.order_by("slot_minutes").values_list("slot_minutes", flat=True)
    return timedelta(minutes=lengths.first() or USUAL_MINUTES)


def _added_desk(unit: Unit, period: DateTimeTZRange) -> int:
    """The first number above every desk of the rules that nobody has at that time."""
    above = max((rule.first_desk + rule.desks for rule in unit.rules.all()), default=1)
    taken = set(Appointment.objects.live().filter(unit=unit, period__overlap=period).values_list("desk", flat=True))
    free = next((desk for desk in range(above, above + MOST_DESKS) if desk not in taken), None)
    if free is None:
        raise CannotOverbook(_("Trop de rendez-vous en surnombre à cette heure."))
    return free
