"""Letters of the appointments: proposed, confirmed, moved, cancelled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from complaints.enums import AppointmentState, MailKind, Status
from complaints.mails.letters.base import Calendar, Letter, Moot, coming, follow_url, newer, still_open
from complaints.models import Appointment, OutgoingMail
from complaints.questions import advice
from complaints.questions.person import Person


def proposed(mail: OutgoingMail, now: datetime) -> Letter:
    held = _held(mail, now)
    if not held["slots"]:
        raise Moot
    return Letter("proposed", {**held, "follow_url": follow_url(mail.filed)})


def _held(mail: OutgoingMail, now: datetime) -> dict[str, Any]:
    """The slots to choose from, and until when; none when that is over, or was said by a newer mail."""
    complaint = mail.filed
    proposal = complaint.proposals.filter(closed_at=None, deadline__gt=now, created_at__lte=mail.created_at).first()
    if complaint.status != Status.PROPOSED or proposal is None:
        return {"slots": [], "deadline": None}
    held = proposal.appointments.filter(state=AppointmentState.HELD).order_by("period")
    return {"slots": [slot.start for slot in held], "deadline": proposal.deadline}


def missed(mail: OutgoingMail, now: datetime) -> Letter:
    """Nobody came: what is offered instead. The n-th mail tells of the n-th absence."""
    complaint = still_open(mail)
    past = complaint.appointments.filter(state=AppointmentState.MISSED).select_related("unit").order_by("-period")
    appointment = next(iter(past[(place := newer(mail, MailKind.MISSED)) : place + 1]), None)
    if appointment is None or complaint.status == Status.CONFIRMED:
        raise Moot
    facts = {"start": appointment.start, "expires_at": complaint.expires_at, "follow_url": follow_url(complaint)}
    return Letter("missed", {**facts, **_held(mail, now)})


def confirmed(mail: OutgoingMail, now: datetime) -> Letter:
    return _firm(mail, now, "confirmed")


def moved(mail: OutgoingMail, now: datetime) -> Letter:
    return _firm(mail, now, "moved")


def _firm(mail: OutgoingMail, now: datetime, folder: str) -> Letter:
    complaint = mail.filed
    appointment = coming(complaint, AppointmentState.CONFIRMED, now).first()
    if complaint.status != Status.CONFIRMED or appointment is None or newer(mail, MailKind.CONFIRMED, MailKind.MOVED):
        raise Moot
    return Letter(folder, _facts(mail, appointment), Calendar("REQUEST", appointment))


def coming_soon(mail: OutgoingMail, now: datetime) -> Letter:
    """The appointment is near: nothing of one that was moved or cancelled since, or has begun."""
    appointment = mail.appointment
    if appointment is None or appointment.state != AppointmentState.CONFIRMED or appointment.sequence != mail.sequence:
        raise Moot
    if appointment.start <= now or mail.filed.status != Status.CONFIRMED:
        raise Moot
    return Letter(str(mail.kind), _facts(mail, appointment))


def closed(mail: OutgoingMail, now: datetime) -> Letter:
    """The unit closes at that hour: what it offers instead. ``mail.appointment`` is the one that was confirmed."""
    complaint = still_open(mail)
    if complaint.status == Status.CONFIRMED:
        raise Moot
    gone = mail.appointment
    facts = {"start": gone.start if gone else None, "expires_at": complaint.expires_at, **_held(mail, now)}
    calendar = Calendar("CANCEL", gone) if gone and gone.start > now else None
    return Letter("closed", {**facts, "follow_url": follow_url(complaint)}, calendar)


def lapsed(mail: OutgoingMail, now: datetime) -> Letter:
    """No answer came in time: the slots are free again."""
    complaint = still_open(mail)
    if complaint.status != Status.RECEIVED:
        raise Moot
    return Letter("lapsed", {"expires_at": complaint.expires_at, "follow_url": follow_url(complaint)})


def _facts(mail: OutgoingMail, appointment: Appointment) -> dict[str, Any]:
    complaint = mail.filed
    return {
        "start": appointment.start,
        "end": appointment.end,
        "papers": advice.papers(complaint.kind, Person.of(complaint.identity).who),
        "follow_url": follow_url(complaint),
    }


def cancelled(mail: OutgoingMail, now: datetime) -> Letter:
    """The n-th cancellation tells of the n-th appointment cancelled."""
    complaint = still_open(mail)
    past = complaint.appointments.filter(state=AppointmentState.CANCELLED).select_related("unit").order_by("-pk")
    place = newer(mail, MailKind.CANCELLED)
    appointment = next(iter(past[place : place + 1]), None)
    if appointment is None or appointment.start <= now:
        raise Moot
    facts = {
        "start": appointment.start,
        "waiting": complaint.status == Status.RECEIVED,
        "follow_url": follow_url(complaint),
    }
    return Letter("cancelled", facts, Calendar("CANCEL", appointment))
