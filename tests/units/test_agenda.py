"""Free slots: examples at each trap, then the same answer as a naive model that walks minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from hypothesis import given, settings
from hypothesis import strategies as st

from units.agenda import Busy, Slot, free_slots
from units.models import Closure, OpeningRule

PARIS = ZoneInfo("Europe/Paris")
REUNION = ZoneInfo("Indian/Reunion")
GUADELOUPE = ZoneInfo("America/Guadeloupe")
MINUTE = timedelta(minutes=1)


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


# -- the naive model -------------------------------------------------------------------------------


def naive_desks(
    weekly: OpeningRule, start: datetime, zone: ZoneInfo, off: set[date], own: set[date], taken
) -> set[int]:
    """The desks at which a slot of this rule may start at this minute. ``own``: days that have rules of their own."""
    wall = start.astimezone(zone)
    one_day = weekly.valid_from == weekly.valid_until
    if not one_day and (wall.date() in off or wall.date() in own):
        return set()
    grid = datetime.combine(wall.date(), weekly.starts)
    bare = wall.replace(tzinfo=None, fold=0)
    on_grid = bare >= grid and (bare - grid) % timedelta(minutes=weekly.slot_minutes) == timedelta()
    nominal_end = bare + timedelta(minutes=weekly.slot_minutes)
    in_hours = nominal_end <= datetime.combine(wall.date(), weekly.ends)
    valid = weekly.valid_from <= wall.date() <= (weekly.valid_until or date.max)
    if wall.fold or wall.weekday() != weekly.weekday or not (on_grid and in_hours and valid):
        return set()
    minutes = [start + MINUTE * step for step in range(weekly.slot_minutes)]
    desks = range(weekly.first_desk, weekly.first_desk + weekly.desks)
    return {desk for desk in desks if not any(taken(minute, desk) for minute in minutes)}


def naive_slots(rules, zone, start, end, *, closures, holidays, busy, kind=None) -> list[Slot]:
    own = {one.valid_from for one in rules if one.valid_from == one.valid_until}
    rules = [one for one in rules if kind is None or not one.kinds or kind in one.kinds]

    def taken(minute: datetime, desk: int) -> bool:
        return any(b.desk == desk and b.start <= minute < b.end for b in busy) or any(
            c.desk in (None, desk) and c.period.lower <= minute < c.period.upper for c in closures
        )

    found: dict[tuple[datetime, datetime], set[int]] = {}
    minute = start
    while minute < end:
        for weekly in rules:
            finish = minute + timedelta(minutes=weekly.slot_minutes)
            desks = naive_desks(weekly, minute, zone, holidays, own, taken) if finish <= end else set()
            if desks:
                found.setdefault((minute, finish), set()).update(desks)
        minute += MINUTE
    return sorted(Slot(*span, tuple(sorted(desks))) for span, desks in found.items())


ZONES = st.sampled_from([PARIS, REUNION, GUADELOUPE, ZoneInfo("Pacific/Noumea"), ZoneInfo("America/Miquelon")])
# Around both clock changes of Paris and of Saint-Pierre, and an ordinary week.
FIRST_DAYS = st.sampled_from(
    [date(2026, 3, 27), date(2026, 10, 23), date(2026, 3, 7), date(2026, 10, 31), date(2026, 6, 3)]
)
QUARTERS = st.integers(0, 3 * 96)


@st.composite
def spans(draw, origin: datetime) -> tuple[datetime, datetime]:
    begin = origin + timedelta(minutes=15 * draw(QUARTERS))
    return begin, begin + timedelta(minutes=draw(st.integers(1, 600)))


@st.composite
def rules_around(draw, first: date) -> OpeningRule:
    # Slots that divide the hour and start on its grid: those cut by a clock change have examples above.
    minutes = draw(st.sampled_from([15, 20, 30, 60]))
    opens = draw(st.integers(0, 22))
    closes = draw(st.integers(opens + 1, 23))
    begin = first + timedelta(days=draw(st.integers(-8, 3)))
    until = draw(st.none() | st.integers(0, 9).map(lambda days: begin + timedelta(days=days)))
    return rule(
        draw(st.integers(0, 6)), time(opens), time(closes), slot_minutes=minutes, desks=draw(st.integers(1, 3)),
        first_desk=draw(st.integers(1, 2)), kinds=draw(st.sampled_from([[], ["scam"], ["scam", "theft"]])),
        valid_from=begin, valid_until=until,
    )  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(data=st.data(), zone=ZONES, first=FIRST_DAYS)
def test_same_answer_as_the_naive_model(data, zone, first):
    origin = datetime.combine(first, time(), tzinfo=UTC)
    weekly = data.draw(st.lists(rules_around(first), max_size=4))
    for day in data.draw(st.sets(st.integers(0, 3).map(lambda days: first + timedelta(days=days)), max_size=2)):
        opens = data.draw(st.integers(0, 20))
        weekly.append(rule(day.weekday(), time(opens), time(opens + 2), valid_from=day, valid_until=day))
    kind = data.draw(st.sampled_from([None, "scam", "phone"]))
    busy = [Busy(*data.draw(spans(origin)), data.draw(st.integers(1, 3))) for _ in range(data.draw(st.integers(0, 6)))]
    closures = [
        closure(*data.draw(spans(origin)), data.draw(st.none() | st.integers(1, 3)))
        for _ in range(data.draw(st.integers(0, 3)))
    ]
    holidays = data.draw(st.sets(st.integers(0, 3).map(lambda days: first + timedelta(days=days)), max_size=2))
    window = (origin + timedelta(minutes=data.draw(st.integers(0, 300))), origin + timedelta(days=3))
    ingredients = {"closures": closures, "holidays": holidays, "busy": busy, "kind": kind}

    assert slots(weekly, zone, *window, **ingredients) == naive_slots(weekly, zone, *window, **ingredients)
