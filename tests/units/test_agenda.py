"""Free slots: examples at each trap. ``test_agenda_model.py`` compares them with a naive model."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from units.agenda import Busy, Slot, free_slots
from units.models import Closure, OpeningRule

PARIS = ZoneInfo("Europe/Paris")
REUNION = ZoneInfo("Indian/Reunion")
GUADELOUPE = ZoneInfo("America/Guadeloupe")


def rule(weekday: int, starts: time, ends: time, **fields) -> OpeningRule:
    defaults = {"slot_minutes": 30, "desks": 1, "valid_from": date(2020, 1, 1)}
    return OpeningRule(weekday=weekday, starts=starts, ends=ends, **{**defaults, **fields})


def closure(start: datetime, end: datetime, desk: int | None = None) -> Closure:
    return Closure(period=DateTimeTZRange(start, end), desk=desk)


def slots(rules, zone, start, end, *, closures=(), holidays=(), busy=(), kind=None) -> list[Slot]:
    return free_slots(
        rules=rules, closures=closures, holidays=holidays, zone=zone, busy=busy, start=start, end=end, kind=kind
    )


def local_starts(found: list[Slot], zone: ZoneInfo) -> list[str]:
    return [slot.start.astimezone(zone).strftime("%a %d %H:%M%z") for slot in found]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


MONDAY, SUNDAY = 0, 6
WEEK = (utc(2026, 11, 22, 23), utc(2026, 11, 29, 23))  # Monday 23 to Sunday 29 November 2026, in Paris


def test_slots_follow_the_rule():
    assert slots([rule(MONDAY, time(9), time(10, 20))], PARIS, *WEEK) == [
        Slot(utc(2026, 11, 23, 8), utc(2026, 11, 23, 8, 30), (1,)),
        Slot(utc(2026, 11, 23, 8, 30), utc(2026, 11, 23, 9), (1,)),
    ]


def test_two_rules_for_one_slot_make_one_slot():
    rules = [rule(MONDAY, time(9), time(10), desks=2), rule(MONDAY, time(9, 30), time(10, 30), desks=3)]

    assert slots(rules, PARIS, *WEEK) == [
        Slot(utc(2026, 11, 23, 8), utc(2026, 11, 23, 8, 30), (1, 2)),
        Slot(utc(2026, 11, 23, 8, 30), utc(2026, 11, 23, 9), (1, 2, 3)),
        Slot(utc(2026, 11, 23, 9), utc(2026, 11, 23, 9, 30), (1, 2, 3)),
    ]


def test_busy_desks_and_closures_are_taken_out():
    found = slots(
        [rule(MONDAY, time(9), time(11), desks=2)],
        PARIS,
        *WEEK,
        busy=[
            Busy(utc(2026, 11, 23, 8, 15), utc(2026, 11, 23, 8, 40), 2),
            Busy(utc(2026, 11, 23, 9), utc(2026, 11, 23, 9, 30), 1),
            Busy(utc(2026, 11, 23, 9), utc(2026, 11, 23, 9, 30), 2),
        ],
        closures=[closure(utc(2026, 11, 23, 9, 30), utc(2026, 11, 23, 10), desk=1)],
    )

    assert found == [
        Slot(utc(2026, 11, 23, 8), utc(2026, 11, 23, 8, 30), (1,)),
        Slot(utc(2026, 11, 23, 8, 30), utc(2026, 11, 23, 9), (1,)),
        Slot(utc(2026, 11, 23, 9, 30), utc(2026, 11, 23, 10), (2,)),
    ]


def test_closure_of_the_whole_unit_closes_every_desk():
    found = slots(
        [rule(MONDAY, time(9), time(10), desks=3)],
        PARIS,
        *WEEK,
        busy=[Busy(utc(2026, 11, 23, 7), utc(2026, 11, 23, 8), 2)],
        closures=[closure(utc(2026, 11, 23, 8, 10), utc(2026, 11, 23, 8, 20))],
    )

    assert found == [Slot(utc(2026, 11, 23, 8, 30), utc(2026, 11, 23, 9), (1, 2, 3))]


def test_holiday_is_a_local_day():
    # Monday 9:00 in Nouméa is still Sunday in UTC.
    noumea = ZoneInfo("Pacific/Noumea")
    weekly = [rule(MONDAY, time(9), time(9, 30))]
    window = utc(2026, 11, 21), utc(2026, 12, 1)

    found = slots(weekly, noumea, *window, holidays={date(2026, 11, 23)})

    assert local_starts(found, noumea) == ["Mon 30 09:00+1100"]


def test_validity_includes_both_days():
    found = slots(
        [rule(MONDAY, time(9), time(9, 30), valid_from=date(2026, 11, 9), valid_until=date(2026, 11, 23))],
        PARIS,
        utc(2026, 10, 1),
        utc(2027, 1, 1),
    )

    assert local_starts(found, PARIS) == ["Mon 09 09:00+0100", "Mon 16 09:00+0100", "Mon 23 09:00+0100"]


def test_a_slot_lies_wholly_in_the_window():
    weekly = [rule(MONDAY, time(9), time(11))]

    found = slots(weekly, PARIS, utc(2026, 11, 23, 8, 1), utc(2026, 11, 23, 9, 29))

    assert local_starts(found, PARIS) == ["Mon 23 09:30+0100"]


def test_desks_keep_their_numbers_and_their_facts():
    rules = [
        rule(MONDAY, time(9), time(9, 30), first_desk=4, desks=2, kinds=["scam"]),
        rule(MONDAY, time(9), time(9, 30), first_desk=7),
    ]

    def desks(kind):
        return [slot.desks for slot in slots(rules, PARIS, *WEEK, kind=kind)]

    assert desks("scam") == desks(None) == [(4, 5, 7)]
    assert desks("theft") == [(7,)]


def test_a_day_of_its_own_replaces_the_week_even_a_holiday():
    monday = date(2026, 11, 23)
    rules = [
        rule(MONDAY, time(9), time(10)),
        rule(MONDAY, time(14), time(14, 30), valid_from=monday, valid_until=monday, kinds=["scam"]),
    ]

    assert local_starts(slots(rules, PARIS, *WEEK, holidays={monday}), PARIS) == ["Mon 23 14:00+0100"]
    assert slots(rules, PARIS, *WEEK, kind="theft") == []


SPRING = (utc(2026, 3, 28, 23), utc(2026, 3, 29, 22))  # Sunday 29 March: 02:00 jumps to 03:00
AUTUMN = (utc(2026, 10, 24, 22), utc(2026, 10, 25, 23))  # Sunday 25 October: 03:00 falls back to 02:00


def test_spring_the_missing_hour_gives_no_slot():
    found = slots([rule(SUNDAY, time(1), time(4))], PARIS, *SPRING)

    assert local_starts(found, PARIS) == [
        "Sun 29 01:00+0100", "Sun 29 01:30+0100", "Sun 29 03:00+0200", "Sun 29 03:30+0200",
    ]  # fmt: skip
    assert [slot.end - slot.start for slot in found] == [timedelta(minutes=30)] * 4


@pytest.mark.parametrize(
    ("starts", "ends", "minutes", "expected"),
    [
        (time(2), time(3), 30, []),
        (time(2, 15), time(2, 45), 30, []),
        (time(1, 30), time(2, 30), 30, ["Sun 29 01:30+0100"]),
        (time(1, 30), time(4), 45, ["Sun 29 01:30+0100"]),
        (time(1, 30), time(3), 60, []),
        (time(1, 30), time(2, 30), 60, []),  # the door shuts at 3:00, when 2:30 is over
        (time(2, 30), time(4), 30, ["Sun 29 03:00+0200", "Sun 29 03:30+0200"]),
    ],
)
def test_spring_edges(starts, ends, minutes, expected):
    found = slots([rule(SUNDAY, starts, ends, slot_minutes=minutes)], PARIS, *SPRING)

    assert local_starts(found, PARIS) == expected


def test_autumn_the_double_hour_counts_once():
    found = slots([rule(SUNDAY, time(1, 30), time(3, 30))], PARIS, *AUTUMN)

    assert local_starts(found, PARIS) == [
        "Sun 25 01:30+0200", "Sun 25 02:00+0200", "Sun 25 02:30+0200", "Sun 25 03:00+0100",
    ]  # fmt: skip


@pytest.mark.parametrize(("zone", "offset"), [(REUNION, "+0400"), (GUADELOUPE, "-0400")])
@pytest.mark.parametrize("window", [SPRING, AUTUMN])
def test_overseas_clocks_do_not_change(zone, offset, window):
    found = slots([rule(SUNDAY, time(1, 30), time(3, 30))], zone, window[0] - timedelta(days=1), window[1])

    assert [text[7:] for text in local_starts(found, zone)] == [
        f"01:30{offset}", f"02:00{offset}", f"02:30{offset}", f"03:00{offset}",
    ]  # fmt: skip
