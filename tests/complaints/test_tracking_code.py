"""Reference and code: any writing of the right two, one answer to all others, and not too many tries."""

from __future__ import annotations

import logging
import socket
import time

import pytest
import time_machine
from django.conf import settings
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from complaints.models import Complaint
from complaints.models.reference import new_reference
from complaints.views.follow.access import COOKIE
from complaints.views.tracking import TRIES_BY_ADDRESS, TRIES_BY_REFERENCE
from tests.complaints.ways_in import FORM, ask, generation_up, lets_in, link, own
from tests.factories import ComplaintFactory
from tests.markup import Elements

pytestmark = pytest.mark.django_db

WRONG = "Cette référence et ce code ne vont pas ensemble. Vérifiez les deux."


@pytest.fixture
def complaint() -> Complaint:
    return ComplaintFactory()


@pytest.fixture
def stranger() -> Complaint:
    return ComplaintFactory()


# -- reference and code ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "write",
    [
        lambda reference, code: (reference, code),
        lambda reference, code: (reference.lower(), code.lower()),
        lambda reference, code: (reference.replace("-", ""), code.replace("-", "")),
        lambda reference, code: (f"  {reference.replace('-', ' - ')} ", f" {code.replace('-', ' ')}\t"),
        lambda reference, code: (reference.replace("-", "–"), code.replace("-", "–")),
        lambda reference, code: (reference, code.replace("0", "O").replace("1", "l")),
    ],
)
def test_any_writing_of_the_right_two_lets_in(client: Client, write) -> None:  # type: ignore[no-untyped-def]
    complaint = ComplaintFactory()

    assert lets_in(ask(client, *write(complaint.reference, complaint.follow_code)), complaint)
    assert client.get(own(complaint)).status_code == 200


def test_wrong_code_and_unknown_reference_get_the_same_answer_for_the_same_work(
    client: Client, complaint: Complaint, stranger: Complaint, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    unknown = new_reference()
    bodies = set()
    for reference, code in (
        (complaint.reference, stranger.follow_code),
        (complaint.reference, "ZZZZZ-ZZZZZ"),
        (unknown, complaint.follow_code),
    ):
        with django_assert_num_queries(1):
            response = ask(client, reference, code)
        assert response.status_code == 422
        assert COOKIE not in response.cookies
        body = response.content.decode().replace(reference, "…").replace(code, "…")
        bodies.add(body.replace(str(response.context["csrf_token"]), "…"))

    (body,) = bodies
    assert WRONG in body


def test_what_was_typed_is_kept(client: Client, complaint: Complaint) -> None:
    page = Elements(ask(client, complaint.reference, "zzzzz <b>").content.decode())

    assert page.by_id("id_reference")[1]["value"] == complaint.reference
    assert page.by_id("id_code")[1]["value"] == "zzzzz <b>"


MISTYPED = ["Il manque un signe à cette référence, ou l’un d’eux n’est pas le bon."]


@pytest.mark.parametrize(
    ("reference", "code", "said"),
    [
        ("", "", {"reference": ["Donnez la référence de votre pré-plainte."], "code": ["Donnez le code de suivi."]}),
        ("7KQ4M-2XW9", "AAAAA-AAAAA", {"reference": MISTYPED}),
        ("0OIL1-0OIL1", "AAAAA-AAAAA", {"reference": MISTYPED}),
        ("Ω≈ç√∫˜µ≤≥÷", "AAAAA-AAAAA", {"reference": MISTYPED}),
    ],
)
def test_what_is_badly_written_is_said_without_looking(
    client: Client,
    reference: str,
    code: str,
    said: dict[str, list[str]],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        response = ask(client, reference, code)

    assert response.status_code == 422
    assert response.context["form"].errors == said


@pytest.mark.parametrize("typed", ["A" * 61, "a\x00b", "\ufeff" * 61])
def test_what_is_too_long_or_not_text_is_refused(client: Client, typed: str) -> None:
    response = ask(client, typed, typed)

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"reference", "code"}


def test_the_form_itself_asks_nothing_of_the_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert client.get(FORM).status_code == 200


def test_without_the_token_of_the_form_nothing_is_looked_at(complaint: Complaint) -> None:
    response = ask(Client(enforce_csrf_checks=True), complaint.reference, complaint.follow_code)

    assert response.status_code == 403
    assert COOKIE not in response.cookies


def test_another_code_voids_the_former(client: Client, complaint: Complaint) -> None:
    former = complaint.follow_code
    generation_up(complaint)

    assert ask(client, complaint.reference, former).status_code == 422
    assert lets_in(ask(client, complaint.reference, complaint.follow_code), complaint)


# -- limits ----------------------------------------------------------------------------------------
def tries(client: Client, number: int, reference: str, code: str, **extra: str) -> list[int]:
    return [ask(client, reference, code, **extra).status_code for _ in range(number)]


def test_guessing_a_code_is_stopped_and_the_page_says_until_when(client: Client, complaint: Complaint) -> None:
    with time_machine.travel("2026-11-22T10:03:30Z", tick=False) as clock:
        assert tries(client, TRIES_BY_REFERENCE, complaint.reference, "ZZZZZ-ZZZZZ") == [422] * TRIES_BY_REFERENCE

        # Even the right code: otherwise the limit would tell which one it was.
        response = ask(client, complaint.reference, complaint.follow_code, REMOTE_ADDR="198.51.100.7")
        assert response.status_code == 429
        assert response["Retry-After"] == "690"
        assert "Réessayez dans 12 minutes." in response.content.decode()
        assert not response.cookies

        # The link isn't a guess, and other files aren't concerned.
        other = ComplaintFactory()
        assert lets_in(ask(client, other.reference, other.follow_code), other)
        assert lets_in(client.get(link(complaint.follow_secret)), complaint)

        clock.shift(690)
        assert lets_in(ask(client, complaint.reference, complaint.follow_code), complaint)


def test_the_limit_does_not_tell_whether_a_reference_exists(client: Client) -> None:
    assert tries(client, TRIES_BY_REFERENCE + 1, new_reference(), "ZZZZZ-ZZZZZ") == [422] * TRIES_BY_REFERENCE + [429]


def test_an_address_that_tries_many_references_is_stopped_too(client: Client, complaint: Complaint) -> None:
    codes = [ask(client, new_reference(), "ZZZZZ-ZZZZZ").status_code for _ in range(TRIES_BY_ADDRESS)]
    assert codes == [422] * TRIES_BY_ADDRESS

    assert ask(client, complaint.reference, complaint.follow_code).status_code == 429
    assert lets_in(ask(client, complaint.reference, complaint.follow_code, REMOTE_ADDR="198.51.100.7"), complaint)


def test_without_valkey_victims_still_come_in(
    client: Client, complaint: Complaint, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    dead = {"default": {**settings.CACHES["default"], "LOCATION": f"redis://127.0.0.1:{port}/0"}}

    with override_settings(CACHES=dead), caplog.at_level(logging.WARNING, logger="preplainte.limits"):
        before = time.monotonic()
        assert tries(client, TRIES_BY_REFERENCE + 2, complaint.reference, "ZZZZZ-ZZZZZ") == [422] * 12
        assert lets_in(ask(client, complaint.reference, complaint.follow_code), complaint)
        assert time.monotonic() - before < 5

    lines = [record.getMessage() for record in caplog.records if record.name == "preplainte.limits"]
    assert len(lines) == 2 * (TRIES_BY_REFERENCE + 3)
    assert not any(complaint.reference in line or "127.0.0.1" in line for line in lines)
