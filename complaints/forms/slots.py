"""Picking free slots of the unit's agenda."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from complaints.questions.wishes import Wishes
from units.agenda import Slot

OFFERED_INSTEAD = 3
NO_WISHES = Wishes()
DELAYS = (24, 48, 72, 168)
"""Hours that a victim may be given to answer a proposal, beside the usual ones."""


class SlotsField(forms.TypedMultipleChoiceField):
    """One to ``most`` of the slots given, by the instant they start. What isn't free any more is named.

    Times are shown in the time zone active: the unit's.
    """

    def __init__(self, *, slots: Sequence[Slot], most: int, **options: Any) -> None:
        self.slots, self.most = slots, most
        choices = [(slot.start.isoformat(), date_format(timezone.localtime(slot.start), "H:i")) for slot in slots]
        super().__init__(choices=choices, coerce=datetime.fromisoformat, **options)

    def validate(self, value: list[str]) -> None:
        if not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if gone := [one for one in value if not self.valid_value(one)]:
            raise forms.ValidationError(self._gone(gone), code="gone")
        if len(set(value)) > self.most:
            message = ngettext("Choisissez un seul créneau.", "Choisissez au plus %(most)s créneaux.", self.most) % {
                "most": self.most
            }
            raise forms.ValidationError(message, code="too_many")

    def _gone(self, values: list[str]) -> str:
        """Which slots were lost, and the free ones that come next."""
        starts = [start for value in values if (start := read_instant(value))]
        if not starts:
            return _("Choisissez un créneau de la liste.")
        lost = ", ".join(written(start) for start in sorted(starts))
        message = ngettext(
            "Ce créneau n’est plus libre : %(lost)s.", "Ces créneaux ne sont plus libres : %(lost)s.", len(starts)
        )
        after = [slot.start for slot in self.slots if slot.start > min(starts)][:OFFERED_INSTEAD]
        if after:
            message += " " + _("Les suivants encore libres : %(next)s.")
        return message % {"lost": lost, "next": ", ".join(written(start) for start in after)}


def written(start: datetime) -> str:
    """A slot in words: ``jeudi 26 novembre à 10:00``."""
    return date_format(timezone.localtime(start), _("l j F à H:i"))


def read_instant(value: str) -> datetime | None:
    """The instant a value of the list names; ``None`` for anything else somebody sends."""
    try:
        start = datetime.fromisoformat(value)
    except ValueError:
        return None
    # At either end of time, telling the instant on the unit's clock would overflow.
    if start.tzinfo is None or not MINYEAR < start.year < MAXYEAR:
        return None
    return start.astimezone(UTC)


@dataclass(frozen=True)
class Hour:
    """One slot on the page: its box, ticked or not, and whether the victim wished for that half-day."""

    value: str
    label: str
    id: str
    ticked: bool
    wished: bool


@dataclass(frozen=True)
class Day:
    """The slots of one day."""

    day: date
    hours: list[Hour]

    @property
    def ticked(self) -> bool:
        """Whether one of them was chosen: the page then shows the day unfolded."""
        return any(hour.ticked for hour in self.hours)


class SlotsForm(forms.Form):
    """The slots to propose (``most`` of them), or the one agreed with the victim; those they wished for are marked."""

    def __init__(self, *args: Any, slots: Sequence[Slot], most: int, wishes: Wishes = NO_WISHES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots, self.most, self.wishes = slots, most, wishes
        self.fields["starts"] = SlotsField(
            slots=slots,
            most=most,
            label=gettext_lazy("Créneaux") if most > 1 else gettext_lazy("Créneau"),
            error_messages={"required": gettext_lazy("Choisissez un créneau.")},
        )

    @property
    def starts(self) -> list[datetime]:
        found: list[datetime] = self.cleaned_data["starts"]
        return found

    def ticked(self) -> set[str]:
        """What was chosen, lost slots included."""
        return set(self["starts"].value() or ())

    def days(self, *, until: datetime | None) -> list[Day]:
        """What the page shows: slots before ``until`` (all when ``None``), and those already chosen after it."""
        ticked = self.ticked()
        shown = [
            (
                timezone.localtime(slot.start),
                Hour(
                    value,
                    date_format(timezone.localtime(slot.start), "H:i"),
                    f"slot-{number}",
                    ticked=value in ticked,
                    wished=self.wishes.suit(timezone.localtime(slot.start)),
                ),
            )
            for number, slot in enumerate(self.slots)
            if (value := slot.start.isoformat()) in ticked or until is None or slot.start < until
        ]
        return [
            Day(day, [hour for _at, hour in found]) for day, found in groupby(shown, key=lambda pair: pair[0].date())
        ]


class ProposalForm(SlotsForm):
    """The slots to propose, and how long they stay held for the victim."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = settings.PROPOSAL_HOURS
        self.fields["delay"] = forms.TypedChoiceField(
            label=gettext_lazy("Réponse attendue dans"),
            choices=[(hours, _hours_text(hours)) for hours in sorted({usual, *DELAYS})],
            coerce=int,
            required=False,
            initial=usual,
            widget=forms.Select,
            error_messages={"invalid_choice": gettext_lazy("Choisissez un des délais proposés.")},
        )
        self.fields["delay"].unmarked = True  # type: ignore[attr-defined]  # read by the template of a question

    @property
    def delay(self) -> timedelta:
        """How long the victim has to answer, once the form is valid."""
        return timedelta(hours=self.cleaned_data["delay"] or settings.PROPOSAL_HOURS)


def _hours_text(hours: int) -> str:
    """« 48 heures », « 7 jours »."""
    if hours % 24 or hours <= 48:
        return ngettext("%(number)s heure", "%(number)s heures", hours) % {"number": hours}
    return ngettext("%(number)s jour", "%(number)s jours", hours // 24) % {"number": hours // 24}
