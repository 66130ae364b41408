"""Forms and fields of Django's admin."""

# Django 5.2 has no subscriptable model forms at run time.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from units.enums import Weekday
from units.hours import Day
from units.hours_text import Unreadable, read_day, write_day
from units.models import Officer


class WeekWidget(forms.Widget):
    """A text line for each day, Monday first."""

    template_name = "units/week.html"
    use_fieldset = True

    def id_for_label(self, id_: str) -> str:
        return ""  # seven fields: none of them is the one

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        lines = value or [""] * len(Weekday)
        days = [{"name": f"{name}_{day}", "label": day.label, "line": lines[day]} for day in Weekday]
        return {**context, "days": days}

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, Any], name: str) -> list[str]:
        return [str(data.get(f"{name}_{day}", "")).strip() for day in Weekday]

    def value_omitted_from_data(self, data: Any, files: MultiValueDict[str, Any], name: str) -> bool:
        return all(f"{name}_{day}" not in data for day in Weekday)


class WeekField(forms.Field):
    """Opening hours, typed day by day and stored as ``units.hours`` says. No line at all: hours unknown, ``[]``."""

    widget = WeekWidget

    def prepare_value(self, value: Any) -> list[str]:
        """What is stored as text lines; what was typed as it was typed."""
        return [line if isinstance(line, str) else write_day(line) for line in value or []]

    def clean(self, value: list[str]) -> list[Day]:
        if not any(value):
            return []
        days, problems = [], []
        for day, line in zip(Weekday, value, strict=True):
            try:
                days.append(read_day(line))
            except Unreadable as problem:
                problems.append(_sentence(day, problem))
        if problems:
            raise ValidationError(problems)
        return days

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.clean(data) != (initial or [])
        except ValidationError:
            return True


def _sentence(day: Weekday, problem: Unreadable) -> str:
    return gettext("%(day)s : %(problem)s. Écrivez par exemple « 8h30-12h, 14h-18h ».") % {
        "day": str(day.label).capitalize(),
        "problem": problem,
    }


class UnitForm(forms.ModelForm):  # model and fields: those of ``UnitAdmin``
    hours = WeekField(
        label=_("Horaires"),
        required=False,
        help_text=_(
            "Par exemple « 8h30-12h, 14h-18h », « fermé » ou « 24h/24 ». Une ligne vide vaut « fermé » ; "
            "laissez tout vide si les horaires ne sont pas connus."
        ),
    )


class OfficerCreationForm(AdminUserCreationForm):
    class Meta:
        model = Officer
        fields = ("username",)


class OfficerChangeForm(UserChangeForm):
    class Meta:
        model = Officer
        fields = "__all__"
