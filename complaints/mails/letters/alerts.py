"""Alerts of first contacts that don't come: about a whole unit, to whoever can mend it. They hold nothing personal."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from complaints.documents.durations import duration
from complaints.enums import Act, AlertLevel, MailKind, Queue, Status
from complaints.mails.letters.base import Letter, Moot, desk_url
from complaints.models import Complaint, JournalEntry, OutgoingMail
from complaints.models.complaint import ComplaintQuerySet
from units.models import Officer

LEVELS = {
    MailKind.REMIND: AlertLevel.REMINDED,
    MailKind.OVERDUE: AlertLevel.OVERDUE,
    MailKind.ALARM: AlertLevel.ALARMED,
}
SAME_MOMENT = timedelta(minutes=1)
"""What ended in the transaction that owed the mail was journaled an instant before."""
SHOWN = 25
"""Pre-complaints that one mail lists; of the others it says how many there are."""


def alert(mail: OutgoingMail, now: datetime) -> Letter:
    """Every pre-complaint that waits at this level now, longest first: a mail of the next hour says the same anew."""
    waiting = _waiting(mail)
    listed = list(waiting.order_by("contact_due_at", "pk")[:SHOWN])
    if not listed:
        raise Moot
    number = waiting.count()
    return Letter(
        str(mail.kind),
        {
            "number": number,
            "others": number - len(listed),
            "lines": [_line(complaint, now) for complaint in listed],
            "inbox_url": f"{settings.SITE_URL}{reverse('desk:inbox')}?vue={_queue(mail)}",
            "parent": "mail/base_officer" if mail.officer else "mail/base_unit",
        },
    )


def lapsed(mail: OutgoingMail, now: datetime) -> Letter:
    """The files whose victims let a proposal run out since the mail was owed, and who wait for another."""
    ended = JournalEntry.objects.filter(
        complaint=OuterRef("pk"), act=Act.PROPOSAL_ENDED, detail="expired", at__gte=mail.created_at - SAME_MOMENT
    )
    waiting = Complaint.objects.filter(Exists(ended), unit=mail.unit, status=Status.RECEIVED)
    listed = list(waiting.order_by("expires_at", "pk")[:SHOWN])
    if not listed:
        raise Moot
    number = waiting.count()
    lines = [{"reference": one.reference, "kind": one.get_kind_display(), "url": desk_url(one)} for one in listed]
    return Letter(
        "lapsed_unit",
        {
            "number": number,
            "others": number - len(listed),
            "lines": lines,
            "inbox_url": f"{settings.SITE_URL}{reverse('desk:inbox')}?vue={Queue.TO_CONTACT}",
        },
    )


def _waiting(mail: OutgoingMail) -> ComplaintQuerySet:
    if mail.officer is not None and not _belongs(mail.officer, mail):
        raise Moot
    level = LEVELS[MailKind(mail.kind)]
    waiting = Complaint.objects.open().filter(unit=mail.unit, contacted_at=None, alert_level__gte=level)
    if mail.kind != MailKind.REMIND:
        return waiting
    if mail.officer is not None:
        return waiting.filter(officer=mail.officer)
    # Those whom nobody else is reminded of.
    reached = Officer.objects.filter(is_active=True, units=mail.unit).exclude(email="")
    return waiting.filter(Q(officer=None) | ~Q(officer__in=reached))


def _belongs(officer: Officer, mail: OutgoingMail) -> bool:
    """Whoever has left the unit or lost the account since is told nothing of its files any more."""
    return Officer.objects.filter(pk=officer.pk, is_active=True, units=mail.unit).exists()


def _queue(mail: OutgoingMail) -> Queue:
    return Queue.TO_CONTACT if mail.kind == MailKind.REMIND else Queue.LATE


def _line(complaint: Complaint, now: datetime) -> dict[str, Any]:
    late = now - complaint.contact_due_at
    return {
        "reference": complaint.reference,
        "kind": complaint.get_kind_display(),
        "due_at": complaint.contact_due_at,
        "late": duration(late) if late.total_seconds() >= 0 else "",
        "url": desk_url(complaint),
    }
