"""What each step asks of whom, and what it refuses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.utils.datastructures import MultiValueDict

from complaints.enums import Kind
from complaints.questions.base import StepForm
from complaints.questions.steps import steps_for
from complaints.questions.steps.contact import ContactQuestions
from complaints.questions.steps.facts import FactsStep
from complaints.questions.steps.identity import IdentityStep
from complaints.questions.steps.unit import UnitStep
from complaints.questions.things import Thing
from tests.complaints.driver import FACTS, IDENTITY, evreux
from tests.factories import CommuneFactory, UnitFactory

STEPS = steps_for({})
"""Those of the ordinary form."""

DECLARANT = {"own_birth_name": "Marchand", "own_first_names": "Paul", "link": "guardian"}
ALSO_NEEDED = ["faits.place", "faits.from_time"]  # once the answers on which they hang are given
ENTITY = {"entity_name": "Boulangerie de l’Iton", "siren": "732 829 320", "capacity": "gérante"}


def bound(step: type[StepForm], data: dict[str, Any], **options: Any) -> StepForm:
    """A form as it is posted; ``None`` leaves a question out."""
    posted = MultiValueDict({name: [value] for name, value in data.items() if value is not None})
    return step(posted, **options)


def errors(form: StepForm) -> dict[str, list[str]]:
    return {name: list(map(str, texts)) for name, texts in form.errors.items()}


def test_steps_have_names_of_their_own() -> None:
    assert len({step.slug for step in STEPS}) == len(STEPS)
    assert all(str(step.title) for step in STEPS)


@pytest.mark.parametrize("kind", [Kind.PHONE, Kind.THEFT, Kind.BURGLARY, Kind.PAPERS])
@pytest.mark.django_db
def test_a_theft_asks_at_most_25_answers(kind: str) -> None:
    """What the pages refuse to do without, in a theft for oneself with one object: nothing else is answered."""
    wordings = {"situation": "theft", "faits": kind, "objets": kind, "identite": "self"}
    forms = [step({}, wording=wordings.get(step.slug, "")) for step in STEPS]
    missed = [name for form in forms for name in form.errors if name != "__all__"]
    thing = Thing({"objects-0-category": "phone"}, sort="phone", prefix="objects-0")

    assert len(missed) + len(thing.errors) + len(ALSO_NEEDED) <= 25


@pytest.mark.parametrize(
    ("wording", "more", "asked"),
    [
        ("self", {}, set()),
        ("minor", DECLARANT | {"birth_day_2": "2020"}, {"own_birth_name", "own_first_names", "link"}),
        ("protected", DECLARANT, {"own_birth_name", "own_first_names", "link"}),
        ("entity", ENTITY, {"entity_name", "siren", "capacity"}),
    ],
)
def test_identity_asks_what_serves(wording: str, more: dict[str, str], asked: set[str]) -> None:
    common = {
        "birth_name",
        "usage_name",
        "first_names",
        "no_first_name",
        "birth_day",
        "birth_place",
        "nationality",
        *ContactQuestions.base_fields,
    }
    if wording == "entity":
        common -= {"occupation", "family"}
    form = bound(IdentityStep, IDENTITY | more, wording=wording)

    assert set(form.fields) == common | asked
    assert form.is_valid(), form.errors


def test_a_person_with_one_name() -> None:
    without = bound(IdentityStep, IDENTITY | {"first_names": ""}, wording="self")
    said = bound(IdentityStep, IDENTITY | {"first_names": "", "no_first_name": "on"}, wording="self")

    assert errors(without) == {
        "first_names": ["Indiquez les prénoms, ou cochez la case qui dit qu’il n’y en a pas."],
    }
    assert said.is_valid()


@time_machine.travel(datetime(2026, 6, 15, 12, tzinfo=UTC))
@pytest.mark.parametrize(("born", "accepted"), [(("16", "6", "2008"), True), (("15", "6", "2008"), False)])
def test_a_minor_is_under_eighteen(born: tuple[str, str, str], accepted: bool) -> None:
    day, month, year = born
    form = bound(
        IdentityStep,
        IDENTITY | DECLARANT | {"birth_day_0": day, "birth_day_1": month, "birth_day_2": year},
        wording="minor",
    )

    assert form.is_valid() is accepted
    assert set(form.errors) == (set() if accepted else {"birth_day"})


def test_a_childs_form_is_not_filled_with_the_parents_name() -> None:
    widgets = IdentityStep(wording="minor").fields

    assert "autocomplete" not in widgets["birth_name"].widget.attrs
    assert "autocomplete" not in widgets["birth_day"].widget.widgets[0].attrs
    assert widgets["own_birth_name"].widget.attrs["autocomplete"] == "family-name"


@pytest.mark.parametrize(
    ("given", "accepted"),
    [
        ({"phone": "", "email": ""}, False),
        ({"phone": ""}, True),
        ({"email": ""}, True),
        ({"phone": "", "email": "", "other_phone": "01 99 00 12 34"}, True),
    ],
)
def test_one_way_to_be_reached_is_enough(given: dict[str, str], accepted: bool) -> None:
    form = bound(IdentityStep, IDENTITY | given)

    assert form.is_valid() is accepted
    assert set(form.errors) == (set() if accepted else {"phone"})


def test_a_wrong_phone_is_told_once() -> None:
    form = bound(IdentityStep, IDENTITY | {"phone": "12", "email": ""})

    assert set(form.errors) == {"phone"}
    assert len(form.errors["phone"]) == 1


# -- facts -------------------------------------------------------------------------------------------
@pytest.fixture
def commune(db: None) -> None:
    evreux()


def facts(**changes: str | None) -> StepForm:
    return bound(FactsStep, {**FACTS, **changes}, wording="theft")


def at(prefix: str, day: str, hour: str = "") -> dict[str, str]:
    parts = day.split("-")
    return {f"{prefix}_day_{place}": part for place, part in enumerate(parts)} | {f"{prefix}_time": hour}


@pytest.mark.usefixtures("commune")
@time_machine.travel(datetime(2026, 6, 15, 12, tzinfo=UTC), tick=False)  # 14:00 in Évreux
@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [
        (at("from", "14-6-2026"), at("to", "--"), {}),
        (at("from", "14-6-2026", "22h"), at("to", "15-6-2026", "8h"), {}),
        (at("from", "15-6-2026", "13h59"), at("to", "--"), {}),
        (
            at("from", "14-6-2026"),
            at("to", "13-6-2026"),
            {"to_day": "La fin est avant le début. Vérifiez les deux dates."},
        ),
        (
            at("from", "14-6-2026", "16h"),
            at("to", "--", "9h"),
            {"to_time": "La fin est avant le début. Vérifiez les deux heures."},
        ),
        (at("from", "16-6-2026"), at("to", "--"), {"from_day": "Cette date n’est pas encore arrivée."}),
        (at("from", "15-6-2026", "14h01"), at("to", "--"), {"from_time": "Cette heure n’est pas encore arrivée."}),
        (at("from", "14-6-2026"), at("to", "16-6-2026"), {"to_day": "Cette date n’est pas encore arrivée."}),
        (at("from", "15-6-2026"), at("to", "--", "23h"), {"to_time": "Cette heure n’est pas encore arrivée."}),
    ],
)
def test_the_period(start: dict[str, str], end: dict[str, str], wrong: dict[str, str]) -> None:
    assert errors(facts(**start, **end)) == {name: [text] for name, text in wrong.items()}


@time_machine.travel(datetime(2026, 6, 15, 22, tzinfo=UTC), tick=False)
@pytest.mark.django_db
def test_the_day_is_that_of_the_place() -> None:
    """Already the 16th in Réunion, still the 15th in Guadeloupe."""
    CommuneFactory(code="97411", name="Saint-Denis de la Réunion")
    CommuneFactory(code="97105", name="Basse-Terre")
    day = at("from", "16-6-2026") | {"to_time": ""}

    assert facts(commune="Saint-Denis de la Réunion", **day).is_valid()
    assert set(facts(commune="Basse-Terre", **day).errors) == {"from_day"}


@pytest.mark.usefixtures("commune")
def test_an_unknown_commune() -> None:
    assert errors(facts(commune="Trifouilly")) == {
        "commune": ["Aucune commune ne porte ce nom. Vérifiez l’orthographe, ou écrivez le code postal."]
    }


@pytest.mark.usefixtures("commune")
@pytest.mark.parametrize("typed", ["Évreux", "evreux", " EVREUX ", "27000", "Évreux (27000)", "27229"])
def test_a_commune_in_any_writing(typed: str) -> None:
    form = facts(commune=typed)

    assert form.is_valid()
    assert form.cleaned_data["commune"].code == "27229"


@pytest.mark.django_db
def test_a_name_borne_twice_is_asked_again_and_the_rest_stays() -> None:
    for code, postal in (("93066", "93200"), ("97411", "97400")):
        CommuneFactory(code=code, name="Saint-Denis", postal_codes=[postal])

    asked = facts(commune="Saint-Denis")
    assert set(asked.errors) == {"commune_choice"}
    assert list(asked.fields).index("commune_choice") == list(asked.fields).index("commune") + 1
    assert [label for _, label in asked.fields["commune_choice"].choices] == [
        "Saint-Denis (93200, département 93)",
        "Saint-Denis (97400, département 974)",
    ]
    assert asked["narrative"].value() == FACTS["narrative"]

    answered = facts(commune="Saint-Denis", commune_choice="97411")
    assert answered.is_valid()
    assert answered.cleaned_data["commune"].code == "97411"
    assert answered.raw()["commune_choice"] == ["97411"]

    assert not facts(commune="Saint-Denis", commune_choice="27229").is_valid()


# -- unit --------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_any_unit_of_the_country_that_receives() -> None:
    unit, closed = UnitFactory(), UnitFactory(receives_public=False)

    assert bound(UnitStep, {"unit": str(unit.pk)}).is_valid()
    assert errors(bound(UnitStep, {"unit": str(closed.pk)})) == {
        "unit": [f"L’unité «\u00a0{closed}\u00a0» ne reçoit plus le public. Choisissez-en une autre."]
    }
    for forged in ("", "x", "\x00", "0" * 32, str(UnitFactory.build().pk)):
        assert errors(bound(UnitStep, {"unit": forged})) == {"unit": ["Choisissez l’unité où vous irez signer."]}


@pytest.mark.django_db
def test_units_are_suggested_for_the_facts_then_from_home() -> None:
    facts_at = evreux()
    home = CommuneFactory(name="Vernon", postal_codes=["27200"], latitude=49.09, longitude=1.48)
    competent = UnitFactory(commune=facts_at, competent=[facts_at], latitude=49.02, longitude=1.15)
    near_home = UnitFactory(commune=home, latitude=49.09, longitude=1.48)
    answers = {"identite": {"postal_code": "27200", "city": "Vernon"}}

    suggestions = UnitStep(wording=facts_at.code, answers=answers).suggestions

    assert [(one.unit, one.competent) for one in suggestions] == [(competent, True), (near_home, False)]


@pytest.mark.django_db
def test_the_chosen_unit_is_always_in_the_list() -> None:
    facts_at = evreux()
    far = UnitFactory(commune=CommuneFactory(code="97411", name="Saint-Denis"))
    form = bound(UnitStep, {"unit": str(far.pk)}, wording=facts_at.code)

    assert form.is_valid()
    assert form.others[0].unit == far
