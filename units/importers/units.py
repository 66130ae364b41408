"""Units from any of the known files, repaired where they are known to be wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError

from units.enums import CompetenceSource, Institution
from units.importers import repair
from units.importers.building import build
from units.importers.competence import Link, write_competence
from units.importers.identity import Directory, town_of
from units.importers.raw import READERS, RawUnit, Reader
from units.importers.repair import Place
from units.importers.report import Report
from units.importers.table import Table, WrongFile, require_columns
from units.importers.upsert import upsert
from units.models import Commune, Unit
from units.normal import search_name

# What administrators decide (content of mails, notice, horizon, who receives) is theirs once the unit exists.
FIELDS = (
    "service_number", "institution", "name", "short_name", "address_extra", "street", "postal_code", "city",
    "commune_id", "department", "latitude", "longitude", "time_zone", "accessible", "phone", "mailbox",
    "operations_mailbox", "hours", "hours_note",
)  # fmt: skip
DOMAIN = re.compile(r"([a-z0-9-]+\.)+[a-z-]{2,}")


def import_units(table: Table, *, mailbox_domain: str = "") -> Report:
    """Bring ``Unit`` up to date with the table, and competence when the file tells it.

    With ``mailbox_domain`` no mailbox of the file is kept: each unit, and each operations centre, gets one there.
    """
    reader = READERS[require_columns(table, *READERS)]
    if mailbox_domain and not DOMAIN.fullmatch(mailbox_domain):
        raise WrongFile(f"{mailbox_domain!r} is not a domain for mailboxes.")
    importer = _UnitImporter(mailbox_domain)
    seen = upsert(importer.units(table, reader), key="code", fields=FIELDS, report=importer.report)
    importer.report.absent = Unit.objects.count() - len(seen)
    links = importer.links()
    if links:
        importer.report.also = Report("competences", read=len(links))
        write_competence(links, source=CompetenceSource.OFFICIAL, report=importer.report.also)
    return importer.report


class _UnitImporter:
    """What the rows of one file are held against: communes, units already there, rows already met."""

    def __init__(self, mailbox_domain: str) -> None:
        self.report = Report("units")
        self.mailbox_domain = mailbox_domain
        self.directory = Directory()
        self.places = {place.code: place for place in _places()}
        if not self.places:
            raise WrongFile("There is no commune in the database: run import_communes first.")
        self.postal_codes = {code for place in self.places.values() for code in place.postal_codes}
        self.by_address = {
            (postal, search_name(place.name)): place for place in self.places.values() for postal in place.postal_codes
        }
        self.seen: dict[str, RawUnit] = {}

    def units(self, table: Table, reader: Reader) -> Iterator[Unit]:
        for row in table.rows:
            self.report.read += 1
            if row.broken:
                self.report.refuse(row.line, "", row.broken)
                continue
            unit = self._unit(reader(row))
            if unit is not None:
                yield unit

    def links(self) -> list[Link]:
        """The competence that the rows told, if any."""
        told = [raw for raw in self.seen.values() if raw.competent_for]
        ids = dict(Unit.objects.filter(code__in=[raw.code for raw in told]).values_list("code", "id"))
        return [Link(raw.line, commune, ids[raw.code]) for raw in told for commune in raw.competent_for]

    def _unit(self, raw: RawUnit) -> Unit | None:
        raw.postal_code, raw.city, did = repair.swapped(raw.postal_code, raw.city)
        raw.repaired += [did] if did else []
        place = self._place(raw)
        if place is None:
            self._refuse(raw, "its commune is unknown")
            return None
        raw.code = raw.code or self._code(raw, place)
        refusal = self._refusal(raw)
        unit = build(
            raw,
            place,
            is_known=raw.code in self.directory.by_code,
            postal_codes=self.postal_codes,
            mailbox_domain=self.mailbox_domain,
        )
        refusal = refusal or _malformed(unit)
        if refusal:
            self._refuse(raw, refusal)
            return None
        self._accept(raw)
        return unit

    def _place(self, raw: RawUnit) -> Place | None:
        for code in raw.commune_codes:
            if code in self.places:
                return self.places[code]
        return self.by_address.get((raw.postal_code, search_name(raw.city)))

    def _code(self, raw: RawUnit, place: Place) -> str:
        known = self.directory.find(
            service_number=raw.service_number,
            institution=raw.institution,
            department=place.department,
            name=raw.name,
        )
        if known is not None:
            return known.code
        town = town_of(raw.name).replace(" ", "-")
        return f"service-{raw.service_number}" if raw.service_number else f"pn-{place.department.lower()}-{town}"

    def _refusal(self, raw: RawUnit) -> str:
        if raw.institution not in Institution.values:
            return "the institution is neither PN nor GN"
        if raw.code in self.seen:
            return "this unit was already met above"
        return "" if raw.name else "it has no name"

    def _refuse(self, raw: RawUnit, reason: str) -> None:
        self.report.refuse(raw.line, raw.code or raw.service_number, reason)

    def _accept(self, raw: RawUnit) -> None:
        self.seen[raw.code] = raw
        for remark in dict.fromkeys(raw.repaired):
            self.report.repair(raw.line, raw.code, remark)
        for remark in raw.noted:
            self.report.note(raw.line, raw.code, remark)


def _malformed(unit: Unit) -> str:
    try:
        unit.clean_fields(exclude=("commune",))
    except ValidationError as error:
        return f"too long or malformed: {', '.join(sorted(error.message_dict))}"
    return ""


def _places() -> Iterator[Place]:
    rows = Commune.objects.values_list("code", "name", "department", "postal_codes", "latitude", "longitude")
    for code, name, department, postal_codes, latitude, longitude in rows:
        yield Place(code, name, department, tuple(postal_codes), latitude, longitude)
