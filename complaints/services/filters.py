"""The inbox as an officer narrows it, read from the address of a page, from a saved view or from a bulk run.

Values that mean nothing are left out: never an error. A unit, a commune, a colleague or a tag that isn't there, or that
the officer may not name, finds nothing: what was kept under a tag forgotten since must not become the whole inbox.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from complaints.enums import OPEN_STATUSES, Kind, Queue, Status
from complaints.models import Complaint, Evidence, Tag
from complaints.models.complaint import ComplaintQuerySet
from complaints.models.inbox import DATED, WITH_THE_UNIT, CountUpTo
from units.models import Commune, Officer, Unit
from units.search import LONGEST_QUESTION, meant
from units.territories import METROPOLITAN_ZONE

Query = Mapping[str, Sequence[str]]
E = TypeVar("E", bound=Enum)

NOBODY, YES = "personne", "oui"
COMMUNE_CODE = re.compile(r"\d{5}|2[AB]\d{3}")
NUMBER = re.compile(r"[0-9]{1,9}")
KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
KEYS = {"unite": KEY, "agent": KEY, "etiquette": NUMBER, "commune": COMMUNE_CODE}
"""How a value looks that names a row; one that looks otherwise means nothing."""
YEARS = range(2020, 2100)
"""A day elsewhere is a slip of the keyboard; far ones don't even exist on every clock."""


COUNTED = 999
"""Up to here a number is told exactly; beyond, that there are more."""


@dataclass(frozen=True)
class Filters:
    """What one officer wants to see of the open pre-complaints of their units.

    ``place`` is what was typed for a commune and means none, or several (``communes``).
    """

    officer: Officer
    units: tuple[Unit, ...]
    queue: Queue = Queue.ALL
    unit: Unit | None = None
    kind: Kind | None = None
    status: Status | None = None
    filed_from: date | None = None
    filed_until: date | None = None
    commune: Commune | None = None
    in_charge: Officer | None = None
    nobody: bool = False
    tag: Tag | None = None
    evidence: bool = False
    unread: bool = False
    gone: tuple[tuple[str, str], ...] = ()
    """Values that name nothing this officer knows."""
    place: str = ""
    communes: tuple[Commune, ...] = ()

    @classmethod
    def read(cls, query: Query, officer: Officer) -> Filters:
        """From ``dict(request.GET.lists())``. One query for the units, then one a filter that names a row."""
        return _read({name: values[-1] for name, values in query.items() if values}, officer)

    @classmethod
    def parse(cls, text: str, officer: Officer) -> Filters:
        """From what ``query`` once gave."""
        return cls.read(parse_qs(text), officer)

    @property
    def values(self) -> dict[str, str]:
        """What the address says of them, by name, in one order; it holds no word that anybody typed."""
        said = {
            "vue": "" if self.queue == Queue.ALL else self.queue.value,
            "unite": str(self.unit.pk) if self.unit else "",
            "nature": self.kind.value if self.kind else "",
            "etat": self.status.value if self.status else "",
            "du": self.filed_from.isoformat() if self.filed_from else "",
            "au": self.filed_until.isoformat() if self.filed_until else "",
            "commune": self.commune.code if self.commune else "",
            "agent": NOBODY if self.nobody else str(self.in_charge.pk) if self.in_charge else "",
            "etiquette": str(self.tag.pk) if self.tag else "",
            "pieces": YES if self.evidence else "",
            "message": YES if self.unread else "",
        }
        said |= dict(self.gone)
        return {name: value for name, value in said.items() if value}

    @property
    def query(self) -> str:
        """The same filters always give the same text; empty for the whole inbox."""
        return urlencode(self.values)

    @property
    def narrowed(self) -> dict[str, str]:
        """The values beside the view."""
        return {name: value for name, value in self.values.items() if name != "vue"}

    def whole(self, queue: Queue) -> Filters:
        """The whole of a view."""
        return Filters(self.officer, self.units, queue)

    def within(self, unit: Unit) -> Filters:
        """The same, of one of the officer's units."""
        return replace(self, unit=unit)

    @property
    def unit_ids(self) -> list[UUID]:
        """The units whose pre-complaints may be found."""
        if self.gone:
            return []
        return [self.unit.pk] if self.unit else [unit.pk for unit in self.units]

    def queryset(self, now: datetime) -> ComplaintQuerySet:
        """Open pre-complaints of the officer's units that answer the filters, in no order."""
        found = Complaint.objects.of_units(self.unit_ids).in_queue(self.queue, officer=self.officer, now=now)
        return found.filter(self._clause())

    def _clause(self) -> Q:
        """All filters but the view and the unit."""
        start, end = self.period
        wanted: dict[str, Any] = {
            "kind": self.kind,
            "status": self.status,
            "commune": self.commune,
            "officer": self.in_charge,
            "tags": self.tag,
            "filed_at__gte": start,
            "filed_at__lt": end,
        }
        clause = Q(**{name: value for name, value in wanted.items() if value is not None})
        if self.status:
            clause &= Q(urgency__lt=DATED) if self.status in WITH_THE_UNIT else Q(urgency=DATED)
        if self.nobody:
            clause &= Q(officer=None)
        if self.unread:
            clause &= Q(unread_since__isnull=False)
        if self.evidence:
            clause &= Q(Exists(Evidence.objects.filter(complaint=OuterRef("pk"))))
        return clause

    @property
    def period(self) -> tuple[datetime | None, datetime | None]:
        """From the first moment of the first day up to that of the day after the last one."""
        after = self.filed_until + timedelta(days=1) if self.filed_until else None
        return self._midnight(self.filed_from), self._midnight(after)

    def _midnight(self, day: date | None) -> datetime | None:
        return datetime.combine(day, time.min, tzinfo=self.zone) if day else None

    @property
    def zone(self) -> ZoneInfo:
        """The clock of the days: the unit's; that of Paris for several."""
        one = self.unit or (self.units[0] if len(self.units) == 1 else None)
        return one.zone if one else ZoneInfo(METROPOLITAN_ZONE)


def counts(several: Sequence[Filters], now: datetime) -> list[int]:
    """How many pre-complaints answer each, exact up to ``COUNTED``, one more for any number beyond. One query."""
    if not several:
        return []
    numbers = [CountUpTo(one.queryset(now), COUNTED + 1) for one in several]
    found = Officer.objects.values_list(*numbers).get(pk=several[0].officer.pk)
    return [number or 0 for number in found]  # of an officer without unit Django asks nothing, and counts nothing


def _read(said: Mapping[str, str], officer: Officer) -> Filters:
    units = tuple(officer.units.all())
    ids = [unit.pk for unit in units]
    nobody = said.get("agent") == NOBODY
    place = said.get("lieu", "").replace("\0", "").strip()[:LONGEST_QUESTION]
    commune, communes = meant(place) if place else (_commune(said.get("commune", "")), [])
    unit = next((unit for unit in units if str(unit.pk) == said.get("unite")), None)
    in_charge = None if nobody else _officer(said.get("agent", ""), ids)
    tag = _tag(said.get("etiquette", ""), ids)
    rows = {"unite": unit, "agent": in_charge, "etiquette": tag, "commune": commune or place}
    return Filters(
        officer=officer,
        units=units,
        queue=_member(Queue, said.get("vue")) or Queue.ALL,
        unit=unit if len(units) > 1 else None,
        kind=_member(Kind, said.get("nature")),
        status=_open_status(said.get("etat")),
        filed_from=_day(said.get("du")),
        filed_until=_day(said.get("au")),
        commune=commune,
        in_charge=in_charge,
        nobody=nobody,
        tag=tag,
        evidence=said.get("pieces") == YES,
        unread=said.get("message") == YES,
        gone=tuple(
            (name, said[name]) for name, row in rows.items() if not row and KEYS[name].fullmatch(said.get(name, ""))
        ),
        place="" if commune else place,
        communes=() if commune else tuple(communes),
    )


def _member(values: type[E], text: str | None) -> E | None:
    return next((one for one in values if one.value == text), None)


def _open_status(text: str | None) -> Status | None:
    status = _member(Status, text)
    return status if status in OPEN_STATUSES else None


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _commune(code: str) -> Commune | None:
    return Commune.objects.filter(pk=code).first() if COMMUNE_CODE.fullmatch(code) else None


def _officer(text: str, unit_ids: list[UUID]) -> Officer | None:
    """A colleague of one of the units; also one whose account is closed."""
    return Officer.objects.filter(pk=text, units__in=unit_ids).first() if KEY.fullmatch(text) else None


def _tag(text: str, unit_ids: list[UUID]) -> Tag | None:
    return Tag.objects.filter(pk=text, unit__in=unit_ids).first() if NUMBER.fullmatch(text) else None
