"""Forms and fields of Django's admin."""

# Django 5.2 has no subscriptable model forms at run time.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from units.accounts import is_last_administrator
from units.enums import Role, Weekday
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


class OfficerCreationForm(forms.ModelForm):  # fields: those of ``OfficerAdmin``
    """A new account has no password: its officer chooses one, by the link of the invitation."""

    class Meta:
        model = Officer
        fields = ("username", "name", "email", "role", "units")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["email"].help_text = gettext("L’invitation y part dans la minute.")


class OfficerChangeForm(forms.ModelForm):  # fields: those of ``OfficerAdmin``
    class Meta:
        model = Officer
        fields = ("username", "name", "email", "role", "units", "may_search_all", "is_active")

    def clean(self) -> dict[str, Any]:
        """Somebody must be left who can administer; nobody else searches all units."""
        given = super().clean() or self.cleaned_data
        stays = given.get("is_active") and given.get("role") == Role.ADMINISTRATOR
        if not stays and is_last_administrator(self.instance):
            raise ValidationError(gettext("C’est le dernier administrateur actif : nommez-en un autre d’abord."))
        if given.get("may_search_all") and given.get("role") != Role.ADMINISTRATOR:
            self.add_error("may_search_all", gettext("Seul un administrateur cherche dans toutes les unités."))
        return given
