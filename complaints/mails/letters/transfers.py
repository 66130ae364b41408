"""Letters of a transfer: to the unit that receives the pre-complaint, and to its victim."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from complaints.enums import AppointmentState, MailKind
from complaints.mails.letters.base import Calendar, Letter, Moot, coming, follow_url, newer, still_open
from complaints.mails.letters.filing import unit_filing
from complaints.models import OutgoingMail

FOLDERS = {"filed_notice": "transfer_notice", "filed_unit_essentials": "transfer_unit_essentials"}


def to_unit(mail: OutgoingMail, now: datetime) -> Letter:
    """As at the filing: the essentials where mailbox and transport allow them, the notice otherwise."""
    letter = unit_filing(mail, now)
    due = None if mail.filed.contacted_at else mail.filed.contact_due_at
    return replace(letter, folder=FOLDERS[letter.folder], facts={**letter.facts, "contact_due_at": due})


def to_victim(mail: OutgoingMail, now: datetime) -> Letter:
    """Where to turn from now on, and what the transfer changes and doesn't."""
    complaint = still_open(mail)
    if newer(mail, MailKind.TRANSFER):
        raise Moot
    freed = coming(complaint, AppointmentState.CANCELLED, now).exclude(unit=complaint.unit).order_by("-pk").first()
    waiting = complaint.contacted_at is None and complaint.contact_due_at > now
    facts = {
        "contacted": complaint.contacted_at is not None,
        "contact_due_at": complaint.contact_due_at if waiting else None,
        "expires_at": complaint.expires_at,
        "follow_url": follow_url(complaint),
        # By the clock of the place where it was, which isn't always the new unit's.
        "start": freed.start.replace(tzinfo=None) if freed else None,
    }
    return Letter("transfer", facts, Calendar("CANCEL", freed) if freed else None)
