"""Victim-support offices of the courts: the nearest one to a unit, from a list kept in memory."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from units.models import Unit
from units.search import kilometres

LIST = Path(__file__).resolve().parent / "data" / "victim_support.csv"
LISTED_IN = 2017
"""The year of the list (units/data/README.md): shown with each address, which may have changed."""
NATIONAL_NUMBER = "116 006"
"""France Victimes, free, every day: shown whatever the list says."""


@dataclass(frozen=True)
class Office:
    """One office, as the list has it; no phone where it has none."""

    name: str
    address: str
    postal_code: str
    city: str
    department: str
    position: tuple[float, float] | None
    phone: str

    @property
    def lines(self) -> list[str]:
        """The address, one line each."""
        return [line for line in (self.address, f"{self.postal_code} {self.city}".strip()) if line]

    @property
    def dialled(self) -> str:
        return self.phone.replace(" ", "")


@cache
def offices() -> tuple[Office, ...]:
    """The whole list, read once a process."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return tuple(_office(row) for row in csv.DictReader(file))


def nearest(unit: Unit) -> Office | None:
    """The nearest office of the unit's department; of the country where the department has none. No query.

    Courts keep to their department. Of a unit that isn't placed, the department's first; ``None`` without any.
    """
    here = [office for office in offices() if office.department == unit.department]
    if unit.latitude is None or unit.longitude is None:
        return here[0] if here else None
    position = unit.latitude, unit.longitude
    return _closest(here, position) or (here[0] if here else _closest(offices(), position))


def _closest(among: Iterable[Office], position: tuple[float, float]) -> Office | None:
    placed = [(kilometres(*position, *office.position), office) for office in among if office.position]
    return min(placed, key=lambda found: found[0])[1] if placed else None


def _office(row: dict[str, str]) -> Office:
    placed = row["latitude"] and row["longitude"]
    return Office(
        name=row["name"],
        address=row["address"],
        postal_code=row["postal_code"],
        city=row["city"],
        department=row["department"],
        position=(float(row["latitude"]), float(row["longitude"])) if placed else None,
        phone=row["phone"],
    )
