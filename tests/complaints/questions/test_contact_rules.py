"""How to be reached without danger: read from what is stored, told in sentences, and seen before any number."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from complaints.questions.contact_rules import ContactRules, days_text


def rules(**given: Any) -> ContactRules:
    return ContactRules.of({"unite": given})


@pytest.mark.parametrize("answers", [None, {}, {"unite": {}}, {"unite": {"wishes": ["0-am"]}}])
def test_without_rules_there_is_nothing_to_obey(answers: dict[str, Any] | None) -> None:
    found = ContactRules.of(answers)

    assert found == ContactRules()
    assert not found
    assert found.sentences == []
    assert (found.voicemail, found.neutral) == (True, False)


def test_all_of_them() -> None:
    found = rules(
        call_days=["3", "1"],
        call_from="12:00",
        call_until="13:30",
        no_voicemail=True,
        neutral=True,
        call_note="Demander Anne.",
    )

    assert found == ContactRules((1, 3), time(12), time(13, 30), voicemail=False, neutral=True, note="Demander Anne.")
    assert found.sentences == [
        "Appelez seulement le mardi et le jeudi de 12:00 à 13:30.",
        "Ne laissez pas de message vocal.",
        "Un courriel ne dit rien dans son objet, ni de la police, ni de la plainte.",
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"call_from": "18:00"}, ["Appelez seulement à partir de 18:00."]),
        ({"call_until": "08:30"}, ["Appelez seulement jusqu’à 08:30."]),
        ({"call_days": ["0"]}, ["Appelez seulement le lundi."]),
        ({"call_note": "Rien le soir"}, []),
        ({"no_voicemail": True}, ["Ne laissez pas de message vocal."]),
    ],
)
def test_each_alone(given: dict[str, Any], said: list[str]) -> None:
    assert rules(**given).sentences == said
    assert rules(**given)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((), ""),
        (tuple(range(7)), ""),
        ((2,), "le mercredi"),
        ((0, 1), "le lundi et le mardi"),
        ((0, 1, 2, 3, 4), "du lundi au vendredi"),
        ((0, 2, 4), "le lundi, le mercredi et le vendredi"),
    ],
)
def test_days_are_told_as_people_say_them(days: tuple[int, ...], said: str) -> None:
    assert days_text(days) == said
