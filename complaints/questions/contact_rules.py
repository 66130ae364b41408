"""How the victim may be reached without danger: what they asked for, obeyed by every mail, read before every call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.utils.formats import time_format
from django.utils.translation import gettext

from units.enums import Weekday

STEP = "unite"
"""The step that asks for them."""
WEEK = len(Weekday)
ASKED = ("call_days", "call_from", "call_until", "no_voicemail", "neutral", "call_note")


@dataclass(frozen=True)
class ContactRules:
    """Days and hours when one may call (empty: any), whether a voice message may be left, whether mails stay neutral.

    ``note`` is the victim's own text for the unit: in a page, in ``<bdi>``; in a mail, never.
    """

    days: tuple[int, ...] = ()
    since: time | None = None
    until: time | None = None
    voicemail: bool = True
    neutral: bool = False
    note: str = ""

    @classmethod
    def of(cls, answers: Mapping[str, Mapping[str, Any]] | None) -> ContactRules:
        """From answers by step (those of a form, or the ``identity`` column); without rules for an erased one."""
        given = (answers or {}).get(STEP, {})
        return cls(
            days=tuple(sorted(int(day) for day in given.get("call_days", ()))),
            since=_hour(given.get("call_from")),
            until=_hour(given.get("call_until")),
            voicemail=not given.get("no_voicemail"),
            neutral=bool(given.get("neutral")),
            note=str(given.get("call_note", "")),
        )

    def __bool__(self) -> bool:
        return self != ContactRules()

    @property
    def sentences(self) -> list[str]:
        """What to obey before calling or writing, in the language active now; the victim's own note apart."""
        when = " ".join(part for part in (self._days_text, self._hours_text) if part)
        return [
            *([gettext("Appelez seulement %(when)s.") % {"when": when}] if when else []),
            *([] if self.voicemail else [gettext("Ne laissez pas de message vocal.")]),
            *([gettext("Un courriel ne dit rien dans son objet, ni de la police, ni de la plainte.")] * self.neutral),
        ]

    @property
    def _days_text(self) -> str:
        return days_text(self.days)

    @property
    def _hours_text(self) -> str:
        since, until = (time_format(hour, "H:i") if hour else "" for hour in (self.since, self.until))
        if since and until:
            return gettext("de %(since)s à %(until)s") % {"since": since, "until": until}
        if since:
            return gettext("à partir de %(since)s") % {"since": since}
        return gettext("jusqu’à %(until)s") % {"until": until} if until else ""


def kept(answers: Mapping[str, Mapping[str, Any]] | None) -> dict[str, dict[str, Any]]:
    """The answers that make the rules, and no other: what a call still owed after the erasure has to obey."""
    given = (answers or {}).get(STEP, {})
    return {STEP: {name: given[name] for name in ASKED if given.get(name)}}


def days_text(days: tuple[int, ...]) -> str:
    """« le lundi et le mardi », « du lundi au vendredi »; nothing for none and for the whole week."""
    if len(days) in (0, WEEK):
        return ""
    names = [str(Weekday(day).label) for day in days]
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return gettext("du %(first)s au %(last)s") % {"first": names[0], "last": names[-1]}
    each = [gettext("le %(day)s") % {"day": name} for name in names]
    if len(each) == 1:
        return each[0]
    return gettext("%(days)s et %(last)s") % {"days": ", ".join(each[:-1]), "last": each[-1]}


def _hour(stored: Any) -> time | None:
    return time.fromisoformat(stored) if stored else None
