"""A unit as a file tells it, in each of the formats known."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from units.importers.hours import Hours, from_directory, from_osm, from_sentence
from units.importers.table import Row

NO_VISITORS = "pas d'accueil au public"
ACCESSIBLE = {"ACC": True, "NAC": False}  # DEM, « on request », is neither
ADDRESS = re.compile(r"^(?P<street>.*?) ?(?P<postal>\d{5}) (?P<city>[^\d]+)$")

# What the directory of 2017 had wrong and its editors flagged (and repaired, where a repair is said).
REPAIRED_BEFORE = {
    "cp_commune_inverses": "postal code and locality were swapped",
    "lat_egal_lon": "latitude and longitude were the same: centre of the commune instead",
    "insee_perime": "commune merged since: today's commune instead",
    "adresse_multiligne": "address on several lines: street and complement told apart",
}
WRONG_AS_IT_IS = {
    "position_douteuse": "position doubtful",
    "sans_voie": "no street",
    "courriel_nominatif": "mailbox of a person: left out",
}


@dataclass
class RawUnit:
    line: int
    institution: str
    name: str
    code: str = ""  # empty: the format has no code of its own, the unit is found by number or by town
    service_number: str = ""
    address_extra: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    commune_codes: tuple[str, ...] = ()  # candidates, best first
    latitude: str = ""
    longitude: str = ""
    phone: str = ""
    email: str = ""
    hours: Hours = field(default_factory=Hours)
    accessible: bool | None = None
    receives_public: bool = True
    competent_for: tuple[str, ...] = ()
    repaired: list[str] = field(default_factory=list)
    noted: list[str] = field(default_factory=list)


def from_annuaire(row: Row) -> RawUnit:
    """DILA directory of 2017, as joined in ``unites-annuaire-2017.csv``."""
    flags = row["anomalies"].split("|")
    return RawUnit(
        line=row.line,
        code=row["id"],
        institution=row["institution"],
        name=row["nom"],
        address_extra=row["complement"],
        street=row["voie"],
        postal_code=row["code_postal"],
        city=row["commune"],
        commune_codes=(row["code_insee_2026"], row["code_insee"]),
        latitude=row["lat"],
        longitude=row["lon"],
        phone=row["telephone"],
        email=row["email"],
        hours=_directory_hours(row),
        accessible=ACCESSIBLE.get(row["accessibilite"]),
        receives_public=not row["telephone_note"].startswith(NO_VISITORS),
        repaired=[REPAIRED_BEFORE[flag] for flag in flags if flag in REPAIRED_BEFORE],
        noted=[WRONG_AS_IT_IS[flag] for flag in flags if flag in WRONG_AS_IT_IS],
    )


def _directory_hours(row: Row) -> Hours:
    if row["horaires_json"]:
        return from_directory(row["horaires_json"])
    return from_osm(row["horaires_osm"]) if row["horaires_osm"] else Hours()


def from_brigade_list(row: Row) -> RawUnit:
    """The ministry's « Liste des unités de gendarmerie accueillant du public »."""
    return RawUnit(
        line=row.line,
        institution="GN",
        service_number=row["identifiant_public_unite"],
        name=row["service"],
        street=row["voie"],
        postal_code=row["code_postal"],
        city=row["commune"],
        commune_codes=(row["code_commune_insee"],),
        latitude=row["geocodage_y_GPS"],
        longitude=row["geocodage_x_GPS"],
        phone=row["telephone"],
        hours=from_sentence(row["horaires_accueil"]),
    )


def from_department_list(row: Row) -> RawUnit:
    """The list of the Val-d'Oise: one address line, OpenStreetMap hours, and communes of competence."""
    address = ADDRESS.match(row["adresse"])
    communes = tuple(code for code in row["communes"].split("|") if code)
    unit = RawUnit(
        line=row.line,
        institution=row["institution"],
        service_number=row["id_service"],
        name=row["service"],
        street=row["adresse"],
        phone=row["telephone"],
        hours=from_osm(row["horaires_osm"]) if row["horaires_osm"] else Hours(),
        competent_for=communes,
    )
    if address:
        unit.street, unit.postal_code, unit.city = address["street"], address["postal"], address["city"].strip()
    if row["n_communes"] != str(len(communes)):
        unit.noted.append("the number of communes is not that of the list")
    return unit


Reader = Callable[[Row], RawUnit]
READERS: dict[frozenset[str], Reader] = {
    frozenset({"id", "institution", "nom", "complement", "voie", "code_postal", "commune", "code_insee",
               "code_insee_2026", "lat", "lon", "telephone", "telephone_note", "email", "accessibilite",
               "horaires_json", "horaires_osm", "anomalies"}): from_annuaire,
    frozenset({"identifiant_public_unite", "service", "telephone", "code_commune_insee", "voie", "code_postal",
               "commune", "geocodage_x_GPS", "geocodage_y_GPS", "horaires_accueil"}): from_brigade_list,
    frozenset({"institution", "id_service", "service", "adresse", "telephone", "horaires_osm", "n_communes",
               "communes"}): from_department_list,
}  # fmt: skip
