"""The hours of a unit: looked at by its officers, changed by its head once what they give is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from complaints.forms.opening import CopyForm, RuleForm, SettingsForm
from complaints.refusals import Refused
from complaints.services import opening as agendas
from complaints.services.opening import BadRules, ChangedMeanwhile, may_change
from complaints.views.desk.agenda import AgendaView, agenda_view
from complaints.views.desk.zones import zone_label
from units.access import OfficerRequest
from units.agenda import Slot, holding
from units.calendar import holidays_of
from units.models import OpeningRule, Unit
from units.overlaps import told

DAYS = 7
KEPT_OUT = ("csrfmiddlewaretoken", "save", "edit", "version")
"""Posted names that a preview doesn't hand on."""

page_or_act = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Day:
    """One day of a week: its rules, and the slots they give."""

    day: date
    holiday: bool
    rules: Sequence[tuple[OpeningRule, str]]
    slots: Sequence[Slot]
    before: Sequence[Slot] = ()
    """Those that it gave until now."""

    @property
    def changed(self) -> bool:
        return list(self.slots) != list(self.before)


def head_view(view: AgendaView) -> Callable[..., HttpResponse]:
    """Only a head of the unit; its other officers are told so, on the page that shows the hours."""

    @wraps(view)
    def guarded(request: OfficerRequest, unit: Unit, day: date) -> HttpResponse:
        try:
            if not may_change(unit, request.officer):
                raise agendas.NotYours
            return view(request, unit, day)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("desk:opening", unit.pk, day)

    return agenda_view(guarded)


@agenda_view
@require_safe
def opening(request: OfficerRequest, unit: Unit, day: date) -> HttpResponse:
    """A week of the unit's hours: rules, days of their own, closures, holidays, and the slots that come of them."""
    monday = day - timedelta(days=day.weekday())
    rules = list(unit.rules.all())
    context = {
        **_frame(unit, monday),
        "days": week(unit, rules, monday),
        "closures": list(unit.closures.filter(period__endswith__gt=timezone.now())),
        "head": may_change(unit, request.officer),
        "previous": monday - timedelta(weeks=1),
        "next": monday + timedelta(weeks=1),
        "changes": agendas.last_changes(unit),
    }
    return render(request, "complaints/desk/opening.html", context)


@head_view
@page_or_act
def opening_rule(request: OfficerRequest, unit: Unit, day: date) -> HttpResponse:
    """A new rule, or another text for the one that ``?plage=`` names; then what it changes; then it is saved."""
    rules = list(unit.rules.all())
    old = _asked_rule(request, rules)
    form = RuleForm(request.POST) if request.method == "POST" else _rule_form(old, day)
    context = {**_frame(unit, day), "form": form, "old": old, "told": told(old) if old else ""}
    if request.method != "POST" or not form.is_valid() or "edit" in request.POST:
        status = 422 if request.method == "POST" and form.errors else 200
        return render(request, "complaints/desk/opening_rule.html", context, status=status)
    rule = form.rule(unit, today=timezone.localdate())
    shown = rule.valid_from if rule.is_exception else max(rule.valid_from, day)
    after = [one for one in rules if one is not old] + [rule]
    return _preview(request, unit, shown, before=rules, after=after)


@head_view
@page_or_act
def opening_drop(request: OfficerRequest, unit: Unit, day: date) -> HttpResponse:
    """Remove the rule that ``?plage=`` names, after showing what goes with it."""
    rules = list(unit.rules.all())
    old = _asked_rule(request, rules)
    if old is None:
        return redirect("desk:opening", unit.pk, day)
    return _preview(request, unit, day, before=rules, after=[one for one in rules if one is not old])


@head_view
@page_or_act
def opening_copy(request: OfficerRequest, unit: Unit, day: date) -> HttpResponse:
    """Another week's hours for this week's days, or another unit's usual hours."""
    rules = list(unit.rules.all())
    others = request.officer.units.exclude(pk=unit.pk)
    form = CopyForm(request.POST if request.method == "POST" else None, units=others)
    if request.method != "POST" or not form.is_valid() or "edit" in request.POST:
        status = 422 if request.method == "POST" and form.errors else 200
        context = {**_frame(unit, day), "form": form}
        return render(request, "complaints/desk/opening_copy.html", context, status=status)
    monday = day - timedelta(days=day.weekday())
    if week_of := form.cleaned_data["week"]:
        after = agendas.copied_week(rules, week_of - timedelta(days=week_of.weekday()), monday)
    else:
        source = form.units[form.cleaned_data["unit"]]
        own_days = [rule for rule in rules if rule.is_exception]
        after = own_days + agendas.copied_unit(list(source.rules.all()), today=timezone.localdate())
    return _preview(request, unit, monday, before=rules, after=after)


@head_view
@page_or_act
def opening_settings(request: OfficerRequest, unit: Unit, day: date) -> HttpResponse:
    """Notice, horizon, holidays, cut-offs."""
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=unit)
    if request.method == "POST" and form.is_valid():
        agendas.save_settings(unit, form.cleaned_data, by=request.officer)
        messages.success(request, _("Les réglages sont enregistrés."))
        return redirect("desk:opening", unit.pk, day)
    context = {**_frame(unit, day), "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "complaints/desk/opening_settings.html", context, status=status)


def week(
    unit: Unit, rules: Sequence[OpeningRule], monday: date, before: Iterable[OpeningRule] | None = None
) -> list[Day]:
    """The seven days as these rules make them, and as others made them ``before``."""
    closures = list(unit.closures.filter(period__overlap=agendas.week_of(unit, monday)))
    slots = _by_day(unit, agendas.slots_of_week(unit, rules, monday, closures))
    old = slots if before is None else _by_day(unit, agendas.slots_of_week(unit, before, monday, closures))
    off = holidays_of(unit, {monday.year, (monday + timedelta(weeks=1)).year})
    days = [monday + timedelta(days=number) for number in range(DAYS)]
    return [
        Day(
            day,
            day in off,
            [(rule, told(rule)) for rule in holding(rules, day)],
            slots.get(day, []),
            old.get(day, []),
        )
        for day in days
    ]


def _preview(
    request: OfficerRequest, unit: Unit, day: date, *, before: Sequence[OpeningRule], after: Sequence[OpeningRule]
) -> HttpResponse:
    """What the change gives, before it is made; made, once « Enregistrer » is pressed on this very page."""
    monday = day - timedelta(days=day.weekday())
    faults: list[str] = []
    try:
        if "save" in request.POST:
            agendas.save_rules(unit, after, seen=request.POST.get("version", ""), by=request.officer)
            messages.success(request, _("L’agenda est enregistré."))
            return redirect("desk:opening", unit.pk, monday)
        after = agendas.checked(after, today=timezone.localdate())
    except BadRules as refusal:
        faults = [str(problem) for problem in refusal.found]
    except ChangedMeanwhile as refusal:
        faults = [str(refusal)]
    context = {
        **_frame(unit, monday),
        "faults": faults,
        "days": week(unit, after, monday, before),
        "left_out": [] if faults else agendas.left_out(unit, after, now=timezone.now()),
        "kept": [(name, value) for name, values in request.POST.lists() if name not in KEPT_OUT for value in values],
        "version": agendas.version(before),
    }
    return render(request, "complaints/desk/opening_preview.html", context, status=422 if faults else 200)


def _by_day(unit: Unit, slots: Iterable[Slot]) -> dict[date, list[Slot]]:
    found: dict[date, list[Slot]] = {}
    for slot in slots:
        found.setdefault(unit.local(slot.start).date(), []).append(slot)
    return found


def _asked_rule(request: HttpRequest, rules: Sequence[OpeningRule]) -> OpeningRule | None:
    """The rule named by the address; 404 for one that isn't the unit's."""
    asked = request.GET.get("plage", "")
    if not asked:
        return None
    found = next((rule for rule in rules if str(rule.pk) == asked), None)
    return found or get_object_or_404(OpeningRule.objects.none())


def _rule_form(old: OpeningRule | None, day: date) -> RuleForm:
    if old:
        return RuleForm.of(old)
    return RuleForm(initial={"weekday": day.weekday(), "starts": "09:00", "ends": "12:00"})


def _frame(unit: Unit, day: date) -> dict[str, Any]:
    return {"unit": unit, "day": day, "zone_label": zone_label(unit, timezone.now())}
