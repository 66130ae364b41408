"""Holding what is exported against the published schema."""

from __future__ import annotations

from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from complaints.documents import schema


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(schema.schema(), format_checker=FormatChecker())


def faults(data: Any) -> list[str]:
    """Where it doesn't follow the schema, and why."""
    return [f"{error.json_path}: {error.message}" for error in validator().iter_errors(data)]
