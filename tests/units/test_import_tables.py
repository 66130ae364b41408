"""Wrong files are refused whole, with a sentence; bad rows never stop the rest."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.factories import CommuneFactory
from units.importers.progress import ProgressBar
from units.models import Commune

pytestmark = pytest.mark.django_db

HEADER = "code_insee,nom,type,departement,codes_postaux,population,centre_lat,centre_lon,commune_parente"
EVREUX = "27229,Évreux,COM,27,27000,49360,49.02,1.14,"


def run(command: str, *arguments: object, **options: object) -> list[str]:
    out = io.StringIO()
    call_command(command, *map(str, arguments), stdout=out, **options)
    return out.getvalue().splitlines()


def table(folder: Path, *lines: str, header: str = HEADER) -> Path:
    path = folder / "communes.csv"
    path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return path


def remarks(path: Path) -> list[tuple[str, ...]]:
    with path.open(encoding="utf-8") as file:
        return [tuple(row.values()) for row in csv.DictReader(file)]


NOT_UTF_8 = "is not UTF-8 text: convert it first (it may be Latin-1 or a spreadsheet)."
DAMAGED = "is a damaged or truncated gzip file: download it again."
WEB_PAGE = "is a web page or XML, not a CSV file: was the download link followed to its end?"
MISSING = "codes_postaux, commune_parente, departement, population, type missing."


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"", "is empty.", id="empty"),
        pytest.param(b"\n\n", "is empty.", id="blank"),
        pytest.param(b"<!DOCTYPE html><html>", WEB_PAGE, id="html"),
        pytest.param("code_insee,nom\n27229,Évreux\n".encode("latin-1"), NOT_UTF_8, id="latin-1"),
        pytest.param(b"PK\x03\x04\xff\xfe\x00binary", NOT_UTF_8, id="spreadsheet"),
        pytest.param(b"\x1f\x8b\x08\x00damaged", DAMAGED, id="bad-gzip"),
        pytest.param(gzip.compress(HEADER.encode() * 500)[:-30], DAMAGED, id="cut-gzip"),
        pytest.param(b"code_insee,nom\n27229,x\n", f"has not the columns of a known file: {MISSING}", id="columns"),
        pytest.param(
            f'{HEADER}\n27229,"'.encode() + b"x" * 200_000,
            "is not a readable CSV file (field larger than field limit (131072)).",
            id="quote",
        ),
    ],
)
def test_a_wrong_file_is_refused_whole(tmp_path, content, why):
    path = tmp_path / "file.csv"
    path.write_bytes(content)

    with pytest.raises(CommandError) as refusal:
        run("import_communes", path)

    assert str(refusal.value) == f"file.csv {why} Nothing was imported."
    assert not Commune.objects.exists()


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path, why in ((tmp_path / "nothing.csv", "No such file or directory"), (tmp_path, "Is a directory")):
        with pytest.raises(CommandError) as refusal:
            run("import_communes", path)
        assert str(refusal.value) == f"{path.name} cannot be read: {why}. Nothing was imported."


def test_rows_before_the_wrong_byte_are_taken_back(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes("\n".join((HEADER, EVREUX * 1, *[EVREUX] * 3_000)).encode() + b"\n\xe9\n")

    with pytest.raises(CommandError, match="not UTF-8"):
        run("import_communes", path)

    assert not Commune.objects.exists()


def test_bad_rows_are_told_with_their_line_and_the_rest_goes_in(tmp_path):
    path = table(
        tmp_path,
        EVREUX,
        "27681,Vernon,COM,27,27200|2720,many,49.09,1.48,",
        "1001,Trop court,COM,01,01400,10,46.1,4.9,",
        "27229,Évreux bis,COM,27,27000,1,49.0,1.1,",
        "27300,,COM,27,27000,1,49.0,1.1,",
        "27301,Nom\x07sonore,COM,27,27000,1,49.0,1.1,",
        "27302,Une colonne de moins,COM,27,27000,1,49.0,1.1",
        "27303,Radians,COM,28,27000,1,149.0,1.1,",
        "27304,Même,COM,27,27000,1,49.0,49.0,",
        "75101,Paris 1er,ARM,75,75001,1,48.8,2.3,75056",
        "69381,Lyon 1er,ARM,69,69001,1,45.7,4.8,69123",
        "",
        '27305,"Deux',
        'lignes",COM,27,27000,1,49.0,1.1,',
        "69123,Lyon,COM,69,69001,500000,45.7,4.8,",
        "27306,Délégué,COMD,27,27000,1,49.0,1.1,",
    )

    summary = run("import_communes", path, report=tmp_path / "report.csv")

    columns = ("code", "name", "postal_codes", "population", "latitude")
    assert list(Commune.objects.order_by("code").values_list(*columns)) == [
        ("27229", "Évreux", ["27000"], 49360, 49.02),
        ("27303", "Radians", ["27000"], 1, None),
        ("27304", "Même", ["27000"], 1, None),
        ("27681", "Vernon", ["27200"], 0, 49.09),
        ("69123", "Lyon", ["69001"], 500000, 45.7),
        ("69381", "Lyon 1er", ["69001"], 1, 45.7),
    ]  # fmt: skip
    assert Commune.objects.get(code="27303").department == "27"
    assert remarks(tmp_path / "report.csv") == [
        ("3", "repaired", "27681", "a postal code without five digits was left out"),
        ("3", "repaired", "27681", "the population is not a number: left out"),
        ("4", "refused", "1001", "the code is not that of a commune: five characters, leading zero included"),
        ("5", "refused", "27229", "this code was already met above"),
        ("6", "refused", "27300", "the name is empty or longer than 80 characters"),
        ("7", "refused", "", "a cell holds a line break or a control character"),
        ("8", "refused", "", "8 cells where 9 are expected"),
        ("9", "repaired", "27303", "department read from the commune's code"),
        ("9", "repaired", "27303", "the coordinates are not those of a place: left out"),
        ("10", "repaired", "27304", "the coordinates are not those of a place: left out"),
        ("11", "refused", "75101", "the commune of this arrondissement is unknown"),
        ("14", "refused", "", "a cell holds a line break or a control character"),
        ("17", "refused", "27306", "the type is neither COM nor ARM"),
    ]
    assert summary[:3] == [
        "communes: 14 rows read; 6 created, 0 changed, 0 unchanged.",
        "8 rows refused.",
        "3 rows repaired.",
    ]


def test_a_second_run_changes_nothing_and_says_so(tmp_path):
    CommuneFactory(code="27016", name="Les Andelys")
    path = table(tmp_path, EVREUX)
    run("import_communes", path)

    assert run("import_communes", path) == [
        "communes: 1 rows read; 0 created, 0 changed, 1 unchanged.",
        "Nothing changed: the database already says what the file says.",
        "1 communes of the database are not in this file: left as they are.",
    ]


def test_what_a_file_does_not_say_stays(tmp_path):
    run("import_communes", table(tmp_path, EVREUX))
    header = "code_insee;nom;type;departement;arrondissement;epci;codes_postaux;population;commune_parente"
    path = table(tmp_path, "27229;Évreux-Ville;COM;27;273;200071454;27000;49360;", header=header)

    run("import_communes", path)

    found = Commune.objects.values("name", "search_name", "latitude", "district", "epci").get()
    assert found == {
        "name": "Évreux-Ville", "search_name": "evreux ville", "latitude": 49.02, "district": "273",
        "epci": "200071454",
    }  # fmt: skip


def test_a_mark_at_the_start_and_windows_lines_are_read(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(b"\xef\xbb\xbf" + f"{HEADER}\r\n{EVREUX}\r\n".encode())

    run("import_communes", path)

    assert Commune.objects.get().name == "Évreux"


def test_a_report_that_cannot_be_written_says_that_the_import_is_done(tmp_path):
    with pytest.raises(CommandError) as refusal:
        run("import_communes", table(tmp_path, EVREUX), report=tmp_path / "nowhere" / "report.csv")

    assert str(refusal.value) == "The import is done, but its report cannot be written: No such file or directory."
    assert Commune.objects.count() == 1


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_is_for_terminals_only():
    screen, pipe = Screen(), io.StringIO()
    for stream in (screen, pipe):
        bar = ProgressBar(stream)
        bar.last = -1
        bar(50, 100)
        bar.done()

    assert "[####################                    ]  50%" in screen.getvalue()
    assert pipe.getvalue() == ""
