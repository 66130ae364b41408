"""Codes of papers: what they cover, and which writings of it are the same."""

from __future__ import annotations

import dataclasses
import re
from datetime import date

import pytest

from complaints.sealing.receipts import ErasureFacts, ReceiptFacts, genuine

RECEIPT = ReceiptFacts(
    "7KQ4M-2XW9D", date(2026, 3, 3), "Brigade de gendarmerie de Évreux", "theft", "DELATTRE/MARTIN Camille Jeanne"
)
ERASURE = ErasureFacts("7KQ4M-2XW9D", date(2026, 3, 9), "18:05", "withdrawn", date(2026, 5, 6))


@pytest.mark.parametrize("facts", [RECEIPT, ERASURE])
def test_a_code_is_fifteen_signs_in_three_groups(facts: ReceiptFacts | ErasureFacts) -> None:
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{5}-){2}[0-9A-HJKMNP-TV-Z]{5}", facts.code())


@pytest.mark.parametrize(
    "changed",
    [
        {"reference": "7KQ4M-2XW9E"},
        {"filed_on": date(2026, 3, 4)},
        {"unit": "Brigade de gendarmerie de Bernay"},
        {"kind": "damage"},
        {"name": "DELATTRE/MARTIN Camille"},
        {"name": "DELATTRE/MARTIN Camille Jean"},
    ],
)
def test_a_receipt_covers_each_of_its_facts(changed: dict[str, object]) -> None:
    assert not genuine(RECEIPT.code(), dataclasses.replace(RECEIPT, **changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changed",
    [
        {"reference": "7KQ4M-2XW9E"},
        {"on": date(2026, 3, 8)},
        {"at": "18:06"},
        {"cause": "expired"},
        {"unreadable_from": date(2026, 5, 5)},
    ],
)
def test_a_proof_of_erasure_covers_each_of_its_facts(changed: dict[str, object]) -> None:
    assert not genuine(ERASURE.code(), dataclasses.replace(ERASURE, **changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "Delattre Martin, camille jeanne"},
        {"name": "  Camille  Jeanne DELATTRE / MARTIN "},
        {"unit": "brigade de gendarmerie d’Evreux"},
        {"unit": "GENDARMERIE ÉVREUX BRIGADE"},
    ],
)
def test_case_accents_order_and_small_words_do_not_matter(changed: dict[str, str]) -> None:
    assert genuine(RECEIPT.code(), dataclasses.replace(RECEIPT, **changed))


@pytest.mark.parametrize(("one", "other"), [("Иванов", "Петров"), ("陳 大文", "林 大文"), ("محمد", "أحمد")])
def test_names_of_every_alphabet_count(one: str, other: str) -> None:
    mine, theirs = (dataclasses.replace(RECEIPT, name=name) for name in (one, other))

    assert genuine(mine.code(), mine)
    assert not genuine(mine.code(), theirs)


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("[U+6F22][U+5B57] Marie", "漢字 Marie"),
        ("[u+10fffd] Marie", "\U0010fffd Marie"),
        ("Delannoy\u200bDelannoy Marie", "DelannoyDelannoy Marie"),
        ("[U+D800][U+110000] Marie", "Marie U+110000"),
    ],
)
def test_a_name_is_copied_as_the_paper_prints_it(printed: str, name: str) -> None:
    facts = dataclasses.replace(RECEIPT, name=name)

    assert genuine(facts.code(), dataclasses.replace(facts, name=printed))


def test_a_code_is_typed_in_any_writing() -> None:
    # A code that holds both digits people take for letters.
    facts = next(
        one
        for number in range(1000)
        if {"0", "1"} < set((one := dataclasses.replace(RECEIPT, name=f"Nom {number}")).code())
    )
    code = facts.code()

    for typed in (
        code.lower(),
        code.replace("-", ""),
        f" {code.replace('-', ' – ')} ",
        code.replace("0", "o").replace("1", "l"),
        code.replace("0", "O").replace("1", "I"),
    ):
        assert genuine(typed, facts)
    assert not genuine("", facts)
    assert not genuine(code[:-1], facts)
    assert not genuine("é" * 15, facts)


def test_one_paper_is_no_proof_of_the_other() -> None:
    assert RECEIPT.code() != ERASURE.code()
    assert not genuine(RECEIPT.code(), ERASURE)
