"""The step engine, when something goes wrong: nothing is lost, nothing is mixed, nothing is sent twice."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from complaints.filing import drafts
from complaints.filing.places import PUBLIC
from complaints.models import Complaint, Draft
from complaints.sealing import draftkeys
from tests.complaints.driver import (
    CONTACT,
    FACTS,
    IDENTITY,
    OBJECTS,
    accepted,
    answers_for,
    begin,
    draft_number,
    evreux,
    file_online,
    fill,
    post,
    ready,
    unit_of,
)

pytestmark = pytest.mark.django_db

START, RECEIPT = "/deposer/", "/deposer/recu/"
GONE = "Ce formulaire n’est plus là"


# -- two tabs --------------------------------------------------------------------------------------------
def test_a_page_of_another_form_is_never_applied(client: Client) -> None:
    begin(client, answers_for())
    old = draft_number(client.get("/deposer/situation/"))
    accepted(post(client, "situation", {"theft": "theft", "who": "entity"}))
    accepted(client.post("/deposer/recommencer/", {"draft": old}))
    begin(client, answers_for("damage"))
    accepted(post(client, "situation", {"who": "self"}))

    late = client.post("/deposer/faits/", {**FACTS, "draft": old})

    assert late.status_code == 409
    page = late.content.decode()
    assert "Cette page date d’un autre formulaire" in page
    assert "en est à l’étape «\u00a0Faits\u00a0»" in page
    assert 'href="/deposer/faits/"' in page
    assert "la vitre était cassée" not in client.get("/deposer/faits/").content.decode()
    assert client.get("/deposer/objets/").url == "/deposer/faits/"


@pytest.mark.parametrize("number", [None, "", "x", "0" * 12, "\x00"])
def test_a_forged_number_is_never_applied(client: Client, number: str | None) -> None:
    begin(client, answers_for())

    response = client.post("/deposer/situation/", {"who": "self"} | ({} if number is None else {"draft": number}))

    assert response.status_code == 409
    assert client.get("/deposer/faits/").url == "/deposer/situation/"


def test_a_second_tab_is_offered_the_open_form(client: Client) -> None:
    fill(client, answers_for(), until="objets")

    page = client.get(START).content.decode()

    assert "Un formulaire est déjà ouvert" in page
    assert 'href="/deposer/objets/"' in page
    again = begin(client, answers_for("damage")).content.decode()
    assert "Un formulaire est déjà ouvert" in again
    assert Draft.objects.count() == 1
    assert FACTS["place"] in client.get("/deposer/faits/").content.decode()


def test_starting_over_erases_at_once(client: Client) -> None:
    fill(client, answers_for(), until="objets")
    number = draft_number(client.get(START))

    response = client.post("/deposer/recommencer/", {"draft": number})

    assert response.url == START
    assert response.cookies["preplainte_depot"].value == ""
    assert not Draft.objects.exists()
    assert client.get("/deposer/recommencer/").status_code == 405


def test_the_sorting_may_be_answered_again_before_anything_else(client: Client) -> None:
    begin(client, answers_for())
    begin(client, answers_for("damage"))

    assert Draft.objects.count() == 1
    accepted(post(client, "situation", {"who": "self"}))


def test_two_tabs_of_one_form_keep_both_answers(client: Client) -> None:
    """The second tab read the draft before the first one saved."""
    fill(client, answers_for(), until="objets")
    token = client.cookies["preplainte_depot"].value
    slow = drafts.find(token)
    accepted(post(client, "objets", OBJECTS))

    slow.save("situation", drafts.Given(raw={"who": ["minor"]}, stored={"who": "minor"}, wording=""))

    kept = drafts.find(token).steps
    assert kept["objets"].stored["total"] == "600.00"
    assert kept["situation"].stored == {"who": "minor"}


def test_a_tab_left_open_saves_nothing_once_the_form_is_sent(client: Client) -> None:
    fill(client, answers_for(), until="objets")
    slow = drafts.find(client.cookies["preplainte_depot"].value)
    answers = answers_for(unite={"unit": str(unit_of(evreux()).pk)})
    for slug in ("objets", "identite", "unite", "recap"):
        accepted(post(client, slug, answers[slug]))

    with pytest.raises(drafts.AlreadyFiled):
        slow.save("situation", drafts.Given(raw={}, stored={}, wording=""))
    assert Draft.objects.get().answers is None


# -- sent twice ------------------------------------------------------------------------------------------
def test_sending_again_shows_the_same_receipt(client: Client) -> None:
    answers = ready(client)
    number = draft_number(client.get("/deposer/recap/"))

    for _ in range(3):
        response = client.post("/deposer/recap/", {**answers["recap"], "draft": number})
        assert response.url == RECEIPT

    complaint = Complaint.objects.get()
    assert complaint.reference in client.get(RECEIPT).content.decode()
    assert complaint.mails.count() == 3
    # Whatever is replayed, from whichever page.
    assert client.post("/deposer/identite/", {**IDENTITY, "draft": number}).url == RECEIPT


# -- tokens ----------------------------------------------------------------------------------------------
UNKNOWN = base64.urlsafe_b64encode(bytes(draftkeys.TOKEN_BYTES)).rstrip(b"=").decode()  # well-formed, nobody's
FORGED = ["x", "", " ", "é", "\x00", "a" * 43, "../../etc", "A" * 5000, "%00", UNKNOWN]


@pytest.mark.parametrize("token", FORGED)
def test_a_forged_token_offers_to_start_again(client: Client, token: str) -> None:
    client.cookies["preplainte_depot"] = token

    assert client.get(START).status_code == 200
    for path in ("/deposer/faits/", "/deposer/tri/", RECEIPT):
        response = client.get(path)
        assert response.status_code == 410
        assert GONE in response.content.decode()
        assert f'href="{START}"' in response.content.decode()
    assert client.post("/deposer/faits/", {"draft": "0" * 12}).status_code == 410


def test_a_form_posted_without_cookie_says_so() -> None:
    response = Client().post("/deposer/faits/", {"draft": "0" * 12})

    assert response.status_code == 410
    assert "cookies" in response.content.decode()


def test_an_expired_form_offers_to_start_again(client: Client) -> None:
    fill(client, answers_for(), until="objets")

    with time_machine.travel(timezone.now() + timedelta(days=settings.DRAFT_DAYS, seconds=-60)):
        accepted(post(client, "objets", OBJECTS))
        saved = timezone.now()
    with time_machine.travel(saved + timedelta(days=settings.DRAFT_DAYS, seconds=-60)):
        assert client.get("/deposer/faits/").status_code == 200
    with time_machine.travel(saved + timedelta(days=settings.DRAFT_DAYS, seconds=60)):
        assert GONE in client.get("/deposer/faits/").content.decode()


def test_a_foreign_key_or_a_swapped_answer_opens_nothing(client: Client) -> None:
    """Rows altered in the database: the polite page, never somebody else's answers."""
    fill(client, answers_for(), until="objets")
    other = Client()
    fill(other, answers_for(), until="faits")
    mine, theirs = Draft.objects.order_by("pk")

    Draft.objects.filter(pk=mine.pk).update(answers=theirs.answers)
    assert GONE in client.get("/deposer/objets/").content.decode()
    Draft.objects.filter(pk=mine.pk).update(answers=theirs.answers, wrapped_key=theirs.wrapped_key)
    assert GONE in client.get("/deposer/objets/").content.decode()


def test_a_draft_is_unreadable_without_its_visitor(client: Client) -> None:
    fill(client, answers_for(), until="unite")

    draft = Draft.objects.get()
    stored = b"".join(bytes(part) for part in (draft.finder, draft.wrapped_key, draft.answers))
    token = client.cookies["preplainte_depot"].value

    for text in (IDENTITY["birth_name"], CONTACT["email"], "birth_name", token):
        assert text.encode() not in stored
    assert draftkeys.parse(token) not in stored


# -- what changed meanwhile --------------------------------------------------------------------------------
def test_a_unit_that_no_longer_receives_is_said_and_the_rest_stays(client: Client) -> None:
    answers = ready(client)
    unit = unit_of(evreux())
    number = draft_number(client.get("/deposer/recap/"))
    unit.receives_public = False
    unit.save(update_fields=["receives_public"])

    response = client.post("/deposer/recap/", {**answers["recap"], "draft": number}, follow=True)

    page = response.content.decode()
    assert response.redirect_chain == [("/deposer/unite/", 302)]
    assert f"L’unité «\u00a0{unit}\u00a0» ne reçoit plus le public." in page
    assert "Rien n’a été envoyé." in page
    assert not Complaint.objects.exists()
    assert IDENTITY["birth_place"] in client.get("/deposer/identite/").content.decode()


def test_a_step_that_no_longer_holds_is_asked_again(client: Client) -> None:
    """The list of communes changed between the answer and the sending."""
    answers = ready(client)
    number = draft_number(client.get("/deposer/recap/"))
    type(evreux()).objects.filter(code="27229").update(search_name="autre nom")

    response = client.post("/deposer/recap/", {**answers["recap"], "draft": number}, follow=True)

    assert response.redirect_chain == [("/deposer/faits/", 302)]
    assert "Aucune commune ne porte ce nom." in response.content.decode()
    assert not Complaint.objects.exists()


# -- CSRF ------------------------------------------------------------------------------------------------
def test_a_failed_csrf_check_offers_the_saved_draft_and_replays_nothing() -> None:
    client = Client()
    fill(client, answers_for(), until="objets")
    number = draft_number(client.get("/deposer/objets/"))
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies

    response = strict.post("/deposer/objets/", {**OBJECTS, "total": "Ville jamais gardée", "draft": number})

    page = response.content.decode()
    assert response.status_code == 403
    assert 'href="/deposer/objets/"' in page
    assert "Ville jamais gardée" not in page
    assert "Ville jamais gardée" not in client.get("/deposer/objets/").content.decode()
    assert FACTS["place"] in client.get("/deposer/faits/").content.decode()


@pytest.mark.parametrize(("path", "way_out"), [(START, "/"), ("/agents/connexion/", "/agents/connexion/")])
def test_a_failed_csrf_check_elsewhere_leads_back(path: str, way_out: str) -> None:
    response = Client(enforce_csrf_checks=True).post(path, {})

    assert response.status_code == 403
    assert "Cette page a expiré" in response.content.decode()
    assert f'class="btn btn-primary" href="{way_out}"' in response.content.decode()


# -- long and odd ------------------------------------------------------------------------------------------
def test_a_text_too_long_is_given_back_whole(client: Client) -> None:
    fill(client, answers_for(), until="faits")
    story = "Il était une fois. " * 400

    response = post(client, "faits", {**answers_for()["faits"], "narrative": story})

    assert response.status_code == 422
    assert story.strip() in response.content.decode()
    assert "Ce texte est trop long" in response.content.decode()


def test_ends_of_addresses() -> None:
    for path in (START, RECEIPT, "/deposer/faits/"):
        assert Client().put(path).status_code == 405
    assert RECEIPT.startswith(PUBLIC.path)


def test_pages_are_kept_out_of_caches(client: Client) -> None:
    file_online(client)

    for path in (START, RECEIPT):
        assert client.get(path).headers["Cache-Control"] == "no-store"
