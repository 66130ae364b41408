"""How long a unit really takes to answer: the median of its last 90 days, or nothing while it has too few files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Aggregate, Count, DurationField, F, Q
from django.db.models.functions import Coalesce, Least

from complaints.enums import OPEN_STATUSES, Origin, Status
from complaints.models import Complaint
from units.models import Unit

PERIOD = timedelta(days=90)
FEWEST = 20
"""Below that, a median says more about two or three persons than about the unit."""


class Median(Aggregate):
    """``percentile_cont(0.5)``: the middle value, or between the two middle ones."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def silent(now: datetime) -> Q:
    """Nobody has answered, and the time to do so is over. One withdrawn or dismissed before an answer isn't."""
    return Q(contacted_at=None, contact_due_at__lte=now, status__in=(*OPEN_STATUSES, Status.EXPIRED))


def median_delays(units: Iterable[Unit], *, now: datetime) -> dict[UUID, timedelta]:
    """From filing to first contact, by unit; a unit with fewer than 20 files isn't there. One query.

    Files typed at the desk don't count: nobody waited. One that was never answered in time counts for the wait so
    far, or a unit that answers a file in three would seem the quickest. One withdrawn before an answer says nothing.
    """
    rows: Any = (
        Complaint.objects.filter(Q(contacted_at__isnull=False) | silent(now), unit__in=[unit.pk for unit in units])
        .filter(origin=Origin.ONLINE, filed_at__gt=now - PERIOD, filed_at__lte=now)
        .order_by()
        .values("unit_id")
        .annotate(files=Count("pk"), delay=Median(Coalesce("contacted_at", Least("expires_at", now)) - F("filed_at")))
        .filter(files__gte=FEWEST)
        .values_list("unit_id", "delay")
    )
    return dict(rows)
