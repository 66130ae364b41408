"""Reminders of an appointment: two days before, and three hours before. Neither late nor twice.

Nothing is planned: what is due is read from the appointments as they stand, so that one that is moved, cancelled or
over has no reminder to drop. The row of the mail, unique for the appointment and its hour, says that it was written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from complaints.enums import AppointmentState, MailKind, Status
from complaints.models import Appointment, OutgoingMail
from complaints.models.appointment import RangeStart
from complaints.services import mailing

BATCH = 200


@dataclass(frozen=True)
class Reminder:
    """``ahead`` of the appointment it is due; less than ``least`` before, it would come too late to serve.

    ``by_hand``: to a victim whom no e-mail reaches, it is owed by phone.
    """

    kind: MailKind
    ahead: timedelta
    least: timedelta
    by_hand: bool


REMINDERS = (
    Reminder(MailKind.COMING, timedelta(hours=48), timedelta(hours=24), by_hand=True),
    Reminder(MailKind.TODAY, timedelta(hours=3), timedelta(hours=1), by_hand=False),
)


def remind_appointments(*, now: datetime | None = None) -> int:
    """Owe the reminders that are due; returns how many. May run twice at once, and after any outage."""
    now = now or timezone.now()
    return sum(_remind(reminder, now) for reminder in REMINDERS)


def _remind(reminder: Reminder, now: datetime) -> int:
    done = 0
    while number := _next_few(reminder, now):
        done += number
    return done


@transaction.atomic
def _next_few(reminder: Reminder, now: datetime) -> int:
    """A few, under the locks of their files, as everywhere: one that is being changed is left to the next minute."""
    written = OutgoingMail.objects.filter(appointment=OuterRef("pk"), kind=reminder.kind, sequence=OuterRef("sequence"))
    due = (
        Appointment.objects.filter(state=AppointmentState.CONFIRMED, complaint__status=Status.CONFIRMED)
        .annotate(begins=RangeStart("period"))
        .filter(
            ~Exists(written),
            begins__gt=now + reminder.least,
            begins__lte=now + reminder.ahead,
            # Whoever has agreed on the hour since then has just read it.
            fixed_at__lte=F("begins") - reminder.ahead,
        )
        .order_by("begins", "pk")
    )
    found = list(due.select_for_update(of=("complaint",), skip_locked=True).select_related("complaint")[:BATCH])
    return mailing.queue_reminders(found, reminder.kind, by_hand=reminder.by_hand, now=now) if found else 0
