"""Each field: what it forgives, what it refuses and in which words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from complaints.questions.fields import Amount, Choice, Email, LongText, Phone, Siren, Text
from complaints.questions.moments import Day, Hour

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)


def refusal(field: forms.Field, value: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        field.clean(value)
    return " ".join(refused.value.messages)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (["27", "3", "1985"], date(1985, 3, 27)),
        ([" 01", "01 ", "2000"], date(2000, 1, 1)),
        (["29", "2", "2024"], date(2024, 2, 29)),
        (["16", "6", "2026"], date(2026, 6, 16)),  # already tomorrow in the Pacific
    ],
)
@time_machine.travel(NOON, tick=False)
def test_a_day_in_three_parts(parts: list[str], expected: date) -> None:
    assert Day(label="").clean(parts) == expected


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (["31", "2", "1980"], "Le 31 février n’existe pas."),
        (["29", "2", "2023"], "Le 29 février 2023 n’existe pas."),
        (["31", "4", "2020"], "Le 31 avril n’existe pas."),
        (["1", "13", "2020"], "Le mois va de 1 à 12."),
        (["0", "1", "2020"], "Le 0 janvier n’existe pas."),
        (["27", "", "1985"], "Cette date est incomplète\u00a0: indiquez le jour, le mois et l’année."),
        (["27", "mars", "1985"], "Écrivez la date en chiffres. Exemple\u00a0: 27 3 1985"),
        (["-1", "3", "1985"], "Écrivez la date en chiffres. Exemple\u00a0: 27 3 1985"),
        (["99999", "3", "1985"], "Écrivez la date en chiffres. Exemple\u00a0: 27 3 1985"),
        (["1\x00", "3", "1985"], "Écrivez la date en chiffres. Exemple\u00a0: 27 3 1985"),
        (["27", "3", "85"], "Écrivez l’année en quatre chiffres. Exemple\u00a0: 1985"),
        (["27", "3", "0000"], "Le 27 mars n’existe pas."),
        (["17", "6", "2026"], "Cette date n’est pas encore arrivée."),
        (["31", "12", "9999"], "Cette date n’est pas encore arrivée."),
        (["31", "12", "1899"], "Cette date est trop ancienne. Vérifiez l’année."),
    ],
)
@time_machine.travel(NOON, tick=False)
def test_a_day_that_cannot_be(parts: list[str], sentence: str) -> None:
    assert refusal(Day(label=""), parts) == sentence


def test_a_day_left_out() -> None:
    assert Day(label="", required=False).clean(["", "", ""]) is None
    assert Day(label="", required=False).clean(None) is None
    assert refusal(Day(label="", missing="Indiquez le jour."), ["", " ", ""]) == "Indiquez le jour."


def test_a_day_is_stored_and_shown() -> None:
    field = Day(label="")

    assert field.stored(date(1985, 3, 27)) == "1985-03-27"
    assert field.shown("1985-03-27") == "27 mars 1985"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("14h30", time(14, 30)),
        ("14:30", time(14, 30)),
        ("14.30", time(14, 30)),
        ("14 h 30", time(14, 30)),
        ("14 h 30 min", time(14, 30)),
        ("14 H", time(14)),
        ("8h", time(8)),
        ("8", time(8)),
        ("8 heures", time(8)),
        ("0h05", time(0, 5)),
        ("Midi", time(12)),
        ("minuit", time(0)),
        ("14\u00a0h\u00a030", time(14, 30)),
        ("", None),
        ("   ", None),
    ],
)
def test_an_hour_in_any_writing(typed: str, expected: time | None) -> None:
    assert Hour(label="", required=False).clean(typed) == expected


@pytest.mark.parametrize("typed", ["24h", "12h60", "vers midi", "14h3", "-2", "14:30:15", "\x00", "1" * 500])
def test_an_hour_that_cannot_be(typed: str) -> None:
    assert refusal(Hour(label="", required=False), typed) == "Écrivez l’heure ainsi\u00a0: 14 h 30, ou 14:30."


def test_an_hour_is_stored_and_shown() -> None:
    assert Hour(label="").stored(time(8, 5)) == "08:05"
    assert Hour(label="").shown("08:05") == "08:05"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1 234,50 €", "1234.50"),
        ("1234.5", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234", "1234.00"),
        ("1\u202f234\u00a0€", "1234.00"),
        ("12,5", "12.50"),
        ("0", "0.00"),
        ("500 euros", "500.00"),
        ("500 EUR", "500.00"),
        ("99999999,99", "99999999.99"),
    ],
)
def test_an_amount_in_any_writing(typed: str, expected: str) -> None:
    assert Amount(label="").clean(typed) == Decimal(expected)


@pytest.mark.parametrize("typed", ["beaucoup", "-5", "1e9", "€", "100000000", "NaN", "12,345,6x", "\x00", "9" * 400])
def test_an_amount_that_cannot_be(typed: str) -> None:
    assert refusal(Amount(label=""), typed) == "Écrivez le montant en chiffres. Exemple\u00a0: 1 234,50"


def test_an_amount_is_stored_and_shown() -> None:
    assert Amount(label="", required=False).clean("  ") is None
    assert Amount(label="").stored(Decimal("1234.50")) == "1234.50"
    assert Amount(label="").shown("1234.50") == "1\u00a0234,50\u00a0€"


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("01 99 00 12 34", "+33199001234", "01 99 00 12 34"),
        ("01.99.00.12.34", "+33199001234", "01 99 00 12 34"),
        ("+33 1 99 00 12 34", "+33199001234", "01 99 00 12 34"),
        ("0033199001234", "+33199001234", "01 99 00 12 34"),
        ("06 39 98 12 34", "+33639981234", "06 39 98 12 34"),
        ("0262 12 34 56", "+262262123456", "+262 262 12 34 56"),
        ("0590 12 34 56", "+590590123456", "+590 590 12 34 56"),
        ("+44 20 7946 0018", "+442079460018", "+44 20 7946 0018"),
    ],
)
def test_a_phone_in_any_writing(typed: str, stored: str, shown: str) -> None:
    field = Phone(label="")

    assert field.stored(field.clean(typed)) == stored
    assert field.shown(stored) == shown


@pytest.mark.parametrize("typed", ["17", "06 39", "pas de téléphone", "0" * 40, "\x00", "+"])
def test_a_phone_that_cannot_be(typed: str) -> None:
    assert refusal(Phone(label=""), typed).startswith("Ce numéro n’est pas complet.")


@pytest.mark.parametrize(
    ("typed", "expected"), [("732 829 320", "732829320"), ("732 829 320 00074", "73282932000074"), ("", ""), (" ", "")]
)
def test_a_siren(typed: str, expected: str) -> None:
    assert Siren(label="", required=False).clean(typed) == expected


@pytest.mark.parametrize("typed", ["732829321", "73282932000075", "12", "abcdefghi", "٧٣٢٨٢٩٣٢٠"])
def test_a_siren_that_cannot_be(typed: str) -> None:
    assert refusal(Siren(label="", required=False), typed).startswith(
        ("Ce numéro SIREN n’existe pas.", "Ce numéro SIRET n’existe pas.")
    )


def test_a_siren_is_shown_in_groups() -> None:
    assert Siren(label="").shown("732829320") == "732 829 320"
    assert Siren(label="").shown("73282932000074") == "732 829 320 00074"


def test_a_text_is_kept_as_typed() -> None:
    typed = "  Il a crié <b>« Ha »</b>\r\npuis\rrien \t "

    assert LongText(label="").clean(typed) == "Il a crié <b>« Ha »</b>\npuis\nrien"


def test_a_text_too_long_says_by_how_much() -> None:
    field = Text(label="", max_length=4000)

    assert field.clean("x" * 4000) == "x" * 4000
    assert refusal(field, "x" * 5234).replace("\u202f", "\u00a0") == (
        "Ce texte est trop long\u00a0: 4\u00a0000 caractères au plus. Enlevez-en 1\u00a0234."
    )


def test_line_ends_count_once() -> None:
    assert Text(label="", max_length=3).clean("a\r\nb") == "a\nb"


def test_no_text_is_cut_by_the_browser() -> None:
    for field in (Text(label=""), LongText(label=""), Email(label="")):
        assert "maxlength" not in field.widget.attrs


@pytest.mark.parametrize("field", [Text(label=""), LongText(label=""), Email(label="")])
def test_an_invisible_nul_is_refused_with_a_sentence(field: forms.Field) -> None:
    assert "caractère invisible" in refusal(field, "a\x00b@courriel.example")


def test_a_closed_list() -> None:
    field = Choice(label="", choices=[("a", "Un")], missing="Choisissez.")

    assert field.shown("a") == "Un"
    assert field.shown("gone") == "gone"
    assert refusal(field, "") == "Choisissez."
    assert refusal(field, "b") == "Choisissez une des réponses proposées."


def test_days_and_hours_follow_the_language() -> None:
    with translation.override("en"):
        assert Day(label="").shown("1985-03-27") == "27 March 1985"
        assert Hour(label="").shown("14:30") == "14:30"
