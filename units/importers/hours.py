"""Opening hours as the official files write them, made into seven lists of spans (``units.hours``)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from itertools import pairwise

from units.enums import Weekday
from units.hours import Day

FRENCH = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
OSM = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
OSM_RULE = re.compile(rf"^(?:({'|'.join(OSM)})(?:-({'|'.join(OSM)}))?|(PH)) ([\d:,-]+)$")
CLOCK = re.compile(r"^(\d{1,2})[:h](\d{2})$")
ROUND_THE_CLOCK: list[Day] = [[["00:00", "24:00"]] for _ in Weekday]
FREE_DAY = re.compile(rf"({'|'.join(FRENCH)}) *:(.*?)(?=(?:{'|'.join(FRENCH)}|jours fériés) *:|$)", re.IGNORECASE)
FREE_SPAN = re.compile(r"(\d{1,2}h\d{2}) *- *(\d{1,2}h\d{2})")


@dataclass
class Hours:
    """What could be read; ``problem`` when something couldn't, or had to be put right."""

    days: list[Day] = field(default_factory=lambda: [[] for _ in Weekday])
    notes: list[str] = field(default_factory=list)
    problem: str = ""

    def add(self, first: int, last: int, spans: list[tuple[str, str]]) -> None:
        """Open the days from ``first`` to ``last``, over the week's end if need be. Days told twice add up."""
        for step in range((last - first) % 7 + 1):
            day = (first + step) % 7
            for start, end in spans:
                span = _span(start, end)
                if span is None:
                    self.problem = "hours that cannot be read were left out"
                else:
                    self.days[day].append(span)

    def normal(self) -> list[Day]:
        """Seven days in order, spans apart; ``[]`` when nothing is known."""
        if not any(self.days):
            return []
        merged = [_merged(day) for day in self.days]
        if any(len(after) < len(_distinct(before)) for before, after in zip(self.days, merged, strict=True)):
            self.problem = self.problem or "hours that overlap were joined"
        return merged


def from_directory(text: str) -> Hours:
    """Of the DILA directory: a JSON list of ``{du, au, plages, note}``, in any order of days."""
    hours = Hours()
    try:
        for entry in json.loads(text):
            first, last = FRENCH.index(entry["du"]), FRENCH.index(entry.get("au") or entry["du"])
            hours.add(first, last, [(start, end) for start, end in entry["plages"]])
            if entry.get("note"):
                hours.notes.append(entry["note"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return Hours(problem="hours that cannot be read were left out")
    return hours


def from_osm(text: str) -> Hours:
    """Of OpenStreetMap (``opening_hours``): week days, ``24/7``, and public holidays, which become a note."""
    if text == "24/7":
        return Hours(days=[list(day) for day in ROUND_THE_CLOCK])
    hours = Hours()
    for rule in text.split(";"):
        match = OSM_RULE.match(rule.strip())
        if match is None:
            hours.problem = "hours that cannot be read were left out"
            continue
        first, last, holiday, times = match.groups()
        if holiday:
            hours.notes.append("Jours fériés\u00a0: " + times.replace("-", "\u00a0– ").replace(",", ", "))
        else:
            hours.add(OSM.index(first), OSM.index(last or first), [_pair(span) for span in times.split(",")])
    return hours


def from_sentence(text: str) -> Hours:
    """Of the ministry's list of brigades: « Lundi : 8h00-12h00 14h00-18h00 Mardi : … » on one line."""
    hours = Hours()
    for day, times in FREE_DAY.findall(text):
        number = FRENCH.index(day.lower())
        hours.add(number, number, FREE_SPAN.findall(times))
    if text and not any(hours.days):
        hours.problem = "hours that cannot be read were left out"
    return hours


def _pair(span: str) -> tuple[str, str]:
    start, _, end = span.partition("-")
    return start, end


def _span(start: str, end: str) -> list[str] | None:
    first, last = _clock(start), _clock(end)
    if last == "00:00":
        last = "24:00"
    return [first, last] if first and last and first < last else None


def _clock(text: str) -> str:
    match = CLOCK.match(text)
    if match is None:
        return ""
    hour, minute = int(match[1]), int(match[2])
    return f"{hour:02d}:{minute:02d}" if (hour < 24 and minute < 60) or (hour, minute) == (24, 0) else ""


def _distinct(day: Day) -> set[tuple[str, ...]]:
    return {tuple(span) for span in day}


def _merged(day: Day) -> Day:
    spans = [list(span) for span in sorted(_distinct(day))]
    for earlier, later in pairwise(spans):
        if later[0] <= earlier[1]:
            later[:] = [earlier[0], max(earlier[1], later[1])]
            earlier[1] = earlier[0]  # emptied: the later one took its place
    return [span for span in spans if span[0] < span[1]]
