"""A new way in for who has lost theirs.

A new link is worth from its button, and only then are the former ones void. So a mail that never comes locks nobody
out, and neither does a stranger who knows a reference and a phone number and asks in the victim's place.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from complaints.enums import Act, MailKind, MailState, Recipient
from complaints.models import Complaint
from complaints.questions.steps.identity import IdentityStep
from complaints.sealing.tokens import TokenKind, normalise
from complaints.services import journal, mailing, status

CONTACTS = ("email", "phone", "other_phone")
PAUSE = timedelta(minutes=10)
MOST_A_DAY = 5
DAY = timedelta(days=1)
OWED = (MailState.PENDING, MailState.BY_HAND)


def renew(*, reference: str, contact: str, now: datetime | None = None) -> None:
    """Owe the victim a new follow-up link, if ``contact`` (an e-mail address, a number in E.164) is in their file.

    It goes to the file's own proved address, whatever was typed; without one, the unit has to call. Says nothing of
    whether there is such a file, and does nothing when one is owed already or too many were asked for.
    """
    now = now or timezone.now()
    complaint = Complaint.objects.open().filter(reference=reference).first()
    if complaint and _is_theirs(complaint, contact):
        _owe(complaint, now)


def _is_theirs(complaint: Complaint, contact: str) -> bool:
    given = (complaint.identity or {}).get(IdentityStep.slug, {})
    typed = normalise(TokenKind.EMAIL, contact).encode()
    known = [normalise(TokenKind.EMAIL, given.get(name, "")).encode() for name in CONTACTS]
    found = [hmac.compare_digest(typed, one) for one in known]  # all of them: the time says nothing
    return bool(typed) and any(found)


@transaction.atomic
def _owe(complaint: Complaint, now: datetime) -> None:
    complaint = status.lock(complaint)
    asked = complaint.mails.filter(kind=MailKind.ACCESS)
    lately = list(asked.filter(created_at__gt=now - DAY).values_list("created_at", flat=True))
    enough = len(lately) >= MOST_A_DAY or any(at > now - PAUSE for at in lately)
    if not complaint.is_open or enough or asked.filter(state__in=OWED).exists():
        return
    journal.record(complaint, Act.ACCESS_RENEWED)
    mailing.queue(complaint, MailKind.ACCESS, Recipient.VICTIM, now=now)


def take_over(complaint: Complaint) -> None:
    """The new link or code is being used: the former ones are void from now on. Harmless if another tab was first."""
    generation = complaint.access_generation
    Complaint.objects.filter(pk=complaint.pk, access_generation=generation).update(access_generation=generation + 1)
    complaint.access_generation = generation + 1
