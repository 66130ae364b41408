"""The JSON Schema of an exported pre-complaint, made from the classes of the form: what is asked is what is described.

``docs/schema/`` holds the published text of each version. A change of the form changes what is generated here: a test
then asks for a decision, and ``adr/0016`` says which.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from django.utils import translation

from complaints.documents import schema_frame
from complaints.documents.schema_fields import described, merged
from complaints.documents.schema_frame import NAME, VERSION
from complaints.enums import Kind
from complaints.questions.base import Questions, StepForm
from complaints.questions.describe import WHO, cases
from complaints.questions.repeating import MOST_REPEATED, RepeatingStep
from complaints.questions.steps import STEPS

Case = tuple[str, str]
"""A kind of facts, and who was harmed."""
Said = tuple[tuple[str, ...], tuple[str, ...]]
"""The names of the questions asked, and of those that must be answered."""

__all__ = ["NAME", "VERSION", "kept_steps", "known", "schema", "text"]


def kept_steps() -> list[type[StepForm]]:
    """The steps whose answers are kept, in the order in which they are asked."""
    return [step for step in STEPS if step.part != "none"]


@cache
def schema() -> dict[str, Any]:
    """The whole schema, in French."""
    with translation.override("fr"):
        steps = {step: cases(step) for step in kept_steps()}
        return schema_frame.whole(
            answers={step.slug: {"$ref": f"#/$defs/{step.slug}"} for step in steps},
            definitions={name: part for step, asked in steps.items() for name, part in _definitions(step, asked)},
            rules=[rule for step, asked in steps.items() for rule in _rules(step, asked)],
        )


def text() -> str:
    """The same as it is published."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


@cache
def known(slug: str, kind: str, who: str) -> frozenset[str]:
    """What the schema knows of a step, for that kind of facts and that victim."""
    form = next((cases(step).get((kind, who)) for step in kept_steps() if step.slug == slug), None)
    return frozenset(_said(type(form), form)[0]) if form else frozenset()


# -- questions -------------------------------------------------------------------------------------
def _definitions(step: type[StepForm], asked: Mapping[Case, StepForm]) -> Iterator[tuple[str, dict[str, Any]]]:
    """A step with every question it asks in some case; beside it, the things that it asks about."""
    properties = _properties(asked.values(), left_out=step.elsewhere)
    repeating = next((form for form in asked.values() if isinstance(form, RepeatingStep) and form.asks_repeated), None)
    if repeating is not None:
        repeats = repeating.repeats
        things = {str(sort): repeats(sort=str(sort)) for sort, _label in repeating.sorts()}
        choices = [{"$ref": f"#/$defs/{repeats.name}-{sort}"} for sort in things]
        properties[repeats.name] = {
            "title": str(repeats.label),
            "type": "array",
            "minItems": 1,
            "maxItems": MOST_REPEATED,
            "items": {"oneOf": choices},
        }
        for sort, thing in things.items():
            told = _properties([thing]) | {repeats.chooser: {"const": sort}}
            yield f"{repeats.name}-{sort}", _object(told, _demanded(thing), required=[repeats.chooser])
    yield step.slug, {"title": str(step.title), **_object(properties)}


def _object(
    properties: Mapping[str, Any], demanded: Iterable[str] = (), required: Iterable[str] = ()
) -> dict[str, Any]:
    """Nothing but these; ``x-required``: what the form demands, which an older pre-complaint may lack."""
    found: dict[str, Any] = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    found |= {"required": list(required)} if required else {}
    return found | ({"x-required": list(demanded)} if demanded else {})


def _properties(asked: Iterable[Questions], left_out: Iterable[str] = ()) -> dict[str, Any]:
    """Each question once; what differs from one case to another is joined."""
    found: dict[str, list[dict[str, Any]]] = {}
    for form in asked:
        for name, field in form.fields.items():
            if name not in left_out:
                found.setdefault(name, []).append(described(field))
    return {name: merged(parts) for name, parts in found.items()}


def _demanded(form: Questions) -> list[str]:
    return [name for name, field in form.fields.items() if field.required]


# -- which of them are asked when ------------------------------------------------------------------
def _rules(step: type[StepForm], asked: Mapping[Case, StepForm]) -> Iterator[dict[str, Any]]:
    """One rule for all the cases in which the same questions are asked."""
    by_said: dict[Said, list[Case]] = {}
    for case, form in asked.items():
        by_said.setdefault(_said(step, form), []).append(case)
    for (names, demanded), found in by_said.items():
        then: dict[str, Any] = {"propertyNames": {"enum": list(names)}}
        then |= {"x-required": list(demanded)} if demanded else {}
        yield {
            "if": _condition(found),
            "then": {"properties": {"answers": {"properties": {step.slug: then}}}},
        }


def _said(step: type[StepForm], form: StepForm) -> Said:
    things = [form.repeats.name] if form.repeats and form.asks_repeated else []
    names = [*things, *(name for name in form.fields if name not in step.elsewhere)]
    return tuple(names), tuple(name for name in _demanded(form) if name not in step.elsewhere)


def _condition(found: list[Case]) -> dict[str, Any]:
    """Kinds and victims; either is left out when all of it is meant."""
    by_kinds: dict[tuple[str, ...], list[str]] = {}
    for who in WHO:
        kinds = tuple(kind for kind, one in found if one == who)
        if kinds:
            by_kinds.setdefault(kinds, []).append(who)
    cases_of = [_one_of(kinds, whos) for kinds, whos in by_kinds.items()]
    return cases_of[0] if len(cases_of) == 1 else {"anyOf": cases_of}


def _one_of(kinds: tuple[str, ...], whos: list[str]) -> dict[str, Any]:
    properties: dict[str, Any] = {} if len(kinds) == len(Kind) else {"kind": {"enum": list(kinds)}}
    properties |= {} if len(whos) == len(WHO) else {"victim": {"enum": whos}}
    return {"properties": properties, "required": list(properties)} if properties else {}
