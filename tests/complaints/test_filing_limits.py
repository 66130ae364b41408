"""What one mailbox is sent and what one network may file: braked, and never at the price of a pre-complaint."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from complaints.enums import MailKind, MailState, Recipient
from complaints.models import Complaint, OutgoingMail
from complaints.services.filing import RECEIPTS_A_DAY, Declaration, file_complaint
from complaints.services.triage import withdraw
from preplainte import limits
from tests.complaints.driver import CONTACT, accepted, evreux, file_online, post, ready, unit_of
from tests.complaints.questions.test_answers import STORED
from tests.factories import OfficerFactory
from units.models import Officer

pytestmark = pytest.mark.django_db

VICTIM = "anne.delaunay@courriel.example"
HOUR = timedelta(hours=1)
RECAP = reverse("complaints:step", args=["recap"])


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Coordinates]:
    """Windows are aligned on the clock: no test may see one end."""
    with time_machine.travel("2026-11-22T12:10:00Z", tick=False) as clock:
        yield clock


def filed(email: str = VICTIM, *, by: Officer | None = None, proved: bool = False) -> Complaint:
    """Filed without the pages, which the tests of the pages go through."""
    answers = {**STORED, "identite": {**STORED["identite"], "email": email}}
    notes = {"email_proved": email} if proved else {}
    unit, commune = unit_of(evreux()), evreux()
    return file_complaint(Declaration(answers=answers, unit=unit, commune=commune, language="fr", notes=notes), by=by)


def receipt_of(complaint: Complaint) -> tuple[str, str]:
    mail = complaint.mails.get(recipient=Recipient.VICTIM, kind=MailKind.FILED)
    return mail.state, mail.last_error


SENT, WITHHELD = (MailState.PENDING, ""), (MailState.CANCELLED, "too many")


# -- receipts --------------------------------------------------------------------------------------------
def test_one_mailbox_gets_five_receipts_a_day(noon: time_machine.Coordinates) -> None:
    writings = [VICTIM, VICTIM.upper(), "Anne.Delaunay+vol@courriel.example", "anne.delaunay+x+y@COURRIEL.example"]

    receipts = [receipt_of(filed(writings[number % 4])) for number in range(RECEIPTS_A_DAY + 2)]

    assert receipts == [SENT] * RECEIPTS_A_DAY + [WITHHELD] * 2
    assert receipt_of(filed("anne.delaunay@autre.example")) == SENT
    noon.shift(timedelta(days=1))
    assert receipt_of(filed()) == SENT


def test_beyond_the_rest_is_as_ever() -> None:
    *_, complaint = [filed() for _ in range(RECEIPTS_A_DAY + 1)]

    assert {(mail.recipient, mail.state) for mail in complaint.mails.all()} == {
        (Recipient.VICTIM, MailState.CANCELLED),
        (Recipient.UNIT, MailState.PENDING),
        (Recipient.OPERATIONS, MailState.PENDING),
    }
    assert complaint.answers()["identite"]["email"] == VICTIM


def test_filing_and_withdrawing_floods_nobody_either() -> None:
    complaints = [filed() for _ in range(RECEIPTS_A_DAY + 1)]

    for complaint in complaints:
        withdraw(complaint)

    assert not OutgoingMail.objects.filter(kind=MailKind.WITHDRAWN).exists()
    assert not complaints[-1].mails.exclude(state=MailState.CANCELLED).exists()


def test_an_address_that_is_proved_gets_every_receipt() -> None:
    assert [receipt_of(filed(proved=True)) for _ in range(RECEIPTS_A_DAY + 1)] == [SENT] * (RECEIPTS_A_DAY + 1)
    assert receipt_of(filed()) == SENT


def test_what_officers_type_is_counted_unless_it_was_read() -> None:
    officer = OfficerFactory()

    read = [receipt_of(filed(by=officer, proved=True)) for _ in range(RECEIPTS_A_DAY + 1)]
    heard = [receipt_of(filed(by=officer)) for _ in range(RECEIPTS_A_DAY + 1)]

    assert read == [SENT] * (RECEIPTS_A_DAY + 1)
    assert heard == [SENT] * RECEIPTS_A_DAY + [WITHHELD]


def test_without_email_nothing_is_counted() -> None:
    states = [receipt_of(filed("")) for _ in range(RECEIPTS_A_DAY + 1)]

    assert states == [(MailState.BY_HAND, "")] * (RECEIPTS_A_DAY + 1)


def test_the_page_says_that_no_receipt_leaves(client: Client) -> None:
    for _ in range(RECEIPTS_A_DAY):
        filed()

    complaint = file_online(client, prove_email=False)

    page = client.get(reverse("complaints:receipt")).content.decode()
    assert receipt_of(complaint) == WITHHELD
    assert "Aucun récépissé ne part" in page
    assert "Un récépissé part aussi" not in page


def test_without_valkey_everybody_files_and_is_written_to(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    dead = {"default": {**settings.CACHES["default"], "LOCATION": f"redis://127.0.0.1:{port}/0"}}

    with override_settings(CACHES=dead), caplog.at_level(logging.WARNING, logger="preplainte.limits"):
        receipts = [receipt_of(filed()) for _ in range(RECEIPTS_A_DAY + 1)]
        receipts.append(receipt_of(file_online(client, prove_email=False)))

    assert receipts == [SENT] * (RECEIPTS_A_DAY + 2)
    lines = [record.getMessage() for record in caplog.records if record.name == "preplainte.limits"]
    assert [line.split(" error=")[0] for line in lines] == [
        *["limit not counted act=receipt"] * (RECEIPTS_A_DAY + 1),
        "limit not counted act=code",
        *["limit not counted act=codes"] * 3,
        "limit not counted act=filing",
        "limit not counted act=receipt",
    ]


def test_no_address_stands_in_the_cache() -> None:
    filed()

    (name,) = cache._cache.get_client().keys("*")  # type: ignore[attr-defined]  # Django's backend for Redis
    assert b"delaunay" not in name
    assert b"courriel" not in name


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "FILINGS_PER_ADDRESS", 5)


# -- filings of one network ------------------------------------------------------------------------------
def file_up_to(number: int, address: str) -> None:
    """Count what others have filed from that address."""
    for _ in range(number):
        assert limits.allow("filing", address, limit=settings.FILINGS_PER_ADDRESS, window=HOUR)


def test_a_network_that_files_too_much_waits_and_loses_nothing(client: Client, noon: time_machine.Coordinates) -> None:
    file_up_to(settings.FILINGS_PER_ADDRESS, "127.0.0.1")
    answers = ready(client)

    response = post(client, "recap", answers["recap"])

    page = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (429, "3000")
    assert "Réessayez dans 50 minutes." in page
    assert "Rien n’a été envoyé. Vos réponses sont gardées 7 jours\u00a0: il suffira d’envoyer." in page
    assert f'href="{RECAP}"' in page
    assert not Complaint.objects.exists()

    noon.shift(3000)
    assert CONTACT["city"] in client.get(RECAP).content.decode()
    assert accepted(post(client, "recap", answers["recap"])).url == reverse("complaints:receipt")
    assert Complaint.objects.count() == 1


def test_the_last_one_allowed_files_and_each_network_counts_alone(client: Client) -> None:
    file_up_to(settings.FILINGS_PER_ADDRESS - 1, "127.0.0.1")
    file_up_to(settings.FILINGS_PER_ADDRESS, "198.51.100.7")

    file_online(client)

    assert not limits.allow("filing", "127.0.0.1", limit=settings.FILINGS_PER_ADDRESS, window=HOUR)
    file_online(Client(REMOTE_ADDR="192.0.2.17"))


def test_only_what_is_sent_counts(client: Client) -> None:
    """A recap without its box ticked, or sent again, is no other filing."""
    file_up_to(settings.FILINGS_PER_ADDRESS - 1, "127.0.0.1")
    answers = ready(client)

    assert post(client, "recap", {}).status_code == 422
    accepted(post(client, "recap", answers["recap"]))
    assert client.post(RECAP, answers["recap"]).url == reverse("complaints:receipt")
