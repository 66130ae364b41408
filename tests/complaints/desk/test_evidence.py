"""The victim's files on the desk: shown, journaled, and out of others' reach."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from complaints.documents.pdf import complaint_pdf
from complaints.enums import Act, EvidenceState
from complaints.models import Complaint, Evidence
from complaints.services import evidence
from complaints.services.evidence import Shelf
from tests.complaints.desk.pages import queries, url, words
from tests.complaints.files import samples
from tests.complaints.pdf_text import text_of
from units.models import Officer

pytestmark = pytest.mark.django_db

SignIn = Callable[[Officer], Client]
PHOTO, BILL = samples.photo(), samples.armed_document()
STRICT = "default-src 'none'; frame-ancestors 'none'; sandbox"


@pytest.fixture
def photo(received: Complaint) -> Evidence:
    return evidence.add(Shelf(complaint=received), PHOTO, name="vitre cassée.jpg")


@pytest.fixture
def bill(received: Complaint) -> Evidence:
    return evidence.add(Shelf(complaint=received), BILL, name="facture.pdf")


def address(complaint: Complaint, piece: Evidence, *, original: bool = False) -> str:
    name = "desk:evidence_original" if original else "desk:evidence_view"
    return reverse(name, args=[complaint.reference, piece.pk])


def test_the_page_lists_them(desk: Client, received: Complaint, photo: Evidence, bill: Evidence) -> None:
    said = words(desk.get(url("file", received)))

    assert "Photos et documents (2)" in said
    assert "vitre cassée.jpg Vérifié Photo (JPEG)," in said
    assert sha256(PHOTO).hexdigest() in said
    assert sha256(BILL).hexdigest() in said


def test_a_thumbnail_belongs_to_the_page_and_is_no_reading_of_its_own(
    desk: Client, received: Complaint, photo: Evidence, bill: Evidence, stranger: Officer, signed_in: SignIn
) -> None:
    def thumb(piece: Evidence) -> str:
        return reverse("desk:evidence_thumb", args=[received.reference, piece.pk])

    response = desk.get(thumb(photo))

    assert (response.status_code, response["Content-Type"], response["Content-Security-Policy"]) == (
        200,
        "image/jpeg",
        STRICT,
    )
    assert thumb(photo) in desk.get(url("file", received)).content.decode()
    assert desk.get(thumb(bill)).status_code == 404
    assert signed_in(stranger).get(thumb(photo)).status_code == 404
    Evidence.objects.update(state=EvidenceState.CHECKING)
    assert desk.get(thumb(photo)).status_code == 404
    assert not received.journal.filter(act=Act.EVIDENCE).exists()


def test_without_files_nothing_is_said_of_them(desk: Client, received: Complaint) -> None:
    assert "Photos et documents" not in words(desk.get(url("file", received)))


def test_a_photo_is_seen_without_what_it_says_of_itself(desk: Client, received: Complaint, photo: Evidence) -> None:
    response = desk.get(address(received, photo))

    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Content-Disposition"] == 'inline; filename="piece-1.jpg"'
    assert response.headers["Content-Security-Policy"] == STRICT
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    assert not Image.open(io.BytesIO(response.content)).getexif()


def test_a_document_is_saved_and_can_only_be_read(
    desk: Client, received: Complaint, photo: Evidence, bill: Evidence
) -> None:
    response = desk.get(address(received, bill))

    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="piece-2.pdf"'
    assert b"script-inside" not in samples.unpacked(response.content)
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        assert len(pdf.pages) == 1


def test_the_original_comes_as_it_was_sent(desk: Client, received: Complaint, photo: Evidence) -> None:
    response = desk.get(address(received, photo, original=True))

    assert response.content == PHOTO
    assert response.headers["Content-Disposition"] == "attachment; filename*=utf-8''vitre%20cass%C3%A9e.jpg"
    assert response.headers["Content-Security-Policy"] == STRICT


def test_the_original_bears_the_ending_of_its_content(desk: Client, received: Complaint) -> None:
    row = evidence.add(Shelf(complaint=received), samples.photo("WEBP"), name="photo.jpg")

    response = desk.get(address(received, row, original=True))

    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Content-Disposition"] == 'attachment; filename="photo.jpg.webp"'


def test_each_reading_is_journaled(desk: Client, received: Complaint, photo: Evidence, bill: Evidence) -> None:
    desk.get(address(received, bill))
    desk.get(address(received, photo, original=True))

    lines = received.journal.filter(act=Act.EVIDENCE)
    assert [(line.detail, line.precision) for line in lines] == [
        ("view 2", "Copie de la pièce 2"),
        ("original 1", "Original de la pièce 1"),
    ]
    assert "Pièce jointe consultée" in words(desk.get(url("file", received)))


@pytest.mark.parametrize("original", [False, True])
@pytest.mark.parametrize("state", [EvidenceState.CHECKING, EvidenceState.INFECTED])
def test_what_is_not_verified_is_not_served(
    desk: Client, received: Complaint, photo: Evidence, state: EvidenceState, original: bool
) -> None:
    Evidence.objects.update(state=state)

    assert desk.get(address(received, photo, original=original)).status_code == 404
    assert not received.journal.filter(act=Act.EVIDENCE).exists()
    said = words(desk.get(url("file", received)))
    assert str(state.label) in said
    assert "Télécharger l’original" not in said


@pytest.mark.parametrize("original", [False, True])
def test_another_unit_finds_nothing(
    stranger: Officer,
    signed_in: Callable[[Officer], Client],
    received: Complaint,
    photo: Evidence,
    original: bool,
) -> None:
    assert signed_in(stranger).get(address(received, photo, original=original)).status_code == 404
    assert not received.journal.filter(act=Act.EVIDENCE).exists()


def test_another_file_s_address_gives_nothing(
    desk: Client, received: Complaint, booked: Complaint, photo: Evidence
) -> None:
    assert desk.get(address(booked, photo)).status_code == 404


@pytest.mark.parametrize("original", [False, True])
def test_who_is_not_signed_in_is_sent_to_sign_in(received: Complaint, photo: Evidence, original: bool) -> None:
    assert Client().get(address(received, photo, original=original)).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_files_cost_no_more_queries(desk: Client, received: Complaint) -> None:
    evidence.add(Shelf(complaint=received), PHOTO, name="a.jpg")
    desk.get(url("file", received))
    one = queries(desk, url("file", received))
    for shade in (20, 40):
        evidence.add(Shelf(complaint=received), samples.photo(shade=shade), name="b.jpg")

    assert queries(desk, url("file", received)) == one


def test_the_paper_lists_them(received: Complaint, officer: Officer, photo: Evidence) -> None:
    printed = complaint_pdf(received, printed_at=timezone.now() + timedelta(minutes=1), by=officer)

    with pikepdf.open(io.BytesIO(printed)) as pdf:
        said = text_of(pdf)
    digest = sha256(PHOTO).hexdigest()
    assert "Photos et documents" in said
    assert "vitre cassée.jpg (Photo (JPEG)" in said
    assert digest[:32] in said
    assert digest[32:] in said
