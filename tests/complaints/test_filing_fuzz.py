"""Whatever is posted to whichever step: an answer, never an error page of the server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.enums import Kind
from complaints.filing import drafts
from complaints.filing.journey import Journey
from complaints.questions.base import StepForm
from complaints.questions.steps import STEPS
from complaints.questions.steps.facts import FactsStep
from complaints.questions.steps.identity import IdentityStep
from complaints.questions.steps.things import ThingsStep
from tests.complaints.driver import answers_for, evreux, fill, unit_of

pytestmark = pytest.mark.django_db

BY_KIND = (FactsStep, ThingsStep)
OTHER_KINDS = [kind for kind in Kind.values if kind != Kind.THEFT]
ANSWERED = {200, 302, 422}
QUICK = settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",)), max_size=60),
    st.sampled_from(["", " ", "0", "-1", "31", "2", "2024", "9" * 30, "14h30", "1 234,50 €", "on", "\x00", "é" * 5000]),
    st.sampled_from(["Évreux", "27000", "27229", "%", "_", "\\", "'", "06 39 98 12 34", "+", "a@b.example", "@"]),
)


def names(form: StepForm) -> Iterator[tuple[str, list[str]]]:
    """Everything a page posts, with the values its lists know."""
    for part in (form, *form.repeated):
        for bound in part:
            suffixes = getattr(bound.field.widget, "widgets_names", [""])
            known = bound.field.choices if isinstance(bound.field, forms.ChoiceField) else []
            yield from ((bound.html_name + suffix, [str(value) for value, _ in known]) for suffix in suffixes)
    yield from (
        (name, []) for name in (*form.extra_keys, "add", "remove", "search", "objects-99999-brand", "objects-x-y")
    )


def posts(form: StepForm) -> st.SearchStrategy[dict[str, str]]:
    fields = {name: st.one_of(TEXTS, st.sampled_from(known)) if known else TEXTS for name, known in names(form)}
    return st.fixed_dictionaries({}, optional=fields)


@pytest.mark.parametrize(
    ("kind", "step"),
    [*(("theft", step) for step in STEPS), *((kind, step) for kind in OTHER_KINDS for step in BY_KIND)],
    ids=lambda value: value if isinstance(value, str) else value.slug,
)
def test_any_post_gets_an_answer(client: Client, step: type[StepForm], kind: str) -> None:
    answers = answers_for(kind, unite={"unit": str(unit_of(evreux()).pk)})
    fill(client, answers)
    draft = drafts.find(client.cookies["preplainte_depot"].value)
    form = Journey(draft.steps).form(step)

    @QUICK
    @given(posted=posts(form))
    def any_post(posted: dict[str, Any]) -> None:
        response = client.post(f"/deposer/{step.slug}/", {**posted, "draft": draft.number})
        assert response.status_code in ANSWERED
        assert client.get(f"/deposer/{step.slug}/").status_code in ANSWERED

    any_post()


@pytest.mark.parametrize("kind", ["theft", *OTHER_KINDS])
def test_a_right_answer_with_one_wrong_part_gets_an_answer(client: Client, kind: str) -> None:
    """Nearer to what people send: everything right, one thing odd."""
    answers = answers_for(kind, unite={"unit": str(unit_of(evreux()).pk)})
    fill(client, answers)
    number = drafts.find(client.cookies["preplainte_depot"].value).number
    places = [(slug, name) for slug, data in answers.items() if slug != "recap" for name in data]

    @QUICK
    @given(place=st.sampled_from(places), text=TEXTS)
    def one_wrong(place: tuple[str, str], text: str) -> None:
        slug, name = place
        posted = {**answers[slug], name: text, "draft": number}
        assert client.post(f"/deposer/{slug}/", posted).status_code in ANSWERED
        assert client.get(f"/deposer/{slug}/").status_code in ANSWERED
        assert client.get("/deposer/recap/").status_code in ANSWERED

    one_wrong()


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
def test_any_sorting_gets_an_answer(posted: dict[str, str]) -> None:
    assert Client().post("/deposer/", posted).status_code in ANSWERED


@pytest.mark.parametrize("wording", ["minor", "protected", "entity"])
def test_any_identity_is_judged(wording: str) -> None:
    @QUICK
    @given(posted=posts(IdentityStep(wording=wording)))
    def any_identity(posted: dict[str, str]) -> None:
        assert IdentityStep(posted, wording=wording).is_valid() in {True, False}

    any_identity()
