"""The receipt: the same on the page and on paper, nothing that opens the file on what is handed over."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from complaints.documents.receipt import Receipt, receipt_pdf
from complaints.enums import Status
from complaints.models import Appointment, Complaint
from complaints.sealing.receipts import ReceiptFacts
from complaints.services import triage
from complaints.services.access import take_over
from tests.complaints.desk.pages import flat, words
from tests.complaints.driver import file_online
from tests.complaints.following import page_of
from tests.complaints.pdf_text import text_of
from tests.complaints.test_verify import GENUINE, UNKNOWN, typed
from tests.complaints.ways_in import own
from tests.factories import AppointmentFactory, CommuneFactory, ComplaintFactory, UnitFactory, identity_answers

pytestmark = pytest.mark.django_db

FILED_AT = datetime(2026, 3, 3, 18, 12, tzinfo=UTC)
PRINTED_AT = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
PHRASE = "lampe cerise violon"


def filed(**fields: Any) -> Complaint:
    commune = CommuneFactory(code="27229", name="Évreux", postal_codes=["27000"])
    identity = identity_answers() | {"service": {"phrase": PHRASE}}
    defaults = {"unit": UnitFactory(commune=commune), "filed_at": FILED_AT, "identity": identity}
    return ComplaintFactory(**{**defaults, **fields})


def paper(complaint: Complaint, booked: Appointment | None = None) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(receipt_pdf(complaint, printed_at=PRINTED_AT, booked=booked)))


def pages(document: pikepdf.Pdf) -> tuple[str, str]:
    """The first page, to hand over; the rest, for the victim."""
    text = text_of(document).replace("\u200b", "")
    first, _mark, rest = text.partition("Page 1 / ")
    return first, rest


@pytest.mark.parametrize(("language", "code"), [("fr", "fr-FR"), ("en", "en-GB")])
def test_the_paper_is_tagged_in_the_victims_language(language: str, code: str) -> None:
    with paper(filed(language=language)) as document:
        root = document.Root
        assert str(root.Lang) == code
        assert bool(root.MarkInfo.Marked)
        assert "/StructTreeRoot" in root
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


def test_the_first_page_holds_what_a_third_party_needs_and_nothing_else() -> None:
    complaint = filed()

    with paper(complaint) as document:
        first, rest = pages(document)

    for said in (
        complaint.reference,
        "Ceci n’est pas encore une plainte.",
        "DELATTRE/MARTIN Camille Jeanne",
        "3 mars 2026 à 19:12",
        "Brigade de gendarmerie de Évreux",
        "Autre vol",
        Receipt(complaint).facts.code(),
        "/verifier/",
        "Aucun rendez-vous n’est fixé",
    ):
        assert said in first
    for kept in (PHRASE, "À apporter", "116 006"):
        assert (kept in first, kept in rest) == (False, True)


def test_the_rest_tells_the_victim_what_comes() -> None:
    with paper(filed()) as document:
        _first, rest = pages(document)

    for said in (
        "avant le 4 mars 2026 à 19:12",
        "2 avril 2026 au plus tard",
        "À faire tout de suite",
        "garder les images",
        "pièce d’identité",
        "À garder jusqu’au rendez-vous",
        "Vos droits de victime",
        "Bureau d’aide aux victimes du tribunal judiciaire d’Evreux",
        "Adresse et téléphone de 2017",
        "Reconnaître nos messages",
    ):
        assert said in rest


def test_nothing_on_paper_opens_the_file() -> None:
    complaint = filed()

    with paper(complaint) as document:
        text = text_of(document)

    assert complaint.follow_code not in text
    assert complaint.follow_secret not in text


def test_a_confirmed_appointment_is_the_only_firm_one() -> None:
    complaint = filed(status=Status.CONFIRMED, contacted_at=PRINTED_AT)
    booked = AppointmentFactory(complaint=complaint, start=datetime(2026, 3, 12, 9, 0, tzinfo=UTC))

    with paper(complaint, booked) as document:
        first, rest = pages(document)

    assert "Rendez-vous confirmé" in first
    assert "jeudi 12 mars 2026 à 10:00" in first
    assert "Aucun rendez-vous n’est fixé" not in first
    assert "doit vous contacter" not in rest


def test_times_are_those_of_the_units_clock() -> None:
    unit = UnitFactory(commune=CommuneFactory(code="97411", name="Saint-Denis"))
    # Already the next day on Réunion.
    complaint = filed(unit=unit, filed_at=datetime(2026, 3, 3, 21, 0, tzinfo=UTC))

    with paper(complaint) as document:
        first, _rest = pages(document)

    assert "4 mars 2026 à 01:00" in first
    assert Receipt(complaint).facts == ReceiptFacts(
        complaint.reference,
        datetime(2026, 3, 4).date(),  # noqa: DTZ001 -- a day of the calendar
        "Brigade de gendarmerie de Saint-Denis",
        complaint.kind,
        "DELATTRE/MARTIN Camille Jeanne",
    )


@pytest.mark.parametrize("name", ["مارتن", "#panic(1) $x$ *y*", "N\u0301\U0010fffd", "x" * 120, "]) <a>"])
def test_any_name_prints(name: str) -> None:
    identity = identity_answers()
    identity["identite"]["birth_name"] = name

    with paper(filed(identity=identity)) as document:
        assert len(document.pages) >= 2


# -- the pages that give it ------------------------------------------------------------------------
def test_the_receipts_page_and_its_paper_say_the_same(client: Client) -> None:
    complaint = file_online(client)
    receipt = Receipt(complaint)

    page = words(client.get("/deposer/recu/"))
    response = client.get("/deposer/recu.pdf")
    with pikepdf.open(io.BytesIO(response.content)) as document:
        paper = text_of(document).replace("\u200b", "")

    assert response["Content-Disposition"] == f'attachment; filename="recepisse-{complaint.reference}.pdf"'
    assert response["Cache-Control"] == "no-store"
    assert receipt.office is not None
    said = [complaint.reference, receipt.facts.code(), receipt.person.phrase, receipt.office.name, receipt.signer]
    for text in (*said, *receipt.papers, *receipt.traces, *receipt.at_once, *receipt.rights):
        assert flat(text) in page
        assert text in paper
    assert complaint.follow_code in page


def test_without_a_receipt_there_is_no_paper(client: Client) -> None:
    response = client.get("/deposer/recu.pdf")

    assert (response.status_code, response["Location"]) == (302, "/deposer/recu/")


def test_the_paper_of_the_follow_up_page_tells_the_appointment(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    complaint = filed(status=Status.CONFIRMED, contacted_at=PRINTED_AT)
    AppointmentFactory(complaint=complaint, start=datetime(2026, 3, 12, 9, 0, tzinfo=UTC))
    assert "recepisse.pdf" in page_of(client, complaint)

    with django_assert_max_num_queries(3):
        response = client.get(own(complaint) + "recepisse.pdf")

    with pikepdf.open(io.BytesIO(response.content)) as document:
        assert "jeudi 12 mars 2026 à 10:00" in text_of(document)


def test_the_paper_is_for_who_may_follow(client: Client) -> None:
    complaint = filed()

    response = client.get(own(complaint) + "recepisse.pdf")

    assert (response.status_code, response["Location"]) == (302, "/suivi/")


def test_once_over_there_is_no_receipt_any_more(client: Client) -> None:
    complaint = filed()
    page_of(client, complaint)
    triage.withdraw(complaint)

    response = client.get(own(complaint) + "recepisse.pdf")

    assert (response.status_code, response["Location"]) == (302, own(complaint))


def test_a_new_code_shuts_the_receipt_of_the_browser_that_filed(client: Client) -> None:
    """A computer that others use, where « J’ai terminé » was forgotten: its receipt would hand each new code out."""
    complaint = file_online(client)
    take_over(complaint)

    for name in ("receipt", "receipt_file"):
        page = client.get(reverse(f"complaints:{name}"), follow=True)
        assert page.redirect_chain[-1][0] == reverse("complaints:tracking")
        assert complaint.follow_code not in page.content.decode()


def test_a_receipt_is_checked_after_the_erasure_without_a_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    complaint = filed()
    facts = Receipt(complaint).facts
    given = typed(facts, kind=complaint.kind)
    triage.withdraw(complaint)
    complaint.refresh_from_db()
    assert complaint.identity is None

    with django_assert_num_queries(0):
        genuine = words(client.post("/verifier/", given))
        forged = words(client.post("/verifier/", {**given, "recepisse-name": "DELATTRE Camille"}))

    assert GENUINE in genuine
    assert UNKNOWN in forged
