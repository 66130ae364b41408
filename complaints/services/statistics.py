"""What became of the pre-complaints filed in a period. Counted on the rows themselves, erased ones included.

An erased row keeps its kind, unit, status and moments: it is the statistic. No counter is kept anywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import reduce
from itertools import product
from operator import or_
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, DateField, DurationField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Least

from complaints.enums import AppointmentState, DismissReason, Kind, Origin, Status
from complaints.models import Appointment, Complaint
from complaints.models.complaint import ComplaintQuerySet
from complaints.services.delays import Median, silent
from units.models import Unit
from units.territories import METROPOLITAN_ZONE

FEWEST = 5
"""Below that, a count or a median says something of persons: it is hidden from those who don't handle their files."""
STEP = 5
"""Outside one's own units counts are rounded to a multiple of it, so that no difference of two tells a third."""
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)

K = TypeVar("K")
Number = int | None


class LocalWeek(Func):
    """The Monday of a moment's week, on the clock named by the second expression."""

    template = "date_trunc('week', %(expressions)s)::date"
    arg_joiner = " AT TIME ZONE "
    output_field = DateField()


@dataclass(frozen=True)
class Period:
    """Days of filing, both included, each on the clock of its unit."""

    first: date
    last: date

    @classmethod
    def of_weeks(cls, number: int, *, until: date) -> Period:
        """That many weeks, Monday to Sunday, the last one holding ``until``."""
        monday = monday_of(until)
        return cls(monday - (number - 1) * WEEK, monday + 6 * DAY)

    @property
    def whole_weeks(self) -> Period:
        """From a Monday to a Sunday."""
        return Period(monday_of(self.first), monday_of(self.last) + 6 * DAY)

    @property
    def mondays(self) -> list[date]:
        """Of each week that the period meets."""
        first = monday_of(self.first)
        return [first + number * WEEK for number in range((self.last - first).days // 7 + 1)]


@dataclass(frozen=True)
class Scope:
    """Whose pre-complaints: those of some units, of the units of a department, or of all (nothing said)."""

    units: tuple[UUID, ...] = ()
    department: str = ""

    @property
    def own(self) -> bool:
        """Only the units of who asks: nothing of it is hidden from them."""
        return bool(self.units)


@dataclass(frozen=True)
class Statistics:
    """One scope over one period. A number is ``None`` where it is hidden, a delay where too few files make it."""

    filed: Number
    statuses: Mapping[Status, Number]
    in_time: Number
    late: Number
    contact: timedelta | None
    booking: timedelta | None
    signature: timedelta | None
    honoured: Number
    missed: Number
    reasons: Mapping[DismissReason, Number]
    kinds: Mapping[Kind, Number]
    weeks: Mapping[date, Number]
    kinds_by_week: Mapping[tuple[date, Kind], Number]
    exact: bool = True

    @property
    def in_time_percent(self) -> Number:
        """Of the first contacts that were due, how many in a hundred came in time."""
        return percent(self.in_time, self.late)

    @property
    def missed_percent(self) -> Number:
        """Of the appointments whose hour has passed, to how many in a hundred nobody came."""
        return percent(self.missed, self.honoured)

    def blurred(self) -> Statistics:
        """What may be told to anybody: small counts hidden, the others rounded.

        Rounding each number by itself, totals included, is what keeps a total minus what is shown from telling what
        is hidden, and two periods a week apart from telling that week.
        """
        return replace(
            self,
            filed=blur(self.filed),
            statuses=_blur_each(self.statuses),
            in_time=blur(self.in_time),
            late=blur(self.late),
            honoured=blur(self.honoured),
            missed=blur(self.missed),
            reasons=_blur_each(self.reasons),
            kinds=_blur_each(self.kinds),
            weeks=_blur_each(self.weeks),
            kinds_by_week=_blur_each(self.kinds_by_week),
            exact=False,
        )


def monday_of(day: date) -> date:
    return day - day.weekday() * DAY


def blur(number: Number) -> Number:
    """Nothing for one to four, else the nearest multiple of five. Zero says nothing of anybody."""
    if number is None or 0 < number < FEWEST:
        return None
    return STEP * round(number / STEP)


def percent(part: Number, rest: Number) -> Number:
    """Of both together; nothing where either is hidden or there is none."""
    if part is None or rest is None or part + rest == 0:
        return None
    return round(100 * part / (part + rest))


def statistics(scope: Scope, period: Period, *, now: datetime) -> Statistics:
    """What became of what was filed there and then; four queries.

    Outside the units of who asks it is ``blurred``, over whole weeks.
    """
    period = period if scope.own else period.whole_weeks
    zones = list(_units(scope).order_by("time_zone").values_list("time_zone", flat=True).distinct())
    found = _filed(scope, period, zones)
    rows = _grouped(found, zones)
    delays = _delays(found, now)
    ended = dict(
        Appointment.objects.filter(complaint__in=found, state__in=[AppointmentState.HONOURED, AppointmentState.MISSED])
        .values_list("state")
        .annotate(number=Count("pk"))
    )
    exact = Statistics(
        filed=sum(row["number"] for row in rows),
        statuses=_sums(rows, lambda row: Status(row["status"]), Status),
        in_time=delays["in_time"],
        late=delays["late"],
        contact=_enough(delays, "contact"),
        booking=_enough(delays, "booking"),
        signature=_enough(delays, "signature"),
        honoured=ended.get(AppointmentState.HONOURED, 0),
        missed=ended.get(AppointmentState.MISSED, 0),
        reasons=_sums([row for row in rows if row["dismiss_reason"]], _reason, DismissReason),
        kinds=_sums(rows, lambda row: Kind(row["kind"]), Kind),
        weeks=_sums(rows, lambda row: row["week"], period.mondays),
        kinds_by_week=_sums(rows, lambda row: (row["week"], Kind(row["kind"])), product(period.mondays, Kind)),
    )
    return exact if scope.own else exact.blurred()


def _units(scope: Scope) -> QuerySet[Unit]:
    if scope.units:
        return Unit.objects.filter(pk__in=scope.units)
    return Unit.objects.filter(department=scope.department) if scope.department else Unit.objects.all()


def _filed(scope: Scope, period: Period, zones: Sequence[str]) -> ComplaintQuerySet:
    """The rows. Where all units live by one clock, as they mostly do, they aren't joined for it."""
    found = Complaint.objects.order_by()
    if scope.units:
        found = found.filter(unit__in=scope.units)
    elif scope.department:
        found = found.filter(unit__department=scope.department)
    days = [
        Q(filed_at__range=_moments(period, zone)) & (Q(unit__time_zone=zone) if zones[1:] else Q()) for zone in zones
    ]
    return found.filter(reduce(or_, days)) if days else found.none()


def _moments(period: Period, zone: str) -> tuple[datetime, datetime]:
    """The first and the last of the period on that clock."""
    start = datetime.combine(period.first, time.min, ZoneInfo(zone))
    return start, datetime.combine(period.last, time.max, ZoneInfo(zone))


def _grouped(found: ComplaintQuerySet, zones: Sequence[str]) -> Sequence[dict[str, Any]]:
    clock = F("unit__time_zone") if zones[1:] else Value(zones[0] if zones else METROPOLITAN_ZONE)
    keys = ("week", "kind", "status", "dismiss_reason")
    weeks = found.annotate(week=LocalWeek(F("filed_at"), clock))
    return list(weeks.values(*keys).annotate(number=Count("pk")))


def _delays(found: ComplaintQuerySet, now: datetime) -> dict[str, Any]:
    """First contacts in time and late, and the median delays with how many files make each."""
    online = Q(origin=Origin.ONLINE)  # who typed at the desk waited for nobody
    due = online & (Q(contacted_at__isnull=False) | silent(now))
    in_time, signed = Q(contacted_at__lte=F("contact_due_at")), Q(status=Status.SIGNED, closed_at__isnull=False)
    waited: Any = Coalesce("contacted_at", Least("expires_at", now)) - F("filed_at")
    return found.aggregate(
        in_time=Count("pk", filter=due & in_time),
        late=Count("pk", filter=due & ~(Q(contacted_at__isnull=False) & in_time)),
        contact=Median(waited, filter=due),
        contact_files=Count("pk", filter=due),
        booking=Median(F("booked_at") - F("filed_at"), output_field=DurationField()),
        booking_files=Count("booked_at"),
        signature=Median(F("closed_at") - F("filed_at"), filter=signed, output_field=DurationField()),
        signature_files=Count("pk", filter=signed),
    )


def _enough(delays: Mapping[str, Any], name: str) -> timedelta | None:
    found: timedelta | None = delays[name] if delays[f"{name}_files"] >= FEWEST else None
    return found


def _reason(row: Mapping[str, Any]) -> DismissReason:
    return DismissReason(row["dismiss_reason"])


def _sums(rows: Sequence[dict[str, Any]], key: Any, keys: Any) -> dict[Any, Number]:
    """How many under each of the keys, none left out."""
    counter: Counter[Any] = Counter()
    for row in rows:
        counter[key(row)] += row["number"]
    return {one: counter[one] for one in keys}


def _blur_each(numbers: Mapping[K, Number]) -> dict[K, Number]:
    return {key: blur(number) for key, number in numbers.items()}
