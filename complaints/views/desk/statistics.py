"""What became of the pre-complaints: figures, charts with their tables, and the same as a file for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from complaints.documents import charts
from complaints.enums import Kind
from complaints.forms.statistics import StatisticsForm
from complaints.services.statistics import Number, Period, Statistics, statistics
from complaints.views.served import served
from units.access import OfficerRequest, officer_required
from units.models import Unit

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With what a spreadsheet begins a formula."""


@dataclass(frozen=True)
class Figure:
    """One key number, in words; ``more`` says what it is made of."""

    label: str
    value: str
    more: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a table."""

    label: str
    value: str


@officer_required
@require_safe
def figures(request: OfficerRequest) -> HttpResponse:
    """One's own units exactly; a department or the country without what would tell of few persons."""
    form = _form(request)
    if not form.is_valid():
        return render(request, "complaints/desk/statistics.html", {"form": form}, status=422)
    found = statistics(form.scope, form.period, now=timezone.now())
    context = {
        "form": form,
        "unit": form.units[0] if len(form.units) == 1 else None,
        "scope": form.scope_label,
        "days": _days(form.period if found.exact else form.period.whole_weeks),
        "exact": found.exact,
        "figures": _figures(found),
        "outcomes": _lines((status.label, number) for status, number in found.statuses.items()),
        "reasons": _lines((reason.label, number) for reason, number in found.reasons.items()),
        "weeks": _lines((_week(week), number) for week, number in found.weeks.items()),
        "kinds": _lines((kind.label, number) for kind, number in _sorted(found)),
        "weeks_chart": charts.columns([(_short(week), number) for week, number in found.weeks.items()]),
        "kinds_chart": charts.bars([(str(kind.label), number) for kind, number in _sorted(found)]),
        "query": request.GET.urlencode(),
    }
    return render(request, "complaints/desk/statistics.html", context)


@officer_required
@require_safe
def figures_csv(request: OfficerRequest) -> HttpResponse:
    """The same numbers, hidden where the page hides them; a line for each kind and week beside."""
    form = _form(request)
    if not form.is_valid():
        return render(request, "complaints/desk/statistics.html", {"form": form}, status=422)
    found = statistics(form.scope, form.period, now=timezone.now())
    period = form.period if found.exact else form.period.whole_weeks
    text = io.StringIO()
    # Semicolons and a mark of the encoding: what spreadsheets set to French open by a click.
    lines = csv.writer(text, delimiter=";")
    lines.writerow([_("Indicateur"), _("Précision"), _("Semaine du"), _("Valeur")])
    lines.writerow([_("Pré-plaintes"), cell(form.scope_label), "", ""])
    lines.writerow([_("Période"), _days(period), "", ""])
    lines.writerows([cell(one) for one in line] for line in _csv_lines(found))
    name = f"statistiques-{period.first}-{period.last}.csv"
    return served(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8", name=name, save=True)


def cell(text: str) -> str:
    """What a spreadsheet shows as text, be it the name of a unit that looks like a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _form(request: OfficerRequest) -> StatisticsForm:
    """One's own units, their departments (all of them for an administrator) and the country; at most two queries."""
    units = list(request.officer.units.all())
    if request.officer.is_administrator:
        known = Unit.objects.order_by("department").values_list("department", flat=True)
        departments = list(known.distinct())
    else:
        departments = sorted({unit.department for unit in units})
    now = timezone.now()
    today = units[0].local(now).date() if len(units) == 1 else timezone.localdate(now)
    return StatisticsForm(request.GET.dict(), units=units, departments=departments, today=today)


def _figures(found: Statistics) -> list[Figure]:
    return [
        Figure(_("Déposées"), shown(found.filed)),
        Figure(
            _("Premier contact à temps"),
            _percent(found.in_time_percent),
            _("À temps : %(number)s. En retard : %(late)s.")
            % {"number": shown(found.in_time), "late": shown(found.late)},
        ),
        Figure(_("Délai médian du premier contact"), delay(found.contact)),
        Figure(_("Délai médian avant qu’un rendez-vous soit fixé"), delay(found.booking)),
        Figure(_("Délai médian de la signature"), delay(found.signature)),
        Figure(
            _("Absences au rendez-vous"),
            _percent(found.missed_percent),
            _("Manqués : %(number)s. Honorés : %(honoured)s.")
            % {"number": shown(found.missed), "honoured": shown(found.honoured)},
        ),
    ]


def _csv_lines(found: Statistics) -> Iterator[tuple[str, str, str, str]]:
    for figure in _figures(found)[1:]:
        yield figure.label, "", "", figure.value
    filed = (_("Déposées"), found.filed)
    counts = (filed, (_("Contacts à temps"), found.in_time), (_("Contacts en retard"), found.late))
    ended = ((_("Rendez-vous manqués"), found.missed), (_("Rendez-vous honorés"), found.honoured))
    for label, number in (*counts, *ended):
        yield label, "", "", written(number)
    for status, number in found.statuses.items():
        yield _("État"), str(status.label), "", written(number)
    for reason, number in found.reasons.items():
        yield _("Motif de clôture"), str(reason.label), "", written(number)
    for kind, number in found.kinds.items():
        yield _("Nature des faits"), str(kind.label), "", written(number)
    for week, number in found.weeks.items():
        yield _("Semaine"), "", week.isoformat(), written(number)
    for (week, kind), number in found.kinds_by_week.items():
        yield _("Nature et semaine"), str(kind.label), week.isoformat(), written(number)


def shown(number: Number) -> str:
    """A count as it is read, or that it is hidden."""
    return _("moins de 5") if number is None else number_format(number, force_grouping=True)


def written(number: Number) -> str:
    """The same as a spreadsheet takes it for a number."""
    return _("moins de 5") if number is None else str(number)


def _percent(number: Number) -> str:
    return _("%(number)s %%") % {"number": number} if number is not None else "–"


def delay(span: timedelta | None) -> str:
    """Hours below two days, days with one decimal above."""
    if span is None:
        return "–"
    if span < 2 * DAY:
        return _("%(number)s h") % {"number": round(span / HOUR)}
    return _("%(number)s j") % {"number": number_format(span / DAY, 1)}


def _sorted(found: Statistics) -> list[tuple[Kind, Number]]:
    """The most frequent first; those that are hidden after the others."""
    return sorted(found.kinds.items(), key=lambda one: -(one[1] or 0))


def _lines(numbers: Iterable[tuple[Any, Number]]) -> list[Line]:
    return [Line(str(label), shown(number)) for label, number in numbers]


def _days(period: Period) -> str:
    return _("du %(first)s au %(last)s") % {
        "first": date_format(period.first, "j F Y"),
        "last": date_format(period.last, "j F Y"),
    }


def _week(monday: date) -> str:
    return date_format(monday, "j F Y")


def _short(monday: date) -> str:
    return date_format(monday, _("j N"))
