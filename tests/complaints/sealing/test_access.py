from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.models.reference import ALPHABET, new_reference, parse_reference
from complaints.sealing import access, box, draftkeys
from units.ids import new_id


def test_a_link_opens_its_own_row_and_no_other() -> None:
    mine, yours = new_id(), new_id()
    secret = access.link_secret(mine, 0)

    assert access.link_target(secret) == mine
    assert access.opens(secret, mine, 0)
    assert not access.opens(secret, yours, 0)
    assert not access.opens(access.link_secret(yours, 0), mine, 0)


def test_a_new_generation_voids_link_and_code() -> None:
    row = new_id()

    assert not access.opens(access.link_secret(row, 0), row, 1)
    assert not access.code_opens(access.code(row, 0), row, 1)


def test_a_code_forgives_case_blanks_and_look_alikes() -> None:
    row = new_id()
    code = access.code(row, 0)
    typed = f" {code.lower().replace('-', ' ')} ".replace("0", "o").replace("1", "l")

    assert access.code_opens(typed, row, 0)
    assert not access.code_opens(code[:-1], row, 0)


@given(st.text())
def test_whatever_is_typed_opens_nothing_and_breaks_nothing(text: str) -> None:
    row = new_id()

    assert access.link_target(text) in (None, access.link_target(text))
    assert not access.opens(text, row, 0)
    assert not access.code_opens(text, row, 0)
    assert draftkeys.parse(text) is None or len(draftkeys.parse(text) or b"") == draftkeys.TOKEN_BYTES


def test_pv_marks_compare_numbers_and_hide_them() -> None:
    assert access.pv_mark("2026/001 234") == access.pv_mark("2026-001234")
    assert access.pv_mark("2026/001234") != access.pv_mark("2026/001235")
    assert "001234" not in access.pv_mark("2026/001234")


def test_a_draft_opens_with_its_token_only() -> None:
    mine, yours = (draftkeys.parse(draftkeys.new_token()) for _ in range(2))
    assert mine
    assert yours
    key = draftkeys.new_key()
    wrapped = draftkeys.wrap(key, mine, context="draft:1")

    assert draftkeys.unwrap(wrapped, mine, context="draft:1") == key
    assert draftkeys.finder(mine) != draftkeys.finder(yours)
    for token, context in ((yours, "draft:1"), (mine, "draft:2")):
        with pytest.raises(box.SealBroken):
            draftkeys.unwrap(wrapped, token, context=context)


def test_references_are_read_in_any_writing_and_wrong_ones_refused() -> None:
    reference = new_reference()

    assert parse_reference(f" {reference.lower().replace('-', ' ')}") == reference
    for wrong in (reference[:-1], reference + "A", "", "réf"):
        with pytest.raises(ValueError, match="not a reference"):
            parse_reference(wrong)


@given(st.integers(0, 9), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_always_noticed(place: int, sign: str) -> None:
    reference = new_reference()
    signs = list(reference.replace("-", ""))
    if signs[place] == sign:
        return
    signs[place] = sign

    with pytest.raises(ValueError, match="not a reference"):
        parse_reference("".join(signs))
