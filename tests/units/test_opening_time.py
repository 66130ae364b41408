"""Time as a unit spends it: what its door's hours make of a promise."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from units.hours import Day
from units.opening_time import after_opening_hours

PARIS, NOUMEA = ZoneInfo("Europe/Paris"), ZoneInfo("Pacific/Noumea")
WEEK: list[Day] = [[["08:00", "12:00"], ["14:00", "18:00"]]] * 5 + [[], []]  # 8 hours a day, closed at week-ends
ALWAYS: list[Day] = [[["00:00", "24:00"]]] * 7
HOURS = timedelta(hours=1)


def after(start: datetime, hours: int, week: list[Day] = WEEK, *, holidays: set[date] | None = None) -> datetime | None:
    zone = start.tzinfo if isinstance(start.tzinfo, ZoneInfo) else PARIS
    found = after_opening_hours(start, hours * HOURS, hours=week, holidays=holidays or set(), zone=zone)
    return found.astimezone(zone) if found else None


@pytest.mark.parametrize(
    ("filed", "hours", "due"),
    [
        ("2026-11-23 09:00", 2, "2026-11-23 11:00"),  # a Monday, within a morning
        ("2026-11-23 11:00", 2, "2026-11-23 15:00"),  # over lunch
        ("2026-11-23 09:00", 24, "2026-11-26 09:00"),  # three days of eight hours
        ("2026-11-27 17:00", 2, "2026-11-30 09:00"),  # over a week-end
        ("2026-11-28 10:00", 4, "2026-11-30 12:00"),  # filed on a Saturday; due when the door closes, not when it opens
        ("2026-11-22 23:30", 0, "2026-11-23 08:00"),  # no time at all is over when the door opens
    ],
)
def test_only_the_hours_of_the_door_count(filed: str, hours: int, due: str) -> None:
    start = datetime.fromisoformat(filed).replace(tzinfo=PARIS)

    assert after(start, hours) == datetime.fromisoformat(due).replace(tzinfo=PARIS)


def test_hours_are_those_of_the_place() -> None:
    filed = datetime(2026, 11, 23, 9, tzinfo=PARIS)  # 19:00 in Nouméa: closed until Tuesday

    found = after_opening_hours(filed, 2 * HOURS, hours=WEEK, holidays=set(), zone=NOUMEA)

    assert found == datetime(2026, 11, 24, 10, tzinfo=NOUMEA)
    assert found.tzinfo is UTC


def test_a_holiday_is_closed() -> None:
    eve = datetime(2026, 12, 24, 17, tzinfo=PARIS)

    assert after(eve, 2, holidays={date(2026, 12, 25)}) == datetime(2026, 12, 28, 9, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("eve", "due"),
    [
        ("2026-03-28 20:00", "2026-03-29 21:00"),  # an hour is missing in the night
        ("2026-10-24 20:00", "2026-10-25 19:00"),  # an hour comes twice
    ],
)
def test_a_clock_change_neither_gives_nor_takes_time(eve: str, due: str) -> None:
    start = datetime.fromisoformat(eve).replace(tzinfo=PARIS)

    assert after(start, 24, ALWAYS) == datetime.fromisoformat(due).replace(tzinfo=PARIS)


@pytest.mark.parametrize("week", [[], [[] for _ in range(7)], [[["08:00", "08:05"]]] + [[] for _ in range(6)]])
def test_hours_that_are_unknown_or_mean_nothing_say_nothing(week: list[Day]) -> None:
    assert after(datetime(2026, 11, 23, 9, tzinfo=PARIS), 24, week) is None
