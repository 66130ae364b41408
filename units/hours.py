"""Opening hours as people read them.

Stored: ``[]`` (unknown), or seven lists of ``["08:00", "12:00"]``, Monday first.
"""

from __future__ import annotations

from itertools import groupby

from django.utils.translation import gettext

from units.enums import Weekday

Day = list[list[str]]


def describe(hours: list[Day]) -> list[tuple[str, str]]:
    """Lines such as ``("lundi à jeudi", "8 h à 12 h, 14 h à 18 h")``: days alike in a row are told together."""
    lines = []
    for _, group in groupby(enumerate(hours), key=lambda numbered: numbered[1]):
        days = list(group)
        lines.append((_days(days[0][0], days[-1][0]), _spans(days[0][1])))
    return lines


def _days(first: int, last: int) -> str:
    if first == last:
        return str(Weekday(first).label)
    text = gettext("%(first)s et %(last)s") if last == first + 1 else gettext("%(first)s à %(last)s")
    return text % {"first": Weekday(first).label, "last": Weekday(last).label}


def _spans(day: Day) -> str:
    if not day:
        return gettext("fermé")
    if day == [["00:00", "24:00"]]:
        return gettext("24 heures sur 24")
    spans = [{"start": _clock(start), "end": _clock(end)} for start, end in day]
    return ", ".join(gettext("%(start)s à %(end)s") % span for span in spans)


def _clock(text: str) -> str:
    hour, minute = text.split(":")
    if minute == "00":
        return gettext("%(hour)d h") % {"hour": int(hour)}
    return gettext("%(hour)d h %(minute)s") % {"hour": int(hour), "minute": minute}
