"""Time as a unit spends it: the hours during which it is open. A pure function, nothing is read from the database."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from units.hours import Day

DAY = timedelta(days=1)
LONGEST = 120
"""Days after which one stops counting: such hours are a slip of whoever typed them."""


def after_opening_hours(
    start: datetime, length: timedelta, *, hours: list[Day], holidays: Container[date], zone: ZoneInfo
) -> datetime | None:
    """The instant, in UTC, at which the door has been open for ``length`` since ``start``.

    ``hours`` are the seven days of ``Unit.hours``, ``holidays`` local days. Time is what really elapses: on the night
    of a clock change a span lasts an hour less, or more. ``None`` when nothing is known of the hours, or too little
    is open for the promise to mean anything.
    """
    left = length
    for opens, closes in _spans(start, hours, holidays, zone):
        spent = closes - max(opens, start)
        if spent >= left:
            return closes - (spent - left)
        left -= max(spent, timedelta(0))
        start = max(start, closes)
    return None


def _spans(
    start: datetime, hours: list[Day], holidays: Container[date], zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime]]:
    """When the door is open, from the local day of ``start``, in order, without end before ``LONGEST``."""
    first = start.astimezone(zone).date()
    for day in (first + number * DAY for number in range(LONGEST if hours else 0)):
        if day in holidays:
            continue
        for opens, closes in hours[day.weekday()]:
            yield _instant(day, opens, zone, fold=0), _instant(day, closes, zone, fold=1)


def _instant(day: date, wall: str, zone: ZoneInfo, *, fold: int) -> datetime:
    """Of a wall clock that shows an hour twice, doors open at the first and close at the second."""
    if wall == "24:00":
        day, wall = day + DAY, "00:00"
    return datetime.combine(day, time.fromisoformat(wall), tzinfo=zone).replace(fold=fold).astimezone(UTC)
