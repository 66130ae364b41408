"""What each unit offers, beside the questions of its choice: the first free slot, and how long it really takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from complaints.questions.base import StepForm
from complaints.questions.steps.situation import kind_of
from complaints.questions.steps.unit import UnitStep
from complaints.services.booking import first_free, soonest_erasure
from complaints.services.delays import known_delays
from units.agenda import Slot
from units.models import Unit
from units.search import Suggestion

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_SOONER = 3


@dataclass(frozen=True)
class Offer:
    """A unit to choose, as it is told. ``slot`` and ``delay`` are sentences, empty when nothing is known."""

    unit: Unit
    competent: bool
    distance_km: float | None
    slot: str
    delay: str


def beside(form: StepForm) -> dict[str, Any]:
    """What the template of a step reads besides the form: for the choice of a unit, three lists of ``Offer``.

    ``found``, ``others``, and ``sooner``: farther away. Three queries, whatever the number of units.
    """
    if not isinstance(form, UnitStep):
        return {}
    found, others, farther = form.found, form.others, form.farther
    now = timezone.now()
    units = [suggestion.unit for suggestion in (*found, *others, *farther)]
    slots = first_free(units, now=now, kind=kind_of(form.answers) or None, until=soonest_erasure(now))
    sooner = _sooner(farther, others, slots)
    delays = known_delays([one.unit for one in (*found, *others, *sooner)], now=now)
    return {
        "found": list(_offers(found, slots, delays)),
        "others": list(_offers(others, slots, delays)),
        "sooner": list(_offers(sooner, slots, delays)),
    }


def _sooner(
    farther: Iterable[Suggestion], near: Iterable[Suggestion], slots: dict[UUID, Slot | None]
) -> list[Suggestion]:
    """Of the units farther away, the few that can receive before any near one, soonest first."""
    best = min((slot.start for one in near if (slot := slots.get(one.unit.pk))), default=None)
    free = [(slot.start, place, one) for place, one in enumerate(farther) if (slot := slots.get(one.unit.pk))]
    return [one for start, _place, one in sorted(free) if best is None or start < best][:MOST_SOONER]


def _offers(
    suggestions: Iterable[Suggestion], slots: dict[UUID, Slot | None], delays: dict[UUID, timedelta]
) -> Iterable[Offer]:
    for one in suggestions:
        slot = slot_text(one.unit, slots[one.unit.pk]) if one.unit.pk in slots else ""
        delay = delay_text(delays[one.unit.pk]) if one.unit.pk in delays else ""
        yield Offer(one.unit, one.competent, one.distance_km, slot, delay)


def slot_text(unit: Unit, slot: Slot | None) -> str:
    """« Premier créneau libre pour l’instant : mardi 24 à 09:00 (non réservé) », on the unit's own clock."""
    if slot is None:
        return gettext("Aucun créneau libre en ligne en ce moment : l’unité peut en ouvrir d’autres.")
    start: datetime = unit.local(slot.start)
    return gettext("Premier créneau libre pour l’instant : %(moment)s. Il n’est pas réservé.") % {
        "moment": date_format(start, gettext("l j F à H:i"))
    }


def delay_text(delay: timedelta) -> str:
    """In plain hours up to two days, in days from there."""
    if delay < HOUR:
        return gettext("Répond d’habitude en moins d’une heure (médiane des 90 derniers jours).")
    if delay < 2 * DAY:
        number = round(delay / HOUR)
        words = ngettext(
            "Répond d’habitude en une heure environ (médiane des 90 derniers jours).",
            "Répond d’habitude en %(number)s heures environ (médiane des 90 derniers jours).",
            number,
        )
    else:
        number = round(delay / DAY)
        words = ngettext(
            "Répond d’habitude en un jour environ (médiane des 90 derniers jours).",
            "Répond d’habitude en %(number)s jours environ (médiane des 90 derniers jours).",
            number,
        )
    return words % {"number": number}
