"""What the head of a unit types about its agenda."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.enums import Kind
from complaints.services.opening import SETTINGS
from units.enums import Weekday
from units.models import OpeningRule, Unit

MOST_DESKS, HIGHEST_DESK = 50, 99
TYPED = ("weekday", "starts", "ends", "slot_minutes", "first_desk", "desks")
"""What of a rule is kept as it is typed."""


class DayField(forms.DateField):
    """A day, by the browser's own picker; typed as 2026-12-01 without one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date", "class": "w-10"}, format="%Y-%m-%d"), **options)
        self.error_messages["required"] = gettext_lazy("Indiquez la date.")
        self.error_messages["invalid"] = gettext_lazy("Écrivez la date ainsi : 2026-12-01.")


class WallField(forms.TimeField):
    """An hour of the unit's own clock."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TimeInput(attrs={"type": "time", "class": "w-6"}, format="%H:%M"), **options)
        self.error_messages["required"] = gettext_lazy("Indiquez l’heure.")
        self.error_messages["invalid"] = gettext_lazy("Écrivez l’heure ainsi : 14:30.")


class Number(forms.IntegerField):
    """A small number, in a box of its size."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.NumberInput(attrs={"class": "w-6", "inputmode": "numeric"}), **options)


class RuleForm(forms.Form):
    """One opening rule: of each week, or of one day, whose usual hours it then replaces."""

    weekday = forms.TypedChoiceField(label=gettext_lazy("Jour"), choices=Weekday.choices, coerce=int)
    only_on = DayField(
        label=gettext_lazy("Seulement le"),
        required=False,
        help_text=gettext_lazy("Pour un seul jour, même férié : ses plages remplacent alors celles de la semaine."),
    )
    starts = WallField(label=gettext_lazy("De"))
    ends = WallField(label=gettext_lazy("À"))
    slot_minutes = Number(
        label=gettext_lazy("Durée d’un rendez-vous (minutes)"), min_value=5, max_value=480, initial=30
    )
    first_desk = Number(label=gettext_lazy("Premier bureau"), min_value=1, max_value=HIGHEST_DESK, initial=1)
    desks = Number(label=gettext_lazy("Nombre de bureaux"), min_value=1, max_value=MOST_DESKS, initial=1)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Faits reçus"),
        choices=Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "options-inline"}),
        help_text=gettext_lazy("Rien de coché : tous."),
    )
    valid_from = DayField(label=gettext_lazy("À partir du"), required=False)
    valid_until = DayField(label=gettext_lazy("Jusqu’au"), required=False)

    @classmethod
    def of(cls, rule: OpeningRule) -> RuleForm:
        """Filled with a rule that exists."""
        own = {"only_on": rule.valid_from} if rule.is_exception else {}
        validity = {} if rule.is_exception else {"valid_from": rule.valid_from, "valid_until": rule.valid_until}
        return cls(initial={name: getattr(rule, name) for name in (*TYPED, "kinds")} | own | validity)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        starts, ends = given.get("starts"), given.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("La fin vient après le début."))
        since, until = given.get("valid_from"), given.get("valid_until")
        if since and until and until < since:
            self.add_error("valid_until", _("La dernière date vient après la première."))
        return given

    def rule(self, unit: Unit, *, today: date) -> OpeningRule:
        """The rule that was typed, once the form is valid; not in the database."""
        given = self.cleaned_data
        rule = OpeningRule(unit=unit, kinds=sorted(given["kinds"]), **{name: given[name] for name in TYPED})
        rule.valid_from, rule.valid_until = given["valid_from"] or today, given["valid_until"]
        if only_on := given["only_on"]:
            rule.weekday, rule.valid_from, rule.valid_until = only_on.weekday(), only_on, only_on
        return rule


class CopyForm(forms.Form):
    """From where hours are copied: another week of the unit, or another unit."""

    week = DayField(label=gettext_lazy("La semaine du"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Ou les horaires habituels de"), required=False)

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {str(unit.pk): unit for unit in units}
        chosen = [(key, str(unit)) for key, unit in self.units.items()]
        self.fields["unit"].choices = [("", _("Choisissez")), *chosen]  # type: ignore[attr-defined]  # a choice

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and bool(given.get("week")) == bool(given.get("unit")):
            self.add_error("week", _("Choisissez une semaine, ou une unité."))
        return given


class ClosureForm(forms.Form):
    """From when to when nothing is received, at one desk or at all."""

    first_day = DayField(label=gettext_lazy("Du"))
    first_hour = WallField(label=gettext_lazy("à"), initial="00:00")
    last_day = DayField(label=gettext_lazy("Au"))
    last_hour = WallField(label=gettext_lazy("à"), initial="23:59")
    desk = Number(
        label=gettext_lazy("Bureau"),
        required=False,
        min_value=1,
        max_value=HIGHEST_DESK,
        help_text=gettext_lazy("Vide : toute l’unité."),
    )
    reason = forms.CharField(label=gettext_lazy("Motif, pour les agents"), required=False, max_length=120, strip=True)

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and self._instant("first") >= self._instant("last"):
            self.add_error("last_day", _("La fin vient après le début."))
        return given

    @property
    def period(self) -> DateTimeTZRange:
        """On the unit's clock, once the form is valid."""
        return DateTimeTZRange(self._instant("first"), self._instant("last"))

    def _instant(self, edge: str) -> datetime:
        given = self.cleaned_data
        return datetime.combine(given[f"{edge}_day"], given[f"{edge}_hour"], tzinfo=self.zone)


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """What is set of an agenda beside its rules."""

    class Meta:
        model = Unit
        fields = SETTINGS


class HourForm(forms.Form):
    """Any hour of any day, on the unit's clock: for an appointment in excess."""

    day = DayField(label=gettext_lazy("Jour"))
    hour = WallField(label=gettext_lazy("Heure"))

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    @property
    def start(self) -> datetime:
        """The instant, once the form is valid."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"], tzinfo=self.zone)
