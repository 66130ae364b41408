"""Opening hours as an administrator types them: one text line per day of the week, « 8h30-12h, 14h-18h ».

What is read is what ``units.hours`` stores; what is shown back is always written the same way.
"""

from __future__ import annotations

import re
from itertools import pairwise

from django.utils.translation import gettext

from units.hours import Day

ROUND_THE_CLOCK: Day = [["00:00", "24:00"]]
CLOSED = re.compile(r"ferm[ée]e?|closed|[-–—]", re.IGNORECASE)
ALWAYS = re.compile(r"24 ?(h|heures?)? ?(/|sur) ?24( ?h)?|24/7|24 ?h(ours?)?", re.IGNORECASE)
CLOCK = r"(\d{1,2})\s*(?:[h:.]\s*(\d{2})?|heures?)?"
SPAN = re.compile(rf"(?:de\s+)?{CLOCK}\s*(?:-|–|—|à|a)\s*{CLOCK}", re.IGNORECASE)
BETWEEN = re.compile(r"\s*(?:,|;|/|\+|\bet\b)\s*", re.IGNORECASE)
ODD_SPACES = re.compile(r"[\s\u00a0\u202f]+")


class Unreadable(ValueError):
    """What was typed for a day is no opening hours; the text says what to change, in half a sentence."""


def read_day(text: str) -> Day:
    """The spans of one day, in order; none for « fermé » or an empty line."""
    text = ODD_SPACES.sub(" ", text).strip(" .")
    if not text or CLOSED.fullmatch(text):
        return []
    if ALWAYS.fullmatch(text):
        return [list(span) for span in ROUND_THE_CLOCK]
    spans = sorted(_span(part) for part in BETWEEN.split(text))
    for (_, end), (start, _) in pairwise(spans):
        if start <= end:
            raise Unreadable(gettext("deux plages se touchent ou se chevauchent (%(hour)s)") % {"hour": _short(start)})
    return spans


def write_day(day: Day) -> str:
    """« 8h30-12h, 14h-18h », « fermé » or « 24h/24 »: what ``read_day`` reads."""
    if not day:
        return gettext("fermé")
    if day == ROUND_THE_CLOCK:
        return gettext("24h/24")
    return ", ".join(f"{_short(start)}-{_short(end)}" for start, end in day)


def _span(text: str) -> list[str]:
    match = SPAN.fullmatch(text)
    if match is None:
        raise Unreadable(gettext("« %(text)s » ne se lit pas") % {"text": text})
    start, end = _clock(match[1], match[2]), _clock(match[3], match[4])
    if end == "00:00":
        end = "24:00"
    if end <= start:
        raise Unreadable(gettext("« %(text)s » finit avant de commencer") % {"text": text})
    return [start, end]


def _clock(hours: str, minutes: str | None) -> str:
    hour, minute = int(hours), int(minutes or 0)
    if (hour > 23 or minute > 59) and (hour, minute) != (24, 0):
        raise Unreadable(gettext("« %(hour)s » n’est pas une heure") % {"hour": f"{hours}h{minutes or ''}"})
    return f"{hour:02d}:{minute:02d}"


def _short(clock: str) -> str:
    hour, minute = clock.split(":")
    return f"{int(hour)}h{'' if minute == '00' else minute}"
