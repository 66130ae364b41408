"""Which theft exactly, and for whom: the twelve kinds, and the words that follow from them."""

from __future__ import annotations

import pytest

from complaints.enums import ORDINARY_KINDS, THEFTS, Kind
from complaints.questions.steps.situation import SituationStep, family_of, kind_of, who
from tests.complaints.questions.test_steps import bound, errors


@pytest.mark.parametrize("kind", THEFTS)
def test_the_sorting_says_theft_and_the_situation_which(kind: Kind) -> None:
    answers = {"tri": {"kind": "theft"}, "situation": {"theft": kind.value, "who": "self"}}

    assert (family_of(answers), kind_of(answers)) == ("theft", kind)


@pytest.mark.parametrize("kind", [kind for kind in ORDINARY_KINDS if kind not in THEFTS])
def test_the_other_kinds_are_known_from_the_sorting(kind: Kind) -> None:
    """A theft named before the sorting was changed means nothing any more."""
    assert kind_of({"tri": {"kind": kind.value}, "situation": {"theft": "phone"}}) == kind


def test_what_is_not_known_yet() -> None:
    assert (kind_of({}), who({})) == (Kind.THEFT, "self")
    assert kind_of({"tri": {"kind": "theft"}, "situation": {"theft": "scam"}}) == Kind.THEFT


def test_which_theft_is_asked_of_a_theft_only() -> None:
    assert list(SituationStep(wording="theft").fields) == ["theft", "who"]
    assert list(SituationStep(wording="scam").fields) == ["who"]
    assert [value for value, _ in SituationStep(wording="theft").fields["theft"].choices] == [
        *("phone", "papers", "bank_means", "from_vehicle", "vehicle", "burglary", "theft")
    ]


def test_both_must_be_said() -> None:
    assert errors(bound(SituationStep, {"": ""}, wording="theft")) == {
        "theft": ["Choisissez ce qui a été volé."],
        "who": ["Choisissez qui a subi les faits."],
    }
    assert bound(SituationStep, {"who": "entity"}, wording="damage").is_valid()
