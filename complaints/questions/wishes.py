"""When the victim could come: what they ticked at the filing, or when none of the slots proposed suited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from complaints.questions.base import Answers
from complaints.questions.steps.unit import HALF_DAYS, UnitStep

NAMES = ("wishes", "wish_note")
"""The questions of the step of the unit that ask for them."""
AFTERNOON = 12  # the hour from which a slot is of the afternoon: whoever can come in the morning can at 11:30


@dataclass(frozen=True)
class Wishes:
    """Half-days of the week that suit, as ``HALF_DAYS`` names them, and the victim's own words for the unit."""

    half_days: tuple[str, ...] = ()
    note: str = ""

    @classmethod
    def of(cls, answers: Answers | None) -> Wishes:
        """From answers by step, or the ``identity`` column; without wishes for an erased one."""
        given = (answers or {}).get(UnitStep.slug, {})
        return cls(tuple(given.get("wishes", ())), str(given.get("wish_note", "")))

    def __bool__(self) -> bool:
        return self != Wishes()

    @property
    def words(self) -> str:
        """« lundi matin, jeudi après-midi », in the language active now."""
        return ", ".join(str(label) for value, label in HALF_DAYS if value in self.half_days)

    def suit(self, local: datetime) -> bool:
        """Whether a slot that begins then, on the unit's clock, is one of the half-days."""
        return f"{local.weekday()}-{'am' if local.hour < AFTERNOON else 'pm'}" in self.half_days


def with_wishes(identity: Answers, wishes: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The identity with these wishes (``wishes``, ``wish_note``) in the place of those of before."""
    given = {name: value for name, value in identity.get(UnitStep.slug, {}).items() if name not in NAMES}
    said = {name: wishes[name] for name in NAMES if wishes.get(name)}
    return {**{slug: dict(step) for slug, step in identity.items()}, UnitStep.slug: {**given, **said}}
