"""The page on which an insurer checks a paper. No ``db`` mark but where a pre-complaint is made: it asks no query."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from complaints.sealing.receipts import ErasureFacts, ReceiptFacts
from complaints.views.verify import TRIES_BY_ADDRESS
from tests.complaints.desk.pages import words
from tests.markup import Elements

PAGE = "/verifier/"
GENUINE, UNKNOWN = "Ce récépissé est authentique", "Ce document n’est pas reconnu"
RECEIPT = ReceiptFacts(
    "4CTFA-Y5RVQ", date(2026, 3, 3), "Brigade de gendarmerie de Évreux", "theft", "DELATTRE/MARTIN Camille Jeanne"
)
ERASURE = ErasureFacts("4CTFA-Y5RVQ", date(2026, 3, 9), "18:05", "withdrawn", date(2026, 5, 6))


def day(name: str, value: date) -> dict[str, str]:
    return {f"{name}_0": str(value.day), f"{name}_1": str(value.month), f"{name}_2": str(value.year)}


def typed(facts: ReceiptFacts = RECEIPT, **changes: str) -> dict[str, str]:
    """A receipt, copied as printed but for ``changes``."""
    given = {
        "reference": facts.reference,
        **day("filed_on", facts.filed_on),
        "unit": facts.unit,
        "kind": facts.kind,
        "name": facts.name,
        "code": facts.code(),
        **changes,
    }
    return {"paper": "recepisse"} | {f"recepisse-{name}": value for name, value in given.items()}


def typed_proof(facts: ErasureFacts = ERASURE, **changes: str) -> dict[str, str]:
    given = {
        "reference": facts.reference,
        **day("on", facts.on),
        "at": facts.at,
        "cause": facts.cause,
        **day("unreadable_from", facts.unreadable_from),
        "code": facts.code(),
        **changes,
    }
    return {"paper": "effacement"} | {f"effacement-{name}": value for name, value in given.items()}


def test_a_receipt_is_recognised_and_what_that_covers_is_said(client: Client) -> None:
    response = client.post(PAGE, typed())

    assert response.status_code == 200
    text = words(response)
    for said in (
        GENUINE,
        "4CTFA-Y5RVQ",
        "3 mars 2026",
        "Brigade de gendarmerie de Évreux",
        "Autre vol",
        "DELATTRE/MARTIN Camille Jeanne",
        "Seules ces indications sont vérifiées.",
        "Un récépissé n’est pas une plainte.",
    ):
        assert said in text


def test_typing_is_forgiven(client: Client) -> None:
    given = typed(
        reference="4ctfa y5rvq",
        unit="gendarmerie evreux  brigade",
        name="camille jeanne delattre martin",
        code=RECEIPT.code().lower().replace("-", " ").replace("0", "o"),
    )

    assert GENUINE in words(client.post(PAGE, given))


@pytest.mark.parametrize(
    "changed",
    [
        {"reference": "7KQ4M-2XW9B"},
        day("filed_on", date(2026, 3, 2)),
        {"unit": "Brigade de gendarmerie de Bernay"},
        {"kind": "damage"},
        {"name": "DELATTRE Camille Jeanne"},
        {"code": "00000-00000-00000"},
    ],
)
def test_what_was_changed_is_not_recognised(client: Client, changed: dict[str, str]) -> None:
    response = client.post(PAGE, typed(**changed))

    assert response.status_code == 200
    text = words(response)
    assert (GENUINE in text, UNKNOWN in text) == (False, True)


def test_a_proof_of_erasure_is_recognised(client: Client) -> None:
    text = words(client.post(PAGE, typed_proof(at="18 h 05")))

    for said in ("Cette preuve d’effacement est authentique", "Effacée le 9 mars 2026 à 18:05", "6 mai 2026"):
        assert said in text
    assert UNKNOWN in words(client.post(PAGE, typed_proof(at="18:06")))


def test_a_receipts_code_proves_no_erasure(client: Client) -> None:
    assert UNKNOWN in words(client.post(PAGE, typed_proof(code=RECEIPT.code())))


@pytest.mark.parametrize("empty", [typed, typed_proof])
def test_each_missing_answer_is_named(client: Client, empty: Any) -> None:
    names = dict.fromkeys(empty(), "") | {"paper": empty()["paper"]}
    response = client.post(PAGE, names)

    assert response.status_code == 422
    page = Elements(response.content.decode())
    assert len([a for tag, a in page.found if tag == "a" and (a.get("href") or "").startswith("#id_")]) == 6
    assert "<title>Erreur" in response.content.decode()


@pytest.mark.parametrize(
    "hostile",
    [
        {"reference": "x" * 500, "code": "y" * 500},
        {"unit": "\x00", "name": "\u202e"},
        {"kind": "murder"},
        {"filed_on_2": "99999999999999999999"},
        {"filed_on_0": "²", "code": "\u0660" * 15},
        {"name": "<script>alert(1)</script>"},
    ],
)
def test_hostile_answers_are_answered(client: Client, hostile: dict[str, str]) -> None:
    response = client.post(PAGE, typed(**hostile))

    assert response.status_code in (200, 422)
    assert GENUINE not in words(response)
    assert b"<script>alert" not in response.content


def test_nothing_typed_in_the_address_counts(client: Client) -> None:
    response = client.get(PAGE, typed())

    assert response.status_code == 200
    assert GENUINE not in words(response)
    assert RECEIPT.name not in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"
    assert client.post(PAGE, {"paper": "autre"}).status_code == 200
    assert client.put(PAGE).status_code == 405


def test_tries_are_limited_by_address(client: Client) -> None:
    wrong = typed(code="0")
    statuses = {client.post(PAGE, wrong).status_code for _ in range(TRIES_BY_ADDRESS)}
    limited = client.post(PAGE, typed())

    assert statuses == {200}
    assert limited.status_code == 429
    assert int(limited.headers["Retry-After"]) > 0
    assert client.get(PAGE).status_code == 200
    assert client.post(PAGE, typed(), REMOTE_ADDR="192.0.2.7").status_code == 200


def test_the_page_has_its_address_and_says_it_in_english(client: Client) -> None:
    assert reverse("complaints:verify") == PAGE
    client.cookies["django_language"] = "en"
    assert '<html lang="en">' in client.get(PAGE).content.decode()
