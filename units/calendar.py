"""A unit's days off, and its free slots as they stand in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from holidays import country_holidays

from units.agenda import Busy, Slot, free_slots
from units.models import OpeningRule, Unit
from units.territories import HOLIDAY_SUBDIVISIONS

FIRST_LOOK = timedelta(days=4)
"""Most units have a free slot by then: the whole horizon is only computed for the others."""


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
    unit: Unit,
    *,
    busy: Iterable[Busy],
    now: datetime,
    until: datetime,
    notice: timedelta | None = None,
    kind: str | None = None,
) -> list[Slot]:
    """Slots that may be taken: after the unit's notice, within its horizon, over by ``until``. Two queries.

    ``busy`` are the live appointments, which this application doesn't know. ``notice`` replaces the unit's own
    (an officer who has the victim on the phone needs none). Only desks that receive facts of that ``kind`` count.
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
        kind=kind,
    )


def first_slots(
    units: Iterable[Unit],
    *,
    taken: Mapping[UUID, Iterable[Busy]],
    now: datetime,
    until: datetime,
    kind: str | None = None,
) -> dict[UUID, Slot | None]:
    """The soonest slot of each unit that has an agenda, over by ``until``: ``None`` when all are taken. One query.

    ``taken`` are closures and live appointments, by unit. A unit without agenda isn't there. Only desks that receive
    facts of that ``kind`` count.
    """
    found = {unit.pk: unit for unit in units}
    rules = defaultdict(list)
    for rule in OpeningRule.objects.filter(unit__in=found).order_by():
        rules[rule.unit_id].append(rule)
    return {key: _first(found[key], own, taken.get(key, ()), now, until, kind) for key, own in rules.items()}


def _first(
    unit: Unit, rules: list[OpeningRule], taken: Iterable[Busy], now: datetime, until: datetime, kind: str | None
) -> Slot | None:
    start, end = now + unit.notice, min(until, now + timedelta(days=unit.horizon_days))
    ingredients: dict[str, Any] = {
        "rules": rules,
        "closures": (),
        "busy": list(taken),
        "holidays": holidays_of(unit, range(start.year - 1, end.year + 2)),
        "zone": unit.zone,
        "kind": kind,
    }
    for reach in (min(start + FIRST_LOOK, end), end):
        if free := free_slots(**ingredients, start=start, end=reach):
            return free[0]
    return None
