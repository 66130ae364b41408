"""Letters of the last days: the erasure is near, and nobody has signed."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from complaints.documents.record import record_pdf
from complaints.enums import AppointmentState
from complaints.mails.letters.base import Attachment, Letter, coming, desk_url, follow_url, still_open
from complaints.models import OutgoingMail
from complaints.questions import advice
from complaints.questions.person import Person


def ending(mail: OutgoingMail, now: datetime) -> Letter:
    """What is lost, when, and what the victim can still do: come to their appointment, choose one, or call."""
    complaint = still_open(mail)
    booked = coming(complaint, AppointmentState.CONFIRMED, now).first()
    held = coming(complaint, AppointmentState.HELD, now).filter(proposal__deadline__gt=now).first()
    return Letter(
        "ending",
        {
            "expires_at": complaint.expires_at,
            "days": (timezone.localdate(complaint.expires_at) - timezone.localdate(now)).days,
            "start": booked.start if booked else None,
            "deadline": held.proposal.deadline if held and held.proposal else None,
            "papers": advice.papers(complaint.kind, Person.of(complaint.identity).who),
            "follow_url": follow_url(complaint),
        },
    )


def record(mail: OutgoingMail, now: datetime) -> Letter:
    """Nobody came. The record itself goes along only where mailbox and transport allow it at this very moment."""
    complaint = still_open(mail)
    attached = complaint.unit.sends_essentials()
    name = f"constat-{complaint.reference}.pdf"
    papers = (Attachment(name, record_pdf(complaint, printed_at=now)),) if attached else ()
    facts = {"expires_at": complaint.expires_at, "attached": attached, "desk_url": desk_url(complaint)}
    return Letter("record", facts, attachments=papers)
