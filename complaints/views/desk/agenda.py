"""The agenda of a unit: a day by desks, a week, the list on paper, and noting who came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from urllib.parse import urlencode
from uuid import UUID

from csp.decorators import csp_exempt
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from complaints.models import Complaint
from complaints.refusals import Refused
from complaints.services import arrival, unit_days
from complaints.services.unit_days import UnitDays
from complaints.views.desk.access import act_only, after_act, file_view
from complaints.views.desk.agenda_days import MINE, NOBODY, Reader, week_of
from complaints.views.desk.seen import Changed, if_unchanged
from complaints.views.desk.zones import zone_label
from units.access import OfficerRequest, officer_required
from units.models import Officer, Unit

FIRST_YEAR, LAST_YEAR = 2000, 2199
AgendaView = Callable[[OfficerRequest, Unit, date], HttpResponse]


class DayConverter:
    """A day in an address: 2026-12-01. What isn't one leads nowhere."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        day = date.fromisoformat(value)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueError(value)
        return day

    def to_url(self, value: date) -> str:
        return value.isoformat()


def agenda_view(view: AgendaView) -> Callable[..., HttpResponse]:
    """Give the view a unit of the officer's, on its own clock; another unit's agenda is a 404."""

    @wraps(view)
    @officer_required
    def guarded(request: OfficerRequest, /, unit: UUID, day: date) -> HttpResponse:
        found = get_object_or_404(request.officer.units, pk=unit)
        with timezone.override(found.zone):
            return view(request, found, day)

    return guarded


@officer_required
@require_safe
def agenda(request: OfficerRequest) -> HttpResponse:
    """Leads to the day asked for, today unless said, at the officer's unit; to a choice where there are several."""
    units = list(request.officer.units.all())
    asked = request.GET.get("unite", "")
    unit = next((one for one in units if str(one.pk) == asked), units[0] if len(units) == 1 else None)
    if unit is None:
        today = [(one, timezone.now().astimezone(one.zone).date()) for one in units]
        return render(request, "complaints/desk/agenda_units.html", {"units": today, "unit": None})
    week = request.GET.get("vue") == "semaine"
    return redirect(_url("agenda_week" if week else "agenda_day", unit, _asked_day(request, unit), _agent(request)))


@agenda_view
@require_safe
def agenda_day(request: OfficerRequest, unit: Unit, day: date) -> HttpResponse:
    """Who comes that day, desk by desk."""
    reader = Reader(UnitDays.read(unit, day, day, now=timezone.now()), officer=request.officer, agent=_agent(request))
    context = {
        **_frame(request, unit, day, "agenda_day", step=timedelta(days=1)),
        "day": reader.day(day),
        "week_url": _url("agenda_week", unit, day, _agent(request)),
    }
    return render(request, "complaints/desk/agenda_day.html", context)


@agenda_view
@require_safe
def agenda_week(request: OfficerRequest, unit: Unit, day: date) -> HttpResponse:
    """Seven days, Monday first, whichever of them the address names."""
    dates = week_of(day)
    agent = _agent(request)
    reader = Reader(UnitDays.read(unit, dates[0], dates[-1], now=timezone.now()), officer=request.officer, agent=agent)
    days = [(reader.day(one), _url("agenda_day", unit, one, agent)) for one in dates]
    context = {
        **_frame(request, unit, dates[0], "agenda_week", step=timedelta(days=7)),
        "days": [(one, url) for one, url in days if one.day.weekday() < 5 or one.desks or one.visits],
        "first": dates[0],
        "last": dates[-1],
    }
    return render(request, "complaints/desk/agenda_week.html", context)


@csp_exempt()  # browsers' PDF viewers need styles of their own
@agenda_view
def agenda_print(request: OfficerRequest, unit: Unit, day: date) -> HttpResponse:
    """The list of the day as PDF. Only a POST prints: each file it names is journaled."""
    if request.method != "POST":
        return redirect(_url("agenda_day", unit, day, ""))
    pdf = unit_days.print_day(unit, day, by=request.officer, now=timezone.now())
    headers = {
        "Content-Disposition": f'inline; filename="rendez-vous-{day.isoformat()}.pdf"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@file_view
@act_only
def arrive(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """Note that the victim is there, or that it was a mistake."""
    undo = request.POST.get("arrivee") == "non"
    verb = arrival.not_arrived if undo else arrival.arrive
    try:
        if_unchanged(request, complaint, lambda: verb(complaint, by=request.officer))
    except Changed as change:
        raise Refused(_told(change)) from change
    messages.success(request, _("L’arrivée est annulée.") if undo else _("L’arrivée est notée."))
    return redirect(after_act(request) or complaint)


def _told(change: Changed) -> str:
    """What somebody else did meanwhile, the last thing first."""
    event = change.events[0]
    who = event.officer.name if event.officer else event.who or _("le service")
    words = {"what": event.title, "who": who, "time": date_format(timezone.localtime(event.at), "H:i")}
    return _("Rien n’a été noté, le dossier a changé entre-temps : %(what)s (%(who)s, %(time)s).") % words


def _frame(request: OfficerRequest, unit: Unit, day: date, name: str, *, step: timedelta) -> dict[str, object]:
    """What both views of the agenda begin with: where one may go from there, and whose files are shown."""
    agent, today = _agent(request), unit.local(timezone.now()).date()
    colleagues = [one for one in unit.officers.filter(is_active=True) if one.pk != request.officer.pk]
    return {
        "unit": unit,
        "units": list(request.officer.units.all()),
        "zone_label": zone_label(unit, timezone.now()),
        "at": timezone.now(),
        "agent": agent,
        "agents": _agents(colleagues),
        "jump": day,
        "today_url": _url(name, unit, today, agent),
        "previous_url": _url(name, unit, day - step, agent) if day.year > FIRST_YEAR else "",
        "next_url": _url(name, unit, day + step, agent) if day.year < LAST_YEAR else "",
        "here": request.get_full_path(),
    }


def _agents(colleagues: list[Officer]) -> list[tuple[str, str]]:
    choices = [("", _("tous les dossiers")), (MINE, _("dossiers que j’ai en charge")), (NOBODY, _("sans agent"))]
    return choices + [(str(one.pk), one.name) for one in colleagues]


def _agent(request: HttpRequest) -> str:
    return request.GET.get("agent", "")


def _asked_day(request: HttpRequest, unit: Unit) -> date:
    """The day typed, or today for one that can't be read."""
    try:
        return DayConverter().to_python(request.GET.get("jour", ""))
    except ValueError:
        return unit.local(timezone.now()).date()


def _url(name: str, unit: Unit, day: date, agent: str) -> str:
    query = f"?{urlencode({'agent': agent})}" if agent else ""
    return reverse(f"desk:{name}", args=[unit.pk, day]) + query
