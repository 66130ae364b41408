"""Letters of the end: dismissed, withdrawn, signed, expired."""

from __future__ import annotations

from datetime import datetime

from complaints.enums import AppointmentState, Status
from complaints.mails import replies
from complaints.mails.letters.base import Calendar, Letter, coming, ended
from complaints.models import Complaint, OutgoingMail
from complaints.questions import advice


def dismissed(mail: OutgoingMail, now: datetime) -> Letter:
    complaint = ended(mail, Status.DISMISSED)
    facts = {
        "reason": replies.why_dismissed(complaint),
        "erased_at": complaint.erased_at,
        "expires_at": complaint.expires_at,
    }
    return Letter("dismissed", facts, _freed(complaint, now))


def withdrawn(mail: OutgoingMail, now: datetime) -> Letter:
    complaint = ended(mail, Status.WITHDRAWN)
    return Letter("withdrawn", {"erased_at": complaint.erased_at}, _freed(complaint, now))


def signed(mail: OutgoingMail, now: datetime) -> Letter:
    complaint = ended(mail, Status.SIGNED)
    return Letter("signed", {"erased_at": complaint.erased_at, "rights": advice.rights()})


def expired(mail: OutgoingMail, now: datetime) -> Letter:
    complaint = ended(mail, Status.EXPIRED)
    return Letter("expired", {"erased_at": complaint.erased_at}, _freed(complaint, now))


def _freed(complaint: Complaint, now: datetime) -> Calendar | None:
    """The end of a pre-complaint frees its appointment, which is still in the victim's calendar."""
    appointment = coming(complaint, AppointmentState.CANCELLED, now).order_by("-pk").first()
    return Calendar("CANCEL", appointment) if appointment else None
