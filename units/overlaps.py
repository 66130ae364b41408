"""What is wrong with the opening rules of a unit before they are saved, and which of them are really one.

Pure functions: the database refuses overlaps too (``openingrule_one_per_desk``), but can't say why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import combinations

from django.utils.formats import date_format
from django.utils.translation import gettext

from units.models import OpeningRule

DAY = timedelta(days=1)
NEVER = date.max


@dataclass(frozen=True)
class Problem:
    """A rule that can't be saved, and why, in a sentence."""

    rule: OpeningRule
    text: str

    def __str__(self) -> str:
        return self.text


def merge(rules: Iterable[OpeningRule]) -> list[OpeningRule]:
    """The same hours with fewer rules: those that touch or overlap on one grid become one.

    Only rules alike in all else (day, desks, facts, length, validity). A rule that grew is a copy, of the first's key.
    """
    merged: list[OpeningRule] = []
    for rule in sorted(rules, key=lambda one: (_kind(one), one.starts)):
        last = merged[-1] if merged else None
        if last is not None and _kind(last) == _kind(rule) and _continues(last, rule):
            grown = copy(last)
            grown.ends = max(last.ends, rule.ends)
            merged[-1] = grown
        else:
            merged.append(rule)
    return sorted(merged, key=lambda one: (one.weekday, one.starts, one.first_desk))


def problems(rules: Sequence[OpeningRule], *, today: date) -> list[Problem]:
    """Every rule that yields no slot, and the second of each two that give one desk the same time twice."""
    barren = [Problem(rule, text) for rule in rules if (text := _why_barren(rule, today))]
    twice = [
        Problem(
            second,
            gettext("%(rule)s : ces heures sont déjà données par %(other)s.")
            % {"rule": told(second), "other": told(first)},
        )
        for first, second in combinations(rules, 2)
        if overlap(first, second)
    ]
    return barren + twice


def overlap(first: OpeningRule, second: OpeningRule) -> bool:
    """Whether some desk would be open twice at the same time. A day of its own replaces the week: they don't meet."""
    return (
        first.weekday == second.weekday
        and first.is_exception == second.is_exception
        and first.starts < second.ends
        and second.starts < first.ends
        and first.first_desk < second.first_desk + second.desks
        and second.first_desk < first.first_desk + first.desks
        and first.valid_from <= (second.valid_until or NEVER)
        and second.valid_from <= (first.valid_until or NEVER)
    )


def told(rule: OpeningRule) -> str:
    """« lundi 09:00–12:00, bureaux 1 à 2 »; the date instead of the day for a day of its own."""
    day = date_format(rule.valid_from, "l j F Y") if rule.is_exception else str(rule.get_weekday_display())
    hours = f"{rule.starts:%H:%M}–{rule.ends:%H:%M}"
    last = rule.first_desk + rule.desks - 1
    if last == rule.first_desk:
        return gettext("%(day)s %(hours)s, bureau %(desk)s") % {"day": day, "hours": hours, "desk": last}
    desks = {"first": rule.first_desk, "last": last}
    return gettext("%(day)s %(hours)s, bureaux %(first)s à %(last)s") % {"day": day, "hours": hours, **desks}


def _why_barren(rule: OpeningRule, today: date) -> str:
    words = {"rule": told(rule), "minutes": rule.slot_minutes}
    if _minutes(rule.ends) - _minutes(rule.starts) < rule.slot_minutes:
        return gettext("%(rule)s : la plage est plus courte qu’un rendez-vous de %(minutes)s minutes.") % words
    if rule.valid_until is not None and rule.valid_until < today:
        return gettext("%(rule)s : sa dernière date est passée.") % words
    if not _meets_its_weekday(rule):
        return gettext("%(rule)s : ce jour ne tombe pas une fois entre ses deux dates.") % words
    return ""


def _meets_its_weekday(rule: OpeningRule) -> bool:
    ahead = (rule.weekday - rule.valid_from.weekday()) % 7
    return rule.valid_until is None or rule.valid_from + ahead * DAY <= rule.valid_until


def _kind(rule: OpeningRule) -> tuple[object, ...]:
    """What two rules must share to be one."""
    facts = tuple(sorted(rule.kinds))
    validity = (rule.valid_from, rule.valid_until or NEVER)
    return rule.weekday, rule.first_desk, rule.desks, rule.slot_minutes, facts, validity


def _continues(first: OpeningRule, second: OpeningRule) -> bool:
    """Whether ``second`` begins before ``first`` is over, on its grid."""
    return second.starts <= first.ends and (_minutes(second.starts) - _minutes(first.starts)) % first.slot_minutes == 0


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute
