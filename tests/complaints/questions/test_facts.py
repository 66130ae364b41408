"""The facts: each kind asks what serves; a place and a moment of any sort; the doors met on the way."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from complaints.enums import ORDINARY_KINDS, Kind
from complaints.questions import sorting
from complaints.questions.answers import sections, to_json
from complaints.questions.base import StepForm
from complaints.questions.details import DETAIL_CONDITIONS, DETAILS
from complaints.questions.fields import Choices, Text
from complaints.questions.moments import Day
from complaints.questions.sorting import ON_THE_WAY
from complaints.questions.steps.clues import CluesQuestions
from complaints.questions.steps.facts import FactsStep
from complaints.questions.steps.where import PLACES, PLACES_OF
from tests.complaints.driver import FACTS, answers_for, evreux, fill, post
from tests.complaints.questions.test_steps import bound, errors

WRONG_ANSWER = "Cette réponse ne va pas avec votre choix. Effacez-la."


@pytest.fixture
def commune(db: None) -> None:
    evreux()


def facts(kind: str = "theft", **changes: Any) -> StepForm:
    return bound(FactsStep, {**FACTS, **answers_for(kind)["faits"], **changes}, wording=kind)


# -- by kind -------------------------------------------------------------------------------------------
def test_every_kind_has_details() -> None:
    assert set(DETAILS) == set(Kind)


@pytest.mark.parametrize("kind", ORDINARY_KINDS)
def test_a_kind_asks_its_own_questions_and_no_other(kind: str) -> None:
    asked = set(FactsStep(wording=kind).fields)
    others = {name for other in ORDINARY_KINDS for name in DETAILS[other]} - set(DETAILS[kind])

    assert set(DETAILS[kind]) <= asked
    assert not others & asked


@pytest.mark.parametrize("kind", ORDINARY_KINDS)
def test_few_details_are_compulsory(kind: str) -> None:
    required = {name for name, field in DETAILS[kind].items() if field.required}

    assert required == {
        Kind.ABUSE_OF_TRUST: {"entrusted"},
        Kind.DISCRIMINATION: {"criteria", "domain"},
    }.get(Kind(kind), set())


def answer_to(name: str, field: Any) -> dict[str, list[str]]:
    """Something to say to any question."""
    if isinstance(field, Day):
        return {f"{name}_{place}": [part] for place, part in enumerate(("3", "2", "2024"))}
    if isinstance(field, Choices):
        return {name: [value for value, _ in field.choices][:3]}
    if isinstance(field, Text):
        return {name: [f"Réponse à {name}"]}
    return {name: [next(value for value, _ in field.choices if value)]}


@pytest.mark.usefixtures("commune")
@pytest.mark.parametrize("kind", ORDINARY_KINDS)
def test_every_detail_is_kept_and_shown(kind: str) -> None:
    """Each question of the kind answered: each found again, in words, in what a person reads."""
    posted = {name: [value] for name, value in FACTS.items()}
    for name, field in DETAILS[kind].items():
        posted |= answer_to(name, field)
    form = FactsStep(_posted(posted), wording=kind)

    assert form.is_valid(), form.errors
    stored = to_json(form)
    assert set(DETAILS[kind]) <= set(stored)
    family = "theft" if kind in {"burglary", "from_vehicle", "vehicle", "phone", "papers", "bank_means"} else kind
    answers = {"tri": {"kind": family}, "situation": {"theft": kind, "who": "self"}, "faits": stored}
    rows = {row.name: row for row in next(one for one in sections(answers) if one.slug == "faits").rows}
    for name, field in DETAILS[kind].items():
        assert rows[name].label == str(field.label)
        assert rows[name].value
        assert rows[name].value != str(stored[name]) or isinstance(field, Text)


def _posted(values: dict[str, list[str]]) -> Any:
    from_form = bound(FactsStep, {}).data
    for name, value in values.items():
        from_form.setlist(name, value)
    return from_form


@pytest.mark.usefixtures("commune")
@pytest.mark.parametrize("name", DETAIL_CONDITIONS)
def test_a_detail_goes_with_its_answer_only(name: str) -> None:
    kind = next(kind for kind in ORDINARY_KINDS if name in DETAILS[kind])
    condition = DETAIL_CONDITIONS[name]

    with_it = facts(kind, **{condition.chooser: "yes", name: "Quelques mots"})
    without = facts(kind, **{condition.chooser: "no", name: "Quelques mots"})
    bare = facts(kind, **{condition.chooser: "yes"})

    assert with_it.is_valid(), with_it.errors
    assert errors(without) == {name: [WRONG_ANSWER]}
    assert errors(bare) == ({name: [str(condition.missing)]} if condition.missing else {})


@pytest.mark.usefixtures("commune")
def test_reasons_of_a_discrimination_are_those_of_the_law() -> None:
    assert len(DETAILS[Kind.DISCRIMINATION]["criteria"].choices) == 23
    assert errors(facts("discrimination", criteria=None, domain=None)) == {
        "criteria": ["Cochez au moins une raison."],
        "domain": ["Choisissez le domaine."],
    }


# -- for whom ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("whom", "narrative", "hurt"),
    [
        ("", "Racontez ce qui s’est passé", "J’ai été frappé, menacé ou blessé"),
        (":minor", "Racontez ce qui est arrivé à votre enfant", "Mon enfant a été frappé, menacé ou blessé"),
        (
            ":protected",
            "Racontez ce qui est arrivé à la personne que vous représentez",
            "Cette personne a été frappée, menacée ou blessée",
        ),
        (":entity", "Racontez ce qui est arrivé à l’organisme", "Une personne a été frappée, menacée ou blessée"),
    ],
)
def test_the_right_people_get_the_right_words(whom: str, narrative: str, hurt: str) -> None:
    form = FactsStep(wording=f"phone{whom}")

    assert (str(form.fields["narrative"].label), str(form.fields["hurt"].label)) == (narrative, hurt)
    assert "line_blocked" in form.fields


# -- where ---------------------------------------------------------------------------------------------
def test_places_are_known() -> None:
    assert {place for places in PLACES_OF.values() for place in places} <= set(PLACES)


@pytest.mark.usefixtures("commune")
@pytest.mark.parametrize(
    ("kind", "place", "wrong"),
    [
        ("theft", {"where": "address", "place": "3 rue Basse"}, {}),
        ("theft", {"where": "address", "place": ""}, {"place": "Décrivez le lieu, même en quelques mots."}),
        ("theft", {"where": "public", "place": ""}, {"place": "Décrivez le lieu, même en quelques mots."}),
        ("theft", {"where": "transport", "line": "Bus T4", "place": ""}, {}),
        ("theft", {"where": "transport", "line": ""}, {"line": "Indiquez la ligne, ou le numéro du train."}),
        ("theft", {"where": "journey", "journey_end": "Rouen"}, {}),
        ("theft", {"where": "journey", "place": ""}, {"journey_end": "Indiquez où finissait le trajet."}),
        ("theft", {"where": "town", "place": ""}, {}),
        ("theft", {"where": "town", "place": "3 rue Basse"}, {"place": WRONG_ANSWER}),
        ("theft", {"where": "address", "line": "Bus T4"}, {"line": WRONG_ANSWER}),
        ("scam", {"where": "distant", "place": ""}, {}),
        ("theft", {"where": ""}, {"where": "Choisissez la sorte de lieu."}),
        ("damage", {"where": "distant"}, {"where": "Choisissez une des réponses proposées."}),
        ("burglary", {"where": "", "place": "3 rue Basse"}, {}),
        ("burglary", {"where": "", "place": ""}, {"place": "Décrivez le lieu, même en quelques mots."}),
    ],
)
def test_a_place_of_any_sort(kind: str, place: dict[str, str], wrong: dict[str, str]) -> None:
    assert errors(facts(kind, **place)) == {name: [text] for name, text in wrong.items()}


# -- when ----------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("commune")
@pytest.mark.parametrize(
    ("hours", "from_time", "wrong"),
    [
        ("exact", "14h30", {}),
        ("about", "14h30", {}),
        ("unknown", "", {}),
        ("", "", {}),
        ("", "14h30", {}),
        ("exact", "", {"from_time": "Indiquez l’heure, ou choisissez « Inconnue »."}),
        ("about", "", {"from_time": "Indiquez l’heure, ou choisissez « Inconnue »."}),
        ("unknown", "14h30", {"hours": "Vous avez indiqué une heure : dites si elle est exacte ou à peu près."}),
        ("about", "le soir", {"from_time": "Écrivez l’heure ainsi : 14 h 30, ou 14:30."}),
    ],
)
def test_hours_are_exact_approximate_or_unknown(hours: str, from_time: str, wrong: dict[str, str]) -> None:
    form = facts(hours=hours, from_time=from_time, to_time="")

    assert errors(form) == {name: [text] for name, text in wrong.items()}


# -- clues ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ORDINARY_KINDS)
def test_clues_are_optional_and_folded_last(kind: str) -> None:
    form = FactsStep(wording=kind)
    clues = [name for name in form.fields if name in CluesQuestions.base_fields]

    assert clues == list(form.fields)[-len(clues) :]
    assert not any(form.fields[name].required for name in clues)
    assert form.folded.keys() == {clues[0]}


@pytest.mark.usefixtures("commune")
@pytest.mark.parametrize(
    ("given", "is_open"),
    [
        (dict.fromkeys(("suspect", "witnesses", "cameras", "plates"), ""), False),
        ({"suspect": "Grand"}, True),
        ({"cameras": "x" * 1001}, True),
    ],
)
def test_clues_open_when_they_hold_something(client: Client, given: dict[str, str], is_open: bool) -> None:
    answers = answers_for(faits={"suspect": "", "witnesses": "", "cameras": "", "plates": ""})
    fill(client, answers, until="faits")
    blank = client.get("/deposer/faits/").content.decode()

    page = post(client, "faits", {**answers["faits"], **given, "narrative": ""}).content.decode()

    assert '<details class="group folded">' in blank
    assert ('<details class="group folded" open>' in page) is is_open


# -- doors ---------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("commune")
@pytest.mark.parametrize("rule", ON_THE_WAY, ids=lambda rule: ",".join(rule.when))
def test_what_comes_out_on_the_way_opens_a_door(rule: sorting.Rule) -> None:
    form = facts(**rule.when)

    assert form.door() is rule.door
    assert not form.is_valid()
    assert facts().door() is None


@pytest.mark.usefixtures("commune")
@pytest.mark.parametrize("rule", ON_THE_WAY, ids=lambda rule: ",".join(rule.when))
def test_the_door_is_a_page_and_what_was_typed_is_still_there(client: Client, rule: sorting.Rule) -> None:
    answers = answers_for()
    fill(client, answers, until="faits")

    page = post(client, "faits", {**answers["faits"], **rule.when}).content.decode()

    assert str(rule.door.title) in page
    assert str(rule.door.why) in page
    again = client.get("/deposer/faits/").content.decode()
    assert FACTS["place"] in again
    assert client.get("/deposer/identite/").url == "/deposer/faits/"
