"""Units, officers and tags for generated pre-complaints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from bench.shapes import shapes
from complaints.models import Tag
from complaints.services.filing import Declaration
from preplainte.demo.units import load_demo_units
from units.enums import Institution, Role
from units.models import Commune, Officer, OpeningRule, Unit
from units.territories import zone_name

PREFIX = "bench-"
IN_THE_LARGEST, ELSEWHERE = 40, 2
TAGS = ("à rappeler", "priorité", "vidéo")
NEAR = 6
"""How many communes the facts of one unit's pre-complaints are spread over."""


@dataclass(frozen=True)
class Place:
    """One unit, with what its pre-complaints refer to."""

    unit: Unit
    officers: list[Officer]
    tags: list[Tag]
    communes: list[Commune]


@dataclass(frozen=True)
class World:
    """Everything that generating rows needs to know; the first place is the largest unit."""

    places: list[Place]
    shapes: list[Declaration]
    largest: int
    now: datetime
    seed: int

    def where(self, number: int) -> tuple[Place, int]:
        """The unit of that pre-complaint, and how many it has before it."""
        if number < self.largest or len(self.places) == 1:
            return self.places[0], number
        others = len(self.places) - 1
        return self.places[1 + (number - self.largest) % others], (number - self.largest) // others


def prepare(*, units: int, largest: int, seed: int) -> World:
    """Make what is missing of that many units, each with its officers and tags; communes are imported if none is."""
    if not Commune.objects.exists():
        call_command("import_communes", verbosity=0)
    communes = list(Commune.objects.order_by("code"))
    towns = [communes[place * len(communes) // units] for place in range(units)]
    known = {unit.code: unit for unit in Unit.objects.filter(code__startswith=PREFIX)}
    made = [known.get(f"{PREFIX}{number:04d}") or _unit(number, town) for number, town in enumerate(towns)]
    missing = [unit for unit in made if unit.code not in known]
    Unit.objects.bulk_create(missing)
    OpeningRule.objects.bulk_create(rule for unit in missing for rule in _rules(unit))
    _enrol(missing, largest=made[0])
    Tag.objects.bulk_create(Tag(unit=unit, name=name) for unit in missing for name in TAGS)
    now = timezone.now()
    told = shapes(load_demo_units()[0], now=now)
    return World(_places(made, communes), told, largest=largest, now=now, seed=seed)


def _unit(number: int, town: Commune) -> Unit:
    return Unit(
        code=f"{PREFIX}{number:04d}",
        institution=Institution.GN if number % 2 else Institution.PN,
        name=f"Unité de {town.name}",
        city=town.name,
        commune=town,
        department=town.department,
        time_zone=zone_name(town.department, town.code),
        phone="02 61 91 00 17",
        mailbox=f"unite{number}@gendarmerie.example",
    )


def _rules(unit: Unit) -> list[OpeningRule]:
    shape: dict[str, Any] = {"starts": time(9), "ends": time(17), "slot_minutes": 30, "desks": 2}
    return [OpeningRule(unit=unit, weekday=day, valid_from=timezone.localdate(), **shape) for day in range(5)]


def _enrol(units: list[Unit], *, largest: Unit) -> None:
    """Nobody signs in with these accounts: they have no password."""
    officers, member = [], Officer.units.through
    memberships = []
    for unit in units:
        for number in range(IN_THE_LARGEST if unit is largest else ELSEWHERE):
            officer = Officer(
                username=f"{unit.code}-{number}",
                name=f"Agent {number} de {unit.city}"[:120],
                role=Role.AGENT if number else Role.HEAD,
            )
            officer.set_unusable_password()
            officers.append(officer)
            memberships.append(member(officer_id=officer.pk, unit_id=unit.pk))
    Officer.objects.bulk_create(officers)
    member.objects.bulk_create(memberships)


def _places(units: list[Unit], communes: list[Commune]) -> list[Place]:
    officers: dict[str, list[Officer]] = {}
    for officer in Officer.objects.filter(username__startswith=PREFIX).order_by("username"):
        officers.setdefault(officer.username.rpartition("-")[0], []).append(officer)
    tags: dict[Any, list[Tag]] = {}
    for tag in Tag.objects.filter(unit__in=units):
        tags.setdefault(tag.unit_id, []).append(tag)
    position = {commune.code: place for place, commune in enumerate(communes)}
    return [
        Place(unit, officers[unit.code], tags[unit.pk], communes[position[unit.commune_id] :][:NEAR]) for unit in units
    ]
