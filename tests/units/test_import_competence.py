"""Which unit for which commune: found by number or by town, official before computed, the administrator before all."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.factories import CommuneFactory, UnitFactory
from units.models import Competence, Unit

pytestmark = pytest.mark.django_db


def run(command: str, *arguments: object, **options: object) -> list[str]:
    out = io.StringIO()
    call_command(command, *map(str, arguments), stdout=out, **options)
    return out.getvalue().splitlines()


def table(folder: Path, *lines: str, header: str) -> Path:
    path = folder / "competence.csv"
    path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return path


def remarks(path: Path) -> list[tuple[str, ...]]:
    with path.open(encoding="utf-8") as file:
        return [tuple(row.values()) for row in csv.DictReader(file)]


OFFICIAL = "code_commune;libelle_commune;institution;id_service;service;code_postal;codes_postaux"


def competence() -> list[tuple[str, str, str]]:
    return list(
        Competence.objects.order_by("commune_id", "unit__name").values_list("commune_id", "unit__name", "source")
    )


def test_the_official_file_finds_units_by_number_or_by_town(tmp_path):
    for code, name in (
        ("95018", "Argenteuil"),
        ("97107", "Capesterre-Belle-Eau"),
        ("93062", "Le Raincy"),
        ("95026", "Asnières-sur-Oise"),
    ):
        CommuneFactory(code=code, name=name)
    seat = {"commune__department": "95"}
    UnitFactory(name="Numbered", code="n", service_number="1003388", **seat)
    UnitFactory(name="Commissariat de police d'Argenteuil", institution="PN", **seat)
    UnitFactory(name="Commissariat subdivisionnaire de police d'Argenteuil", institution="PN", **seat)
    UnitFactory(name="Commissariat de police du Raincy", institution="PN", commune__department="93")
    UnitFactory(name="Gendarmerie - Brigade territoriale autonome de Capesterre Belle-Eau", commune__department="971")
    UnitFactory(name="Commissariat de police de Capesterre-Belle-Eau", institution="PN", commune__department="971")
    path = table(
        tmp_path,
        '"95026";"Asnières-sur-Oise";"GN";"1003388";"Gendarmerie - Brigade d\'Asnières-sur-Oise";"95270";"95270"',
        '"95018";"Argenteuil";"PN";"";"Commissariat de police d\'Argenteuil";"95100";"95100"',
        '"93062";"Le Raincy";"PN";"";"Commissariat de police de Le Raincy";"93340";"93340"',
        '"97107";"Capesterre-Belle-Eau";"GN";"1002100";"Gendarmerie - Brigade de Capesterre-Belle-Eau";"97130";"97130"',
        '"97107";"Capesterre-Belle-Eau";"PN";"";"Commissariat de police de Capesterre Belle Eau";"97130";"97130"',
        '"97107";"Capesterre-Belle-Eau";"PN";"";"Commissariat de police de Capesterre Belle Eau";"97130";"97130"',
        '"95999";"Nulle-Part";"GN";"1003388";"Gendarmerie - Brigade d\'Asnières-sur-Oise";"95270";"95270"',
        '"95018";"Argenteuil";"GN";"";"Gendarmerie - Brigade de Nulle-Part";"95100";"95100"',
        header=OFFICIAL,
    )  # fmt: skip

    run("import_competence", path, report=tmp_path / "report.csv")

    assert competence() == [
        ("93062", "Commissariat de police du Raincy", "official"),
        ("95018", "Commissariat de police d'Argenteuil", "official"),
        ("95026", "Numbered", "official"),
        ("97107", "Commissariat de police de Capesterre-Belle-Eau", "official"),
        ("97107", "Gendarmerie - Brigade territoriale autonome de Capesterre Belle-Eau", "official"),
    ]
    assert remarks(tmp_path / "report.csv") == [
        ("7", "noted", "97107", "said twice"),
        ("8", "refused", "95999", "the commune is unknown"),
        ("9", "refused", "95018", "no unit, or several, could be this one: Gendarmerie - Brigade de Nulle-Part"),
    ]


COMPUTED = "code_commune,libelle_commune,institution,id_unite,nom_unite,distance_km,regle"


def test_the_official_file_wins_over_the_computed_one(tmp_path):
    first, second = CommuneFactory(code="27229", name="Évreux"), CommuneFactory(code="27681", name="Vernon")
    near = UnitFactory(code="near", name="Brigade de Vernon", commune=second, institution="GN")
    right = UnitFactory(code="right", name="Commissariat d’Évreux", commune=first, institution="PN")
    computed = table(tmp_path, "27229,Évreux,GN,near,x,1,x", "27681,Vernon,GN,near,x,1,x", header=COMPUTED)

    run("import_competence", computed)
    assert competence() == [("27229", near.name, "derived"), ("27681", near.name, "derived")]

    official = table(tmp_path, "27229;Évreux;PN;;Commissariat de police d'Évreux;27000;27000", header=OFFICIAL)
    assert (
        run("import_competence", official)[0]
        == "competences: 1 rows read; 1 created, 0 changed, 0 unchanged, 1 removed."
    )
    assert competence() == [("27229", right.name, "official"), ("27681", near.name, "derived")]

    computed = table(tmp_path, "27229,Évreux,GN,near,x,1,x", "27681,Vernon,GN,near,x,1,x", header=COMPUTED)
    assert run("import_competence", computed)[1].startswith("Nothing changed")
    assert competence() == [("27229", right.name, "official"), ("27681", near.name, "derived")]


def test_what_an_administrator_said_stays(tmp_path):
    commune = CommuneFactory(code="27229", name="Évreux")
    chosen = UnitFactory(name="Chosen", competent=[commune])
    UnitFactory(name="Commissariat d’Évreux", commune=commune, institution="PN")

    run(
        "import_competence",
        table(tmp_path, "27229;Évreux;PN;;Commissariat de police d'Évreux;27000;27000", header=OFFICIAL),
    )

    assert competence() == [("27229", "Chosen", "manual"), ("27229", "Commissariat d’Évreux", "official")]
    assert chosen.competences.get().source == "manual"


def test_competence_needs_units(tmp_path):
    with pytest.raises(CommandError) as refusal:
        run("import_competence", table(tmp_path, header=OFFICIAL))

    assert str(refusal.value) == "There is no unit in the database: run import_units first. Nothing was imported."
    assert not Unit.objects.exists()
