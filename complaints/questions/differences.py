"""What may differ between the declaration and the complaint that is signed: questions by name, never their answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from complaints.enums import THEFTS, Kind
from complaints.questions.base import Answers, StepForm
from complaints.questions.steps import STEPS
from complaints.questions.steps.situation import ENTITY, MINOR, PROTECTED, SELF, SituationStep
from complaints.questions.steps.triage import TriageStep
from complaints.questions.steps.unit import UnitStep


@dataclass(frozen=True)
class Group:
    """The questions of one step: ``step.question`` and what it is called."""

    title: str
    questions: list[tuple[str, str]]


def groups(answers: Answers) -> list[Group]:
    """Every question asked in the steps declared, answered or not: what is told late is a difference too.

    Things described one by one are one name, that of the list. What only serves to reach the victim isn't there.
    """
    asked = [step for step in STEPS if step.part != "none" and step is not UnitStep and step.slug in answers]
    return [Group(str(step.title), list(_questions(step, answers))) for step in asked]


def _questions(step: type[StepForm], answers: Answers) -> Iterator[tuple[str, str]]:
    form = step(wording=step.variant(answers))
    for name, field in form.fields.items():
        if name not in step.elsewhere:
            yield f"{step.slug}.{name}", str(field.label)
    if step.repeats and (form.asks_repeated or step.repeats.name in answers[step.slug]):
        yield f"{step.slug}.{step.repeats.name}", str(step.repeats.list_label)


def names(answers: Answers) -> set[str]:
    """The names of ``groups``, without their words."""
    return {name for group in groups(answers) for name, _label in group.questions}


def label_of(name: str, *, kind: str) -> str:
    """A name in words, as it was asked about this kind of facts: of the answers nothing else is left.

    The name itself when no step knows it any more.
    """
    slug, _dot, question = name.partition(".")
    step = next((step for step in STEPS if step.slug == slug), None)
    if step is None:
        return name
    if step.repeats and question == step.repeats.name:
        return f"{step.title} : {step.repeats.list_label}"
    asked = (form.fields[question] for form in _forms(step, kind) if question in form.fields)
    field = next(asked, None)
    return f"{step.title} : {field.label}" if field else name


def _forms(step: type[StepForm], kind: str) -> Iterator[StepForm]:
    """The step as it is asked for each sort of victim."""
    family = Kind.THEFT.value if kind in THEFTS else kind
    for who in (SELF, MINOR, PROTECTED, ENTITY):
        answers: Answers = {TriageStep.slug: {"kind": family}, SituationStep.slug: {"theft": kind, "who": who}}
        yield step(wording=step.variant(answers))
