"""What a victim does about the appointment: choose, decline, pick another slot, move, cancel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from complaints.forms.slots import SlotsForm, read_instant
from complaints.forms.tracking import ChoiceForm, DeclineForm, TargetForm
from complaints.models import Complaint
from complaints.refusals import Refused
from complaints.services import appointments
from complaints.services.booking import SlotTaken, free_slots
from complaints.views.follow.access import followed
from complaints.views.follow.page import act, page
from complaints.views.follow.state import Situation

FIRST_DAYS = timedelta(days=14)


@act
@followed
def follow_choose(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Take one of the proposed slots."""
    if request.method != "POST":
        return redirect("complaints:follow", complaint.reference)
    form = ChoiceForm(request.POST, held=Situation.of(complaint, now=timezone.now()).held)
    if not form.is_valid():
        return page(request, complaint, form=form)
    slot = form.cleaned_data["appointment"]
    return _do(request, complaint, lambda: appointments.choose(complaint, appointment_id=slot))


@act
@followed
def follow_decline(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """None of the proposed slots suits; with it, when the victim could come."""
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _not_declined(request, complaint, form)
    proposal, wishes = form.cleaned_data["target"], form.said
    return _do(request, complaint, lambda: appointments.decline(complaint, proposal_id=proposal, wishes=wishes))


def _not_declined(request: HttpRequest, complaint: Complaint, form: DeclineForm) -> HttpResponse:
    """The page again, with what is to be corrected; an address opened by hand only leads there."""
    if request.method != "POST" or "target" in form.errors:
        return redirect("complaints:follow", complaint.reference)
    return page(request, complaint, decline=form)


@act
@followed
def follow_pick(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Take another free slot of the unit than those proposed."""
    situation = Situation.of(complaint, now=timezone.now())
    return _slots(request, situation, appointments.pick, offered=situation.proposal is not None)


@act
@followed
def follow_move(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Move the appointment to another free slot."""
    situation = Situation.of(complaint, now=timezone.now())
    return _slots(request, situation, appointments.move, offered=situation.movable)


@act
@followed
def follow_cancel(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Ask first, then cancel the appointment."""
    form = TargetForm(request.POST)
    if form.is_valid():
        target = form.cleaned_data["target"]
        return _do(request, complaint, lambda: appointments.cancel(complaint, appointment_id=target))
    situation = Situation.of(complaint, now=timezone.now())
    if not situation.cancellable:
        return redirect("complaints:follow", complaint.reference)
    return render(request, "complaints/tracking/cancel.html", {"situation": situation, "complaint": complaint})


def _do(request: HttpRequest, complaint: Complaint, deed: Callable[[], object]) -> HttpResponse:
    """Do it and show the page that says so; or show how things stand, and why it can't be done."""
    try:
        deed()
    except Refused as refusal:
        complaint.refresh_from_db()
        return page(request, complaint, refusal=str(refusal))
    return redirect("complaints:follow", complaint.reference)


def _slots(request: HttpRequest, situation: Situation, take: Callable[..., object], *, offered: bool) -> HttpResponse:
    """The unit's free slots, where they are ``offered``. One that was taken meanwhile is named, with the free ones
    that come next."""
    complaint, booked = situation.complaint, situation.appointment
    if request.method != "POST" and not offered:
        return redirect("complaints:follow", complaint.reference)
    asked = read_instant(request.POST.get("starts", ""))
    if booked and asked == booked.period.lower:
        return redirect("complaints:follow", complaint.reference)  # the second of two clicks
    form = _slots_form(request, situation)
    if form.is_valid():
        try:
            take(complaint, start=form.starts[0])
        except SlotTaken as refusal:
            form = _slots_form(request, situation)
            if form.is_valid():
                form.add_error("starts", str(refusal))
        except Refused as refusal:
            complaint.refresh_from_db()
            return page(request, complaint, refusal=str(refusal))
        else:
            return redirect("complaints:follow", complaint.reference)
    return _slots_page(request, situation, form, asked)


def _slots_page(request: HttpRequest, situation: Situation, form: SlotsForm, asked: datetime | None) -> HttpResponse:
    days = [] if "suite" in request.GET else form.days(until=situation.now + FIRST_DAYS)
    everything = form.days(until=None)
    wanted = timezone.localdate(asked) if asked else None
    context = {
        "complaint": situation.complaint,
        "situation": situation,
        "form": form,
        "days": days or everything,
        "near": next((one.day for one in days or everything if wanted and one.day >= wanted), None),
        "more": bool(days) and days[-1].day < everything[-1].day,
    }
    status = 422 if form.is_bound else 200
    return render(request, "complaints/tracking/slots.html", context, status=status)


def _slots_form(request: HttpRequest, situation: Situation) -> SlotsForm:
    data = request.POST if request.method == "POST" else None
    booked = situation.appointment
    free = free_slots(situation.complaint, now=situation.now, ignoring=booked)
    slots = [slot for slot in free if not booked or slot.start != booked.period.lower]
    return SlotsForm(data, slots=slots, most=1)
