"""What a unit's agenda holds on some days, read once: four queries, however many desks and appointments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from complaints.documents.day import day_pdf
from complaints.enums import LIVE_APPOINTMENTS, Act, AppointmentState
from complaints.models import Appointment
from complaints.services import journal
from complaints.services.day_plan import desks, edges
from units.agenda import Busy, Slot, free_slots
from units.calendar import holidays_of
from units.models import Closure, Officer, OpeningRule, Unit

SHOWN = (AppointmentState.HELD, AppointmentState.CONFIRMED, AppointmentState.HONOURED, AppointmentState.MISSED)
"""What stood or stands on the agenda; what was cancelled or released left its place to others."""
DAY_LIST = "day"
"""The detail of a printing that was the list of a day."""


@dataclass(frozen=True)
class UnitDays:
    """Rules, closures, holidays and appointments of a unit, from one local day to another, both included."""

    unit: Unit
    now: datetime
    rules: list[OpeningRule]
    closures: list[Closure]
    holidays: set[date]
    appointments: list[Appointment]
    """Those of ``SHOWN``, in order; holds that have lapsed are left out."""

    @classmethod
    def read(cls, unit: Unit, first: date, last: date, *, now: datetime) -> UnitDays:
        start, end = edges(first, unit.zone)[0], edges(last, unit.zone)[1]
        span = DateTimeTZRange(start, end)
        return cls(
            unit=unit,
            now=now,
            rules=list(unit.rules.all()),
            closures=list(unit.closures.filter(period__overlap=span)),
            holidays=holidays_of(unit, {first.year, last.year}),
            appointments=booked_between(unit, start, end, now=now),
        )

    def of(self, day: date) -> list[Appointment]:
        """Appointments that begin that day."""
        return [one for one in self.appointments if one.start.date() == day]

    def free(self, day: date) -> list[Slot]:
        """What may still be taken that day: from now on, within the unit's horizon."""
        start, end = edges(day, self.unit.zone)
        start = max(start, self.now.astimezone(UTC))
        end = min(end, self.now + timedelta(days=self.unit.horizon_days))
        if end <= start:
            return []
        live = [one for one in self.appointments if one.state in LIVE_APPOINTMENTS]
        return free_slots(
            rules=self.rules,
            closures=self.closures,
            holidays=self.holidays,
            zone=self.unit.zone,
            busy=[Busy(one.period.lower, one.period.upper, one.desk) for one in live],
            start=start,
            end=end,
        )

    def desks(self, day: date, shown: Sequence[Appointment]) -> list[int]:
        return desks(self.rules, day, shown, self.holidays)

    def closures_of(self, day: date) -> list[Closure]:
        start, end = edges(day, self.unit.zone)
        found = [one for one in self.closures if one.period.lower < end and start < one.period.upper]
        return sorted(found, key=lambda one: (one.desk or 0, one.period.lower))

    def is_off(self, day: date) -> bool:
        """Whether it is a holiday on which the unit doesn't receive: no rule was made for that day alone."""
        own = any(rule.is_exception and rule.valid_from == day for rule in self.rules)
        return day in self.holidays and not own


def booked_between(unit: Unit, start: datetime, end: datetime, *, now: datetime) -> list[Appointment]:
    """One query, with the files and who has them in charge, without what was declared."""
    found = Appointment.objects.filter(unit=unit, state__in=SHOWN).overlapping(start, end)
    found = found.exclude(state=AppointmentState.HELD, proposal__deadline__lte=now)
    found = found.select_related("complaint__officer").defer("complaint__statement", "complaint__tokens")
    rows = list(found.order_by("period", "desk", "pk"))
    for one in rows:
        one.unit = unit
    return rows


@transaction.atomic
def print_day(unit: Unit, day: date, *, by: Officer, now: datetime) -> bytes:
    """The list of the day as PDF. Each file it names gets its line in the journal: a name leaves on paper."""
    start, end = edges(day, unit.zone)
    firm = [
        one
        for one in booked_between(unit, start, end, now=now)
        if one.state != AppointmentState.HELD and one.start.date() == day
    ]
    journal.record_each((one.complaint for one in firm if one.is_named), Act.PRINTED, by=by, detail=DAY_LIST)
    return day_pdf(unit, day, firm, printed_at=now)
