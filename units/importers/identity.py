"""Which unit of the database a file means: by its number, else by institution, department and town.

No identifier is shared by the directory and the ministry's files, and towns are not spelt alike in the two.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from units.models import Unit
from units.normal import search_name

KIND = re.compile(
    r"^(?:gendarmerie )?(?:brigade(?: de proximite| territoriale autonome| territoriale)?|"
    r"(?:commissariat|hotel|bureau)(?: central| subdivisionnaire)?(?: de)?(?: police)?)\b"
)
LESSER = re.compile(r"subdivisionnaire|bureau", re.IGNORECASE)
ARTICLES = {"de", "du", "des", "d", "l", "le", "la", "les"}


@dataclass(frozen=True)
class Known:
    """A unit of the database, as far as telling it from others goes."""

    id: UUID
    code: str
    service_number: str
    institution: str
    department: str
    commune: str
    name: str


class Directory:
    """The units of the database, to be found one by one. One query, at the start."""

    def __init__(self) -> None:
        rows = Unit.objects.values_list(
            "id", "code", "service_number", "institution", "department", "commune__name", "name"
        )
        self.units = [Known(*row) for row in rows]
        self.by_code = {unit.code: unit for unit in self.units}
        self._by_number = {unit.service_number: unit for unit in self.units if unit.service_number}
        self._by_name = _index((_key(unit, town_of(unit.name)), unit) for unit in self.units)
        self._by_seat = _index((_key(unit, without_article(search_name(unit.commune))), unit) for unit in self.units)

    def find(self, *, service_number: str, institution: str, department: str, name: str) -> Known | None:
        """The unit meant, or nothing when none or several could be."""
        if service_number and service_number in self._by_number:
            return self._by_number[service_number]
        key = (institution, department, town_of(name))
        for index in (self._by_name, self._by_seat):
            found = _chief([one for one in index.get(key, ()) if _may_be(one, service_number)], name)
            if len(found) == 1:
                return found[0]
        return None


def town_of(name: str) -> str:
    """The town in a unit's name: « Gendarmerie - Brigade d'Asnières-sur-Oise » → ``asnieres sur oise``."""
    return without_article(KIND.sub("", search_name(name)).strip())


def without_article(town: str) -> str:
    """Without what stands before the name: « du Raincy » and « Le Raincy » are one town."""
    words = town.split()
    while len(words) > 1 and words[0] in ARTICLES:
        words.pop(0)
    return " ".join(words)


def _key(unit: Known, town: str) -> tuple[str, str, str]:
    return unit.institution, unit.department, town


def _may_be(unit: Known, service_number: str) -> bool:
    return not (unit.service_number and service_number and unit.service_number != service_number)


def _chief(found: list[Known], name: str) -> list[Known]:
    """Of several units in one town, the main one, unless a lesser one is named."""
    if len(found) == 1 or LESSER.search(name):
        return found
    return [unit for unit in found if not LESSER.search(unit.name)]


def _index(pairs: Iterable[tuple[tuple[str, str, str], Known]]) -> dict[tuple[str, str, str], list[Known]]:
    index: dict[tuple[str, str, str], list[Known]] = defaultdict(list)
    for key, unit in pairs:
        index[key].append(unit)
    return index
