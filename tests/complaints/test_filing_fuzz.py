"""Whatever is posted to whichever step: an answer, never an error page of the server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django import forms
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.enums import ORDINARY_KINDS, Kind
from complaints.filing import drafts
from complaints.filing.drafts import OpenDraft
from complaints.filing.journey import Journey
from complaints.questions.base import StepForm
from complaints.questions.steps import steps_for
from complaints.questions.steps.facts import FactsStep
from complaints.questions.steps.identity import IdentityStep
from complaints.questions.steps.recap import RecapStep
from complaints.questions.steps.situation import SituationStep
from complaints.questions.steps.things import ThingsStep
from complaints.questions.things import CATEGORIES, Thing
from complaints.views.filing_buttons import BUTTONS
from tests.complaints.driver import answers_for, evreux, fill, unit_of

STEPS = steps_for({})
"""Those of the ordinary form."""

pytestmark = pytest.mark.django_db

BY_KIND = (FactsStep, ThingsStep)
OTHER_KINDS = [kind for kind in ORDINARY_KINDS if kind != Kind.THEFT]
ANSWERED = {200, 302, 422, 429}
QUICK = settings(
    max_examples=12, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
WHOLE = ("minor", "protected", "entity")
OF_ANOTHER = {"own_birth_name": "Marchand", "own_first_names": "Paul", "link": "guardian"}
WHO: dict[str, dict[str, str]] = {
    "self": {},
    "minor": OF_ANOTHER | {"birth_day_2": "2020"},
    "protected": OF_ANOTHER,
    "entity": {"entity_name": "Boulangerie de l’Iton", "siren": "732 829 320", "capacity": "gérante"},
}
ODD = [
    *("", " ", "0", "-1", "31", "2", "2024", "9" * 30, "14h30", "1 234,50 €", "on", "\x00", "a\x00b", "é" * 5000),
    *("Évreux", "27000", "27229", "%", "_", "\\", "'", "06 39 98 12 34", "+", "a@b.example", "@", "%s %(a)s {0}"),
    *("\u202eetser\u202c", "\u200b\ufeff", "שלום مرحبا", "👩🏽‍🚒", "﷽", "z\u0335a\u0335", "\ud800", "\udfff x"),
    *("490154203237518", "AB-123-CD", "1M8GDM9AXKP042788", "4970101234567893", "FR7630006000011234567890189"),
    *("٤٩٠١٥٤", "²³¼", "Ⅷ", "１２３", "\u2028", "x" * 60_000, "\r\n" * 50, "{{ 7*7 }}{% debug %}", "<script>"),
]
TEXTS = st.one_of(st.text(max_size=60), st.sampled_from(ODD))  # lone surrogates included


# -- what is posted ------------------------------------------------------------------------------------
def names(form: StepForm) -> Iterator[tuple[str, list[str]]]:
    """Everything a page posts, with the values its lists know."""
    for part in (form, *form.repeated):
        for bound in part:
            yield from ((name, _known(bound.field)) for name in _posted(bound.html_name, bound.field))
    yield from ((name, []) for name in (*form.extra_keys, *BUTTONS, "added", "objects-99999-brand", "objects-x-y"))


def _posted(name: str, field: forms.Field) -> list[str]:
    return [name + suffix for suffix in getattr(field.widget, "widgets_names", [""])]


def _known(field: forms.Field) -> list[str]:
    return [str(value) for value, _ in field.choices] if isinstance(field, forms.ChoiceField) else []


def posts(form: StepForm) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={name: values(known) for name, known in names(form)})


def values(known: list[str]) -> st.SearchStrategy[Any]:
    """One answer, or several to the same question."""
    one = st.one_of(TEXTS, st.sampled_from(known)) if known else TEXTS
    return st.one_of(one, one, one, st.lists(one, max_size=3))


def things() -> st.SearchStrategy[dict[str, Any]]:
    """Several things of any category, with questions of any other."""
    button = st.sampled_from([{}, {"add": "1", "added": "bicycle"}, {"remove": "objects-1"}, {"change": "objects-0"}])
    return st.builds(
        lambda one, other, last, pressed: {**one, **other, **last, **pressed}, *map(_thing, (0, 1, 29)), button
    )


def _thing(number: int) -> st.SearchStrategy[dict[str, Any]]:
    prefix = f"objects-{number}-"
    category = st.sampled_from([name for name, _label in CATEGORIES])
    others = {
        prefix + posted: values(_known(field))
        for name, field in Thing.base_fields.items()
        for posted in _posted(name, field)
        if name != "category"
    }
    return st.fixed_dictionaries({prefix + "category": category}, optional=others)


# -- posting -------------------------------------------------------------------------------------------
def send(client: Client, address: str, posted: dict[str, Any]) -> HttpResponse:
    """As a browser would, and as none would: half a character goes through as well."""
    body = urlencode(posted, doseq=True, errors="surrogatepass")
    return client.post(address, body, content_type="application/x-www-form-urlencoded")


def filled(client: Client, kind: str = "theft", who: str = "self") -> OpenDraft:
    """A draft whose every step is answered."""
    evreux_unit = {"unit": str(unit_of(evreux()).pk)}
    fill(client, answers_for(kind, situation={"who": who}, identite=WHO[who], unite=evreux_unit))
    draft = drafts.find(client.cookies["preplainte_depot"].value)
    assert draft is not None
    return draft


def gets_an_answer(client: Client, step: type[StepForm], draft: OpenDraft, posted: dict[str, Any]) -> None:
    address = f"/deposer/{step.slug}/"
    assert send(client, address, {**posted, "draft": draft.number}).status_code in ANSWERED
    assert client.get(address).status_code in ANSWERED


@pytest.mark.parametrize(
    ("kind", "step"),
    [*(("theft", step) for step in STEPS), *((kind, step) for kind in OTHER_KINDS for step in BY_KIND)],
    ids=lambda value: value if isinstance(value, str) else value.slug,
)
def test_any_post_gets_an_answer(client: Client, step: type[StepForm], kind: str) -> None:
    draft = filled(client, kind)

    @QUICK
    @given(posted=posts(Journey(draft.steps).form(step)))
    def any_post(posted: dict[str, Any]) -> None:
        gets_an_answer(client, step, draft, posted)

    any_post()


@pytest.mark.parametrize("who", WHOLE)
@pytest.mark.parametrize("step", [SituationStep, FactsStep, IdentityStep], ids=lambda step: step.slug)
def test_any_post_for_somebody_else_gets_an_answer(client: Client, step: type[StepForm], who: str) -> None:
    draft = filled(client, who=who)

    @QUICK
    @given(posted=posts(Journey(draft.steps).form(step)))
    def any_post(posted: dict[str, Any]) -> None:
        gets_an_answer(client, step, draft, posted)

    any_post()


@pytest.mark.parametrize("kind", ["phone", "damage", "scam"])
def test_any_things_get_an_answer(client: Client, kind: str) -> None:
    draft = filled(client, kind)

    @settings(QUICK, max_examples=40)
    @given(posted=things())
    def any_things(posted: dict[str, Any]) -> None:
        gets_an_answer(client, ThingsStep, draft, posted)
        assert client.get("/deposer/recap/").status_code in ANSWERED

    any_things()


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("kind", ORDINARY_KINDS)
def test_a_right_answer_with_one_wrong_part_gets_an_answer(client: Client, kind: str, who: str) -> None:
    """Nearer to what people send: everything right, one thing odd."""
    answers = answers_for(kind, situation={"who": who}, identite=WHO[who], unite={"unit": str(unit_of(evreux()).pk)})
    fill(client, answers)
    number = drafts.find(client.cookies["preplainte_depot"].value).number
    places = [(slug, name) for slug, data in answers.items() if slug != "recap" for name in data]

    @settings(QUICK, max_examples=5)
    @given(place=st.sampled_from(places), text=TEXTS)
    def one_wrong(place: tuple[str, str], text: str) -> None:
        slug, name = place
        assert send(client, f"/deposer/{slug}/", {**answers[slug], name: text, "draft": number}).status_code in ANSWERED
        assert client.get(f"/deposer/{slug}/").status_code in ANSWERED
        assert client.get("/deposer/recap/").status_code in ANSWERED

    one_wrong()


# -- strings known to break programs ---------------------------------------------------------------------
@pytest.mark.shared_data
@pytest.mark.parametrize("step", [step for step in STEPS if step is not RecapStep], ids=lambda step: step.slug)
def test_naughty_strings_get_an_answer(client: Client, shared_data: Path, step: type[StepForm]) -> None:
    """Each of them in every question of the step at once."""
    lines = json.loads((shared_data / "divers" / "blns.json").read_text(encoding="utf-8"))
    draft = filled(client)
    asked = [name for name, _known in names(Journey(draft.steps).form(step)) if name not in BUTTONS]
    for start in range(0, len(lines), 16):
        few = lines[start : start + 16]
        posted = {name: few[place % len(few)] for place, name in enumerate(asked)}
        gets_an_answer(client, step, draft, posted)
        if step is ThingsStep:
            gets_an_answer(client, step, draft, posted | {"objects-0-category": "phone", "add": "1", "added": few[0]})


@QUICK
@given(cookie=st.text(st.characters(min_codepoint=1, max_codepoint=255), max_size=80), slug=st.sampled_from(STEPS))
@pytest.mark.django_db
def test_any_cookie_gets_an_answer(cookie: str, slug: type[StepForm]) -> None:
    client = Client()
    client.cookies["preplainte_depot"] = cookie
    assert client.get(f"/deposer/{slug.slug}/").status_code in {302, 410}


@QUICK
@given(posted=posts(STEPS[0]()))
@pytest.mark.django_db
def test_any_sorting_gets_an_answer(posted: dict[str, Any]) -> None:
    assert send(Client(), "/deposer/", posted).status_code in ANSWERED


@pytest.mark.parametrize("wording", WHOLE)
def test_any_identity_is_judged(wording: str) -> None:
    @QUICK
    @given(posted=posts(IdentityStep(wording=wording)))
    def any_identity(posted: dict[str, Any]) -> None:
        assert IdentityStep(posted, wording=wording).is_valid() in {True, False}

    any_identity()
