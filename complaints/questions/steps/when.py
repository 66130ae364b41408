"""When it happened: one moment, or a period, with hours that are exact, approximate or unknown."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.questions.base import StepForm
from complaints.questions.fields import UNKNOWN, Choice
from complaints.questions.moments import Day, Hour
from units.models import Commune
from units.territories import zone_name

HOURS = [("exact", _("Exacte")), ("about", _("À peu près")), (UNKNOWN, _("Inconnue"))]


class WhenQuestions(StepForm):
    """The first moment possible, and the last one when it isn't the same."""

    from_day = Day(
        label=_("Jour des faits"),
        help_text=_("Vous ne savez pas exactement ? Indiquez le premier jour possible ici, et le dernier plus bas."),
        missing=_("Indiquez le jour des faits, ou le premier jour possible."),
    )
    from_time = Hour(
        label=_("Heure"), required=False, help_text=_("Par exemple : 14 h 30. Laissez vide si vous ne savez pas.")
    )
    hours = Choice(label=_("Cette heure est"), choices=HOURS, inline=True, required=False)
    to_day = Day(
        label=_("Dernier jour possible"),
        required=False,
        help_text=_("Seulement si vous ne savez pas exactement, ou si cela a duré plusieurs jours."),
    )
    to_time = Hour(label=_("Dernière heure possible"), required=False)

    def check_period(self, given: dict[str, Any]) -> None:
        """Nothing that is still to come, and no end before its beginning."""
        self._check_hours(given)
        if not given.get("from_day"):
            return
        start, end = given["from_day"], given.get("to_day") or given["from_day"]
        self._check_past("from", start, given)
        if given.get("to_day") or given.get("to_time"):
            self._check_past("to", end, given)
        if end < start:
            self.add_error("to_day", gettext("La fin est avant le début. Vérifiez les deux dates."))
        elif end == start and (given.get("to_time") or time.max) < (given.get("from_time") or time.min):
            self.add_error("to_time", gettext("La fin est avant le début. Vérifiez les deux heures."))

    def _check_hours(self, given: dict[str, Any]) -> None:
        hours = given.get("hours")
        if not hours or "from_time" in self.errors:
            return
        if hours != UNKNOWN and given.get("from_time") is None:
            self.add_error("from_time", gettext("Indiquez l’heure, ou choisissez « Inconnue »."))
        elif hours == UNKNOWN and given.get("from_time") is not None:
            self.add_error("hours", gettext("Vous avez indiqué une heure : dites si elle est exacte ou à peu près."))

    def _check_past(self, name: str, day: date, given: dict[str, Any]) -> None:
        hour = given.get(f"{name}_time")
        if datetime.combine(day, hour or time(0)) <= _now_at(given.get("commune")):
            return
        text = (
            gettext("Cette heure n’est pas encore arrivée.")
            if hour
            else gettext("Cette date n’est pas encore arrivée.")
        )
        self.add_error(f"{name}_time" if hour else f"{name}_day", text)


def _now_at(commune: Commune | None) -> datetime:
    """The time on the clock of the place, which may be half a day from Paris."""
    zone = zone_name(commune.department, commune.code) if commune else zone_name("")
    return timezone.now().astimezone(ZoneInfo(zone)).replace(tzinfo=None)
