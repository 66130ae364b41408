"""What each kind of victim answers to each kind of facts, and the table of filings in which every pair is met once."""

from __future__ import annotations

from typing import Any

from complaints.enums import Kind
from complaints.questions import describe
from complaints.questions.base import StepForm
from complaints.questions.steps import steps_for
from tests.complaints.driver import CONTACT, IDENTITY, answers_for

WHO: dict[str, dict[str, str]] = {
    "self": {},
    "minor": {
        "birth_day_2": "2015",
        "own_birth_name": "Delaunay",
        "own_first_names": "Rose",
        "link": "parent",
    },
    "protected": {"own_birth_name": "Delaunay", "own_first_names": "Rose", "link": "guardian"},
    "entity": {"entity_name": "Librairie des Quais", "siren": "732 829 320", "capacity": "gérante"},
}
THINGS: dict[str, dict[str, str]] = {
    Kind.VEHICLE: {
        "objects-0-category": "vehicle",
        "objects-0-description": "Voiture bleue",
        "objects-0-brand": "Peugeot 208",
        "objects-0-plate": "gh 789 jk",
    },
    Kind.PAPERS: {
        "objects-0-category": "papers",
        "objects-0-document": "identity_card",
        "objects-0-document_number_unknown": "on",
    },
    Kind.BANK_MEANS: {
        "objects-0-category": "payment",
        "objects-0-means": "card",
        "objects-0-last_four": "4321",
    },
}


def answers(kind: str, who: str, email: str) -> dict[str, dict[str, Any]]:
    """By step, in the order of the pages, for the questions asked in this case only; ``email`` may be empty."""
    told = answers_for(kind)
    told["faits"]["commune"] = "27000 Évreux"
    told["situation"]["who"] = who
    told["identite"] = {**IDENTITY, **CONTACT, **WHO[who], "email": email}
    told["objets"] = THINGS.get(kind, told["objets"])
    asked = [step for step in steps_for(describe.answers_in(kind, who)) if step.slug != "recap"]
    return {step.slug: _asked(describe.cases(step)[kind, who], told[step.slug]) for step in asked}


def _asked(form: StepForm, told: dict[str, Any]) -> dict[str, Any]:
    """A date has three inputs, which end in a number; the questions about a thing begin with its name."""
    names = {name for field in form.fields for name in (field, *(f"{field}_{part}" for part in range(3)))}
    return {name: value for name, value in told.items() if name in names or "-" in name}


TABLE = """
burglary entity en plain phone none
burglary self fr script desk mail
from_vehicle self fr plain phone mail
from_vehicle entity en script desk none
vehicle minor fr plain desk mail
vehicle entity en script phone none
phone protected fr script phone mail
phone minor en plain desk none
papers entity en script desk none
papers minor fr plain phone mail
bank_means self en plain desk none
bank_means protected fr script phone mail
theft entity fr script phone mail
theft self en plain desk none
damage self en script phone mail
damage protected fr plain desk none
hit_and_run minor en script desk mail
hit_and_run entity fr plain phone none
scam minor fr script phone none
scam protected en plain desk mail
abuse_of_trust protected fr plain phone none
abuse_of_trust minor en script desk mail
discrimination self en script phone mail
discrimination protected fr plain desk none
"""
"""Kind, victim, language, with a script or without, screen, with an e-mail address (then proved) or without.

Every kind for every victim goes through the pages without a browser: ``complaints/test_filing_kinds.py``.
"""
