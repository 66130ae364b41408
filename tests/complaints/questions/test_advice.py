"""What to bring and to keep: something for each kind of facts and each signer, in plain sentences."""

from __future__ import annotations

import pytest

from complaints.enums import Kind
from complaints.questions import advice
from complaints.questions.advice.papers import OF_KIND as PAPERS
from complaints.questions.advice.papers import OF_WHO
from complaints.questions.advice.traces import OF_KIND as TRACES

ID_CARD = "Votre pièce d’identité (carte d’identité, passeport ou titre de séjour)."


def test_each_kind_has_its_own_lists() -> None:
    assert set(PAPERS) == set(TRACES) == set(Kind)
    assert len({tuple(advice.papers(kind)) for kind in Kind}) == len(Kind)
    assert len({tuple(advice.traces(kind)) for kind in Kind}) == len(Kind)


@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize("who", ["", *OF_WHO])
def test_each_item_is_a_plain_sentence(kind: str, who: str) -> None:
    assert advice.signer(who).endswith(".")
    for line in [*advice.papers(kind, who), *advice.traces(kind)]:
        assert line.endswith(".")
        assert len(line) <= 120


@pytest.mark.parametrize(
    ("who", "first", "asked"),
    [
        ("self", "Une pièce d’identité (carte d’identité, passeport ou titre de séjour).", ""),
        ("minor", ID_CARD, "livret de famille"),
        ("protected", ID_CARD, "jugement"),
        ("entity", ID_CARD, "Kbis"),
        ("", "Une pièce d’identité (carte d’identité, passeport ou titre de séjour).", "Si vous représentez"),
    ],
)
def test_the_signer_decides_of_the_papers(who: str, first: str, asked: str) -> None:
    lines = advice.papers(Kind.PHONE, who)

    assert lines[0] == first
    assert any(asked in line for line in lines)
    assert ("IMEI" in " ".join(lines)) is True
    assert ("Kbis" in " ".join(lines)) is (who in {"entity", ""})


def test_the_rights_are_those_of_every_victim() -> None:
    text = " ".join(advice.rights())

    for word in (
        "réparation",
        "partie civile",
        "avocat",
        "116\u00a0006",
        "interprète",
        "accompagné",
        "unité de votre choix",
    ):
        assert word in text
