"""Going on with a form on another device: once, with a code or a link, acting on a button and never on opening."""

from __future__ import annotations

import html
import logging
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.conf import settings
from django.core import mail as outbox
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone
from django.utils.formats import date_format

from complaints.enums import MailKind, MailState, Recipient
from complaints.filing import drafts, resume
from complaints.filing.drafts import OpenDraft
from complaints.models import Complaint, Draft, OutgoingMail
from complaints.sealing import draftkeys
from complaints.services.delivery import deliver
from complaints.views.resume import MAILS_BY_ADDRESS, MAILS_BY_MAILBOX, TRIES_BY_ADDRESS
from tests.complaints.driver import (
    FACTS,
    IDENTITY,
    OBJECTS,
    accepted,
    answers_for,
    begin,
    draft_number,
    fill,
    post,
    ready,
)

pytestmark = pytest.mark.django_db

LATER, TAKE, RESUME, RESUMED = "/deposer/plus-tard/", "/deposer/reprise/", "/reprendre/", "/deposer/repris/"
STORY = "Il pleuvait, je n’ai rien vu."
FAILED = "Ce lien ou ce code n’ouvre aucun formulaire."
WRONG = "AAAA-BBBB-CCCC-DDDD-EEEE"
VICTIM = "anne.delaunay@courriel.example"


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Coordinates]:
    """Windows are aligned on the clock: no test may see one end."""
    with time_machine.travel("2026-11-22T12:10:00Z", tick=False) as clock:
        yield clock


@pytest.fixture
def other() -> Client:
    """Another device."""
    return Client()


def text(client: Client, path: str) -> str:
    return html.unescape(client.get(path).content.decode())


def opened(client: Client) -> OpenDraft:
    draft = drafts.find(client.cookies[drafts.COOKIE].value)
    assert draft is not None
    return draft


def stop(client: Client, slug: str = "faits", **typed: str) -> str:
    """Press « Enregistrer et continuer plus tard »; the code shown."""
    assert accepted(post(client, slug, {**typed, "later": "1"})).url == LATER
    return code_shown(client)


def code_shown(client: Client) -> str:
    found = re.search(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}\b", text(client, LATER))
    assert found
    return found[0]


def place_of(client: Client, path: str = RESUME) -> str:
    found = re.search(r'name="place" value="([^"]+)"', client.get(path).content.decode())
    assert found
    return found[1]


def take(client: Client, code: str, **more: str):
    return client.post(TAKE, {"code": code, "place": place_of(client), **more})


# -- stopping --------------------------------------------------------------------------------------------
def test_it_keeps_what_is_typed_and_says_until_when(client: Client, noon: time_machine.Coordinates) -> None:
    fill(client, answers_for(), until="faits")
    noon.shift(timedelta(hours=5))

    stop(client, narrative=STORY)

    page = text(client, LATER)
    until = Draft.objects.get().expires_at
    assert until == timezone.now() + timedelta(days=settings.DRAFT_DAYS)
    assert f"Vous avez jusqu’au {date_format(timezone.localtime(until), 'l j F')} à 18:10 pour continuer." in page
    assert "Chaque étape enregistrée redonne 7 jours." in page
    assert STORY in text(client, "/deposer/faits/")


def test_pressed_again_the_code_is_the_same(client: Client) -> None:
    fill(client, answers_for(), until="faits")

    assert len({stop(client) for _ in range(3)}) == 1


def test_a_changed_code_voids_the_one_before(client: Client, other: Client) -> None:
    fill(client, answers_for(), until="faits")
    first = stop(client)
    number = draft_number(client.get(LATER))

    assert client.post(LATER, {"draft": number, "renew": "1"}).url == LATER

    second = code_shown(client)
    assert second != first
    assert FAILED in html.unescape(take(other, first).content.decode())
    assert take(other, second).url == RESUMED


def test_nobody_reads_the_code_in_the_database(client: Client) -> None:
    fill(client, answers_for(), until="faits")
    code = stop(client)

    row = Draft.objects.get()
    stored = b"".join(bytes(part) for part in (row.finder, row.wrapped_key, row.answers, row.resume_finder))
    stored += bytes(row.resume_wrapped_key)
    for shape in (code, code.replace("-", "")):
        assert shape.encode() not in stored
    assert draftkeys.parse_resume(code) not in stored


def test_the_page_of_another_form_prepares_nothing(client: Client) -> None:
    begin(client, answers_for())

    assert client.post(LATER, {"draft": "0" * 12, "make": "1"}).status_code == 409
    assert resume.code_of(opened(client)) == ""


def test_without_form_there_is_nothing_to_resume(client: Client) -> None:
    assert client.get(LATER).url == "/deposer/"
    assert client.get(RESUMED).url == "/deposer/"
    assert client.get(TAKE).url == RESUME


# -- going on elsewhere ----------------------------------------------------------------------------------
def test_the_other_device_goes_on_where_it_was(client: Client, other: Client) -> None:
    fill(client, answers_for(), until="objets")
    code = stop(client, "objets", **OBJECTS)
    draft = opened(client)
    draft.note(phrase="colline bougie trottoir")

    response = take(other, code)

    assert response.url == RESUMED
    page = text(other, RESUMED)
    assert "Il s’est arrêté à l’étape « Préjudice »." in page
    assert 'href="/deposer/objets/"' in page
    assert "Le lien ou le code qui vient de servir n’ouvre plus rien" in page
    assert OBJECTS["objects-0-description"] in text(other, "/deposer/objets/")
    assert FACTS["place"] in text(other, "/deposer/faits/")
    assert opened(other).notes == {"phrase": "colline bougie trottoir"}
    assert accepted(post(other, "objets", OBJECTS)).url == "/deposer/identite/"


def test_the_first_device_is_told_and_opens_nothing(client: Client, other: Client) -> None:
    fill(client, answers_for(), until="faits")
    code = stop(client)
    number = draft_number(client.get(LATER))
    take(other, code)

    late = client.post("/deposer/faits/", {**FACTS, "narrative": STORY, "draft": number})

    page = html.unescape(late.content.decode())
    assert late.status_code == 410
    assert "Ce formulaire continue ailleurs" in page
    assert late.cookies[drafts.COOKIE].value == ""
    assert STORY not in text(other, "/deposer/faits/")


def test_a_tab_that_read_before_saves_nothing_after(client: Client, other: Client) -> None:
    fill(client, answers_for(), until="faits")
    slow = opened(client)
    take(other, stop(client))

    with pytest.raises(drafts.DraftGone):
        slow.save("faits", drafts.Given(raw={"narrative": [STORY]}, stored={}, wording="", done=False))


def test_a_code_serves_once(client: Client, other: Client) -> None:
    fill(client, answers_for(), until="faits")
    code = stop(client)
    take(other, code)

    again = take(Client(), code)

    assert again.status_code == 404
    assert FAILED in html.unescape(again.content.decode())
    assert drafts.COOKIE not in again.cookies


def test_two_clicks_a_reload_and_the_way_back_open_the_same_form(client: Client, other: Client) -> None:
    fill(client, answers_for(), until="faits")
    code, place = stop(client), place_of(other)

    for _ in range(3):
        visitor = Client()  # the first answer, and its cookie, were lost with the first click
        assert visitor.post(TAKE, {"code": code, "place": place}).url == RESUMED
        assert visitor.get("/deposer/faits/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_devices_at_once_only_one_opens_it(client: Client) -> None:
    fill(client, answers_for(), until="faits")
    code = stop(client)
    start = Barrier(4)

    def try_it(_: int) -> bool:
        start.wait()
        try:
            return resume.take_up(code, draftkeys.new_token()) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(try_it, range(4))) == [False, False, False, True]


def test_it_is_issued_again_and_comes_back(client: Client, other: Client) -> None:
    fill(client, answers_for(), until="faits")
    first = stop(client)
    take(other, first)
    number = draft_number(other.get(RESUMED))

    assert other.post(LATER, {"draft": number, "make": "1"}).url == LATER

    second = code_shown(other)
    assert second != first
    assert take(client, second).url == RESUMED
    assert client.get("/deposer/faits/").status_code == 200
    assert "Ce formulaire continue ailleurs" in text(other, "/deposer/faits/")


def test_resuming_doesnt_lengthen_the_life(client: Client, other: Client, noon: time_machine.Coordinates) -> None:
    fill(client, answers_for(), until="faits")
    code = stop(client)
    until = Draft.objects.get().expires_at
    noon.shift(timedelta(days=2))

    response = take(other, code)

    assert set(Draft.objects.values_list("expires_at", flat=True)) == {until}
    assert response.cookies[drafts.COOKIE]["max-age"] == 5 * 86_400
    noon.shift(timedelta(days=5, seconds=1))
    assert other.get("/deposer/faits/").status_code == 410
    assert other.get("/deposer/faits/").status_code in {302, 410}


def test_on_the_same_device_the_code_stays_good(client: Client, other: Client) -> None:
    fill(client, answers_for(), until="faits")
    code = stop(client)

    assert take(client, code).url == "/deposer/faits/"

    assert code_shown(client) == code
    assert take(other, code).url == RESUMED


def test_another_form_left_open_here_isnt_lost_unasked(client: Client, other: Client) -> None:
    fill(client, answers_for(), until="faits")
    code = stop(client)
    fill(other, answers_for("damage"), until="objets")

    asked = take(other, code)

    page = html.unescape(asked.content.decode())
    assert asked.status_code == 409
    assert "Un autre formulaire est ouvert ici" in page
    assert 'href="/deposer/objets/"' in page
    assert FACTS["place"] in text(other, "/deposer/faits/")
    assert Draft.objects.count() == 2
    assert take(other, code, replace="1").url == RESUMED
    assert client.get("/deposer/faits/").status_code == 410
    assert other.get("/deposer/objets/").url == "/deposer/faits/"
    assert Draft.objects.filter(answers__isnull=False).count() == 1


def test_a_wrong_code_never_costs_the_form_open_here(client: Client) -> None:
    fill(client, answers_for(), until="faits")

    assert take(client, WRONG, replace="1").status_code == 404
    assert client.get("/deposer/faits/").status_code == 200


def test_a_form_that_was_sent_isnt_resumed(client: Client, other: Client) -> None:
    answers = ready(client)
    code = stop(client, "unite", **answers["unite"])

    accepted(post(client, "recap", answers["recap"]))

    assert Complaint.objects.count() == 1
    assert (Draft.objects.get().resume_finder, Draft.objects.get().resume_wrapped_key) == (None, None)
    assert FAILED in html.unescape(take(other, code).content.decode())


@pytest.mark.parametrize("written", ["{}", "  {}  ", "«{}»"])
def test_any_writing_of_the_code_is_read(client: Client, other: Client, written: str) -> None:
    fill(client, answers_for(), until="faits")
    code = stop(client).lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert take(other, written.format(code)).url == RESUMED


@pytest.mark.parametrize("code", ["", "7KQ4", "U" * 20, "A" * 21, "é" * 20, "\x00" * 20, "A" * 5000])
def test_what_cannot_be_a_code_is_told_at_once(client: Client, code: str) -> None:
    response = take(client, code)

    assert response.status_code == 422
    assert "error-summary" in response.content.decode()


@pytest.mark.parametrize("place", ["", "x", "\x00", "A" * 5000])
def test_a_forged_page_opens_nothing(client: Client, other: Client, place: str) -> None:
    fill(client, answers_for(), until="faits")
    code = stop(client)

    assert other.post(TAKE, {"code": code, "place": place}).status_code in {404, 422}
    assert take(other, code).url == RESUMED


def test_wrong_used_replaced_and_too_old_get_one_answer(client: Client, noon: time_machine.Coordinates) -> None:
    fill(client, answers_for(), until="faits")
    used = stop(client)
    second = Client()
    take(second, used)
    number = draft_number(second.get(RESUMED))
    second.post(LATER, {"draft": number, "make": "1"})
    replaced = code_shown(second)
    second.post(LATER, {"draft": number, "renew": "1"})
    old = code_shown(second)
    noon.shift(timedelta(days=settings.DRAFT_DAYS, seconds=1))

    answers = [take(Client(), code) for code in (WRONG, used, replaced, old)]

    assert {answer.status_code for answer in answers} == {404}
    changing = re.compile(rb'(csrfmiddlewaretoken|place)" value="[^"]*"')
    assert len({changing.sub(b"", answer.content) for answer in answers}) == 1


def test_a_swapped_row_opens_nothing(client: Client, other: Client) -> None:
    """Rows altered in the database: never somebody else's answers."""
    fill(client, answers_for(), until="faits")
    code = stop(client)
    fill(other, answers_for(), until="faits")
    mine, theirs = opened(client).row, opened(other).row
    Draft.objects.filter(pk=mine.pk).update(answers=theirs.answers)

    assert take(Client(), code).status_code == 404


# -- the link --------------------------------------------------------------------------------------------
def test_opening_the_link_does_and_shows_nothing(client: Client, other: Client) -> None:
    fill(client, answers_for(), until="faits")
    code = stop(client, narrative=STORY)
    before = Draft.objects.values().get()

    for method in (other.get, other.head):
        response = method(f"{RESUME}{code}/")
        assert response.status_code == 200
        assert drafts.COOKIE not in response.cookies
        assert response["Referrer-Policy"] == "strict-origin"
    page = text(other, f"{RESUME}{code}/")
    assert "Reprendre mon formulaire" in page
    assert not any(word in page for word in (STORY, "Faits", FACTS["place"]))
    assert Draft.objects.values().get() == before
    assert other.post(TAKE, {"code": code, "place": place_of(other, f"{RESUME}{code}/")}).url == RESUMED


def test_a_link_that_is_none_looks_the_same_until_the_button(client: Client) -> None:
    page = text(client, f"{RESUME}{WRONG}/")

    assert "Reprendre mon formulaire" in page
    assert FAILED not in page


# -- the mail --------------------------------------------------------------------------------------------
def send_link(client: Client, email: str = VICTIM):
    number = draft_number(client.get(LATER))
    return client.post(LATER, {"draft": number, "email": email})


def owed() -> OutgoingMail:
    return OutgoingMail.objects.get(kind=MailKind.RESUME, recipient=Recipient.VICTIM)


def test_the_link_is_mailed_once_with_its_life(client: Client, other: Client) -> None:
    fill(client, answers_for(), until="faits")
    code = stop(client, narrative=STORY)

    assert send_link(client).url == LATER
    assert "Un courriel part vers votre adresse." in text(client, LATER)

    assert deliver(owed().pk) == MailState.SENT
    (message,) = outbox.outbox
    assert message.to == [VICTIM]
    (link,) = set(re.findall(r"https?://\S+", message.body))
    assert link == f"{settings.SITE_URL}{RESUME}{code}/"
    assert "Vos réponses sont gardées jusqu’au dimanche 29 novembre 2026 à 13:10" in message.body
    assert not any(word in message.body for word in (STORY, IDENTITY["birth_name"]))
    assert owed().payload is None
    path = link.removeprefix(settings.SITE_URL)
    assert other.post(TAKE, {"code": code, "place": place_of(other, path)}).url == RESUMED


def test_the_address_already_given_is_filled_in(client: Client) -> None:
    ready(client)
    accepted(post(client, "unite", {"later": "1"}))

    assert f'name="email" value="{VICTIM}"' in text(client, LATER)


def test_no_mail_leaves_for_what_isnt_an_address(client: Client) -> None:
    fill(client, answers_for(), until="faits")
    stop(client)

    response = send_link(client, "anne@")

    assert response.status_code == 422
    assert "Cette adresse n’est pas complète." in html.unescape(response.content.decode())
    assert not OutgoingMail.objects.exists()


def test_two_clicks_send_one_mail(client: Client) -> None:
    fill(client, answers_for(), until="faits")
    stop(client)

    assert [send_link(client).url for _ in range(2)] == [LATER, LATER]
    assert OutgoingMail.objects.count() == 1


def test_a_form_sent_or_gone_meanwhile_is_mailed_nothing(client: Client) -> None:
    answers = ready(client)
    stop(client, "unite", **answers["unite"])
    send_link(client)
    accepted(post(client, "recap", answers["recap"]))

    assert deliver(owed().pk) == MailState.CANCELLED
    assert owed().payload is None


def test_starting_over_drops_the_mail_too(client: Client) -> None:
    fill(client, answers_for(), until="faits")
    stop(client)
    send_link(client)

    client.post("/deposer/recommencer/", {"draft": draft_number(client.get("/deposer/"))})

    assert not OutgoingMail.objects.exists()
    assert not Draft.objects.exists()


# -- limits ----------------------------------------------------------------------------------------------
def test_tries_of_one_network_are_braked(client: Client, noon: time_machine.Coordinates) -> None:
    form = {"code": WRONG, "place": place_of(client)}
    said = [client.post(TAKE, form).status_code for _ in range(TRIES_BY_ADDRESS + 1)]

    assert said == [404] * TRIES_BY_ADDRESS + [429]
    limited = client.post(TAKE, form)
    assert "Réessayez dans 5 minutes. Le lien ou le code reste bon." in html.unescape(limited.content.decode())
    assert limited["Retry-After"] == "300"
    assert Client(REMOTE_ADDR="192.0.2.17").post(TAKE, form).status_code == 404
    noon.shift(300)
    assert client.post(TAKE, form).status_code == 404


def test_one_mailbox_gets_a_few_links_a_day(client: Client, noon: time_machine.Coordinates) -> None:
    fill(client, answers_for(), until="faits")
    stop(client)

    writings = [VICTIM, VICTIM.upper(), "Anne.Delaunay+x@courriel.example"]
    said = []
    for number in range(MAILS_BY_MAILBOX + 1):
        said.append(send_link(client, writings[number % 3]).status_code)
        noon.shift(timedelta(minutes=1))

    assert said == [302] * MAILS_BY_MAILBOX + [429]
    assert OutgoingMail.objects.count() == MAILS_BY_MAILBOX
    assert "Notez le code" in html.unescape(send_link(client).content.decode())
    assert send_link(client, "autre@courriel.example").status_code == 302


def test_a_town_hall_may_send_many(client: Client) -> None:
    fill(client, answers_for(), until="faits")
    stop(client)

    said = [send_link(client, f"visiteur{number}@courriel.example").status_code for number in range(MAILS_BY_ADDRESS)]

    assert set(said) == {302}
    assert send_link(client, "un.de.trop@courriel.example").status_code == 429


def test_without_valkey_everything_goes_on(client: Client, other: Client, caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    dead = {"default": {**settings.CACHES["default"], "LOCATION": f"redis://127.0.0.1:{port}/0"}}
    fill(client, answers_for(), until="unite")

    with override_settings(CACHES=dead), caplog.at_level(logging.WARNING, logger="preplainte.limits"):
        assert post(client, "unite", {"search": "Évreux"}).status_code == 200
        code = stop(client, "unite")
        assert send_link(client).url == LATER
        assert take(other, code).url == RESUMED

    acts = {record.getMessage().split(" error=")[0] for record in caplog.records if record.name == "preplainte.limits"}
    assert acts == {
        f"limit not counted act={act}"
        for act in ("unit-search", "resume-mail", "resume-mail-address", "resume-mailbox", "resume")
    }


def test_searches_of_one_network_are_braked_and_the_choice_stays(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("units.views.finder.SEARCHES_BY_ADDRESS", 2)
    fill(client, answers_for(), until="unite")

    said = [post(client, "unite", {"search": "Évreux"}) for _ in range(3)]

    assert [response.status_code for response in said] == [200, 200, 429]
    assert "Trop de recherches depuis votre connexion : réessayez dans 5 minutes" in said[2].content.decode()


# -- figures ---------------------------------------------------------------------------------------------
def test_each_page_costs_at_most_eight_queries(client: Client, other: Client, django_assert_max_num_queries) -> None:
    fill(client, answers_for(), until="faits")
    code = stop(client)
    number = draft_number(client.get(LATER))
    for visit in (
        lambda: client.get(LATER),
        lambda: client.post(LATER, {"draft": number, "email": VICTIM}),
        lambda: client.post(LATER, {"draft": number, "email": "x"}),
    ):
        with django_assert_max_num_queries(8):
            visit()
    with django_assert_max_num_queries(0):
        other.get(f"{RESUME}{code}/")
    place = place_of(other)
    with django_assert_max_num_queries(8):
        assert other.post(TAKE, {"code": code, "place": place}).url == RESUMED
    with django_assert_max_num_queries(8):
        other.get(RESUMED)
    with django_assert_max_num_queries(8):
        client.get("/deposer/faits/")
