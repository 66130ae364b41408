"""Which statistics: whose files, over which days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.services.filters import YEARS
from complaints.services.statistics import Period, Scope
from units.models import Unit

MINE, COUNTRY, DEPARTMENT = "miennes", "france", "dep-"
DATES = "dates"
WEEKS = ("4", "12", "52")
LONGEST = timedelta(days=366)


class StatisticsForm(forms.Form):
    """Read from the address of the page. ``scope`` and ``period`` once it is valid."""

    perimetre = forms.ChoiceField(label=gettext_lazy("Pré-plaintes"))
    periode = forms.ChoiceField(
        label=gettext_lazy("Déposées"),
        choices=[
            ("4", gettext_lazy("depuis 4 semaines")),
            ("12", gettext_lazy("depuis 12 semaines")),
            ("52", gettext_lazy("depuis 52 semaines")),
            (DATES, gettext_lazy("entre deux dates")),
        ],
    )
    du = forms.DateField(label=gettext_lazy("Du"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    au = forms.DateField(label=gettext_lazy("Au"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any, *, units: Sequence[Unit], departments: Sequence[str], today: date) -> None:
        self.units, self.today = units, today
        choices = _choices(units, departments)
        super().__init__({"perimetre": choices[0][0], "periode": WEEKS[0]} | data)
        self.fields["perimetre"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(Row("perimetre", "periode", "du", "au"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "du" in self.errors or "au" in self.errors:
            return given
        if given.get("periode") == DATES:
            self._check_days(given.get("du"), given.get("au"))
        elif "periode" not in self.errors and (given.get("du") or given.get("au")):
            # Whichever of the two were followed, the other would be passed over without a word.
            self.add_error("periode", _("Choisissez « entre deux dates », ou videz les deux jours."))
        return given

    def _check_days(self, first: date | None, last: date | None) -> None:
        far = [name for name, day in (("du", first), ("au", last)) if day and day.year not in YEARS]
        for name in far:
            self.add_error(name, self.fields[name].error_messages["invalid"])
        if far:
            return
        if first is None or last is None:
            self.add_error("du" if first is None else "au", _("Indiquez les deux jours."))
        elif last < first:
            self.add_error("au", _("Le dernier jour vient avant le premier."))
        elif last - first > LONGEST:
            self.add_error("au", _("Choisissez une période d’un an au plus."))

    @property
    def scope(self) -> Scope:
        chosen: str = self.cleaned_data["perimetre"]
        if chosen == COUNTRY:
            return Scope()
        if chosen.startswith(DEPARTMENT):
            return Scope(department=chosen.removeprefix(DEPARTMENT))
        return Scope(units=tuple(unit.pk for unit in self.units if chosen in (MINE, str(unit.pk))))

    @property
    def period(self) -> Period:
        if self.cleaned_data["periode"] == DATES:
            return Period(self.cleaned_data["du"], self.cleaned_data["au"])
        return Period.of_weeks(int(self.cleaned_data["periode"]), until=self.today)

    @property
    def scope_label(self) -> str:
        """The scope in the words of the list."""
        labels: dict[str, Any] = dict(self.fields["perimetre"].choices)  # type: ignore[attr-defined]
        return str(labels[self.cleaned_data["perimetre"]])


def _choices(units: Sequence[Unit], departments: Sequence[str]) -> list[tuple[str, str]]:
    """The widest of one's own first."""
    mine = [(MINE, _("Toutes mes unités"))] if len(units) > 1 else []
    own = [(str(unit.pk), str(unit)) for unit in units]
    others = [(f"{DEPARTMENT}{code}", _("Département %(code)s") % {"code": code}) for code in departments]
    return [*mine, *own, *others, (COUNTRY, _("Toute la France"))]
