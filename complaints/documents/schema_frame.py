"""What an exported pre-complaint holds around its answers: the same for all of them."""

from __future__ import annotations

from typing import Any

from complaints.enums import EvidenceState, FileType, Kind, Language, Origin, Status
from complaints.models.reference import ALPHABET
from complaints.questions.describe import WHO
from units.enums import Institution

VERSION = 1
NAME = f"urn:preplainte:complaint:{VERSION}"
"""By which an exported pre-complaint says what it follows."""

SIGNS = f"[{ALPHABET}]"
TEXT = {"type": "string", "minLength": 1}
DAY = {"type": "string", "format": "date"}
MOMENT = {"type": "string", "format": "date-time"}
DATES = {
    "filed": "Déposée",
    "received": "Ouverte par l’unité",
    "contact_due": "À contacter avant",
    "contacted": "Contactée",
    "evidence_until": "Indices menacés à partir de",
    "closed": "Terminée",
    "expires": "Effacée au plus tard",
}
ALWAYS = ("filed", "contact_due", "expires")


def whole(*, answers: dict[str, Any], definitions: dict[str, Any], rules: list[dict[str, Any]]) -> dict[str, Any]:
    """The schema: the frame, with what the form's own steps say."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": NAME,
        "title": "Pré-plainte",
        "description": (
            "Une pré-plainte telle que la victime l’a déclarée et que le service la range. Écrit à partir du "
            "formulaire. « x-required » nomme les réponses que le formulaire exige : une pré-plainte déposée avant "
            "qu’une question existe ne les a pas. « former » garde les réponses à des questions disparues."
        ),
        **_object(_frame(answers)),
        "allOf": rules,
        "$defs": definitions,
    }


def _frame(answers: dict[str, Any]) -> dict[str, Any]:
    return {
        "schema": {"const": NAME},
        "exported_at": MOMENT,
        "reference": {"title": "Référence", "type": "string", "pattern": f"^{SIGNS}{{5}}-{SIGNS}{{5}}$"},
        "unit": _object({"code": TEXT, "name": TEXT, "institution": {"enum": Institution.values}}),
        "officer": {"title": "Agent en charge", "type": ["string", "null"]},
        "status": {"title": "État", "enum": Status.values},
        "kind": {"title": "Nature des faits", "enum": Kind.values},
        "victim": {"title": "Qui a subi les faits", "enum": list(WHO)},
        "origin": {"title": "Origine", "enum": Origin.values},
        "language": {"title": "Langue de la victime", "enum": Language.values},
        "commune": {
            "title": "Commune des faits",
            "anyOf": [{"type": "null"}, _object({"code": TEXT, "name": TEXT})],
        },
        "department": TEXT,
        "facts_on": DAY,
        "dates": _object(
            {name: {"title": title} | (MOMENT if name in ALWAYS else _or_null(MOMENT)) for name, title in DATES.items()}
        ),
        "person": _object(
            {
                "victim": {"title": "Victime", "type": "string"},
                "signer": {"title": "Qui vient signer", "type": "string"},
                "email_proved": {"title": "Adresse électronique confirmée", "type": "boolean"},
            }
        ),
        "answers": {
            "title": "Réponses, par étape",
            "type": "object",
            "properties": answers,
            "additionalProperties": False,
        },
        "former": {
            "title": "Réponses à des questions que cette version ne connaît pas",
            "type": "array",
            "items": _object({"step": TEXT, "question": TEXT, "answer": {}}),
        },
        "appointment": {"title": "Rendez-vous confirmé", "anyOf": [{"type": "null"}, _appointment()]},
        "messages": {"title": "Échanges avec la victime", "type": "array", "items": _message()},
        "evidence": {"title": "Photos et documents", "type": "array", "items": _piece()},
    }


def _appointment() -> dict[str, Any]:
    return _object({"start": MOMENT, "end": MOMENT, "desk": {"type": "integer", "minimum": 1}})


def _message() -> dict[str, Any]:
    return _object({"at": MOMENT, "from": {"enum": ["unit", "victim"]}, "text": {"type": "string"}})


def _piece() -> dict[str, Any]:
    return _object(
        {
            "number": {"type": "integer", "minimum": 1},
            "name": {"title": "Nom donné par la victime", "type": "string"},
            "type": {"enum": FileType.values},
            "size": {"title": "Octets", "type": "integer", "minimum": 0},
            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "state": {"enum": EvidenceState.values},
            "added_at": MOMENT,
            "file": {
                "title": "Sa place dans l’archive ; null : il n’y est pas",
                "type": ["string", "null"],
                "pattern": "^pieces/[a-z0-9.-]+$",
            },
        }
    )


def _or_null(shape: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [{"type": "null"}, shape]}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    """All of these, and nothing else."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
