"""Invented rows for tests. Nothing random: a test that fails, fails again."""

from __future__ import annotations

from datetime import date, time
from functools import cache
from typing import Any

import factory
from django.contrib.auth.hashers import make_password

from units.enums import Institution, Role
from units.models import Commune, Competence, Officer, OpeningRule, Unit
from units.normal import search_name
from units.territories import department_of, zone_name

OFFICER_PASSWORD = "quatre mots pour un test"


@cache
def hashed(password: str) -> str:
    """Argon2 is slow by design: once a password and a process is enough."""
    return make_password(password)


class CommuneFactory(factory.django.DjangoModelFactory[Commune]):
    class Meta:
        model = Commune

    code = factory.Sequence(lambda n: f"27{n + 100:03d}")
    name = factory.Sequence(lambda n: f"Villeneuve-{n}")
    search_name = factory.LazyAttribute(lambda commune: search_name(commune.name))
    department = factory.LazyAttribute(lambda commune: department_of(commune.code))
    postal_codes = ["27000"]
    population = 1_000


class OpeningRuleFactory(factory.django.DjangoModelFactory[OpeningRule]):
    class Meta:
        model = OpeningRule

    unit = factory.SubFactory("tests.factories.UnitFactory")
    weekday = 0
    starts = time(9)
    ends = time(12)
    slot_minutes = 30
    desks = 1
    valid_from = date(2020, 1, 1)


class UnitFactory(factory.django.DjangoModelFactory[Unit]):
    """A brigade without agenda; ``agenda=2`` gives it two desks, Monday to Friday, 9–12 and 14–17, every 30 minutes.

    ``competent=[commune, …]`` makes it competent there.
    """

    class Meta:
        model = Unit
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"gendarmerie-test-{n}")
    institution = Institution.GN
    name = factory.LazyAttribute(lambda unit: f"Brigade de gendarmerie de {unit.commune.name}")
    street = "1 rue des Tilleuls"
    postal_code = factory.LazyAttribute(lambda unit: unit.commune.postal_code)
    city = factory.LazyAttribute(lambda unit: unit.commune.name)
    commune = factory.SubFactory(CommuneFactory)
    department = factory.LazyAttribute(lambda unit: unit.commune.department)
    time_zone = factory.LazyAttribute(lambda unit: zone_name(unit.commune.department, unit.commune.code))
    phone = "02 61 91 00 17"
    mailbox = factory.Sequence(lambda n: f"unite{n}@gendarmerie.example")
    operations_mailbox = "corg27@gendarmerie.example"

    @factory.post_generation
    def agenda(self: Unit, create: bool, desks: int | None, **kwargs: Any) -> None:
        for weekday in range(5) if desks else ():
            for starts, ends in ((time(9), time(12)), (time(14), time(17))):
                OpeningRuleFactory(unit=self, weekday=weekday, starts=starts, ends=ends, desks=desks)

    @factory.post_generation
    def competent(self: Unit, create: bool, communes: list[Commune] | None, **kwargs: Any) -> None:
        Competence.objects.bulk_create(Competence(unit=self, commune=commune) for commune in communes or ())


class OfficerFactory(factory.django.DjangoModelFactory[Officer]):
    """An agent who signs in with ``OFFICER_PASSWORD``; ``units=[unit, …]`` gives the units."""

    class Meta:
        model = Officer
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"agent{n}@gendarmerie.example")
    name = factory.Sequence(lambda n: f"Agent {n}")
    role = Role.AGENT
    password = factory.LazyFunction(lambda: hashed(OFFICER_PASSWORD))

    @factory.post_generation
    def units(self: Officer, create: bool, units: list[Unit] | None, **kwargs: Any) -> None:
        self.units.set(units or ())
