"""Letters that only say that something waits on the follow-up page: what is asked or written isn't in them."""

from __future__ import annotations

from datetime import datetime

from complaints.enums import MailKind
from complaints.mails.letters.base import Letter, Moot, follow_url, newer, still_open
from complaints.models import OutgoingMail


def asked(mail: OutgoingMail, now: datetime) -> Letter:
    return _asked(mail, now, "asked")


def ask_again(mail: OutgoingMail, now: datetime) -> Letter:
    return _asked(mail, now, "ask_again")


def _asked(mail: OutgoingMail, now: datetime, folder: str) -> Letter:
    """Of the question that is open, if the mail is about that one."""
    complaint = still_open(mail)
    question = complaint.asks.filter(closed_at=None, deadline__gt=now, created_at__lte=mail.created_at).first()
    if question is None:
        raise Moot
    return Letter(folder, {"deadline": question.deadline, "follow_url": follow_url(complaint)})


def message(mail: OutgoingMail, now: datetime) -> Letter:
    """Once for all that the unit wrote until the last of these mails leaves."""
    complaint = still_open(mail)
    if newer(mail, MailKind.MESSAGE):
        raise Moot
    return Letter("message", {"follow_url": follow_url(complaint)})
