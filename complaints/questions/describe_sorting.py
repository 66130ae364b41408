"""The sorting in words: its questions, and the table of rules read from the top. In French, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django import forms

from complaints.questions.describe_fields import labels_of
from complaints.questions.sorting import ON_THE_WAY, RULES, Door, Rule
from complaints.questions.steps import STEPS
from complaints.questions.steps.triage import TriageStep

INTRODUCTION = """# Le tri

<!-- Écrit par « make docs » à partir du code : ne pas corriger ici. -->

Ce service ne reçoit que certains faits. Quelques questions envoient chacun à la bonne porte ; quand une autre porte
convient mieux, rien de ce qui a été répondu n’est gardé.
"""
READING = """## Les règles

Elles se lisent de haut en bas : la première dont toutes les réponses sont données ouvre sa porte, même si d’autres
questions n’ont pas encore de réponse. Quand aucune ne convient, le dépôt continue.
"""
LATER = """## Ce qui se découvre en chemin

Ces cases sont sur la page des faits. Cochées, elles ouvrent une porte elles aussi ; ce qui était écrit est encore là
si l’on revient.
"""


def sorting() -> str:
    """The questions, the rules, and every door with its words and links."""
    return "\n".join([INTRODUCTION, *_questions(), READING, *_rules(RULES), LATER, *_rules(ON_THE_WAY), *_doors()])


def _questions() -> Iterator[str]:
    yield "## Les questions\n"
    for number, field in enumerate(TriageStep().fields.values(), 1):
        yield f"{number}. **{field.label}**" + (f"  \n   *{field.help_text}*" if field.help_text else "")
        yield from (f"   - {label}" for label in labels_of(field).values())
    yield ""


def _rules(rules: tuple[Rule, ...]) -> Iterator[str]:
    yield "| | Si | Porte | Pourquoi |\n|---|---|---|---|"
    for number, rule in enumerate(rules, 1):
        when = "<br>et ".join(f"« {question} » : **{answer}**" for question, answer in conditions(rule))
        yield f"| {number} | {when} | {rule.door.title} | {rule.door.why} |"
    yield ""


def conditions(rule: Rule) -> list[tuple[str, str]]:
    """The answers a rule waits for, in the words of the page."""
    asked = questions()
    return [(str(asked[name].label), labels_of(asked[name])[value]) for name, value in rule.when.items()]


def questions() -> Mapping[str, forms.Field]:
    """Every question a rule may speak of, by its name."""
    return {name: field for step in reversed(STEPS) for name, field in step.base_fields.items()}


def _doors() -> Iterator[str]:
    yield "## Les portes\n"
    for door in dict.fromkeys(rule.door for rule in (*RULES, *ON_THE_WAY)):
        yield from _door(door)


def _door(door: Door) -> Iterator[str]:
    yield f"### {door.title}\n"
    if door.urgent:
        yield "*Urgence : cette page le montre en premier.*\n"
    yield f"{door.why}\n\n{door.text}\n"
    yield from (f"- {link.label} : `{link.href}`" for link in door.links)
    yield ""
