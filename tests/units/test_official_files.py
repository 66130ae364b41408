"""The real files of the shared data, whole; the list that the project ships."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Count

from units.importers.communes import OWN_LIST
from units.models import Commune, Competence, Unit
from units.search import find_communes, suggest_units

pytestmark = pytest.mark.django_db


def run(command: str, *arguments: object, **options: object) -> list[str]:
    out = io.StringIO()
    call_command(command, *map(str, arguments), stdout=out, **options)
    return out.getvalue().splitlines()


# -- the official files ----------------------------------------------------------------------------


@pytest.mark.shared_data
def test_the_whole_of_france(shared_data: Path):
    communes, units = shared_data / "communes" / "communes-2026.csv", shared_data / "unites"
    directory, domain = units / "unites-annuaire-2017.csv", {"mailbox_domain": "units.example"}
    first = run("import_communes", communes) + run("import_units", directory, **domain)

    assert first[0] == "communes: 35014 rows read; 35014 created, 0 changed, 0 unchanged."
    assert first[1] == "units: 3947 rows read; 3947 created, 0 changed, 0 unchanged."
    assert (Commune.objects.count(), Unit.objects.count()) == (35_014, 3_947)
    assert run("import_communes", communes)[1].startswith("Nothing changed")
    assert run("import_units", directory, **domain)[1].startswith("Nothing changed")

    computed = run("import_competence", units / "competence-DERIVEE-non-officielle.csv.gz")
    assert computed == ["competences: 34960 rows read; 34960 created, 0 changed, 0 unchanged."]
    official = run("import_competence", units / "competence-territoriale-extrait-2026-08.csv")
    assert official[:2] == [
        "competences: 527 rows read; 490 created, 0 changed, 0 unchanged, 489 removed.",
        "37 rows refused.",
    ]
    department = run("import_units", units / "unites-95-2026-08.csv", **domain)
    assert department[0] == "units: 21 rows read; 3 created, 18 changed, 0 unchanged."
    _every_unit_is_sound()
    _searches_find_the_right_place()


def _every_unit_is_sound() -> None:
    assert not Unit.objects.exclude(mailbox__endswith="@units.example").exists()
    assert not Unit.objects.exclude(operations_mailbox__endswith="@units.example").exists()
    assert dict(Unit.objects.filter(department="974").values_list("time_zone").annotate(Count("pk"))) == {
        "Indian/Reunion": Unit.objects.filter(department="974").count()
    }
    assert Unit.objects.filter(latitude=None).count() == 18
    assert Unit.objects.exclude(hours=[]).count() > 400
    both = Competence.objects.filter(commune="97107").order_by("unit__institution")
    assert list(both.values_list("unit__institution", "source")) == [("GN", "official"), ("PN", "official")]


def _searches_find_the_right_place() -> None:
    for text, code in {"evreux": "27229", "27700": "27016", "l hay les roses": "94038", "2A004": "2A004"}.items():
        assert find_communes(text)[0].code == code
    evreux = suggest_units(find_communes("Évreux")[0])
    assert (str(evreux[0].unit), evreux[0].competent) == ("Hôtel de police d'Évreux", True)
    distances = [one.distance_km or 0 for one in evreux[1:]]
    assert distances == sorted(distances)
    assert distances[-1] < 30


# -- what the project ships ------------------------------------------------------------------------


def test_the_project_ships_every_commune():
    assert run("import_communes") == ["communes: 35014 rows read; 35014 created, 0 changed, 0 unchanged."]
    assert OWN_LIST.stat().st_size < 512_000
    assert gzip.decompress(OWN_LIST.read_bytes()).count(b"\n") == 35_015
    fields = ("name", "department", "district", "postal_codes", "population", "parent_id")
    assert Commune.objects.values_list(*fields).get(code="27229") == ("Évreux", "27", "273", ["27000"], 49_360, None)
    assert Commune.objects.get(code="75114").parent_id == "75056"
    assert Commune.objects.exclude(parent=None).count() == 45
