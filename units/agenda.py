"""From opening rules to free slots: pure functions, nothing is read from the database.

Rules speak the unit's wall clock; everything that goes in or out as an instant is aware, slots are in UTC.
On the night of a clock change, an hour that doesn't exist gives no slot, and an hour that comes twice counts once,
the first time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from units.models import Closure, OpeningRule

TICK = timedelta.resolution
Span = tuple[datetime, datetime]


@dataclass(frozen=True, order=True)
class Slot:
    """A time that may be booked, and the desks free from its start to its end."""

    start: datetime
    end: datetime
    desks: tuple[int, ...]


def holding(rules: Iterable[OpeningRule], day: date, holidays: Container[date] = ()) -> list[OpeningRule]:
    """The rules by which that local day is open: its own, else those of the week unless it is a holiday."""
    valid = [rule for rule in rules if rule.valid_from <= day and (rule.valid_until is None or day <= rule.valid_until)]
    own = [rule for rule in valid if rule.is_exception]
    return own or ([] if day in holidays else [rule for rule in valid if rule.weekday == day.weekday()])


@dataclass(frozen=True)
class Busy:
    """A time at which a desk is taken, or all of them (``None``)."""

    start: datetime
    end: datetime
    desk: int | None


def free_slots(  # noqa: PLR0913 -- each is one ingredient of an agenda, all by name
    *,
    rules: Iterable[OpeningRule],
    closures: Iterable[Closure],
    holidays: Container[date],
    zone: ZoneInfo,
    busy: Iterable[Busy],
    start: datetime,
    end: datetime,
    kind: str | None = None,
) -> list[Slot]:
    """Slots that lie wholly between ``start`` and ``end``, in order, at desks that receive facts of that ``kind``.

    A slot that several rules or desks offer appears once, with its free desks. ``holidays`` are local days. On a day
    that has rules of its own, these replace those of the week, and it may be a holiday. ``kind`` ``None``: any facts.
    """
    rules = list(rules)
    own_rules = {rule.valid_from for rule in rules if rule.is_exception}
    not_usual = _Days(off=holidays, replaced=own_rules)
    taken = _TakenTimes(closures, busy)
    desks_of: dict[Span, set[int]] = defaultdict(set)
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    for rule in rules:
        if kind and rule.kinds and kind not in rule.kinds:
            continue
        for offered in _rule_days(rule, not_usual, zone, start, end):
            for desk in rule.desk_numbers:
                for span in taken.left_of(offered, desk):
                    desks_of[span].add(desk)
    return [Slot(*span, tuple(sorted(desks_of[span]))) for span in sorted(desks_of)]


@dataclass(frozen=True)
class _Days:
    """Local days on which the rules of the week don't hold."""

    off: Container[date]
    replaced: Container[date]

    def __contains__(self, day: date) -> bool:
        return day in self.off or day in self.replaced


def _rule_days(
    rule: OpeningRule, not_usual: _Days, zone: ZoneInfo, start: datetime, end: datetime
) -> Iterator[list[Span]]:
    """What the rule offers within the window, day by day."""
    for day in _days(rule, start.astimezone(zone).date(), end.astimezone(zone).date()):
        if day in not_usual and not rule.is_exception:
            continue
        yield [(opens, closes) for opens, closes in _day_slots(rule, day, zone) if start <= opens and closes <= end]


def _days(rule: OpeningRule, first: date, last: date) -> Iterator[date]:
    first = max(first, rule.valid_from)
    if rule.valid_until is not None:
        last = min(last, rule.valid_until)
    day = first + timedelta(days=(rule.weekday - first.weekday()) % 7)
    while day <= last:
        yield day
        day += timedelta(days=7)


def _day_slots(rule: OpeningRule, day: date, zone: ZoneInfo) -> Iterator[Span]:
    length = timedelta(minutes=rule.slot_minutes)
    wall, wall_end = datetime.combine(day, rule.starts), datetime.combine(day, rule.ends)
    opens, shuts = _instant(wall, zone), _instant(wall_end, zone)
    steady = shuts - opens == wall_end - wall and _exists(wall, opens, zone) and _exists(wall_end, shuts, zone)
    if not steady:
        yield from _clock_change_slots(wall, wall_end, length, zone)
        return
    while opens + length <= shuts:
        yield opens, opens + length
        opens += length


def _clock_change_slots(wall: datetime, wall_end: datetime, length: timedelta, zone: ZoneInfo) -> Iterator[Span]:
    previous_end = datetime.min.replace(tzinfo=UTC)
    while wall + length <= wall_end:
        opens = _instant(wall, zone)
        closes = opens + length
        # A slot cut by the missing hour ends later on the wall: it must not run into the next one, or past closing.
        if _exists(wall, opens, zone) and previous_end <= opens and _reads(closes - TICK, zone) < wall_end:
            yield opens, closes
            previous_end = closes
        wall += length


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _exists(wall: datetime, instant: datetime, zone: ZoneInfo) -> bool:
    return _reads(instant, zone) == wall


def _reads(instant: datetime, zone: ZoneInfo) -> datetime:
    """What the clock of the place shows then."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


class _TakenTimes:
    """For each desk, the times taken, merged and in order: what is offered is walked beside them, once."""

    def __init__(self, closures: Iterable[Closure], busy: Iterable[Busy]) -> None:
        spans: dict[int | None, list[Span]] = defaultdict(list)
        for closure in closures:
            spans[closure.desk].append((closure.period.lower, closure.period.upper))
        for one in busy:
            spans[one.desk].append((one.start, one.end))
        everywhere = spans.pop(None, [])
        self._merged = {desk: _merge(own + everywhere) for desk, own in spans.items() if desk is not None}
        self._otherwise = _merge(everywhere)

    def left_of(self, offered: list[Span], desk: int) -> Iterator[Span]:
        """Those spans, of one day and in order, that no taken time of the desk meets."""
        starts, ends = self._merged.get(desk, self._otherwise)
        place, last = bisect_right(ends, offered[0][0]) if offered else 0, len(ends)
        for span in offered:
            while place < last and ends[place] <= span[0]:
                place += 1
            if place == last or starts[place] >= span[1]:
                yield span


def _merge(spans: list[Span]) -> tuple[list[datetime], list[datetime]]:
    """Their beginnings and their ends, in UTC: instants of one zone compare fastest."""
    starts: list[datetime] = []
    ends: list[datetime] = []
    for start, end in sorted(spans):
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end.astimezone(UTC))
        else:
            starts.append(start.astimezone(UTC))
            ends.append(end.astimezone(UTC))
    return starts, ends
