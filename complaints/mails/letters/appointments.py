"""Letters of the appointments: proposed, confirmed, moved, cancelled."""

from __future__ import annotations

from datetime import datetime

from complaints.enums import AppointmentState, MailKind, Status
from complaints.mails.letters.base import Calendar, Letter, Moot, coming, follow_url, newer, still_open
from complaints.models import OutgoingMail
from complaints.questions import advice
from complaints.questions.person import Person


def proposed(mail: OutgoingMail, now: datetime) -> Letter:
    complaint = mail.filed
    proposal = complaint.proposals.filter(closed_at=None, deadline__gt=now, created_at__lte=mail.created_at).first()
    held = (
        [] if proposal is None else list(proposal.appointments.filter(state=AppointmentState.HELD).order_by("period"))
    )
    if complaint.status != Status.PROPOSED or proposal is None or not held:
        raise Moot
    return Letter(
        "proposed",
        {
            "slots": [slot.start for slot in held],
            "deadline": proposal.deadline,
            "follow_url": follow_url(complaint),
        },
    )


def confirmed(mail: OutgoingMail, now: datetime) -> Letter:
    return _firm(mail, now, "confirmed")


def moved(mail: OutgoingMail, now: datetime) -> Letter:
    return _firm(mail, now, "moved")


def _firm(mail: OutgoingMail, now: datetime, folder: str) -> Letter:
    complaint = mail.filed
    appointment = coming(complaint, AppointmentState.CONFIRMED, now).first()
    if complaint.status != Status.CONFIRMED or appointment is None or newer(mail, MailKind.CONFIRMED, MailKind.MOVED):
        raise Moot
    return Letter(
        folder,
        {
            "start": appointment.start,
            "end": appointment.end,
            "papers": advice.papers(complaint.kind, Person.of(complaint.identity).who),
            "follow_url": follow_url(complaint),
        },
        Calendar("REQUEST", appointment),
    )


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
