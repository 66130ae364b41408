"""How long a unit really takes to answer: the median of its last 90 days, or nothing while it has too few files."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import Aggregate, Count, DurationField, F, Q
from django.db.models.functions import Coalesce, Least
from redis.exceptions import RedisError

from complaints.enums import OPEN_STATUSES, Origin, Status
from complaints.models import Complaint
from units.models import Unit

PERIOD = timedelta(days=90)
FEWEST = 20
"""Below that, a median says more about two or three persons than about the unit."""
KNOWN_SECONDS = 600
TOO_FEW = -1
"""How the cache, which holds numbers, keeps that a unit has too few files."""

logger = logging.getLogger(__name__)


class Median(Aggregate):
    """``percentile_cont(0.5)``: the middle value, or between the two middle ones."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def silent(now: datetime) -> Q:
    """Nobody has answered, and the time to do so is over. One withdrawn or dismissed before an answer isn't."""
    return Q(contacted_at=None, contact_due_at__lte=now, status__in=(*OPEN_STATUSES, Status.EXPIRED))


def known_delays(units: Sequence[Unit], *, now: datetime) -> dict[UUID, timedelta]:
    """``median_delays`` as they were some minutes ago at most: a large unit's take a while, and change slowly.

    A cache that doesn't answer is done without.
    """
    try:
        seconds = cache.get_many([_name(unit) for unit in units])
        missing = [unit for unit in units if _name(unit) not in seconds]
        fresh = median_delays(missing, now=now) if missing else {}
        found = {_name(unit): _seconds(fresh.get(unit.pk)) for unit in missing}
        if found:
            cache.set_many(found, timeout=KNOWN_SECONDS)
    except RedisError as error:
        logger.warning("delays not cached error=%s", type(error).__name__)
        return median_delays(units, now=now)
    known = {unit.pk: (seconds | found)[_name(unit)] for unit in units}
    return {pk: timedelta(seconds=number) for pk, number in known.items() if number != TOO_FEW}


def _name(unit: Unit) -> str:
    return f"delay:{unit.pk}"


def _seconds(delay: timedelta | None) -> int:
    return TOO_FEW if delay is None else round(delay.total_seconds())


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
