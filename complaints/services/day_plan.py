"""The desks of one unit on one day: pure, from rows already read. Times in and out are instants.

A grid: a line for each moment at which something begins, a column for each desk.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import zip_longest
from typing import Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from units.agenda import Slot, holding
from units.models import Closure, OpeningRule


class Period(Protocol):
    @property
    def lower(self) -> datetime: ...
    @property
    def upper(self) -> datetime: ...


class Booked(Protocol):
    """What stands in a cell: an appointment, or whatever has its desk and its period."""

    @property
    def desk(self) -> int: ...
    @property
    def period(self) -> Period: ...


B = TypeVar("B", bound=Booked)


@dataclass(frozen=True)
class Cell(Generic[B]):
    """What begins at one desk at one moment: appointments (one, as a rule), or a free slot until ``free_until``."""

    desk: int
    booked: tuple[B, ...] = ()
    free_until: datetime | None = None

    @property
    def empty(self) -> bool:
        return not self.booked and self.free_until is None


@dataclass(frozen=True)
class Line(Generic[B]):
    """A moment, and what begins then at each desk, in the order of the desks."""

    start: datetime
    cells: tuple[Cell[B], ...]
    current: bool
    """Whether something that begins then is going on now, and nothing has begun since."""


def edges(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the first instant of the day on that clock to the first of the next: 23, 24 or 25 hours."""
    first = datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC)
    return first, datetime.combine(day + timedelta(days=1), time(0), tzinfo=zone).astimezone(UTC)


def desks(rules: Iterable[OpeningRule], day: date, booked: Iterable[Booked], holidays: Container[date]) -> list[int]:
    """Desks that receive that day, and those that have an appointment all the same."""
    open_by = holding(rules, day, holidays)
    return sorted({desk for rule in open_by for desk in rule.desk_numbers} | {one.desk for one in booked})


def grid(columns: Sequence[int], booked: Iterable[B], free: Iterable[Slot], *, now: datetime) -> list[Line[B]]:
    """The lines of a day, in order. A slot is free at each desk it names."""
    taken: dict[tuple[datetime, int], list[B]] = defaultdict(list)
    for one in booked:
        taken[one.period.lower.astimezone(UTC), one.desk].append(one)
    open_until = {(slot.start, desk): slot.end for slot in free for desk in slot.desks}
    starts = sorted({start for start, _desk in (*taken, *open_until)})
    lines = []
    for start, following in zip_longest(starts, starts[1:]):
        cells = tuple(Cell(desk, tuple(taken[start, desk]), open_until.get((start, desk))) for desk in columns)
        until = max(_ends(cells))
        until = min(until, following) if following else until
        lines.append(Line(start, cells, current=start <= now < until))
    return lines


def closed(closures: Iterable[Closure], one: Booked) -> bool:
    """Whether an appointment stands at a desk that is closed meanwhile."""
    return any(
        closure.desk in (None, one.desk)
        and closure.period.lower < one.period.upper
        and one.period.lower < closure.period.upper
        for closure in closures
    )


def said_twice(start: datetime, zone: ZoneInfo) -> bool:
    """Whether the clock shows that hour twice that night: it has to be said which."""
    local = start.astimezone(zone)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _ends(cells: Iterable[Cell[B]]) -> list[datetime]:
    return [one.period.upper for cell in cells for one in cell.booked] + [
        cell.free_until for cell in cells if cell.free_until
    ]
