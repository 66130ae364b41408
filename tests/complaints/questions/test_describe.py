"""docs/form.md and docs/sorting.md say what the code asks, all of it and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from complaints.enums import Kind
from complaints.questions import describe, describe_sorting
from complaints.questions.sorting import ON_THE_WAY, RULES
from complaints.questions.steps import STEPS
from complaints.questions.steps.identity import IdentityStep
from complaints.questions.steps.situation import SituationStep, kind_of, who
from complaints.questions.steps.things import ThingsStep

DOCS = Path(__file__).resolve().parents[3] / "docs"
# No ``db`` mark anywhere: describing the form asks the database nothing.


@pytest.mark.parametrize("page", ["form", "sorting"])
def test_pages_are_what_the_commands_print(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    call_command(f"describe_{page}")

    assert (DOCS / f"{page}.md").read_text(encoding="utf-8") == capsys.readouterr().out, "Run: make docs"


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("victim", list(describe.WHO))
def test_each_case_is_the_one_it_is_called(kind: Kind, victim: str) -> None:
    answers = describe.answers_in(kind, victim)

    assert (kind_of(answers), who(answers)) == (kind, victim)


def test_every_victim_has_a_name() -> None:
    assert [value for value, _ in SituationStep.base_fields["who"].choices] == list(describe.WHO)  # type: ignore[attr-defined]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
def test_every_question_of_every_case_is_told(step: type) -> None:
    told = describe.form()
    asked = [form for form in describe.cases(step).values() for form in (form, *form.repeated)]

    missing = {
        str(field.label)
        for form in asked
        for field in form.fields.values()
        if f"| {field.label}" not in told or str(field.help_text) not in told
    }

    assert missing == set()


def test_every_question_about_a_thing_is_told() -> None:
    told = describe.form()
    labels = {str(field.label) for field in ThingsStep.repeats.base_fields.values()}

    assert {label for label in labels if f"| {label}" not in told} == set()


def test_cases_are_told_in_words() -> None:
    everybody = set(describe.WHO)

    def told(kinds: set[Kind], whos: set[str] = everybody) -> str:
        return describe._in_words(frozenset((kind.value, one) for kind in kinds for one in whos))

    assert {
        "all": told(set(Kind)),
        "one": told({Kind.PHONE}),
        "most": told(set(Kind) - {Kind.SCAM, Kind.DAMAGE}),
        "minor": told(set(Kind), {"minor"}),
        "both": told({Kind.PHONE, Kind.SCAM}, {"self", "entity"}),
    } == {
        "all": "toujours",
        "one": "Vol de téléphone",
        "most": "sauf : Dégradation, Escroquerie",
        "minor": "pour un mineur",
        "both": "Vol de téléphone, Escroquerie, pour soi ou pour un organisme",
    }


def test_a_question_of_some_victims_only_says_so() -> None:
    lines = [line for line in describe.form().splitlines() if line.startswith("| Numéro SIREN")]

    assert len(lines) == 1
    assert lines[0].endswith("| pour un organisme |")
    assert "siren" in IdentityStep.base_fields


@pytest.mark.parametrize("rule", [*RULES, *ON_THE_WAY], ids=lambda rule: str(dict(rule.when)))
def test_every_rule_and_door_is_told(rule: object) -> None:
    told = describe_sorting.sorting()

    for question, answer in describe_sorting.conditions(rule):  # type: ignore[arg-type]
        assert f"« {question} » : **{answer}**" in told
    door = rule.door  # type: ignore[attr-defined]
    for text in (f"### {door.title}", door.why, door.text, *(f"- {link.label} : `{link.href}`" for link in door.links)):
        assert str(text) in told
