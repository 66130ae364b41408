"""From cleaned forms to stored answers, and from stored answers to what a person reads. No query anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext

from complaints.questions.base import Answers, Json, Part, Questions, Repeated, StepForm
from complaints.questions.steps import STEPS
from complaints.questions.steps.facts import FactsStep
from complaints.sealing.tokens import TokenKind

SEPARATORS = re.compile(r"[,;\n]")


@dataclass(frozen=True)
class Row:
    """One answer as a person reads it. ``name`` is the question's, within its step."""

    label: str
    value: str
    name: str


@dataclass(frozen=True)
class Section:
    """The answers of one step."""

    slug: str
    title: str
    rows: list[Row]


def to_json(form: Questions) -> dict[str, Json]:
    """The answers of a valid form, as stored: only those given."""
    stored = {
        name: _stored(form.fields[name], value) for name, value in form.cleaned_data.items() if name in form.fields
    }
    for thing in _given(form):
        stored.setdefault(thing.name, []).append(to_json(thing))
    return {name: value for name, value in stored.items() if value not in (None, "", False, [])}


def _given(form: Questions) -> Iterator[Repeated]:
    repeated = form.repeated if isinstance(form, StepForm) else []
    return (thing for thing in repeated if thing.has_changed())


def _stored(field: forms.Field, value: Any) -> Json:
    return field.stored(value) if hasattr(field, "stored") and value not in (None, "") else value


def sections(answers: Answers) -> list[Section]:
    """Every answer given, by step, in the language active now. Empty for an erased pre-complaint."""
    return [_section(step, answers) for step in STEPS if step.part != "none" and _kept(step, answers)]


def _section(step: type[StepForm], answers: Answers) -> Section:
    form = step(wording=step.variant(answers))
    stored = _kept(step, answers)
    computed = [Row(*row) for row in step.computed_rows(stored)]
    things = stored.pop(step.repeats.name, []) if step.repeats else []
    rows = [_thing_row(step.repeats, number, thing) for number, thing in enumerate(things, 1)] if step.repeats else []
    return Section(step.slug, str(step.title), [*rows, *computed, *_rows(form, stored)])


def _rows(form: Questions, stored: dict[str, Json]) -> list[Row]:
    """In the order of the questions; an answer whose question is gone since is shown all the same."""
    known = [name for name in form.fields if name in stored]
    lost = [name for name in stored if name not in form.fields]
    return [
        *(Row(str(form.fields[name].label), _shown(form.fields[name], stored[name]), name) for name in known),
        *(Row(name, str(stored[name]), name) for name in lost),
    ]


def _thing_row(repeats: type[Repeated], number: int, stored: dict[str, Json]) -> Row:
    """One line for each thing: its answers, one below the other, in the words of its sort."""
    thing = repeats(sort=str(stored.get(repeats.chooser, "")))
    thing.number = number
    return Row(thing.legend, "\n".join(map(_line, _rows(thing, stored))), f"{thing.name}-{number}")


def _line(row: Row) -> str:
    """A colon after a name, nothing more after a question."""
    if row.label.endswith("?"):
        return f"{row.label} {row.value}"
    return gettext("%(label)s : %(value)s") % {"label": row.label, "value": row.value}


def _shown(field: forms.Field, stored: Json) -> str:
    if stored is True:
        return gettext("Oui")
    return str(field.shown(stored)) if hasattr(field, "shown") else str(stored)


def part_of(answers: Answers, part: Part) -> dict[str, dict[str, Json]]:
    """The answers that go to one sealed column."""
    steps = [step for step in STEPS if step.part == part and step.slug in answers]
    return {step.slug: kept for step in steps if (kept := _kept(step, answers)) or not step.elsewhere}


def _kept(step: type[StepForm], answers: Answers) -> dict[str, Json]:
    return {name: value for name, value in answers.get(step.slug, {}).items() if name not in step.elsewhere}


def index_values(answers: Answers) -> list[tuple[TokenKind, str]]:
    """What the blind index is fed with: every answer that a step names in its ``tokens``."""
    return [value for step in STEPS if step.slug in answers for value in _step_values(step, answers[step.slug])]


def _step_values(step: type[StepForm], stored: Any) -> Iterator[tuple[TokenKind, str]]:
    yield from _values(step.tokens.items(), stored)
    if step.repeats:
        for thing in stored.get(step.repeats.name, []):
            yield from _values(step.repeats.tokens.items(), thing)


def _values(tokens: Iterable[tuple[str, TokenKind]], stored: Any) -> Iterator[tuple[TokenKind, str]]:
    for name, kind in tokens:
        text = str(stored.get(name, ""))
        # Several plates, numbers or accounts may share one answer.
        parts = SEPARATORS.split(text) if kind is TokenKind.IDENTIFIER else [text]
        yield from ((kind, part.strip()) for part in parts if part.strip())


def facts_day(answers: Answers) -> date:
    """The day of the facts, the first possible one when it isn't known exactly."""
    return date.fromisoformat(answers[FactsStep.slug]["from_day"])
