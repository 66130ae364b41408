"""The directory of units: each fault it is known to have, put right or told."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.factories import CommuneFactory, UnitFactory
from units.importers.raw import READERS, from_annuaire, from_brigade_list, from_department_list
from units.models import Competence, Unit

COLUMNS = (
    "id", "institution", "nom", "complement", "voie", "code_postal", "commune", "code_insee", "code_insee_2026", "lat",
    "lon", "telephone", "telephone_note", "email", "accessibilite", "horaires_json", "horaires_osm", "anomalies",
)  # fmt: skip
WEEK = [[["08:00", "12:00"]]] * 5 + [[], []]


def run(*arguments: object, **options: object) -> list[str]:
    out = io.StringIO()
    call_command("import_units", *map(str, arguments), stdout=out, **options)
    return out.getvalue().splitlines()


def directory(folder: Path, *rows: dict[str, str]) -> Path:
    plain = {
        "id": "gendarmerie-27016-01", "institution": "GN", "nom": "Gendarmerie - Brigade de proximité des Andelys",
        "voie": "1 rue Haute", "code_postal": "27700", "commune": "Les Andelys", "code_insee": "27016",
        "code_insee_2026": "27016", "lat": "49.25", "lon": "1.41", "telephone": "02 61 91 00 17",
        "email": "bta.les-andelys@gendarmerie.example",
    }  # fmt: skip
    path = folder / "units.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({**dict.fromkeys(COLUMNS, ""), **plain, **row} for row in rows)
    return path


def remarks(path: Path) -> list[tuple[str, str, str]]:
    with path.open(encoding="utf-8") as file:
        return [(row["line"], row["verdict"], row["reason"]) for row in csv.DictReader(file)]


@pytest.fixture
def andelys(db):
    return CommuneFactory(
        code="27016", name="Les Andelys", postal_codes=["27700"], latitude=49.245, longitude=1.428, department="27"
    )


@pytest.fixture
def production(settings):
    settings.PRODUCTION = True


# -- the whole of one unit -------------------------------------------------------------------------


def test_a_unit_is_created_in_full(tmp_path, andelys, production):
    hours = [{"du": "lundi", "au": "vendredi", "plages": [["08:00", "12:00"]], "note": "Fermeture à 11h55."}]

    run(directory(tmp_path, {"horaires_json": json.dumps(hours), "accessibilite": "ACC", "complement": "Quai nord"}))

    unit = Unit.objects.get()
    fields = ("code", "institution", "name", "short_name", "receives_public", "address_extra", "street", "postal_code",
              "city", "commune_id", "department", "latitude", "longitude", "time_zone", "accessible", "phone",
              "mailbox", "operations_mailbox", "mail_content", "hours", "hours_note")  # fmt: skip
    assert {name: getattr(unit, name) for name in fields} == {
        "code": "gendarmerie-27016-01",
        "institution": "GN",
        "name": "Gendarmerie - Brigade de proximité des Andelys",
        "short_name": "Brigade de proximité des Andelys",
        "receives_public": True,
        "address_extra": "Quai nord",
        "street": "1 rue Haute",
        "postal_code": "27700",
        "city": "Les Andelys",
        "commune_id": "27016",
        "department": "27",
        "latitude": 49.25,
        "longitude": 1.41,
        "time_zone": "Europe/Paris",
        "accessible": True,
        "phone": "02 61 91 00 17",
        "mailbox": "bta.les-andelys@gendarmerie.example",
        "operations_mailbox": "",
        "mail_content": "notice",
        "hours": WEEK,
        "hours_note": "Fermeture à 11h55.",
    }


def test_no_real_mailbox_outside_production(tmp_path, andelys):
    path = directory(tmp_path, {}, {"id": "pn-1", "institution": "PN", "email": ""})

    with pytest.raises(CommandError, match="add for example --mailbox-domain"):
        run(path)
    assert not Unit.objects.exists()

    run(path, mailbox_domain="units.example")
    assert list(Unit.objects.order_by("code").values_list("mailbox", "operations_mailbox")) == [
        ("gendarmerie-27016-01@units.example", "corg27@units.example"),
        ("pn-1@units.example", "cic27@units.example"),
    ]


@pytest.mark.parametrize("domain", ["units", "a b.example", "@units.example", "units.example\n"])
def test_a_domain_that_is_none_is_refused(tmp_path, andelys, domain):
    with pytest.raises(CommandError, match="is not a domain for mailboxes"):
        run(directory(tmp_path, {}), mailbox_domain=domain)


def test_units_need_communes(db, tmp_path, production):
    with pytest.raises(CommandError, match="run import_communes first"):
        run(directory(tmp_path, {}))


def test_what_administrators_decide_survives_the_next_import(tmp_path, andelys, production):
    path = directory(tmp_path, {})
    run(path)
    Unit.objects.update(
        mail_content="essentials",
        receives_public=False,
        horizon_days=7,
        operations_mailbox="corg27@gendarmerie.example",
    )

    summary = run(directory(tmp_path, {"telephone": "02 61 91 00 18", "email": ""}))

    assert summary == ["units: 1 rows read; 0 created, 1 changed, 0 unchanged."]
    assert Unit.objects.values_list(
        "phone", "mailbox", "mail_content", "receives_public", "horizon_days", "operations_mailbox"
    ).get() == (
        "02 61 91 00 18", "bta.les-andelys@gendarmerie.example", "essentials", False, 7, "corg27@gendarmerie.example",
    )  # fmt: skip


def test_a_second_run_changes_nothing(tmp_path, andelys, production):
    path = directory(tmp_path, {"lat": "", "lon": ""})
    assert run(path)[0] == "units: 1 rows read; 1 created, 0 changed, 0 unchanged."
    before = Unit.objects.values().get()

    assert run(path) == [
        "units: 1 rows read; 0 created, 0 changed, 1 unchanged.",
        "Nothing changed: the database already says what the file says.",
    ]
    assert Unit.objects.values().get() == before


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"code_insee": "99999", "code_insee_2026": "99999", "commune": "Nulle-Part"}, "its commune is unknown"),
        ({"institution": "PM"}, "the institution is neither PN nor GN"),
        ({"nom": ""}, "it has no name"),
        ({"nom": "x" * 200}, "too long or malformed: name, short_name"),
        ({"voie": "x" * 300}, "too long or malformed: street"),
        ({"id": "gendarmerie-27016-00"}, "this unit was already met above"),
        ({"voie": "1 rue\x00Haute"}, "a cell holds a line break or a control character"),
    ],
)
def test_a_bad_row_is_refused_and_the_others_go_in(tmp_path, andelys, production, row, reason):
    path = directory(tmp_path, {"id": "gendarmerie-27016-00"}, row, {"id": "gendarmerie-27016-02"})

    run(path, report=tmp_path / "report.csv")

    assert [(line, verdict, why) for line, verdict, why in remarks(tmp_path / "report.csv")] == [
        ("3", "refused", reason)
    ]
    assert list(Unit.objects.order_by("code").values_list("code", flat=True)) == [
        "gendarmerie-27016-00", "gendarmerie-27016-02",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "expected", "reasons"),
    [
        ({"code_postal": "Les Andelys", "commune": "27700"}, {"postal_code": "27700", "city": "Les Andelys"},
         ["postal code and locality were swapped"]),
        ({"code_insee": "27999", "anomalies": "insee_perime"}, {"commune_id": "27016"},
         ["commune merged since: today's commune instead"]),
        ({"code_insee": "", "code_insee_2026": ""}, {"commune_id": "27016"}, []),
        ({"code_postal": "27705", "commune": "Les Andelys CEDEX 1"}, {"postal_code": "27700", "city": "Les Andelys"},
         ["the postal code (CEDEX, special or mistyped) was replaced by the commune's"]),
        ({"commune": "Les Andelys Cedex"}, {"city": "Les Andelys"}, ["CEDEX left out of the address"]),
        ({"lat": "1.41", "lon": "1.41"}, {"latitude": 49.245, "longitude": 1.428},
         ["impossible coordinates: centre of the commune instead"]),
        ({"lat": "43.3", "lon": "5.4"}, {"latitude": 49.245},
         ["coordinates more than 30 km from the commune: its centre instead"]),
        ({"lat": "49,25", "lon": "1,41"}, {"latitude": 49.245},
         ["coordinates that are not numbers: centre of the commune instead"]),
        ({"lat": "", "lon": ""}, {"latitude": 49.245}, ["no coordinates: centre of the commune instead"]),
        ({"lat": "49.40", "lon": "1.41"}, {"latitude": 49.40}, ["more than 10 km from the centre of its commune"]),
        ({"telephone": "048 27 98 20"}, {"phone": ""}, ["the telephone number is not one: left out"]),
        ({"telephone": "3430"}, {"phone": "3430"}, []),
        ({"email": "http://www.interieur.example/"}, {"mailbox": ""}, ["the mailbox is not an address: left out"]),
        ({"email": "Unite@Gendarmerie.Example"}, {"mailbox": "unite@gendarmerie.example"}, []),
        ({"nom": "commissariat de  police de Bourg-en- Bresse"}, {"name": "Commissariat de police de Bourg-en-Bresse"},
         ["the name was tidied"]),
        ({"telephone_note": "pas d'accueil au public sur place"}, {"receives_public": False}, []),
        ({"accessibilite": "NAC"}, {"accessible": False}, []),
        ({"accessibilite": "DEM"}, {"accessible": None}, []),
        ({"horaires_json": "[{\"du\": \"lundo\"}]"}, {"hours": []}, ["hours that cannot be read were left out"]),
        ({"horaires_osm": "Mo-Fr 08:00-12:00"}, {"hours": WEEK}, []),
        ({"anomalies": "sans_voie|courriel_nominatif"}, {}, ["no street", "mailbox of a person: left out"]),
    ],
)  # fmt: skip
def test_known_faults_are_put_right_and_told(tmp_path, andelys, production, row, expected, reasons):
    run(directory(tmp_path, row), report=tmp_path / "report.csv")

    unit = Unit.objects.get()
    assert {name: getattr(unit, name) for name in expected} == expected
    assert [why for _, _, why in remarks(tmp_path / "report.csv")] == reasons


def test_overseas_units_live_on_their_own_clock(tmp_path, db, production):
    CommuneFactory(code="98731", name="Nuku-Hiva", department="987", postal_codes=["98742"])

    run(directory(tmp_path, {"code_insee": "98731", "code_insee_2026": "98731", "telephone": "+689 47 01 47"}))

    unit = Unit.objects.get()
    assert (unit.department, unit.time_zone, unit.phone) == ("987", "Pacific/Marquesas", "+689 40 47 01 47")


# -- the other formats -----------------------------------------------------------------------------

DEPARTMENT_LIST = "institution,id_service,service,adresse,telephone,horaires_osm,n_communes,communes"


def test_a_department_list_finds_its_units_and_tells_competence(tmp_path, db, production):
    seat = CommuneFactory(code="95014", name="Auvers-sur-Oise", department="95", postal_codes=["95430"])
    CommuneFactory(code="95039", name="Bessancourt", department="95")
    known = UnitFactory(
        code="gendarmerie-95014-01", name="Gendarmerie - Brigade territoriale autonome d'Auvers-sur-Oise", commune=seat,
        latitude=49.07, longitude=2.17,
    )  # fmt: skip
    path = tmp_path / "list.csv"
    path.write_text(
        f"{DEPARTMENT_LIST}\n"
        "GN,1003395,Gendarmerie - Brigade d'Auvers-sur-Oise,31c Rue Haute 95430 Auvers-sur-Oise,+33 2 61 91 00 30,"
        '"Mo-Fr 08:00-12:00; PH 09:00-12:00",2,95014|95039\n'
        "PN,,Commissariat de police de Bessancourt,8 Rue Basse 95430 Auvers-sur-Oise,+33 2 61 91 00 31,24/7,2,95039\n",
        encoding="utf-8",
    )

    summary = run(path)

    assert summary[:2] == [
        "units: 2 rows read; 1 created, 1 changed, 0 unchanged.",
        "1 rows noted.",
    ]
    assert summary[-1] == "competences: 3 rows read; 3 created, 0 changed, 0 unchanged."
    known.refresh_from_db()
    assert (known.service_number, known.street, known.latitude, known.hours) == (
        "1003395",
        "31c Rue Haute",
        49.07,
        WEEK,
    )
    assert known.hours_note == "Jours fériés\u00a0: 09:00\u00a0– 12:00"
    assert set(Competence.objects.values_list("commune_id", "unit__code", "source")) == {
        ("95014", "gendarmerie-95014-01", "official"),
        ("95039", "gendarmerie-95014-01", "official"),
        ("95039", "pn-95-bessancourt", "official"),
    }
    assert run(path)[1] == "Nothing changed: the database already says what the file says."


def test_the_list_of_brigades(tmp_path, db, production):
    CommuneFactory(code="01281", name="Ornex", department="01", postal_codes=["01210"])
    path = tmp_path / "list.csv"
    path.write_text(
        "identifiant_public_unite;service;telephone;departement;code_commune_insee;voie;code_postal;commune;"
        "geocodage_x_GPS;geocodage_y_GPS;horaires_accueil\n"
        "1008620;Gendarmerie - Brigade d'Ornex;+33 2 61 91 00 32;01;01281;124 Rue Haute;01210;Ornex;6.09;46.27;"
        " Lundi : 8h00-12h00 14h00-18h00 Dimanche : 9h00-12h00\n",
        encoding="utf-8",
    )

    run(path)

    unit = Unit.objects.get()
    assert (unit.code, unit.service_number, unit.latitude, unit.longitude) == (
        "service-1008620",
        "1008620",
        46.27,
        6.09,
    )
    assert unit.hours == [[["08:00", "12:00"], ["14:00", "18:00"]], [], [], [], [], [], [["09:00", "12:00"]]]


def test_each_format_has_its_reader():
    assert list(READERS.values()) == [from_annuaire, from_brigade_list, from_department_list]
