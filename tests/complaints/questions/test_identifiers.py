"""Numbers that identify a thing: how they may be written, what is refused in which words, what is kept of them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn

from complaints.questions.identifiers import (
    BicycleMarking,
    Card,
    DocumentNumber,
    Iban,
    Identifier,
    Imei,
    Plate,
    Serial,
    Vin,
)

CARD = "4970 1012 3456 7893"
ACCOUNT = "FR76 3000 6000 0112 3456 7890 189"
QUICK = settings(max_examples=60, deadline=None, database=None, derandomize=True)


def refusal(field: Identifier, typed: str) -> str:
    with pytest.raises(ValidationError) as refused:
        field.clean(typed)
    return " ".join(refused.value.messages)


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        (Imei(), "490154203237518", "490154203237518"),
        (Imei(), " 49.015420-323751/8 ", "490154203237518"),
        (Imei(), "４９０１５４２０３２３７５１８", "490154203237518"),
        (Imei(), "4901542032375101", "490154203237518"),  # IMEISV: the version goes, the check digit comes
        (Imei(), "49015420323751", "490154203237518"),
        (Imei(), "490154203237518 / 01", "490154203237518"),
        (Imei(), "490154203237518, 356938035643809", "490154203237518, 356938035643809"),
        (Plate(), "ab123cd", "AB-123-CD"),
        (Plate(), " Ab 123 cD", "AB-123-CD"),
        (Plate(), "AB–123–CD", "AB-123-CD"),
        (Plate(), "1234 ab 75", "1234 AB 75"),
        (Plate(), "12abc2a", "12 ABC 2A"),
        (Plate(), "123-AB-971", "123 AB 971"),
        (Plate(), "B-MA 1234", "B-MA 1234"),
        (Plate(), "1-abc-234", "1-ABC-234"),
        (Plate(), "ab12 cde", "AB12 CDE"),
        (Vin(), "1m8gdm9axkp042788", "1M8GDM9AXKP042788"),
        (Vin(), "VF3 1234 5678 9012 34", "VF312345678901234"),  # Europe has no check digit
        (Serial(), "  c02 xk  1yz ", "C02 XK 1YZ"),
        (BicycleMarking(), "bc 1234-5678 9", "BC123456789"),
        (DocumentNumber(), "12 AB 34567", "12AB34567"),
        (Card(), CARD, "7893"),
        (Card(), "7893", "7893"),
        (Iban(), ACCOUNT.lower(), "0189"),
        (Iban(), "0189", "0189"),
        (Plate(), "", ""),
        (Card(), "   ", ""),
    ],
)
def test_a_number_in_any_writing(field: Identifier, typed: str, kept: str) -> None:
    assert field.clean(typed) == kept
    assert field.clean(kept) == kept


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        (Imei(), "490154203237519", "Cet IMEI contient une faute de frappe"),
        (Imei(), "12345", "Un IMEI compte 15 chiffres."),
        (Imei(), "٤٩٠١٥٤٢٠٣٢٣٧٥١٨", "Un IMEI compte 15 chiffres."),
        (Plate(), "AO-123-CD", "Cette plaque n’existe pas"),
        (Plate(), "AB-123-CI", "Cette plaque n’existe pas"),
        (Plate(), "AU-123-CD", "Cette plaque n’existe pas"),
        (Plate(), "AB-000-CD", "Cette plaque n’existe pas"),
        (Plate(), "SS-123-CD", "Cette plaque n’existe pas"),
        (Plate(), "rouge", "Écrivez la plaque ainsi"),
        (Plate(), "AB-12?-CD", "Écrivez la plaque ainsi"),
        (Vin(), "VF31234567890123", "compte 17 signes\u00a0; vous en avez tapé 16."),
        (Vin(), "VF3123456789O1234", "jamais I, O ni Q"),
        (Vin(), "1M8GDM9A1KP042788", "faute de frappe"),
        (BicycleMarking(), "BC1234", "de 8 à 14"),
        (DocumentNumber(), "perdu", "Écrivez le numéro du document"),
        (Card(), "4970 1012 3456 7894", "quatre derniers chiffres de la carte"),
        (Card(), "497", "quatre derniers chiffres de la carte"),
        (Iban(), "FR76 3000 6000 0112 3456 7890 188", "Cet IBAN contient une faute de frappe."),
        (Plate(), "AB-123\x00", "caractère invisible"),
    ],
)
def test_a_number_that_cannot_be(field: Identifier, typed: str, sentence: str) -> None:
    assert sentence in refusal(field, typed)


@pytest.mark.parametrize("typed", [CARD, "4970 1012 3456 7894", "4970-1012-3456-789", "carte 4970101234567893", "\x00"])
def test_of_a_card_nothing_more_than_four_digits_may_be_kept(typed: str) -> None:
    assert Card().kept(typed) in {"", "7893"}
    assert Card().uncertain(typed) in {"", "7893"}
    assert Card().shown("7893") == "•••• 7893"


def test_half_a_number_may_be_kept_when_it_is_not_sure() -> None:
    assert Plate().uncertain("AB-12?-CD") == "AB-12?-CD"
    assert Plate().uncertain("ab 123 cd") == "AB-123-CD"


# -- whatever the number --------------------------------------------------------------------------------
DIGITS = st.text("0123456789", min_size=14, max_size=14)


@QUICK
@given(DIGITS, st.lists(st.sampled_from(" .-/"), max_size=6), st.data())
def test_each_right_imei_is_accepted_and_no_other_last_digit(body: str, marks: list[str], data: st.DataObject) -> None:
    right = body + str(luhn.calc_check_digit(body))
    typed = right
    for mark in marks:
        place = data.draw(st.integers(0, len(typed)))
        typed = typed[:place] + mark + typed[place:]

    assert Imei().clean(typed) == right
    for last in set("0123456789") - {right[-1]}:
        assert "faute de frappe" in refusal(Imei(), body + last)


@QUICK
@given(
    st.text("ABCDEFGHJKLMNPQRSTVWXYZ", min_size=4, max_size=4),
    st.integers(1, 999),
    st.sampled_from(["", " ", "-", "."]),
)
def test_each_french_plate_is_written_officially(letters: str, number: int, mark: str) -> None:
    parts = [letters[:2], f"{number:03}", letters[2:]]
    if "SS" not in parts:
        assert Plate().clean(mark.join(parts).lower()) == "-".join(parts)


@QUICK
@given(st.text("0123456789", min_size=12, max_size=18))
def test_each_right_card_leaves_its_last_four(body: str) -> None:
    whole = body + str(luhn.calc_check_digit(body))

    assert Card().clean(whole) == Card().kept(whole) == whole[-4:]


FIELDS = (Imei(), Plate(), Vin(), Serial(), BicycleMarking(), DocumentNumber(), Card(), Iban())


@QUICK
@given(st.one_of(st.text(max_size=90), st.text("0123456789ABCD -./", max_size=40)), st.sampled_from(FIELDS))
def test_anything_typed_is_judged_and_what_is_kept_stays(typed: str, field: Identifier) -> None:
    try:
        kept = field.clean(typed)
    except ValidationError:
        assert refusal(field, typed)
    else:
        assert field.clean(kept) == kept
