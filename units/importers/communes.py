"""The list of communes: that of the project (``units/data``), or one with the same columns and coordinates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from units.importers.report import Report
from units.importers.table import Row, Table, require_columns
from units.importers.upsert import upsert
from units.models import Commune
from units.normal import search_name
from units.territories import department_of

OWN_LIST = Path(__file__).resolve().parent.parent / "data" / "communes.csv.gz"
COLUMNS = frozenset({"code_insee", "nom", "type", "departement", "codes_postaux", "population", "commune_parente"})
FIELDS = (
    "name", "search_name", "department", "district", "epci", "postal_codes", "latitude", "longitude", "population",
    "parent_id",
)  # fmt: skip
WHOLE, PART = "COM", "ARM"
CODE = re.compile(r"([0-9]{2}|2[AB])[0-9]{3}")
POSTAL_CODE = re.compile(r"[0-9]{5}")
LONGEST_NAME = 80


def import_communes(table: Table) -> Report:
    """Bring ``Commune`` up to date with the table. Communes that it doesn't name are left as they are."""
    require_columns(table, COLUMNS)
    report = Report("communes")
    seen = upsert(_communes(table, report), key="code", fields=FIELDS, report=report)
    report.absent = Commune.objects.count() - len(seen)
    return report


def _communes(table: Table, report: Report) -> Iterator[Commune]:
    """Whole communes as they come, then the arrondissements, whose commune must be known."""
    codes: set[str] = set()
    parts: list[tuple[Row, Commune]] = []
    for row in table.rows:
        report.read += 1
        commune = _commune(row, codes, report)
        if commune is None:
            continue
        codes.add(commune.code)
        if row["type"] == PART:
            parts.append((row, commune))
        else:
            yield commune
    wholes = codes.union(Commune.objects.filter(parent=None).values_list("code", flat=True)) if parts else codes
    for row, commune in parts:
        if commune.parent_id in wholes:
            yield commune
        else:
            report.refuse(row.line, commune.code, "the commune of this arrondissement is unknown")


def _commune(row: Row, codes: set[str], report: Report) -> Commune | None:
    code, name = row["code_insee"], row["nom"]
    reason = row.broken or _refusal(row, code, name, codes)
    if reason:
        report.refuse(row.line, code, reason)
        return None
    if row["departement"] != department_of(code):
        report.repair(row.line, code, "department read from the commune's code")
    latitude, longitude = _centre(row, report)
    return Commune(
        code=code,
        name=name,
        search_name=search_name(name),
        department=department_of(code),
        district=row["arrondissement"],
        epci=row["epci"],
        postal_codes=_postal_codes(row, report),
        latitude=latitude,
        longitude=longitude,
        population=_population(row, report),
        parent_id=row["commune_parente"] or None,
    )


def _refusal(row: Row, code: str, name: str, codes: set[str]) -> str:
    if not CODE.fullmatch(code):
        return "the code is not that of a commune: five characters, leading zero included"
    if code in codes:
        return "this code was already met above"
    if not name or len(name) > LONGEST_NAME:
        return "the name is empty or longer than 80 characters"
    if row["type"] not in (WHOLE, PART):
        return "the type is neither COM nor ARM"
    if (row["type"] == PART) != bool(row["commune_parente"]):
        return "an arrondissement has a commune, a commune has none"
    return ""


def _postal_codes(row: Row, report: Report) -> list[str]:
    given = [part for part in row["codes_postaux"].split("|") if part]
    kept = [part for part in given if POSTAL_CODE.fullmatch(part)]
    if kept != given:
        report.repair(row.line, row["code_insee"], "a postal code without five digits was left out")
    return kept


def _population(row: Row, report: Report) -> int:
    text = row["population"]
    if text.isdecimal() and len(text) < 9:
        return int(text)
    if text:
        report.repair(row.line, row["code_insee"], "the population is not a number: left out")
    return 0


def _centre(row: Row, report: Report) -> tuple[float | None, float | None]:
    if not row["centre_lat"] and not row["centre_lon"]:
        return None, None
    try:
        latitude, longitude = float(row["centre_lat"]), float(row["centre_lon"])
    except ValueError:
        latitude = longitude = 0.0
    if -90 <= latitude <= 90 and -180 <= longitude <= 180 and latitude != longitude:
        return latitude, longitude
    report.repair(row.line, row["code_insee"], "the coordinates are not those of a place: left out")
    return None, None
