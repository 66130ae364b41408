"""The fullest answers to every step, made from the step's own fields: a new question is answered here by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from complaints.questions import fields, identifiers, moments, places
from complaints.questions.answers import to_json
from complaints.questions.base import Questions, StepForm
from complaints.questions.repeating import RepeatingStep
from complaints.questions.steps import STEPS
from complaints.questions.steps.recap import RecapStep
from complaints.questions.steps.situation import SituationStep
from complaints.questions.steps.triage import TriageStep
from tests.complaints.driver import YESTERDAY, answers_for

Posted = dict[str, list[str]]
WHOSE = ("self", "minor", "protected", "entity")
SECOND = 12
"""From this turn on, answers are changed so that questions which hang on them are asked."""
LEADING = (TriageStep, SituationStep)
"""Steps whose answers decide of the others."""
DAY = {"_0": str(YESTERDAY.day), "_1": str(YESTERDAY.month), "_2": str(YESTERDAY.year)}
# The most particular class first.
TYPED: tuple[tuple[type[forms.Field], str], ...] = (
    (identifiers.Imei, "490154203237518"),
    (identifiers.Plate, "GH-789-JK"),
    (identifiers.Vin, "1M8GDM9AXKP042788"),
    (identifiers.BicycleMarking, "BC27998877"),
    (identifiers.Card, "4321"),
    (identifiers.Iban, "0185"),
    (identifiers.Identifier, "ZX81QL1984"),
    (places.CommuneField, "27000 Évreux"),
    (moments.Hour, "17h45"),
    (fields.Phone, "06 39 98 77 66"),
    (fields.Email, "anne.delaunay@courriel.example"),
    (fields.Siren, "732 829 320"),
    (fields.Amount, "1 234,50"),
)


@dataclass
class Plan:
    """What is posted to each step, what should be read of it, and which questions were answered."""

    posted: dict[str, Posted] = field(default_factory=dict)
    readings: list[tuple[str, str]] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)


def plan(kind: str, who: str, unit: str, *, turn: int) -> Plan:
    """One filing. Each turn takes other answers of each list; odd ones tick « I don't know » where it can be."""
    born = {"birth_day_2": "2015"} if who == "minor" else {}
    base = answers_for(kind, situation={"who": who}, identite=born, unite={"unit": unit})
    made, answers = Plan(), {}
    for step in STEPS:
        if step is RecapStep or not step.applies(answers):
            continue
        form = _fullest(step, answers, _listed(base[step.slug]), turn=0 if step in LEADING else turn)
        made.posted[step.slug] = {name: form.data.getlist(name) for name in form.data}
        answers[step.slug] = to_json(form)
        _note(made, step, form)
    return made


def least(kind: str, who: str, unit: str) -> dict[str, Any]:
    """Stored answers to what must be answered, and little more: made in no time."""
    born = {"birth_day_2": "2015"} if who == "minor" else {}
    base = answers_for(kind, situation={"who": who}, identite=born, unite={"unit": unit})
    answers: dict[str, Any] = {}
    for step in STEPS:
        if step is RecapStep or not step.applies(answers):
            continue
        wording, posted = step.variant(answers), _listed(base[step.slug])
        missed = step(MultiValueDict(posted), wording=wording, answers=answers)
        for name in missed.errors.keys() & missed.fields.keys():
            posted |= _typed(name, missed.fields[name], turn=0)
        form = step(MultiValueDict(posted), wording=wording, answers=answers)
        assert form.is_valid(), (step.slug, form.errors)
        answers[step.slug] = to_json(form)
    return answers


def _note(made: Plan, step: type[StepForm], form: StepForm) -> None:
    for part in (form, *form.repeated):
        given = to_json(part) if part is not form else {k: v for k, v in to_json(form).items() if k in form.fields}
        made.asked |= {f"{step.slug}.{name}" for name in part.fields}
        made.answered |= {f"{step.slug}.{name}" for name in given}
        if step is not TriageStep:
            made.readings.extend(_readings(part, given, step.elsewhere))


def _readings(form: Questions, given: Mapping[str, Any], elsewhere: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Label and value of each answer, as its field alone would show it: not through what gathers them."""
    for name, stored in given.items():
        if name in elsewhere:
            continue
        asked = form.fields[name]
        shown = "" if stored is True else str(asked.shown(stored) if hasattr(asked, "shown") else stored)
        yield str(asked.label), shown


def _listed(given: Mapping[str, Any]) -> Posted:
    return {name: value if isinstance(value, list) else [value] for name, value in given.items()}


def _fullest(step: type[StepForm], answers: Any, base: Posted, *, turn: int) -> StepForm:
    """The step with as many answers as it takes at once."""

    def bound(posted: Posted) -> StepForm:
        return step(MultiValueDict(posted), wording=step.variant(answers), answers=answers)

    posted = _without_foreign(bound(base), base)
    missed = bound(posted)
    for name in missed.errors.keys() & missed.fields.keys():
        posted |= _typed(name, missed.fields[name], turn=turn)
    if issubclass(step, RepeatingStep):
        for sort in [str(value) for value, _label in bound(posted).sorts() if value]:
            posted = _with_thing(bound, posted, sort)
    # An answer may call for another that stands before it; the things were made whole already.
    for _round in range(1 if issubclass(step, RepeatingStep) else 2):
        for part in (bound(posted), *bound(posted).repeated):
            for name in part.fields:
                posted = _tried(bound, posted, part.add_prefix(name), part.fields[name], turn=turn)
    form = bound(posted)
    assert form.is_valid(), (step.slug, form.errors, posted)
    return form


def _without_foreign(form: StepForm, base: Posted) -> Posted:
    """What the case asks, of answers made for all cases; a thing that isn't asked about goes as a whole."""
    names = {part.add_prefix(name) for part in (form, *form.repeated) for name in part.fields}
    names |= {f"{name}_{number}" for name in names for number in range(3)}
    return {name: value for name, value in base.items() if name in names}


def _with_thing(bound: Callable[[Posted], StepForm], posted: Posted, sort: str) -> Posted:
    form = bound(posted)
    if any(thing.data.get(thing.add_prefix("category")) == sort for thing in form.repeated) or not form.may_add:
        return posted
    number = len(form.repeated) + 10
    added = {**posted, f"objects-{number}-category": [sort]}
    thing = next(one for one in bound(added).repeated if one.prefix == f"objects-{number}")
    for name, asked in thing.fields.items():
        if name != "category" and not isinstance(asked, forms.BooleanField):
            added |= _typed(thing.add_prefix(name), asked, turn=0)
    return added if bound(added).is_valid() else posted


def _tried(bound: Callable[[Posted], StepForm], posted: Posted, name: str, asked: forms.Field, *, turn: int) -> Posted:
    """With one more answer where the step takes it; where it excludes another one, the last round prefers it."""
    if _stored(bound(posted), name) and not (turn and isinstance(asked, fields.Choice)):
        return posted
    more = {**posted, **_typed(name, asked, turn=turn)}
    called_for = {**_called_for(bound(more), name, more.get(name, [""])[0]), **more}
    sibling = name.removesuffix("_unknown")
    other = {key: value for key, value in more.items() if key != sibling} if turn % 2 and sibling != name else more
    switched = {**more, **_chooser_of(bound(more), name, turn)}
    return next((one for one in (called_for, more, other, switched) if _is_taken(bound(one), name)), posted)


def _chooser_of(form: StepForm, name: str, turn: int) -> Posted:
    """The answer with which a question is asked; from one turn to the next, another question of the same list."""
    for part in (form, *form.repeated):
        for key, one in part.conditions.items():
            rivals = [other for other, rival in part.conditions.items() if rival.chooser == one.chooser]
            if part.add_prefix(key) == name and turn >= SECOND and rivals.index(key) == turn % len(rivals):
                return {part.add_prefix(one.chooser): [one.values[0]]}
    return {}


def _called_for(form: StepForm, name: str, value: str) -> Posted:
    """What goes with that answer, and is asked with it only."""
    for part in (form, *form.repeated):
        if name in {part.add_prefix(key) for key in part.fields}:
            wanted = [key for key, one in part.conditions.items() if part.add_prefix(one.chooser) == name]
            keys = [key for key in wanted if value in part.conditions[key].values and key in part.fields]
            asked = {part.add_prefix(key): part.fields[key] for key in keys}
            asked = {key: one for key, one in asked.items() if not isinstance(one, forms.BooleanField)}
            return {key: text for one in asked for key, text in _typed(one, asked[one], turn=0).items()}
    return {}


def _is_taken(form: StepForm, name: str) -> bool:
    return form.is_valid() and form.door() is None and _stored(form, name)


def _stored(form: StepForm, name: str) -> bool:
    if not form.is_valid():
        return False
    return any(part.add_prefix(key) == name for part in (form, *form.repeated) for key in to_json(part))


def _typed(name: str, asked: forms.Field, *, turn: int) -> Posted:
    """Something this question may take."""
    if isinstance(asked, moments.Day):
        return {name + part: [text] for part, text in DAY.items()}
    if isinstance(asked, forms.BooleanField):
        return {name: ["on"]}
    if isinstance(asked, forms.ChoiceField):
        values = [str(value) for value in _values(asked) if value]
        return {name: values if isinstance(asked, forms.MultipleChoiceField) else [values[turn % len(values)]]}
    if isinstance(asked, moments.Hour) and "until" in name:
        return {name: ["19h15"]}
    text = next((text for kind, text in TYPED if isinstance(asked, kind)), f"Mot pour {name}, été")
    return {name: [text[: getattr(asked, "longest", None) or 60]]}


def _values(asked: forms.ChoiceField) -> Iterator[Any]:
    for value, label in asked.choices:
        if isinstance(label, list | tuple):
            yield from (inner for inner, _label in label)
        else:
            yield value
