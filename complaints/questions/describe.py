"""The form in words, as its classes tell it: every step and question, and when it is asked. In French, in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from complaints.enums import THEFTS, Kind
from complaints.questions.base import Answers, Questions, StepForm
from complaints.questions.describe_fields import answer_of, labels_of
from complaints.questions.layout import Condition, Lazy
from complaints.questions.repeating import MOST_REPEATED, RepeatingStep
from complaints.questions.steps import STEPS
from complaints.questions.steps.situation import ENTITY, MINOR, PROTECTED, SELF, SituationStep
from complaints.questions.steps.triage import TriageStep

ALWAYS = "toujours"
WHO = {SELF: "pour soi", MINOR: "pour un mineur", PROTECTED: "pour un adulte protégé", ENTITY: "pour un organisme"}
PARTS = {
    "identity": "Réponses rangées, scellées, avec l’identité.",
    "statement": "Réponses rangées, scellées, avec les faits.",
    "none": "Réponses non gardées, ou gardées à part.",
}
INTRODUCTION = """# Le formulaire

<!-- Écrit par « make docs » à partir du code : ne pas corriger ici. -->

Chaque étape, chaque question, ses réponses possibles et le cas où elle est posée. Les cas dépendent de la nature des
faits et de la personne qui a subi les faits : le tri et l’étape « Situation » les donnent.
"""

Cases = Mapping[Any, Questions]
"""The same questions as asked in each case."""
Words = Callable[[frozenset[Hashable]], str]
"""How several cases together are called."""


@dataclass(frozen=True)
class Line:
    """One question as it is asked in some cases."""

    label: str
    help: str
    answer: str
    required: str
    condition: str


def form() -> str:
    """The whole form."""
    return "\n".join([INTRODUCTION, *(text for number, step in enumerate(STEPS, 1) for text in _step(number, step))])


def answers_in(kind: str, who: str) -> Answers:
    """The answers that make a case: what the sorting and the situation then hold."""
    family = Kind.THEFT.value if kind in THEFTS else kind
    theft = {"theft": kind} if kind in THEFTS else {}
    return {TriageStep.slug: {"kind": family}, SituationStep.slug: {**theft, "who": who}}


def cases(step: type[StepForm]) -> dict[tuple[str, str], StepForm]:
    """The step as it is asked for each kind of facts and each victim; nothing where it isn't."""
    found = {(str(kind.value), who): answers_in(kind.value, who) for kind, who in product(Kind, WHO)}
    return {
        case: step(wording=step.variant(answers), answers=answers)
        for case, answers in found.items()
        if step.applies(answers)
    }


def _step(number: int, step: type[StepForm]) -> Iterator[str]:
    asked = cases(step)
    yield f"## {number}. {step.title} (`{step.slug}`)\n"
    if len(asked) < len(Kind) * len(WHO):
        yield f"Étape posée : {_in_words(frozenset(asked))}.\n"
    yield from _said("Titre de la page", {case: form.heading or form.title for case, form in asked.items()})
    yield from _said("Introduction", {case: form.intro for case, form in asked.items()})
    yield f"{PARTS[step.part]} Temps annoncé : {step.minutes} min.\n"
    yield from _table(asked, _in_words)
    yield from _things({case: form for case, form in asked.items() if isinstance(form, RepeatingStep)})


def _said(what: str, texts: Mapping[tuple[str, str], Lazy]) -> Iterator[str]:
    """A text of the page, with the cases of each of its wordings."""
    by_text: dict[str, set[Hashable]] = {}
    for case, text in texts.items():
        by_text.setdefault(str(text), set()).add(case)
    for text, found in by_text.items():
        if text:
            when = "" if len(by_text) == 1 else f" ({_in_words(frozenset(found))})"
            yield f"{what}{when} : « {text} »\n"


# -- questions -------------------------------------------------------------------------------------
def _table(asked: Cases, words: Words) -> Iterator[str]:
    lines: dict[str, dict[Line, set[Hashable]]] = {}
    for case, form in asked.items():
        for name in form.fields:
            lines.setdefault(name, {}).setdefault(_line(form, name), set()).add(case)
    if not lines:
        return
    yield "| Question | Réponse | Obligatoire | Posée |\n|---|---|---|---|"
    above = ""
    for name in _order(asked.values()):
        title = _title(asked.values(), name)
        if title and title != above:
            yield f"| **{title}** | | | |"
        above = title or above
        for line, found in lines[name].items():
            when = f"{words(frozenset(found))}{line.condition}"
            yield f"| {line.label}{line.help} | {line.answer} | {line.required} | {when} |"
    yield ""


def _line(form: Questions, name: str) -> Line:
    field, condition = form.fields[name], form.conditions.get(name)
    when, required = "", "oui" if field.required else "non"
    if condition and condition.chooser in form.fields:
        when = f", si « {_cell(form.fields[condition.chooser].label)} » : {_values(form, condition)}"
        required = "oui, alors" if condition.missing else required
    if required == "non" and getattr(field, "unmarked", False) and name not in _folded(form):
        required = "selon les autres réponses"
    help_text = f"<br>*{_cell(field.help_text)}*" if field.help_text else ""
    return Line(_cell(field.label), help_text, _cell(answer_of(field)), required, when)


def _folded(form: Questions) -> set[str]:
    """The questions of the groups that open on demand: all of them may be left out."""
    names: set[str] = set()
    inside = False
    for name in form.fields:
        inside = name in form.folded or (inside and name not in form.legends)
        names |= {name} if inside else set()
    return names


def _values(form: Questions, condition: Condition) -> str:
    labels = labels_of(form.fields[condition.chooser])
    return " ou ".join(f"« {_cell(labels[value])} »" for value in condition.values if value in labels)


def _order(asked: Iterable[Questions]) -> list[str]:
    """The names of every question, each after the one it follows where it is asked."""
    order: list[str] = []
    for form in asked:
        place = 0
        for name in form.fields:
            if name in order:
                place = order.index(name) + 1
            else:
                order.insert(place, name)
                place += 1
    return order


def _title(asked: Iterable[Questions], name: str) -> str:
    """The titles of the group that a question opens."""
    titles = [{**form.legends, **form.folded}.get(name, "") for form in asked if name in form.fields]
    return " / ".join(dict.fromkeys(_cell(title) for title in titles if title))


def _cell(text: object) -> str:
    return str(text).replace("|", "\\|").replace("\n", "<br>")


# -- things ----------------------------------------------------------------------------------------
def _things(asked: Mapping[tuple[str, str], RepeatingStep]) -> Iterator[str]:
    """What is asked about each of several things, by its category."""
    repeating = {case: form for case, form in asked.items() if form.asks_repeated}
    if not repeating:
        return
    repeats = next(iter(repeating.values())).repeats
    labels = {str(value): str(label) for form in repeating.values() for value, label in form.sorts()}
    yield f"### {repeats.label} : ce qui est demandé pour chacun\n"
    yield f"De zéro à {MOST_REPEATED}, {_in_words(frozenset(repeating))}. Ce qui est proposé d’avance :\n"
    opened = {case: ", ".join(labels[sort] for sort in form.opened()) or "rien" for case, form in repeating.items()}
    by_text: dict[str, set[Hashable]] = {}
    for case, text in opened.items():
        by_text.setdefault(text, set()).add(case)
    yield from (f"- {text} : {_in_words(frozenset(found))}" for text, found in by_text.items())
    yield ""
    yield from _table({sort: repeats(sort=sort) for sort in labels}, lambda found: _sorts(found, labels))


def _sorts(found: frozenset[Hashable], labels: Mapping[str, str]) -> str:
    return _enumerated([label for sort, label in labels.items() if sort in found], len(labels), list(labels.values()))


# -- cases in words --------------------------------------------------------------------------------
def _in_words(found: frozenset[Hashable]) -> str:
    """« vol de téléphone, pour un mineur »: kinds of facts, then victims, either left out when all are meant."""
    by_who = {who: frozenset(kind for kind in Kind if (kind.value, who) in found) for who in WHO}
    by_kinds: dict[frozenset[Kind], list[str]] = {}
    for who, kinds in by_who.items():
        if kinds:
            by_kinds.setdefault(kinds, []).append(who)
    return " ; ".join(_both(kinds, whos) for kinds, whos in by_kinds.items())


def _both(kinds: frozenset[Kind], whos: list[str]) -> str:
    said = [] if len(kinds) == len(Kind) else [_kinds(kinds)]
    said += [] if len(whos) == len(WHO) else [" ou ".join(WHO[who] for who in whos)]
    return ", ".join(said) or ALWAYS


def _kinds(kinds: frozenset[Kind]) -> str:
    if kinds == frozenset(THEFTS):
        return "tout vol"
    if kinds == frozenset(Kind) - frozenset(THEFTS):
        return "tout sauf un vol"
    return _enumerated(
        [str(kind.label) for kind in Kind if kind in kinds], len(Kind), [str(kind.label) for kind in Kind]
    )


def _enumerated(labels: list[str], total: int, everything: list[str]) -> str:
    """Those named, or those left out when they are fewer."""
    if len(labels) == total:
        return ALWAYS
    if len(labels) * 2 > total:
        return "sauf : " + ", ".join(label for label in everything if label not in labels)
    return ", ".join(labels)
