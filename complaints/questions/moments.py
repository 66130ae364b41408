"""Days and hours, typed as people write them, and refused in one sentence when they can't be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

EARLIEST_YEAR = 1900


class DayInputs(forms.MultiWidget):
    """Day, month and year, each with its own label: no calendar to fight with on a phone."""

    use_fieldset = True

    def __init__(self, *, birth: bool = False) -> None:
        parts = (("bday-day", _("Jour"), "w-2"), ("bday-month", _("Mois"), "w-2"), ("bday-year", _("Année"), "w-4"))
        super().__init__(
            [
                forms.TextInput(
                    {"data-label": label, "inputmode": "numeric", "class": width}
                    | {"autocomplete": name if birth else "off"}
                )
                for name, label, width in parts
            ]
        )

    def id_for_label(self, id_: str) -> str:
        return id_

    def decompress(self, value: date | None) -> list[Any]:
        return [value.day, value.month, value.year] if value else [None, None, None]


class Day(forms.Field):
    """A day that has come already, in three inputs."""

    def __init__(self, *, birth: bool = False, missing: Any = None, **options: Any) -> None:
        super().__init__(widget=DayInputs(birth=birth), **options)
        if missing:
            self.error_messages["required"] = missing

    def clean(self, value: Sequence[Any] | None) -> date | None:
        day, month, year = (str(part or "").strip() for part in value or ("", "", ""))
        if not (day or month or year):
            self.validate(None)
            return None
        return self._past(_day_of(day, month, year))

    def _past(self, day: date) -> date:
        # Somewhere in France the next day has begun before it has in Paris.
        if day > timezone.now().date() + timedelta(days=1):
            raise ValidationError(gettext("Cette date n’est pas encore arrivée."))
        if day.year < EARLIEST_YEAR:
            raise ValidationError(gettext("Cette date est trop ancienne. Vérifiez l’année."))
        return day

    def stored(self, value: date) -> str:
        return value.isoformat()

    def shown(self, stored: str) -> str:
        return date_format(date.fromisoformat(stored), "j F Y")


def _day_of(day: str, month: str, year: str) -> date:
    if not (day and month and year):
        raise ValidationError(gettext("Cette date est incomplète : indiquez le jour, le mois et l’année."))
    if not all(part.isdecimal() and len(part) <= 4 for part in (day, month, year)):
        raise ValidationError(gettext("Écrivez la date en chiffres. Exemple : 27 3 1985"))
    if len(year) != 4:
        raise ValidationError(gettext("Écrivez l’année en quatre chiffres. Exemple : 1985"))
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValidationError(_no_such_day(int(day), int(month), year)) from None


def _no_such_day(day: int, month: int, year: str) -> str:
    if not 1 <= month <= 12:
        return gettext("Le mois va de 1 à 12.")
    words = {"day": day, "month": date_format(date(2000, month, 1), "F"), "year": year}
    if (day, month) == (29, 2):
        return gettext("Le 29 février %(year)s n’existe pas.") % words
    return gettext("Le %(day)s %(month)s n’existe pas.") % words


CLOCK = re.compile(r"(\d{1,2})\s*(?:(?:h|:|\.|heures?)\s*(\d{2})?\s*(?:min|mn|m)?)?", re.IGNORECASE)
SPOKEN = {"midi": time(12), "minuit": time(0), "noon": time(12), "midnight": time(0)}


class Hour(forms.CharField):
    """An hour of the day: « 14h30 », « 14:30 », « 14 h », « 8h », « midi »."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput({"class": "w-6", "autocomplete": "off"}), **options)
        self.validators = []

    def clean(self, value: Any) -> time | None:
        text = " ".join(str(value or "").lower().split())
        if not text:
            self.validate("")
            return None
        if text in SPOKEN:
            return SPOKEN[text]
        found = CLOCK.fullmatch(text)
        if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
            raise ValidationError(gettext("Écrivez l’heure ainsi : 14 h 30, ou 14:30."))
        return time(int(found[1]), int(found[2] or 0))

    def stored(self, value: time) -> str:
        return f"{value:%H:%M}"

    def shown(self, stored: str) -> str:
        return time_format(time.fromisoformat(stored), "H:i")
