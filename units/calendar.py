"""A unit's days off, and its free slots as they stand in the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from holidays import country_holidays

from units.agenda import Busy, Slot, free_slots
from units.models import Unit
from units.territories import HOLIDAY_SUBDIVISIONS


def holidays_of(unit: Unit, years: Iterable[int]) -> set[date]:
    """Public holidays observed by the unit in those years: its department's (Alsace-Moselle and overseas differ)."""
    if unit.open_on_holidays:
        return set()
    subdivision = HOLIDAY_SUBDIVISIONS.get(unit.department)
    return set().union(*(_holidays(subdivision, year) for year in years))


@lru_cache(maxsize=256)
def _holidays(subdivision: str | None, year: int) -> frozenset[date]:
    return frozenset(country_holidays("FR", subdiv=subdivision, years=year))


def unit_slots(
    unit: Unit, *, busy: Iterable[Busy], now: datetime, until: datetime, notice: timedelta | None = None
) -> list[Slot]:
    """Slots that may be taken: after the unit's notice, within its horizon, over by ``until``. Two queries.

    ``busy`` are the live appointments, which this application doesn't know. ``notice`` replaces the unit's own
    (an officer who has the victim on the phone needs none).
    """
    start = now + (unit.notice if notice is None else notice)
    end = min(until, now + timedelta(days=unit.horizon_days))
    if end <= start:
        return []
    return free_slots(
        rules=unit.rules.all(),
        closures=unit.closures.filter(period__overlap=DateTimeTZRange(start, end)),
        holidays=holidays_of(unit, range(start.year - 1, end.year + 2)),
        zone=unit.zone,
        busy=busy,
        start=start,
        end=end,
    )
