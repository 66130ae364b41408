"""The proof of an erasure: what it says, when the backups are over, and that it is checked from nothing."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import pikepdf
import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from complaints.documents.erasure import erasure_pdf
from complaints.enums import Status
from complaints.models import Complaint
from complaints.sealing.receipts import ErasureFacts
from complaints.services import erasure, keys, mailing, triage
from complaints.services.erasure_proof import proof, unreadable_from
from tests.complaints import stages
from tests.complaints.desk.pages import words
from tests.complaints.following import page_of, text_of
from tests.complaints.pdf_text import text_of as text_of_pdf
from tests.complaints.test_verify import typed_proof
from tests.complaints.ways_in import own
from tests.factories import ComplaintFactory

pytestmark = pytest.mark.django_db

WITHDRAWN_AT = datetime(2026, 3, 9, 17, 5, 42, tzinfo=UTC)


@pytest.fixture
def withdrawn() -> Complaint:
    complaint = ComplaintFactory(filed_at=datetime(2026, 3, 3, 18, 0, tzinfo=UTC))
    with time_machine.travel(WITHDRAWN_AT, tick=False):
        triage.withdraw(complaint)
    return Complaint.objects.select_related("unit").get(pk=complaint.pk)


@pytest.mark.parametrize(
    ("erased_on", "day"),
    [
        (date(2026, 3, 9), date(2026, 5, 3)),
        (date(2026, 3, 31), date(2026, 5, 3)),
        (date(2026, 12, 1), date(2027, 2, 2)),
        (date(2026, 1, 31), date(2026, 3, 5)),
    ],
)
def test_backups_are_unreadable_once_the_months_key_has_no_use(erased_on: date, day: date) -> None:
    assert unreadable_from(erased_on) == day


def test_a_longer_life_moves_that_day(settings) -> None:  # type: ignore[no-untyped-def]
    settings.RETENTION_DAYS, settings.CLOSING_MAIL_HOURS = 10, 30 * 24 + 1

    assert unreadable_from(date(2026, 3, 9)) == date(2026, 5, 4)


@pytest.mark.usefixtures("own_keyring", "sunday")
def test_the_key_is_really_gone_by_then() -> None:
    """The worst neighbour: filed on the last day under the same key, and erased on its last day."""
    complaint = stages.withdrawn()
    day = unreadable_from(stages.SUNDAY.date())
    key = keys.ring().newest()
    with time_machine.travel(stages.SUNDAY.replace(day=30, hour=23)):
        ComplaintFactory()

    destroyed = []
    for month, number in [(12, number) for number in range(1, 32)] + [(1, number) for number in range(1, day.day)]:
        night = datetime(2026 + (month == 1), month, number, 2, 20, tzinfo=UTC)
        with time_machine.travel(night, tick=False):
            mailing.sweep()
            erasure.erase_due()
            destroyed += keys.rotate()

    assert complaint.erased_at is not None
    assert key.name in destroyed


def test_the_proof_is_read_again_from_what_is_left(
    withdrawn: Complaint, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        found = proof(withdrawn)
        assert found is not None
        assert found.facts == ErasureFacts(
            withdrawn.reference, date(2026, 3, 9), "18:05", Status.WITHDRAWN, date(2026, 5, 3)
        )
        assert found.cause == "Retirée par la victime"

    assert proof(ComplaintFactory()) is None


def test_the_paper_is_tagged_and_says_it_all(withdrawn: Complaint) -> None:
    found = proof(withdrawn)
    assert found is not None

    with pikepdf.open(io.BytesIO(erasure_pdf(found, printed_at=WITHDRAWN_AT))) as paper:
        text = text_of_pdf(paper)
        assert str(paper.Root.Lang) == "fr-FR"
        with paper.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"

    for said in (
        "Preuve d’effacement",
        withdrawn.reference,
        "9 mars 2026 à 18:05",
        "Retirée par la victime",
        "La base de données",
        "Les photos et documents joints",
        "L’index de recherche",
        "Les courriels encore à envoyer",
        "à partir du 3 mai 2026",
        "boîte de l’unité",
        found.facts.code(),
        "/verifier/",
    ):
        assert said in text
    assert "Martin" not in text


def test_the_page_shows_the_proof_and_gives_it_to_save(client: Client, withdrawn: Complaint) -> None:
    found = proof(withdrawn)
    assert found is not None
    text = text_of(page_of(client, withdrawn))

    response = client.get(own(withdrawn) + "effacement.pdf")

    for said in ("Preuve d’effacement", "Cause : Retirée par la victime", "3 mai 2026", found.facts.code()):
        assert said in text
    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")
    assert response["Content-Disposition"] == f'attachment; filename="effacement-{withdrawn.reference}.pdf"'
    assert response["Cache-Control"] == "no-store"


def test_anybody_can_check_it_and_nothing_is_asked_of_the_database(
    client: Client, withdrawn: Complaint, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    found = proof(withdrawn)
    assert found is not None
    given = typed_proof(found.facts)

    with django_assert_num_queries(0):
        text = words(client.post("/verifier/", given))
        forged = words(client.post("/verifier/", {**given, "effacement-cause": "signed"}))

    assert "Cette preuve d’effacement est authentique" in text
    assert "Ce document n’est pas reconnu" in forged


@pytest.mark.usefixtures("sunday")
@pytest.mark.parametrize("stage", [stages.filed, stages.confirmed, stages.dismissed])
def test_while_something_is_left_there_is_no_proof(client: Client, stage: Callable[[], Complaint]) -> None:
    complaint = stage()
    page_of(client, complaint)

    response = client.get(own(complaint) + "effacement.pdf")

    assert (response.status_code, response["Location"]) == (302, own(complaint))
    assert "Preuve d’effacement" not in text_of(page_of(client, complaint))


def test_the_proof_is_for_who_may_follow(client: Client, withdrawn: Complaint) -> None:
    response = client.get(own(withdrawn) + "effacement.pdf")

    assert (response.status_code, response["Location"]) == (302, "/suivi/")
