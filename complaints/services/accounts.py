"""What this application owes officers about their accounts: mails, and the files they no longer may open."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from complaints.enums import MailKind
from complaints.models import Complaint
from complaints.services import assignment, mailing
from complaints.services.status import Over
from units import accounts
from units.models import Officer

AT_ONCE = 200
"""Rows of one round: the next one, seconds or minutes later, takes the others."""


@transaction.atomic
def invite_waiting(*, now: datetime | None = None) -> int:
    """Owe an invitation to each officer who waits for one; returns how many. May run twice at once."""
    now = now or timezone.now()
    waiting = accounts.to_invite().order_by("pk").select_for_update(skip_locked=True)[:AT_ONCE]
    return sum(_write(officer, MailKind.INVITATION, "invited_at", now) for officer in waiting)


@transaction.atomic
def warn_dormant(*, now: datetime | None = None) -> int:
    """Owe a warning to each officer who hasn't signed in for long; returns how many. May run twice at once."""
    now = now or timezone.now()
    dormant = accounts.to_warn(now).order_by("pk").select_for_update(skip_locked=True)[:AT_ONCE]
    return sum(_write(officer, MailKind.DORMANT, "warned_at", now) for officer in dormant)


def _write(officer: Officer, kind: MailKind, moment: str, now: datetime) -> int:
    setattr(officer, moment, now)
    officer.save(update_fields=[moment])
    mailing.queue_for_officer(officer, kind, now=now)
    return 1


def release_strays() -> int:
    """Give back to their unit the open files of officers who have left it, or whose account is closed.

    Access ended with the membership: this only lets colleagues see that nobody has the file in charge. Returns how
    many; each in its own transaction.
    """
    return sum(1 for complaint in _strays() if _released(complaint))


def _strays() -> list[Complaint]:
    member = Officer.units.through.objects.filter(officer=OuterRef("officer"), unit=OuterRef("unit"))
    charged = Complaint.objects.open().exclude(officer=None)
    return list(charged.filter(~Exists(member) | Q(officer__is_active=False)).order_by("pk")[:AT_ONCE])


def _released(complaint: Complaint) -> bool:
    try:
        return assignment.release(complaint).officer_id is None
    except Over:
        return False  # it came to its end meanwhile, and nobody acts on it any more
