"""Several members of a household in one go: what each one's own pre-complaint declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from complaints.questions.base import Answers
from complaints.questions.steps.household import HouseholdStep, Member
from complaints.questions.steps.identity import IdentityStep
from complaints.questions.steps.letter import LetterStep
from complaints.questions.steps.situation import SituationStep

if TYPE_CHECKING:
    from complaints.services.filing import Declaration

OWN_LETTER = ("letter_code", "letter_reference", "letter_day", "harm", "money_lost", "harm_day", "harm_details")
"""What the declarant says of their own letter and of what came of it: the others have theirs."""
CONTACT = ("phone", "other_phone", "email", "address", "postal_code", "city", "country")


def members(declaration: Declaration) -> list[Declaration]:
    """One declaration for each person represented, with the declarant's contact, unit and incident."""
    people = declaration.answers.get(HouseholdStep.slug, {}).get(Member.name, ())
    return [replace(declaration, answers=_answers(declaration.answers, member)) for member in people]


def without_members(declaration: Declaration) -> Declaration:
    """The declarant's own: the others aren't stored in it."""
    answers = {slug: said for slug, said in declaration.answers.items() if slug != HouseholdStep.slug}
    return replace(declaration, answers=answers)


def _answers(answers: Answers, member: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    own = answers[IdentityStep.slug]
    letter = {name: value for name, value in answers[LetterStep.slug].items() if name not in OWN_LETTER}
    told = {name: value for name, value in member.items() if name not in ("category", "letter_code")}
    identity = {
        **told,
        "own_birth_name": own["birth_name"],
        "own_first_names": own.get("first_names", ""),
        **{name: own[name] for name in CONTACT if own.get(name)},
    }
    kept = {slug: dict(said) for slug, said in answers.items() if slug not in (HouseholdStep.slug, LetterStep.slug)}
    code = {"letter_code": member["letter_code"]} if member.get("letter_code") else {}
    return {
        **kept,
        SituationStep.slug: {"who": member["category"]},
        IdentityStep.slug: identity,
        LetterStep.slug: {**letter, **code},
    }
