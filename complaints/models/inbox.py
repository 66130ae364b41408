"""The inbox as the database sees it: which pre-complaints stand in which view, and which are the most urgent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    DateTimeField,
    F,
    Index,
    IntegerField,
    Q,
    QuerySet,
    SmallIntegerField,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from complaints.enums import OPEN_STATUSES, Queue, Status
from units.models import Officer

WITH_THE_UNIT = (Status.FILED, Status.RECEIVED)
"""Statuses in which the unit has to contact the victim: for the first time, or again after an absence."""

FIRST_CONTACT, CONTACT_AGAIN, DATED = 0, 1, 2

URGENCY = Case(
    When(contacted_at=None, status__in=WITH_THE_UNIT, then=Value(FIRST_CONTACT)),
    When(status__in=WITH_THE_UNIT, then=Value(CONTACT_AGAIN)),
    default=Value(DATED),
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
    """What an open pre-complaint must be to stand in this view of this officer.

    A view that only one urgency can hold says so, for the index to begin there.
    """
    return {
        Queue.ALL: Q(),
        Queue.NEW: Q(urgency__lt=DATED, status=Status.FILED),
        Queue.MINE: Q(officer=officer),
        Queue.TO_CONTACT: Q(urgency__lt=DATED, status__in=WITH_THE_UNIT),
        Queue.APPOINTMENTS: Q(urgency=DATED, status=Status.CONFIRMED),
        Queue.WAITING: Q(urgency=DATED, status__in=(Status.ASKED, Status.PROPOSED)),
        # Late is who was never contacted: a victim already answered or booked is waited for, not late.
        Queue.LATE: Q(urgency=FIRST_CONTACT, act_at__lte=now, contact_due_at__lte=now),
    }[queue]


def narrow_indexes() -> list[Index]:
    """The order of the inbox again, of the few that a view or a filter leaves of a large unit's open pre-complaints.

    What leaves many of them is quickly found by the index of the whole inbox.
    """
    is_open = Q(status__in=list(OPEN_STATUSES))
    return [
        Index(fields=["unit", "kind", "urgency", "act_at", "id"], name="complaint_inbox_kind", condition=is_open),
        Index(fields=["unit", "commune", "urgency", "act_at", "id"], name="complaint_inbox_place", condition=is_open),
        Index(fields=["officer", "unit", "urgency", "act_at", "id"], name="complaint_inbox_mine", condition=is_open),
        Index(fields=["unit", "urgency", "act_at", "id"], name="complaint_inbox_new", condition=Q(status=Status.FILED)),
        Index(
            fields=["unit", "urgency", "act_at", "id"],
            name="complaint_inbox_unread",
            condition=is_open & Q(unread_since__isnull=False),
        ),
    ]


class CountUpTo(Subquery):
    """How many rows the queryset finds, counted no further than the limit: what a tab needs, at a bounded cost."""

    template = "(SELECT count(*) FROM (%(subquery)s) found)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any], limit: int) -> None:
        super().__init__(rows.order_by().values("pk")[:limit])
