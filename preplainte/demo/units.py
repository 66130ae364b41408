"""Invented units in real towns, and an account for each role: for the demonstration and the tests, never production.

Streets, units, mailboxes (``.example``) and officers are invented; phone numbers come from the ranges that ARCEP
reserves for fiction. They say nothing of where a real victim should go.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from preplainte.demo.accounts import PASSWORD
from units.enums import CompetenceSource, Role
from units.importers.hours import from_osm
from units.models import Commune, Competence, Officer, OpeningRule, Unit
from units.territories import department_of, zone_name

SOURCE = Path(__file__).with_suffix(".json")
SAME = (
    "code", "institution", "name", "street", "postal_code", "city", "latitude", "longitude", "accessible", "phone",
    "mailbox", "operations_mailbox", "mail_content",
)  # fmt: skip
VALID_FROM = date(2026, 1, 1)


class DemoRefused(Exception):
    """The demo data cannot be loaded here; the text says why."""


@dataclass(frozen=True)
class Account:
    """One demo account, whose name is its address; the unit is named by its code, none for an administrator."""

    username: str
    name: str
    role: Role
    unit: str = ""


ACCOUNTS = (
    Account("agent.evreux@police.example", "Camille Auber", Role.AGENT, "demo-pn-evreux"),
    Account("collegue.evreux@police.example", "Sacha Lemoine", Role.AGENT, "demo-pn-evreux"),
    Account("chef.evreux@police.example", "Dominique Vasseur", Role.HEAD, "demo-pn-evreux"),
    Account("agent.bernay@gendarmerie.example", "Alix Carpentier", Role.AGENT, "demo-gn-bernay"),
    Account("chef.bernay@gendarmerie.example", "Morgan Thibault", Role.HEAD, "demo-gn-bernay"),
    Account("agent.saint-denis@police.example", "Lou Hoarau", Role.AGENT, "demo-pn-saint-denis"),
    Account("administration@preplainte.example", "Maxime Delaunay", Role.ADMINISTRATOR),
)


@transaction.atomic
def load_demo_units() -> list[Unit]:
    """The demo units, with their agendas and competence. Those already there are left as they are.

    Raises ``DemoRefused`` in production, and when communes have not been imported.
    """
    _refuse_production()
    entries = json.loads(SOURCE.read_text(encoding="utf-8"))
    missing = {entry["commune"] for entry in entries}
    missing -= set(Commune.objects.filter(code__in=missing).values_list("code", flat=True))
    if missing:
        raise DemoRefused("Communes are missing: run import_communes first.")
    codes = [entry["code"] for entry in entries]
    known = set(Unit.objects.filter(code__in=codes).values_list("code", flat=True))
    for entry in entries:
        if entry["code"] not in known:
            _create(entry, taken=_named_elsewhere(entries, entry))
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=codes).select_related("commune")}
    return [units[code] for code in codes]


@transaction.atomic
def load_demo_officers() -> list[Officer]:
    """The demo accounts, all with ``preplainte.demo.accounts.PASSWORD``. Those already there are left as they are."""
    _refuse_production()
    known = {officer.username: officer for officer in Officer.objects.all()}
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=[account.unit for account in ACCOUNTS])}
    return [known.get(account.username) or _enrol(account, units) for account in ACCOUNTS]


def _refuse_production() -> None:
    if settings.PRODUCTION:
        raise DemoRefused("Demo units and accounts are never loaded in production.")


def _named_elsewhere(entries: list[dict[str, Any]], entry: dict[str, Any]) -> set[str]:
    """Communes that another unit names: they are its own, whatever their group."""
    return {code for other in entries if other is not entry for code in other["competence"].get("communes", [])}


def _create(entry: dict[str, Any], *, taken: set[str]) -> None:
    department = department_of(entry["commune"])
    unit = Unit.objects.create(
        **{field: entry[field] for field in SAME},
        commune_id=entry["commune"],
        department=department,
        time_zone=zone_name(department, entry["commune"]),
        hours=from_osm(entry["hours"]).normal(),
        hours_note=entry.get("hours_note", ""),
    )
    OpeningRule.objects.bulk_create(_rules(unit, entry["agenda"]))
    named = entry["competence"].get("communes", [])
    in_groups = Q(epci__in=entry["competence"].get("groups", [])) & ~Q(code__in=taken)
    communes = Commune.objects.filter(Q(code__in=named) | in_groups & Q(department=department))
    Competence.objects.bulk_create(
        Competence(unit=unit, commune=commune, source=CompetenceSource.DEMO) for commune in communes
    )


def _rules(unit: Unit, agenda: dict[str, Any]) -> list[OpeningRule]:
    return [
        OpeningRule(
            unit=unit,
            weekday=weekday,
            starts=time.fromisoformat(starts),
            ends=time.fromisoformat(ends),
            slot_minutes=agenda["slot_minutes"],
            desks=agenda["desks"],
            valid_from=VALID_FROM,
        )
        for weekday, day in enumerate(from_osm(agenda["weekly"]).normal())
        for starts, ends in day
    ]


def _enrol(account: Account, units: dict[str, Unit]) -> Officer:
    who: dict[str, Any] = {"name": account.name, "role": account.role, "email": account.username}
    who["may_search_all"] = account.role == Role.ADMINISTRATOR
    officer = Officer.objects.create_user(account.username, PASSWORD, **who)
    if account.unit:
        officer.units.add(units[account.unit])
    return officer
