"""The file on paper: what it is, what it says, and what it does with hostile text."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.utils import translation

from complaints.documents import pdf
from complaints.documents.typesetting import Unprintable, written
from complaints.models import Complaint
from tests.complaints.pdf_text import text_of
from tests.factories import CommuneFactory, ComplaintFactory, OfficerFactory, UnitFactory, statement_answers

pytestmark = pytest.mark.django_db

PRINTED_AT = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)


def printed(complaint: Complaint, name: str = "Adjudante Lefèvre") -> pikepdf.Pdf:
    officer = OfficerFactory(name=name)
    return pikepdf.open(io.BytesIO(pdf.complaint_pdf(complaint, printed_at=PRINTED_AT, by=officer)))


def with_text(text: str) -> Complaint:
    statement = statement_answers(faits={"suspect": text, "witnesses": text})
    statement["faits"]["narrative"] = text
    return ComplaintFactory(statement=statement)


def test_the_file_is_a_tagged_french_document() -> None:
    complaint = ComplaintFactory()

    with printed(complaint) as paper:
        root = paper.Root
        assert str(root.Lang) == "fr-FR"
        assert bool(root.MarkInfo.Marked)
        assert "/StructTreeRoot" in root
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        with paper.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == f"Pré-plainte {complaint.reference}"


def test_the_file_says_all_that_was_declared_and_that_it_is_no_complaint_yet() -> None:
    complaint = ComplaintFactory()

    with translation.override("en"), printed(complaint) as paper:
        text = text_of(paper)

    for expected in (
        complaint.reference,
        complaint.unit.name,
        "Ceci n’est pas encore une plainte.",
        "DELATTRE/MARTIN Camille Jeanne",
        "Oran (Algérie)",
        "Bâtiment B",
        "Mardi matin, l’antivol était coupé, le vélo avait disparu.",
        "BC-4471-XZ",
        "485,00",
        "Imprimée le 5 mars 2026 à 10:30 par Adjudante Lefèvre",
        "Procès-verbal n°",
        "434-26",
    ):
        assert expected in text


def test_times_are_those_of_the_units_clock() -> None:
    unit = UnitFactory(commune=CommuneFactory(code="97411"))

    with printed(ComplaintFactory(unit=unit)) as paper:
        assert "Imprimée le 5 mars 2026 à 13:30" in text_of(paper)


@pytest.mark.parametrize(
    "typed",
    [
        '#panic("no") #sys.inputs $x^2$ *gras* _italique_ `code` = titre',
        "#{while true {}}",
        '"); #read("/etc/passwd"); ("',
        "\\u{41} \\ @ref <label> // commentaire /* x */",
        '{"lines": ["x"]}',
    ],
)
def test_typed_text_is_never_source(typed: str) -> None:
    with printed(with_text(typed)) as paper:
        assert text_of(paper).count(typed) == 3


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\x07b\x9fc", "a[U+0007]b[U+009F]c"),
        ("nom \U0010fffd", "nom [U+10FFFD]"),
        ("a\tb", "a b"),
        ("\ufeffa", "[U+FEFF]a"),
        ("\ufffe", "[U+FFFE]"),
        ("a\U0010fffd\x07[b]", "a[U+10FFFD][U+0007][b]"),
    ],
)
def test_what_no_font_can_draw_is_printed_as_its_code(typed: str, shown: str) -> None:
    with printed(with_text(typed), name="Agente\U0010fffd") as paper:
        text = text_of(paper)
        with paper.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"

    assert text.count(shown) == 3
    assert "par Agente[U+10FFFD]" in text


@pytest.mark.parametrize(
    "typed",
    ["مرحبا بالعالم", "שלום עולם", "abc مرحبا def", "\u202eecnegru\u202c", "\u2067x", "e\u0301" * 200, "x" * 4000],
)
def test_any_writing_prints(typed: str) -> None:
    with printed(with_text(typed)) as paper:
        assert len(paper.pages) >= 1


def test_what_makes_the_printer_panic_is_printed_as_its_code() -> None:
    marks = " ".join(chr(code) for code in range(0x8B8, 0x8D8))

    with printed(with_text(f"Durand {marks}")) as paper:
        text = text_of(paper)

    assert text.count("Durand [U+08B8] [U+08B9]") == 3
    assert "Des signes ne peuvent pas être imprimés ici" in text


def test_a_document_that_typst_refuses_says_nothing_of_the_victim() -> None:
    with pytest.raises(Unprintable) as refusal:
        written(pdf.TEMPLATE, lambda undrawn: {"title": "Martin"}, PRINTED_AT)

    assert str(refusal.value) == "Ce dossier ne peut pas être imprimé. Prévenez votre administrateur."
    assert refusal.value.__suppress_context__


def test_a_word_without_end_stays_on_the_paper() -> None:
    with printed(with_text("x" * 4000)) as paper:
        text = text_of(paper)
    assert text.count("x") >= 3 * 4000  # three times, over the ends of pages
    assert len(paper.pages) < 12


@pytest.mark.shared_data
def test_naughty_strings_print_all(shared_data: Path) -> None:
    typed = (shared_data / "divers" / "blns.txt").read_text(encoding="utf-8")
    statement = statement_answers()
    answers: dict[str, Any] = {
        f"q{number}": line for number, line in enumerate(typed.split("\n")) if line.strip() and line[0] != "#"
    }
    statement["faits"] = answers  # questions that are gone since: shown all the same

    with printed(ComplaintFactory(statement=statement)) as paper:
        # A letter that elsewhere wears a pile of accents is drawn with the same glyph, and read back with them.
        text = re.sub("[\u0300-\u036f]", "", text_of(paper))

    plain = [line.strip() for line in answers.values() if re.fullmatch(r"[ -~]{1,44}", line.strip())]
    assert len(plain) > 200
    assert [line for line in plain if line not in text] == []


def test_an_erased_file_still_prints_what_is_left() -> None:
    complaint = ComplaintFactory(erased=True)

    with printed(complaint) as paper:
        text = text_of(paper)

    assert complaint.reference in text
    assert "Martin" not in text
