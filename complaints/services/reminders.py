"""The last days of a pre-complaint that nobody signed: the victim is reminded, then the unit gets a record of it.

Legal source: order of 2011 on online pre-complaints (erased thirty days after the filing, signed or not).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from complaints.documents.record import record_pdf
from complaints.enums import Act, AppointmentState, MailKind, Recipient
from complaints.models import Appointment, Complaint, OutgoingMail
from complaints.models.complaint import ComplaintQuerySet
from complaints.services import journal, mailing, status
from complaints.services.alone import alone
from units.models import Officer

BATCH = 100
ENDING = "ending"
"""What the journal says of a reminder of the end; that of a question asked says nothing more."""


def remind_ending(*, now: datetime | None = None) -> int:
    """Remind each victim, once, of the erasure that comes; returns how many.

    ``ENDING_REMINDER_DAYS`` before it, or later after an outage, until the record is due: then it would come too late
    to be of use. May run twice at once.
    """
    now = now or timezone.now()
    ending = Complaint.objects.open().filter(
        erased_at=None,  # never otherwise when open: it is what lets the index serve
        expires_at__gt=now + timedelta(days=settings.RECORD_DAYS),
        expires_at__lte=now + timedelta(days=settings.ENDING_REMINDER_DAYS),
    )
    return _each(ending, MailKind.ENDING, _remind, now)


def record_unsigned(*, now: datetime | None = None) -> int:
    """Send each unit, once a file, the record that nobody came to sign; returns how many.

    ``RECORD_DAYS`` before the erasure; of who still has an appointment, once it has passed. May run twice at once.
    """
    now = now or timezone.now()
    return _each(_to_record(now), MailKind.RECORD, _record, now)


def record_due(complaint: Complaint, now: datetime) -> bool:
    """Whether the record may be read: from the day it is sent until the erasure."""
    return complaint.is_open and complaint.expires_at - timedelta(days=settings.RECORD_DAYS) <= now


@transaction.atomic
def print_record(complaint: Complaint, *, by: Officer, now: datetime | None = None) -> bytes:
    """The record as PDF, as the journal stands now. Journaled. ``Over`` once it has ended."""
    complaint = status.lock_open(complaint)
    journal.record(complaint, Act.PRINTED, by=by, detail="record")
    return record_pdf(complaint, printed_at=now or timezone.now())


def forget_evidence(*, now: datetime | None = None) -> int:
    """Forget by when something could still be seized, where that is over: the inbox sorts by it. Returns how many."""
    past = Complaint.objects.open().filter(evidence_until__lte=now or timezone.now())
    with transaction.atomic():
        ids = [one.pk for one in past.select_for_update(skip_locked=True).only("pk").order_by("pk")[: 10 * BATCH]]
        return Complaint.objects.filter(pk__in=ids).update(evidence_until=None)


def _to_record(now: datetime) -> ComplaintQuerySet:
    coming = Appointment.objects.filter(
        complaint=OuterRef("pk"), state=AppointmentState.CONFIRMED, period__endswith__gt=now
    )
    until = now + timedelta(days=settings.RECORD_DAYS)
    return Complaint.objects.open().filter(~Exists(coming), erased_at=None, expires_at__gt=now, expires_at__lte=until)


def _each(due: ComplaintQuerySet, kind: MailKind, write: Callable[[Complaint, datetime], None], now: datetime) -> int:
    """Write to those to whom no such mail was written yet, soonest end first; a few a transaction."""
    told = OutgoingMail.objects.filter(complaint=OuterRef("pk"), kind=kind)
    waiting = due.filter(~Exists(told)).order_by("expires_at", "pk")
    done = 0
    while number := _next_few(waiting, kind, write, now):
        done += number
    return done


@transaction.atomic
def _next_few(
    waiting: ComplaintQuerySet, kind: MailKind, write: Callable[[Complaint, datetime], None], now: datetime
) -> int:
    # The mails are what says "done": only the one worker who is alone can trust not to see any.
    if not alone(kind):
        return 0
    batch = list(waiting.select_for_update(of=("self",), skip_locked=True).select_related("unit")[:BATCH])
    for complaint in batch:
        write(complaint, now)
    return len(batch)


def _remind(complaint: Complaint, now: datetime) -> None:
    journal.record(complaint, Act.REMINDED, detail=ENDING)
    mailing.queue(complaint, MailKind.ENDING, Recipient.VICTIM, now=now)


def _record(complaint: Complaint, now: datetime) -> None:
    journal.record(complaint, Act.RECORDED)
    mailing.queue(complaint, MailKind.RECORD, Recipient.UNIT, now=now)
