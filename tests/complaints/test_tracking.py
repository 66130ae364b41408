"""The ways in to one's own pre-complaint, and who stays outside."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookiejar import CookieJar
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.live_server_helper import LiveServer

from complaints.models import Complaint, JournalEntry
from complaints.models.reference import new_reference
from complaints.sealing import access
from complaints.views.follow.access import COOKIE
from tests.complaints.ways_in import FORM, ask, generation_up, lets_in, link, own
from tests.factories import ComplaintFactory
from tests.markup import Elements

pytestmark = pytest.mark.django_db


@pytest.fixture
def complaint() -> Complaint:
    return ComplaintFactory()


@pytest.fixture
def stranger() -> Complaint:
    return ComplaintFactory()


# -- the link --------------------------------------------------------------------------------------
def test_the_link_leaves_a_cookie_and_changes_nothing(client: Client, complaint: Complaint) -> None:
    before = Complaint.objects.filter(pk=complaint.pk).values().get()
    for method in (client.head, client.get, client.get):
        response = method(link(complaint.follow_secret))
        assert lets_in(response, complaint)

    cookie = response.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store"
    assert Complaint.objects.filter(pk=complaint.pk).values().get() == before
    assert not JournalEntry.objects.exists()


def test_the_cookie_only_travels_encrypted_in_production(client: Client, complaint: Complaint) -> None:
    with override_settings(SESSION_COOKIE_SECURE=True):
        assert client.get(link(complaint.follow_secret)).cookies[COOKIE]["secure"] is True


def bad_secrets(complaint: Complaint, stranger: Complaint) -> Iterator[str]:
    good = complaint.follow_secret
    yield from ("x", good[:-1], good + "A", "A" * len(good), good.swapcase(), "é" * 43, "=" * 43, "%00" * 9)
    yield access.link_secret(uuid4(), 0)  # well made, for a row that doesn't exist
    yield access.link_secret(complaint.pk, 2)  # of a generation to come; the next one is that of a lost code
    yield good[:20] + stranger.follow_secret[20:]  # the row of one, the proof of another


def test_a_bad_link_is_told_kindly_and_opens_nothing(client: Client, complaint: Complaint, stranger: Complaint) -> None:
    for secret in bad_secrets(complaint, stranger):
        response = client.get(link(secret))

        assert response.status_code == 404, secret
        assert Elements(response.content.decode()).texts("h1") == ["Ce lien ne s’ouvre plus"]
        assert response["Referrer-Policy"] == "no-referrer"
        assert not response.cookies


def test_an_outdated_link_and_its_cookie_open_nothing_any_more(client: Client, complaint: Complaint) -> None:
    former = complaint.follow_secret
    client.get(link(former))
    assert client.get(own(complaint)).status_code == 200

    generation_up(complaint)

    assert client.get(link(former)).status_code == 404
    assert client.get(own(complaint)).status_code == 302
    assert lets_in(client.get(link(complaint.follow_secret)), complaint)


def test_a_second_click_on_the_button_of_a_new_link_leads_in_as_well(client: Client, complaint: Complaint) -> None:
    new_link = link(complaint.next_secret)
    assert client.post(new_link).status_code == 302
    complaint.refresh_from_db()

    assert lets_in(client.post(new_link), complaint)


# -- the cookie ------------------------------------------------------------------------------------
PAGES = (
    "follow",
    "follow_choose",
    "follow_pick",
    "follow_decline",
    "follow_move",
    "follow_cancel",
    "follow_withdraw",
    "follow_calendar",
)


@pytest.mark.parametrize("name", PAGES)
def test_without_the_right_cookie_every_address_leads_to_the_form(
    client: Client, complaint: Complaint, stranger: Complaint, name: str
) -> None:
    old = complaint.follow_secret
    generation_up(complaint)
    for cookie in (None, "", "x", stranger.follow_secret, old, access.link_secret(uuid4(), 0)):
        for reference in (complaint.reference, new_reference(), "n’importe quoi", "a\x00b", "A" * 300):
            client.cookies.clear()
            if cookie is not None:
                client.cookies[COOKIE] = cookie
            address = reverse(f"complaints:{name}", args=[reference])
            methods = (client.get,) if name in ("follow", "follow_calendar") else (client.get, client.post)
            answers = {(response.status_code, response["Location"]) for response in (go(address) for go in methods)}
            assert answers == {(302, FORM)}

    complaint.refresh_from_db()
    assert (complaint.status, complaint.identity is None) == ("filed", False)


def test_without_a_cookie_nothing_is_looked_up(
    client: Client, complaint: Complaint, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert client.get(own(complaint))["Location"] == FORM


def test_done_forgets_the_cookie_of_that_file_alone(client: Client, complaint: Complaint) -> None:
    client.get(link(complaint.follow_secret))
    response = client.post(reverse("complaints:follow_close", args=[complaint.reference]))

    assert (response.status_code, response["Location"]) == (307, reverse("complaints:close_receipt"))
    assert client.post(response["Location"])["Location"] == reverse("complaints:tracking_closed")
    cookie = response.cookies[COOKIE]
    assert (cookie.value, cookie["path"], cookie["max-age"]) == ("", own(complaint), 0)
    assert client.get(reverse("complaints:tracking_closed")).status_code == 200
    assert client.get(own(complaint))["Location"] == FORM


def test_closing_is_a_button_and_not_an_address(client: Client, complaint: Complaint) -> None:
    client.get(link(complaint.follow_secret))
    response = client.get(reverse("complaints:follow_close", args=[complaint.reference]))

    assert response["Location"] == own(complaint)
    assert client.get(own(complaint)).status_code == 200


class Browser:
    """Keeps cookies as browsers do: each goes back to its own path only."""

    def __init__(self, server: LiveServer) -> None:
        self.jar = CookieJar()
        self.server = server
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(self.jar))

    def open(self, path: str) -> tuple[str, str]:
        """Where it ended, and what the page says."""
        with self.opener.open(f"{self.server.url}{path}") as response:
            return response.url.removeprefix(self.server.url), response.read().decode()


@pytest.mark.django_db(transaction=True)
def test_the_files_of_a_family_do_not_mix(live_server: LiveServer) -> None:
    mother, child = ComplaintFactory(), ComplaintFactory()
    browser = Browser(live_server)

    assert browser.open(link(mother.follow_secret))[0] == own(mother)
    assert browser.open(link(child.follow_secret))[0] == own(child)
    for complaint in (mother, child, mother):
        where, page = browser.open(own(complaint))
        assert where == own(complaint)
        assert complaint.reference in page
    assert {(cookie.path, cookie.value) for cookie in browser.jar if cookie.name == COOKIE} == {
        (own(mother), mother.follow_secret),
        (own(child), child.follow_secret),
    }


# -- no session ------------------------------------------------------------------------------------
def test_no_server_session(client: Client, complaint: Complaint) -> None:
    client.get(FORM)
    ask(client, complaint.reference, complaint.follow_code)
    client.get(own(complaint))

    assert set(client.cookies) == {COOKIE, settings.CSRF_COOKIE_NAME}


def test_the_ways_in_are_written_on_the_public_pages(client: Client) -> None:
    for name in ("home", "help"):
        page = Elements(client.get(reverse(f"complaints:{name}")).content.decode())
        assert [a for a in page.attributes("a") if a["href"] == FORM]
