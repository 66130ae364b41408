"""What a pre-complaint about a leak keeps in columns of its own: what counts and charts are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from complaints.enums_incidents import Harm
from complaints.models import Incident, Organisation
from complaints.questions.base import Answers
from complaints.questions.steps.letter import LetterStep


def columns(incident: Incident | None, answers: Answers) -> Mapping[str, Any]:
    """Organisation and harm, as codes; nothing for other facts. They outlive the erasure."""
    if incident is None:
        return {}
    given = answers.get(LetterStep.slug, {})
    known = set(Harm.values)
    return {
        "organisation": _organisation(incident, str(given.get("organisation", ""))),
        "harms": sorted(harm for harm in given.get("harm", ()) if harm in known),
    }


def _organisation(incident: Incident, key: str) -> Organisation | None:
    return incident.organisations.filter(pk=int(key)).first() if key.isdecimal() else None
