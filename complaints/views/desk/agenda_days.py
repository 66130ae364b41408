"""Days of the agenda as officers read them: words, names, and what may be done now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from complaints.enums import AppointmentState, Kind
from complaints.models import Appointment, Complaint, JournalEntry
from complaints.questions.person import Person
from complaints.services.arrival import awaited
from complaints.services.day_plan import Line, closed, grid, said_twice
from complaints.services.unit_days import UnitDays
from complaints.views.desk.seen import QUIET
from units.models import Closure, Officer, Unit

MINE, NOBODY = "moi", "personne"
TAGS = {
    AppointmentState.HELD: "info",
    AppointmentState.CONFIRMED: "",
    AppointmentState.HONOURED: "success",
    AppointmentState.MISSED: "warning",
}


@dataclass(frozen=True)
class Visit:
    """One appointment of the agenda; ``name`` is empty once its unit may not say it any more."""

    appointment: Appointment
    name: str
    kind: str
    hours: str
    state: str
    tag: str
    on_closed_desk: bool
    may_arrive: bool
    may_undo: bool
    may_miss: bool
    seen: int

    @property
    def complaint(self) -> Complaint:
        return self.appointment.complaint

    @property
    def may_sign(self) -> bool:
        return self.appointment.state == AppointmentState.CONFIRMED

    @property
    def anchor(self) -> str:
        return f"rdv-{self.appointment.pk}"

    # What the grid reads.
    @property
    def desk(self) -> int:
        return self.appointment.desk

    @property
    def period(self) -> DateTimeTZRange:
        return self.appointment.period


@dataclass(frozen=True)
class Day:
    """One day, by lines and desks, with what is told above them."""

    day: date
    today: bool
    off: bool
    closures: list[str]
    desks: list[int]
    lines: list[Line[Visit]]
    visits: list[Visit]
    free: int
    unit: Unit

    @property
    def hours(self) -> list[tuple[str, Line[Visit]]]:
        """Each line with its hour, on the unit's clock."""
        return [(clock_words(line.start, self.unit), line) for line in self.lines]

    @property
    def arrived(self) -> int:
        return sum(one.appointment.arrived_at is not None for one in self.visits)


class Reader:
    """Makes ``Day`` of what was read, for one officer and the files they want to see."""

    def __init__(self, days: UnitDays, *, officer: Officer, agent: str) -> None:
        self.days, self.officer, self.agent = days, officer, agent
        self.shown = [one for one in days.appointments if self._wanted(one.complaint)]
        self._seen = _last_changes(one.complaint_id for one in self.shown)

    def day(self, day: date) -> Day:
        days = self.days
        chosen = [one for one in self.shown if one.start.date() == day]
        visits = [self._visit(one) for one in chosen]
        slots = days.free(day)
        columns = days.desks(day, chosen)
        return Day(
            day=day,
            today=days.unit.local(days.now).date() == day,
            off=days.is_off(day),
            closures=[closure_words(one, days.unit, day) for one in days.closures_of(day)],
            desks=columns,
            # Whoever looks for somebody's files wants these, not what is free between them.
            lines=grid(columns, visits, [] if self.agent else slots, now=days.now),
            visits=visits,
            free=sum(len(slot.desks) for slot in slots),
            unit=days.unit,
        )

    def _wanted(self, complaint: Complaint) -> bool:
        if self.agent == NOBODY:
            return complaint.officer_id is None
        who = str(self.officer.pk) if self.agent == MINE else self.agent
        return not who or str(complaint.officer_id) == who

    def _visit(self, one: Appointment) -> Visit:
        now = self.days.now
        today, arrived = awaited(one, now), one.arrived_at is not None
        state, tag = state_words(one, now)
        return Visit(
            appointment=one,
            name=Person.of(one.complaint.identity).title if one.is_named else "",
            kind=str(Kind(one.complaint.kind).label),
            hours=hours_words(one, self.days.unit),
            state=state,
            tag=tag,
            on_closed_desk=one.state in (AppointmentState.HELD, AppointmentState.CONFIRMED)
            and closed(self.days.closures, one),
            may_arrive=today and not arrived,
            may_undo=today and arrived,
            may_miss=one.state == AppointmentState.CONFIRMED and one.period.lower <= now and not arrived,
            seen=self._seen.get(one.complaint_id, 0),
        )


def state_words(one: Appointment, now: datetime) -> tuple[str, str]:
    """The state in words, and the colour of its tag."""
    if one.state != AppointmentState.CONFIRMED:
        words = {AppointmentState.HONOURED: _("Signée"), AppointmentState.MISSED: _("Absence")}
        return words.get(AppointmentState(one.state), one.get_state_display()), TAGS[AppointmentState(one.state)]
    if one.arrived_at is not None:
        return _("Arrivée à %(time)s") % {"time": date_format(one.unit.local(one.arrived_at), "H:i")}, "accent"
    if one.period.lower <= now:
        return _("Pas encore arrivée"), "warning"
    return str(one.get_state_display()), ""


def hours_words(one: Appointment, unit: Unit) -> str:
    """From when to when, on the unit's clock; which of the two where an hour comes twice."""
    return f"{clock_words(one.period.lower, unit)} – {clock_words(one.period.upper, unit)}"


def clock_words(at: datetime, unit: Unit) -> str:
    local = unit.local(at)
    if not said_twice(at, unit.zone):
        return date_format(local, "H:i")
    season = _("%(time)s, heure d’hiver") if local.fold else _("%(time)s, heure d’été")
    return season % {"time": date_format(local, "H:i")}


def closure_words(closure: Closure, unit: Unit, day: date) -> str:
    """What is closed that day, from when to when, and why."""
    start, end = unit.local(closure.period.lower), unit.local(closure.period.upper)
    what = _("Bureau %(desk)s fermé") % {"desk": closure.desk} if closure.desk else _("Unité fermée")
    whole = start.date() < day or (start.date() == day and (start.hour, start.minute) == (0, 0))
    if whole and end.date() > day:
        when = _("toute la journée")
    elif whole:
        when = _("jusqu’à %(end)s") % {"end": date_format(end, "H:i")}
    elif end.date() > day:
        when = _("à partir de %(start)s") % {"start": date_format(start, "H:i")}
    else:
        when = _("de %(start)s à %(end)s") % {"start": date_format(start, "H:i"), "end": date_format(end, "H:i")}
    return f"{what} {when} : {closure.reason}" if closure.reason else f"{what} {when}"


def week_of(day: date) -> list[date]:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=number) for number in range(7)]


def _last_changes(keys: Iterable[UUID]) -> dict[UUID, int]:
    """After which change each file is shown, for the acts of its row; one query."""
    changes = JournalEntry.objects.filter(complaint__in=list(keys)).exclude(act__in=QUIET).order_by()
    return dict(changes.values_list("complaint").annotate(last=Max("pk")))
