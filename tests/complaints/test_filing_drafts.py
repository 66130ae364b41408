"""What a draft keeps: what was typed and isn't answered yet, what the service notes, and for how long."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from complaints.filing import drafts
from complaints.filing.drafts import Given, OpenDraft
from complaints.filing.journey import MOST_KEPT, Journey
from complaints.models import Complaint, Draft
from complaints.questions import sorting
from complaints.questions.steps import steps_for
from complaints.questions.steps.facts import FactsStep
from tests.complaints.driver import (
    FACTS,
    IDENTITY,
    OBJECTS,
    accepted,
    answers_for,
    begin,
    draft_number,
    evreux,
    fill,
    post,
    ready,
    unit_of,
)
from tests.factories import CommuneFactory, UnitFactory

STEPS = steps_for({})
"""Those of the ordinary form."""

pytestmark = pytest.mark.django_db

STORY = "Il pleuvait, je n’ai rien vu."
SECOND = {"objects-1-category": "jewel", "objects-1-description": "Bague en argent", "objects-1-value": "90"}


def url(slug: str) -> str:
    return f"/deposer/{slug}/"


def page(client: Client, slug: str) -> str:
    return client.get(url(slug)).content.decode()


def opened(client: Client) -> OpenDraft:
    draft = drafts.find(client.cookies[drafts.COOKIE].value)
    assert draft is not None
    return draft


# -- what was typed and refused --------------------------------------------------------------------------
def test_what_was_refused_is_there_again_without_reproach(client: Client) -> None:
    fill(client, answers_for(), until="faits")

    refused = post(client, "faits", {"narrative": STORY, "from_time": "25h99"})

    assert refused.status_code == 422
    again = page(client, "faits")
    assert STORY in again
    assert 'value="25h99"' in again
    assert "error-summary" in refused.content.decode()
    assert "error-summary" not in again
    assert client.get(url("objets")).url == url("faits")


def test_what_was_answered_then_broken_is_to_be_answered_again(client: Client) -> None:
    ready(client)
    assert client.get(url("recap")).status_code == 200

    assert post(client, "faits", {**FACTS, "narrative": "", "place": "Rue Neuve"}).status_code == 422

    assert client.get(url("recap")).url == url("faits")
    assert "Rue Neuve" in page(client, "faits")
    assert IDENTITY["birth_place"] in opened(client).steps["identite"].stored.values()
    assert accepted(post(client, "faits", FACTS)).url == url("recap")


def test_a_broken_step_is_never_sent(client: Client) -> None:
    """The recap stood open in another tab."""
    answers = ready(client)
    number = draft_number(client.get(url("recap")))
    assert post(client, "faits", {**FACTS, "narrative": ""}).status_code == 422

    late = client.post(url("recap"), {**answers["recap"], "draft": number})

    assert late.url == url("faits")
    assert not Complaint.objects.exists()


def test_the_tick_that_sends_is_never_kept(client: Client) -> None:
    ready(client)

    post(client, "recap", {"warning_read": "on", "later": "1"})

    assert "recap" not in opened(client).steps
    assert not Complaint.objects.exists()


def test_a_page_longer_than_anybody_types_is_not_kept(client: Client) -> None:
    fill(client, answers_for(), until="faits")

    assert post(client, "faits", {"narrative": "a" * (MOST_KEPT + 1)}).status_code == 422

    assert "faits" not in opened(client).steps


def test_an_untouched_page_left_by_its_back_button_stays_blank(client: Client) -> None:
    fill(client, answers_for(), until="faits")

    assert post(client, "faits", {"narrative": "", "back": "1"}).url == url("situation")

    assert "faits" not in opened(client).steps


# -- before another button -------------------------------------------------------------------------------
def test_going_back_keeps_what_is_typed(client: Client) -> None:
    fill(client, answers_for(), until="faits")

    assert post(client, "faits", {"narrative": STORY, "back": "1"}).url == url("situation")

    assert STORY in page(client, "faits")
    assert client.get(url("objets")).url == url("faits")


def test_going_back_from_an_answered_step_leaves_it_answered(client: Client) -> None:
    ready(client)

    assert post(client, "objets", {**OBJECTS, "total": "700", "back": "1"}).url == url("faits")

    assert client.get(url("recap")).status_code == 200
    assert 'value="700"' in page(client, "objets")


def test_going_back_from_the_recap(client: Client) -> None:
    ready(client)

    assert post(client, "recap", {"back": "1"}).url == url("unite")


def test_things_added_and_removed_stay_so(client: Client) -> None:
    fill(client, answers_for(), until="objets")

    added = post(client, "objets", {**OBJECTS, **SECOND, "add": "1"})
    assert added.status_code == 200
    assert "Bague en argent" in page(client, "objets")
    assert 'id="objet-3"' in page(client, "objets")

    post(client, "objets", {**OBJECTS, **SECOND, "remove": "objects-0"})
    left = page(client, "objets")
    assert "Bague en argent" in left
    assert OBJECTS["objects-0-description"] not in left
    assert 'id="objet-2"' not in left
    assert client.get(url("identite")).url == url("objets")


def test_pressed_twice_it_is_done_once(client: Client) -> None:
    """The second of two clicks, or a reload, sends the same page again."""
    fill(client, answers_for(), until="objets")
    number = draft_number(client.get(url("objets")))

    pages = [client.post(url("objets"), {**OBJECTS, "draft": number, "add": "1"}) for _ in range(2)]

    assert [shown.status_code for shown in pages] == [200, 200]
    assert 'id="objet-2"' in page(client, "objets")
    assert 'id="objet-3"' not in page(client, "objets")
    urls = {client.post(url("objets"), {**OBJECTS, "draft": number}).url for _ in range(2)}
    assert urls == {url("identite")}
    assert {client.post(url("identite"), {"draft": number, "back": "1"}).url for _ in range(2)} == {url("objets")}


# -- doors met on the way --------------------------------------------------------------------------------
def test_a_page_refused_by_a_door_keeps_what_was_typed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(client, answers_for(), until="faits")
    monkeypatch.setattr(FactsStep, "door", lambda self: sorting.VIOLENCE)

    refused = post(client, "faits", {**FACTS, "narrative": STORY}).content.decode()

    monkeypatch.undo()
    assert str(sorting.VIOLENCE.title) in refused
    assert "Ce que vous avez écrit est toujours là." in refused
    assert f'href="{url("faits")}"' in refused
    assert STORY in page(client, "faits")
    assert client.get(url("objets")).url == url("faits")


def test_of_refused_sorting_nothing_is_kept(client: Client) -> None:
    refused = client.post("/deposer/", {"emergency": "yes"})

    assert refused.status_code == 200
    assert "Rien de ce que vous avez répondu n’a été gardé." in refused.content.decode()
    assert drafts.COOKIE not in refused.cookies
    assert not Draft.objects.exists()


def test_sorting_answered_again_and_refused_leaves_the_form_as_it_was(client: Client) -> None:
    fill(client, answers_for(), until="faits")

    refused = post(client, "tri", {**answers_for()["tri"], "author": "yes"}).content.decode()
    post(client, "tri", {**answers_for()["tri"], "author": "yes", "later": "1"})

    assert "Vos réponses d’avant le sont toujours." in refused
    assert f'href="{url("faits")}"' in refused
    assert opened(client).steps["tri"].raw["author"] == ["no"]


# -- notes of the service --------------------------------------------------------------------------------
def test_notes_stay_beside_the_steps_and_reach_the_declaration(client: Client) -> None:
    ready(client)
    draft = opened(client)

    draft.note(phrase="colline bougie trottoir", email_proved=IDENTITY["email"])
    draft.note(email_proved=None)

    assert opened(client).notes == {"phrase": "colline bougie trottoir"}
    assert opened(client).steps == draft.steps
    assert Journey.of(opened(client)).declaration("fr").notes == {"phrase": "colline bougie trottoir"}


def test_notes_are_sealed_and_never_posted(client: Client) -> None:
    fill(client, answers_for(), until="faits")
    opened(client).note(phrase="colline bougie trottoir")

    assert b"colline" not in bytes(Draft.objects.get().answers)
    post(client, "faits", {**FACTS, "notes": "x", "phrase": "tout autre chose"})
    assert opened(client).notes == {"phrase": "colline bougie trottoir"}


def test_notes_and_steps_of_two_tabs_are_merged(client: Client) -> None:
    fill(client, answers_for(), until="faits")
    slow = opened(client)
    accepted(post(client, "faits", FACTS))
    opened(client).note(phrase="colline bougie trottoir")

    slow.note(email_proved="a@courriel.example")

    kept = opened(client)
    assert kept.notes == {"phrase": "colline bougie trottoir", "email_proved": "a@courriel.example"}
    assert kept.steps["faits"].done
    slow.save("objets", Given(raw={"total": ["1"]}, stored={}, wording="", done=False))
    assert opened(client).notes == kept.notes


def test_a_note_doesnt_lengthen_the_life(client: Client) -> None:
    begin(client, answers_for())
    before = Draft.objects.get().expires_at

    with time_machine.travel(timezone.now() + timedelta(days=1)):
        opened(client).note(phrase="colline bougie trottoir")
        assert Draft.objects.get().expires_at == before
        post(client, "situation", {"who": "somebody"})
        assert Draft.objects.get().expires_at > before + timedelta(hours=23)


@pytest.mark.parametrize("over", ["filed", "erased"])
def test_nothing_is_noted_once_it_is_over(client: Client, over: str) -> None:
    answers = ready(client)
    slow = opened(client)
    if over == "filed":
        accepted(post(client, "recap", answers["recap"]))
    else:
        slow.discard()

    with pytest.raises((drafts.AlreadyFiled, drafts.DraftGone)):
        slow.note(phrase="colline bougie trottoir")


@pytest.mark.django_db(transaction=True)
def test_what_many_tabs_note_at_once_is_all_there() -> None:
    client = Client()
    begin(client, answers_for())
    token = client.cookies[drafts.COOKIE].value
    start = Barrier(4)

    def write(number: int) -> None:
        draft = drafts.find(token)
        assert draft is not None
        start.wait()
        try:
            draft.note(**{f"n{number}": number})
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))

    assert opened(client).notes == {f"n{number}": number for number in range(4)}


# -- how long --------------------------------------------------------------------------------------------
def test_cookie_and_draft_live_equally_long(client: Client) -> None:
    fill(client, answers_for(), until="faits")

    for data in ({"narrative": STORY}, {"narrative": STORY, "back": "1"}, {**FACTS, "later": "1"}, FACTS):
        response = post(client, "faits", data)
        assert response.cookies[drafts.COOKIE]["max-age"] == settings.DRAFT_DAYS * 86_400, data


def test_after_days_the_form_resumes_where_it_was(client: Client) -> None:
    """Whatever session there was is over; the cookie alone is left."""
    fill(client, answers_for(), until="objets")
    back = Client()
    back.cookies[drafts.COOKIE] = client.cookies[drafts.COOKIE].value

    with time_machine.travel(timezone.now() + timedelta(days=settings.DRAFT_DAYS, minutes=-1)):
        found = back.get("/deposer/").content.decode()
        assert "Un formulaire est déjà ouvert" in found
        assert f'href="{url("objets")}"' in found
        assert accepted(post(back, "objets", OBJECTS)).url == url("identite")


def test_a_second_tab_of_one_form_is_the_same_form(client: Client) -> None:
    fill(client, answers_for(), until="faits")
    tab = Client()
    tab.cookies = client.cookies.copy()
    accepted(post(client, "faits", FACTS))

    assert FACTS["place"] in page(tab, "faits")
    accepted(post(tab, "objets", OBJECTS))
    assert client.get(url("identite")).status_code == 200
    assert Draft.objects.count() == 1


# -- progress --------------------------------------------------------------------------------------------
def test_each_step_says_where_one_stands(client: Client) -> None:
    first = client.get("/deposer/").content.decode()
    assert "Étape 1 sur 7" in first
    whole = sum(step.minutes for step in STEPS)
    assert f"Encore {whole} minutes environ." in first

    answers = ready(client)
    for place, step in enumerate(STEPS, start=1):
        shown = page(client, step.slug)
        assert f"Étape {place} sur {len(STEPS)}" in shown
        left = sum(one.minutes for one in STEPS if one is step or one.slug == "recap")
        assert f"Encore {left} minute" in shown
        assert shown.count('aria-current="step"') == 1
    assert answers.keys() == {step.slug for step in STEPS}


# -- figures ---------------------------------------------------------------------------------------------
def test_each_page_and_each_button_costs_at_most_eight_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for name in range(12):
        UnitFactory(commune=CommuneFactory(name=f"Bourg-{name}"))
    answers = answers_for(unite={"unit": str(unit_of(evreux()).pk)})
    with django_assert_max_num_queries(8):
        accepted(begin(client, answers))
    for step in STEPS[1:-1]:
        number = draft_number(client.get(url(step.slug)))
        for button in ({}, {"later": "1"}, {"back": "1"}, {"add": "1"}, {"search": "Bourg"}):
            with django_assert_max_num_queries(8):
                client.post(url(step.slug), {"draft": number, "commune": "Évreux", **button})
            with django_assert_max_num_queries(8):
                client.get(url(step.slug))
        with django_assert_max_num_queries(8):
            accepted(client.post(url(step.slug), {**answers[step.slug], "draft": number}))
        for button in ({"later": "1"}, {"back": "1"}):
            with django_assert_max_num_queries(8):
                accepted(client.post(url(step.slug), {**answers[step.slug], "draft": number, **button}))
    for path in ("/deposer/", "/deposer/recap/", "/deposer/plus-tard/"):
        with django_assert_max_num_queries(8):
            assert client.get(path).status_code == 200
