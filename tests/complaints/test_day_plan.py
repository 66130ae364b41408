"""The grid of a day: pure, no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from complaints.services.day_plan import closed, desks, edges, grid, said_twice
from units.agenda import Slot
from units.models import Closure, OpeningRule

PARIS = ZoneInfo("Europe/Paris")
HALF = timedelta(minutes=30)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 9, hour, minute, tzinfo=UTC)


@dataclass(frozen=True)
class Taken:
    desk: int
    period: DateTimeTZRange


def taken(desk: int, start: datetime) -> Taken:
    return Taken(desk, DateTimeTZRange(start, start + HALF))


def test_a_line_for_each_beginning_and_a_cell_for_each_desk():
    first, second = taken(1, at(9)), taken(2, at(9, 15))
    lines = grid([1, 2], [second, first], [Slot(at(9), at(9, 30), (2,))], now=at(9, 20))

    assert [(line.start, line.current) for line in lines] == [(at(9), False), (at(9, 15), True)]
    assert [[(cell.desk, cell.booked, cell.free_until) for cell in line.cells] for line in lines] == [
        [(1, (first,), None), (2, (), at(9, 30))],
        [(1, (), None), (2, (second,), None)],
    ]
    assert [[cell.empty for cell in line.cells] for line in lines] == [[False, False], [True, False]]


@pytest.mark.parametrize(("now", "current"), [(at(8, 59), 0), (at(9), 1), (at(9, 29), 1), (at(9, 30), 0)])
def test_now_is_a_line_only_while_something_goes_on(now: datetime, current: int):
    assert sum(line.current for line in grid([1], [taken(1, at(9)), taken(1, at(11))], [], now=now)) == current


def test_nothing_makes_no_line():
    assert grid([], [], [], now=at(9)) == []


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 9), 24), (date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_a_day_is_as_long_as_its_clock_says(day: date, hours: int):
    start, end = edges(day, PARIS)

    assert end - start == timedelta(hours=hours)
    assert start.astimezone(PARIS).time() == time(0)


def test_desks_of_a_day_are_those_of_its_rules_and_of_its_appointments():
    day = date(2026, 3, 9)
    week = OpeningRule(weekday=0, desks=2, first_desk=1, valid_from=date(2020, 1, 1))
    other = OpeningRule(weekday=1, desks=9, first_desk=1, valid_from=date(2020, 1, 1))
    own = OpeningRule(weekday=0, desks=1, first_desk=4, valid_from=day, valid_until=day)

    assert desks([week, other], day, [], set()) == [1, 2]
    assert desks([week, other], day, [taken(7, at(9))], {day}) == [7]
    assert desks([week, own], day, [], {day}) == [4]


def test_an_appointment_stands_on_a_closed_desk():
    closure = Closure(period=DateTimeTZRange(at(9), at(10)), desk=1)
    everywhere = Closure(period=DateTimeTZRange(at(12), at(13)), desk=None)
    asked = [taken(1, at(9, 30)), taken(1, at(10)), taken(2, at(9)), taken(2, at(12))]

    assert [closed([closure, everywhere], one) for one in asked] == [True, False, False, True]


def test_an_hour_that_comes_twice_is_known():
    assert said_twice(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), PARIS)
    assert said_twice(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), PARIS)
    assert not said_twice(datetime(2026, 10, 25, 2, 0, tzinfo=UTC), PARIS)
    assert not said_twice(datetime(2026, 3, 29, 1, 0, tzinfo=UTC), PARIS)
