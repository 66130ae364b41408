"""The agenda against a naive model that looks at every minute: same slots, at the same desks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from hypothesis import given, settings
from hypothesis import strategies as st

from units.agenda import Busy, Slot, free_slots
from units.models import Closure, OpeningRule

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
KINDS = ("theft", "scam", "phone")
ZONES = [
    ZoneInfo(name)
    for name in (
        "Europe/Paris",
        "America/Miquelon",  # its clock changes on other nights
        "America/Martinique",
        "Indian/Reunion",
        "Pacific/Noumea",
    )
]
# Three days around the changes of Paris and of Saint-Pierre-et-Miquelon, a year's end, and an ordinary week.
FIRST_DAYS = [
    date(2026, 3, 27), date(2026, 10, 23), date(2026, 3, 7), date(2026, 10, 31), date(2026, 12, 30), date(2026, 6, 3),
]  # fmt: skip


# -- the model -----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Agenda:
    """All that slots depend on."""

    rules: list[OpeningRule]
    closures: list[Closure]
    holidays: set[date]
    busy: list[Busy]
    zone: ZoneInfo
    start: datetime
    end: datetime
    kind: str | None


def naive_slots(agenda: Agenda) -> list[Slot]:
    """Every minute of UTC is read on the clock of the place; nothing is computed on that clock."""
    walk, minute = [], agenda.start - DAY - 2 * HOUR  # a day lasts 25 hours at most
    while minute < agenda.end + DAY + 2 * HOUR:
        walk.append((minute, minute.astimezone(agenda.zone).replace(tzinfo=None)))
        minute += MINUTE
    found: dict[tuple[datetime, datetime], set[int]] = defaultdict(set)
    for day, read in groupby(walk, key=lambda pair: pair[1].date()):
        minutes = [(instant, wall.hour * 60 + wall.minute) for instant, wall in read]
        for rule in agenda.rules:
            for opens, closes in day_of(rule, minutes) if holds(rule, day, agenda) else ():
                if agenda.start <= opens and closes <= agenda.end:
                    found[opens, closes].update(free_desks(rule, opens, closes, agenda))
    return sorted(Slot(*span, tuple(sorted(desks))) for span, desks in found.items() if desks)


def holds(rule: OpeningRule, day: date, agenda: Agenda) -> bool:
    if rule.weekday != day.weekday() or day < rule.valid_from or (rule.valid_until and day > rule.valid_until):
        return False
    if rule.kinds and agenda.kind is not None and agenda.kind not in rule.kinds:
        return False
    if rule.valid_from == rule.valid_until:
        return True
    own = any(other.valid_from == other.valid_until == day for other in agenda.rules)
    return not own and day not in agenda.holidays


def day_of(rule: OpeningRule, minutes: list[tuple[datetime, int]]) -> Iterator[tuple[datetime, datetime]]:
    """The slots of one day: where the clock reads a beginning for the first time, while the door is open throughout.

    The door opens once, and shuts after the last minute that reads earlier than the end of the rule.
    """
    starts, ends = (wall.hour * 60 + wall.minute for wall in (rule.starts, rule.ends))
    shut = max((instant + MINUTE for instant, reading in minutes if reading < ends), default=None)
    beginnings = set(range(starts, ends - rule.slot_minutes + 1, rule.slot_minutes))
    over: datetime | None = None
    for instant, reading in minutes:
        if reading not in beginnings:
            continue
        beginnings.remove(reading)
        closes = instant + rule.slot_minutes * MINUTE
        if shut is not None and closes <= shut and (over is None or over <= instant):
            yield instant, closes
            over = closes


def free_desks(rule: OpeningRule, opens: datetime, closes: datetime, agenda: Agenda) -> set[int]:
    free = set(range(rule.first_desk, rule.first_desk + rule.desks))
    minute = opens
    while minute < closes:
        if any(one.desk is None and one.period.lower <= minute < one.period.upper for one in agenda.closures):
            return set()
        free -= {one.desk for one in agenda.closures if one.period.lower <= minute < one.period.upper}
        free -= {one.desk for one in agenda.busy if one.start <= minute < one.end}
        minute += MINUTE
    return free


# -- random agendas ------------------------------------------------------------------------------------
@st.composite
def hours(draw: st.DrawFn) -> tuple[time, time]:
    """Any hours of the day, half of them in the night of a clock change; each five minutes, or off any grid."""
    step = draw(st.sampled_from([5, 15, 15, 30, 7]))
    night = draw(st.booleans())
    starts = step * draw(st.integers(0, (240 if night else 1380) // step))
    ends = min(1439, starts + step * draw(st.integers(1, (240 if night else 720) // step)))
    return time(*divmod(starts, 60)), time(*divmod(ends, 60))


@st.composite
def rules_around(draw: st.DrawFn, first: date) -> OpeningRule:
    starts, ends = draw(hours())
    begins = first + timedelta(days=draw(st.integers(-8, 3)))
    until = draw(st.none() | st.integers(0, 9).map(lambda days: begins + timedelta(days=days)))
    near = [(first + timedelta(days=more)).weekday() for more in range(3)]
    weekday = draw(st.sampled_from(near) | st.integers(0, 6))
    if draw(st.booleans()):  # a day of its own, within the window
        begins = until = first + timedelta(days=draw(st.integers(0, 2)))
        weekday = begins.weekday()
    return OpeningRule(
        weekday=weekday,
        starts=starts,
        ends=ends,
        slot_minutes=draw(st.sampled_from([5, 15, 20, 30, 45, 60, 90, 25, 480])),
        first_desk=draw(st.integers(1, 3)),
        desks=draw(st.integers(1, 3)),
        kinds=draw(st.lists(st.sampled_from(KINDS), unique=True, max_size=2)),
        valid_from=begins,
        valid_until=until,
    )


@st.composite
def spans(draw: st.DrawFn, origin: datetime) -> tuple[datetime, datetime]:
    begins = origin + timedelta(minutes=5 * draw(st.integers(0, 3 * 288)))
    return begins, begins + timedelta(minutes=draw(st.integers(1, 600)))


@st.composite
def agendas(draw: st.DrawFn) -> Agenda:
    zone, first = draw(st.sampled_from(ZONES)), draw(st.sampled_from(FIRST_DAYS))
    origin = datetime.combine(first, time(), tzinfo=zone).astimezone(UTC)
    desks = st.integers(1, 5)
    return Agenda(
        rules=draw(st.lists(rules_around(first), min_size=1, max_size=4)),
        closures=[
            Closure(period=DateTimeTZRange(*draw(spans(origin))), desk=draw(st.none() | desks))
            for _ in range(draw(st.integers(0, 2)))
        ],
        holidays=draw(st.sets(st.integers(0, 2).map(lambda more: first + timedelta(days=more)), max_size=1)),
        busy=[Busy(*draw(spans(origin)), draw(desks)) for _ in range(draw(st.integers(0, 6)))],
        zone=zone,
        start=origin + timedelta(minutes=draw(st.just(0) | st.integers(0, 300))),
        end=origin + timedelta(days=3, minutes=draw(st.just(0) | st.integers(-300, 300))),
        kind=draw(st.none() | st.sampled_from(KINDS)),
    )


@st.composite
def nights(draw: st.DrawFn) -> Agenda:
    """One rule on a night on which the clock changes, nothing taken."""
    paris, saint_pierre = ZONES[:2]
    changes = [(paris, date(2026, 3, 29)), (paris, date(2026, 10, 25))]
    changes += [(saint_pierre, date(2026, 3, 8)), (saint_pierre, date(2026, 11, 1))]
    zone, sunday = draw(st.sampled_from(changes))
    step = draw(st.sampled_from([10, 15, 30]))
    starts = step * draw(st.integers(0, 240 // step))
    ends = starts + step * draw(st.integers(1, 240 // step))
    rule = OpeningRule(
        weekday=6,
        starts=time(*divmod(starts, 60)),
        ends=time(*divmod(ends, 60)),
        slot_minutes=draw(st.sampled_from([10, 20, 30, 45, 60, 90])),
        first_desk=1,
        desks=1,
        valid_from=date(2026, 1, 1),
    )
    start = datetime.combine(sunday, time(), tzinfo=zone).astimezone(UTC)
    end = datetime.combine(sunday + DAY, time(), tzinfo=zone).astimezone(UTC)
    return Agenda([rule], [], set(), [], zone, start, end, None)


@settings(max_examples=40, deadline=None)
@given(agenda=agendas())
def test_same_slots_as_the_naive_model(agenda: Agenda) -> None:
    assert free_slots(**vars(agenda)) == naive_slots(agenda)


@settings(max_examples=60, deadline=None)
@given(agenda=nights())
def test_same_slots_in_the_night_of_a_clock_change(agenda: Agenda) -> None:
    assert free_slots(**vars(agenda)) == naive_slots(agenda)


@settings(max_examples=40, deadline=None)
@given(agenda=agendas())
def test_no_slot_overlaps_a_taken_time_or_another_of_its_rule(agenda: Agenda) -> None:
    for slot in free_slots(**vars(agenda)):
        assert agenda.start <= slot.start < slot.end <= agenda.end
        for one in agenda.busy:
            assert one.desk not in slot.desks or one.end <= slot.start or slot.end <= one.start
    for rule in agenda.rules:
        alone = free_slots(**{**vars(agenda), "rules": [rule]})
        assert all(before.end <= after.start for before, after in pairwise(alone))
