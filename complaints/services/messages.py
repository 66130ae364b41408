"""Messages between the unit and the victim, read on the follow-up page and at the desk, never in a mail."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

from complaints.enums import Act, MailKind, Recipient
from complaints.models import Complaint, Message
from complaints.refusals import Refused
from complaints.services import journal, mailing, status
from complaints.services.contact import contacted
from units.models import Officer

LONGEST = 2_000
A_DAY = 10
"""Messages of one victim in a day: enough for who forgets something nine times."""
DAY = timedelta(days=1)
TWICE = timedelta(minutes=10)
"""The same words by the same hand within this time are one message: a double click, a page sent again."""


class TooMany(Refused):
    """A victim who has written enough for one day."""

    def __init__(self) -> None:
        enough = ngettext(
            "Vous avez déjà écrit %(most)s message aujourd’hui. Appelez l’unité, ou attendez demain.",
            "Vous avez déjà écrit %(most)s messages aujourd’hui. Appelez l’unité, ou attendez demain.",
            A_DAY,
        )
        super().__init__(enough % {"most": A_DAY})


@transaction.atomic
def write(complaint: Complaint, *, text: str, by: Officer, now: datetime | None = None) -> Message:
    """The unit writes to the victim: the mail only says that a message waits. It is a contact: the clock stops.

    ``Over`` once the pre-complaint has ended. Asked twice, it is done once.
    """
    now = now or timezone.now()
    complaint = status.lock_open(complaint)
    if already := said_already(complaint, text=text, by=by, now=now):
        return already
    message = Message.objects.create(complaint=complaint, officer=by, text=text)
    contacted(complaint, now)
    journal.record(complaint, Act.MESSAGE, by=by)
    mailing.queue(complaint, MailKind.MESSAGE, Recipient.VICTIM)
    return message


@transaction.atomic
def receive(complaint: Complaint, *, text: str, now: datetime | None = None) -> Message:
    """The victim writes to the unit, whose inbox shows it. ``TooMany`` in a day, ``Over`` at the end.

    Asked twice, it is done once.
    """
    now = now or timezone.now()
    complaint = status.lock_open(complaint)
    if already := said_already(complaint, text=text, by=None, now=now):
        return already
    if complaint.messages.filter(officer=None, at__gt=now - DAY).count() >= A_DAY:
        raise TooMany
    message = Message.objects.create(complaint=complaint, text=text)
    heard(complaint, now)
    journal.record(complaint, Act.MESSAGE)
    return message


def heard(complaint: Complaint, now: datetime) -> None:
    """The victim has written something that no officer has read yet. The caller has locked the row."""
    if complaint.unread_since is None:
        complaint.unread_since = now
        complaint.save(update_fields=["unread_since"])


def said_already(complaint: Complaint, *, text: str, by: Officer | None, now: datetime) -> Message | None:
    """The last message, if it is this one, just written. The caller has locked the row."""
    last = complaint.messages.order_by("-pk").first()
    if last is None or last.officer_id != (by and by.pk) or last.at < now - TWICE:
        return None
    return last if last.text == text else None
