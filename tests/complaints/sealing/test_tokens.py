from __future__ import annotations

from datetime import date

from complaints.sealing.keyring import ring
from complaints.sealing.tokens import TokenKind, index, query

EVREUX, VERNON = "unit-evreux", "unit-vernon"


def found(kind: TokenKind, typed: str, stored: list[int], *, unit: str = EVREUX) -> bool:
    return bool(set(query(kind, typed, unit=unit)) & set(stored))


def test_a_name_is_found_by_any_word_and_its_beginning_whatever_the_accents() -> None:
    stored = index([(TokenKind.NAME, "Lefèvre-Œuvrard"), (TokenKind.NAME, "Zoé")], unit=EVREUX)

    for typed in ("lefevre", "LEF", "oeuvrard", "Œuvr", "zoe"):
        assert found(TokenKind.NAME, typed, stored), typed
    assert not found(TokenKind.NAME, "le", stored)
    assert not found(TokenKind.NAME, "vrard", stored)


def test_names_of_two_units_cannot_be_compared_but_identifiers_can() -> None:
    values = [(TokenKind.NAME, "Martin"), (TokenKind.PHONE, "+33261910001")]
    here, there = set(index(values, unit=EVREUX)), set(index(values, unit=VERNON))

    assert here & there == set(query(TokenKind.PHONE, "+33261910001"))


def test_identifiers_are_found_in_any_writing() -> None:
    stored = index([(TokenKind.IDENTIFIER, "ab-123-cd"), (TokenKind.EMAIL, "Zoe@Exemple.example ")], unit=EVREUX)

    assert found(TokenKind.IDENTIFIER, "AB 123 CD", stored)
    assert found(TokenKind.EMAIL, "zoe@exemple.example", stored)


def test_tokens_of_last_month_are_still_found() -> None:
    stored = index([(TokenKind.PHONE, "+33261910001")], unit=EVREUX)
    newer = ring().create(date(2099, 1, 1))
    try:
        assert stored[0] in query(TokenKind.PHONE, "+33261910001")
        assert index([(TokenKind.PHONE, "+33261910001")], unit=EVREUX) != stored
    finally:
        ring().destroy(newer)


def test_tokens_fit_a_bigint_and_come_once() -> None:
    stored = index([(TokenKind.NAME, "Anna"), (TokenKind.NAME, "Anna")], unit=EVREUX)

    assert len(stored) == 2  # "ann", "anna"
    assert stored == sorted(stored)
    assert all(-(2**63) <= token < 2**63 for token in stored)
