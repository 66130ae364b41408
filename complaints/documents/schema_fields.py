"""What one answer may be, in JSON Schema: the answer as it is stored, not as it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from complaints.questions import fields, identifiers, moments, places
from complaints.questions.describe_fields import labels_of

TEXT = {"type": "string", "minLength": 1}
# The nearest class of a field decides. A kept identifier may be half a number, where its tick says so: no pattern.
STORED: dict[type[forms.Field], dict[str, Any]] = {
    forms.BooleanField: {"const": True},
    forms.EmailField: {"type": "string", "format": "email"},
    fields.Phone: {"type": "string", "pattern": r"^\+[0-9]{4,15}$"},
    fields.Siren: {"type": "string", "pattern": r"^([0-9]{9}|[0-9]{14})$"},
    fields.Amount: {"type": "string", "pattern": r"^[0-9]+\.[0-9]{2}$"},
    moments.Day: {"type": "string", "format": "date"},
    moments.Hour: {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
    identifiers.LastFour: {"type": "string", "pattern": "^[0-9A-Z]{4}$"},
    places.CommuneField: {
        "type": "object",
        "properties": {"code": {"type": "string", "pattern": "^([0-9]{2}|2[AB])[0-9]{3}$"}, "name": TEXT},
        "required": ["code", "name"],
        "additionalProperties": False,
    },
}


def described(field: forms.Field) -> dict[str, Any]:
    """The answer to this question, with its label; ``TypeError`` for a field of a class unknown here."""
    return {"title": str(field.label), **_stored(field)}


def _stored(field: forms.Field) -> dict[str, Any]:
    if isinstance(field, forms.MultipleChoiceField):
        items = {"enum": list(labels_of(field))}
        return {"type": "array", "items": items, "minItems": 1, "uniqueItems": True}
    if isinstance(field, forms.ChoiceField):
        return {"enum": list(labels_of(field))}
    known = next((STORED[kind] for kind in type(field).__mro__ if kind in STORED), None)
    if known is not None:
        return known
    if isinstance(field, fields.Text):
        return TEXT | {"maxLength": field.longest}
    raise TypeError(f"{type(field).__name__} has no shape in schema_fields.STORED.")


def merged(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One question as all its cases put it: the first label, every choice of a closed list."""
    first = parts[0]
    if all(_bare(part) == _bare(first) for part in parts):
        return first
    if all("enum" in part for part in parts):
        return {"title": first["title"], "enum": list(dict.fromkeys(one for part in parts for one in part["enum"]))}
    shapes: list[dict[str, Any]] = []
    for part in parts:
        if _bare(part) not in shapes:
            shapes.append(_bare(part))
    return {"title": first["title"], "anyOf": shapes}


def _bare(part: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name != "title"}
