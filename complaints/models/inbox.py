"""The inbox as the database sees it: which pre-complaints stand in which view, and which are the most urgent."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, DateTimeField, F, Q, SmallIntegerField, Value, When
from django.db.models.functions import Coalesce

from complaints.enums import Queue, Status
from units.models import Officer

WITH_THE_UNIT = (Status.FILED, Status.RECEIVED)
"""Statuses in which the unit has to contact the victim: for the first time, or again after an absence."""

URGENCY = Case(
    When(contacted_at=None, status__in=WITH_THE_UNIT, then=Value(0)),
    When(status__in=WITH_THE_UNIT, then=Value(1)),
    default=Value(2),
    output_field=SmallIntegerField(),
)
"""Who waits for a first contact; then who is to be contacted again; then what has a date."""

ACT_AT = Case(
    When(contacted_at=None, evidence_until__isnull=False, status__in=WITH_THE_UNIT, then=F("filed_at")),
    When(contacted_at=None, status__in=WITH_THE_UNIT, then=F("contact_due_at")),
    When(evidence_until__isnull=False, status__in=WITH_THE_UNIT, then=F("evidence_until")),
    default=Coalesce("awaited_at", "expires_at"),
    output_field=DateTimeField(),
)
"""By when somebody has to act, within one urgency. What may vanish makes a first contact due since the filing."""

ORDER = ("urgency", "act_at", "pk")


def clause(queue: Queue, *, officer: Officer, now: datetime) -> Q:
    """What an open pre-complaint must be to stand in this view of this officer."""
    return {
        Queue.ALL: ~Q(pk=None),
        Queue.NEW: Q(status=Status.FILED),
        Queue.MINE: Q(officer=officer),
        Queue.TO_CONTACT: Q(status__in=WITH_THE_UNIT),
        Queue.APPOINTMENTS: Q(status=Status.CONFIRMED),
        Queue.WAITING: Q(status__in=(Status.ASKED, Status.PROPOSED)),
        Queue.LATE: Q(contacted_at=None, contact_due_at__lte=now),
    }[queue]
