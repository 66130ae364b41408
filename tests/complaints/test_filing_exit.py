"""Leaving at once, and saying that one has finished: what is sent to the browser, and what stays with us.

What a browser makes of it stands in ``tests/browser/test_leaving.py``.
"""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from complaints.enums import Status
from complaints.filing import drafts
from complaints.filing.places import PUBLIC
from complaints.models import Complaint, Draft
from complaints.questions.steps import steps_for
from complaints.views.leave import EVERYTHING
from preplainte.context import NEUTRAL
from tests.complaints.driver import FACTS, accepted, answers_for, begin, file_online, fill, post, ready
from tests.complaints.test_filing_resume import WRONG, stop, take
from tests.markup import Elements

STEPS = steps_for({})
"""Those of the ordinary form."""

pytestmark = pytest.mark.django_db

LEAVE = "/quitter/"
CLOSE = "/deposer/recu/fermer/"


def has_exit(response: HttpResponse) -> bool:
    """One form that leaves, with a button that says so, and no token that could be too old."""
    form = re.compile(rf'<form method="post" action="{LEAVE}" data-exit="([^"]*)">(.*?)</form>', re.DOTALL)
    found = form.findall(response.text)
    return (
        len(found) == 1
        and found[0][0] == NEUTRAL
        and "Quitter vite ce site" in found[0][1]
        and ("csrfmiddlewaretoken" not in found[0][1])
    )


# -- where it stands -------------------------------------------------------------------------------------
def test_it_stands_on_every_page_of_the_form(client: Client) -> None:
    shown = {"blank": client.get("/deposer/"), "refused": client.post("/deposer/", {})}
    shown["door"] = client.post("/deposer/", {"emergency": "yes"})
    answers = ready(client)
    shown |= {step.slug: client.get(f"/deposer/{step.slug}/") for step in STEPS}
    shown["errors"] = post(client, "faits", {**FACTS, "narrative": ""})
    accepted(post(client, "faits", FACTS))
    shown["choice"] = client.get("/deposer/")
    shown["other"] = client.post("/deposer/faits/", {"draft": "0" * 12})
    code = stop(client)
    shown["later"] = client.get("/deposer/plus-tard/")
    shown["code"] = client.get("/reprendre/")
    shown["link"] = client.get(f"/reprendre/{code}/")
    shown["wrong"] = take(Client(), WRONG)
    second = Client()
    begin(second, answers)
    accepted(post(second, "situation", {"theft": "theft", "who": "self"}))
    shown["another open"] = take(second, code)
    shown["gone"] = Client().post("/deposer/faits/", {})
    accepted(post(client, "faits", FACTS))
    accepted(post(client, "recap", answers["recap"]))
    shown["receipt"] = client.get("/deposer/recu/")

    assert {name: has_exit(page) for name, page in shown.items()} == dict.fromkeys(shown, True)


@pytest.mark.parametrize("name", ["follow", "follow_withdraw", "tracking"])
def test_it_stands_on_the_pages_of_the_pre_complaint(client: Client, name: str) -> None:
    complaint = file_online(client)
    client.get(reverse("complaints:follow_link", args=[complaint.follow_secret]))
    path = reverse(f"complaints:{name}", args=[] if name == "tracking" else [complaint.reference])

    page = client.get(path)

    assert has_exit(page)
    assert (f'name="reference" value="{complaint.reference}"' in page.text) is (name != "tracking")


def test_it_comes_before_the_questions(client: Client) -> None:
    """By keyboard: after the header, before anything to fill."""
    page = client.get("/deposer/").text

    assert page.index("Quitter vite ce site") < page.index("<main")
    buttons = [attrs for tag, attrs in Elements(page).found if tag == "button"]
    assert all(attrs.get("type") == "submit" for attrs in buttons)


# -- what it does ----------------------------------------------------------------------------------------
def test_it_forgets_and_goes_elsewhere(client: Client) -> None:
    fill(client, answers_for(), until="faits")

    response = client.post(LEAVE)

    assert response.status_code == 200
    assert response["Clear-Site-Data"] == EVERYTHING
    assert response["Refresh"] == f"0; url={NEUTRAL}"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store"
    cookie = response.cookies[drafts.COOKIE]
    assert (cookie.value, cookie["path"], cookie["max-age"]) == ("", PUBLIC.path, 0)
    assert f'href="{NEUTRAL}"' in response.text
    assert not any(word in response.text.lower() for word in ("plainte", "police", "gendarmerie", "formulaire"))


def test_the_form_itself_stays_for_its_code(client: Client) -> None:
    fill(client, answers_for(), until="faits")
    code = stop(client, narrative="Il pleuvait.")

    client.post(LEAVE)

    assert take(Client(), code).url == "/deposer/repris/"


def test_it_works_with_a_page_that_is_too_old() -> None:
    assert Client(enforce_csrf_checks=True).post(LEAVE).status_code == 200


@pytest.mark.parametrize("where", ["cross-site", "same-site", "none"])
def test_another_site_can_make_nobody_forget(client: Client, where: str) -> None:
    response = client.post(LEAVE, headers={"Sec-Fetch-Site": where})

    assert response.url == "/"
    assert "Clear-Site-Data" not in response
    assert not response.cookies


def test_opened_by_hand_it_does_nothing(client: Client) -> None:
    begin(client, answers_for())

    response = client.get(LEAVE)

    assert response.url == "/"
    assert "Clear-Site-Data" not in response
    assert client.get("/deposer/situation/").status_code == 200


def test_from_the_page_of_a_pre_complaint_its_cookie_goes_too(client: Client) -> None:
    complaint = file_online(client)
    client.get(reverse("complaints:follow_link", args=[complaint.follow_secret]))

    response = client.post(LEAVE, {"reference": complaint.reference})

    assert response.cookies["preplainte_suivi"]["path"] == reverse("complaints:follow", args=[complaint.reference])
    assert client.get(reverse("complaints:follow", args=[complaint.reference])).url == "/suivi/"
    assert client.post(LEAVE, {"reference": "x\x00"}).status_code == 200


def test_it_asks_the_database_nothing(client: Client, django_assert_num_queries) -> None:
    begin(client, answers_for())
    with django_assert_num_queries(0):
        client.post(LEAVE)


# -- finished --------------------------------------------------------------------------------------------
def test_sending_leaves_the_receipt_in_the_browser(client: Client) -> None:
    answers = ready(client)

    sent = accepted(post(client, "recap", answers["recap"]))

    assert "Clear-Site-Data" not in sent
    for _ in range(2):  # a reload, and a second tab
        assert Complaint.objects.get().reference in client.get("/deposer/recu/").text


def test_finished_the_browser_keeps_nothing(client: Client) -> None:
    complaint = file_online(client)

    response = client.post(CLOSE)

    assert response["Clear-Site-Data"] == EVERYTHING
    assert response.cookies[drafts.COOKIE].value == ""
    assert complaint.reference not in client.get("/deposer/recu/", follow=True).text
    complaint.refresh_from_db()
    assert complaint.status == Status.FILED


def test_finished_following_the_browser_keeps_nothing(client: Client) -> None:
    complaint = file_online(client)
    client.get(reverse("complaints:follow_link", args=[complaint.follow_secret]))

    response = client.post(reverse("complaints:follow_close", args=[complaint.reference]), follow=True)

    assert [url for url, _ in response.redirect_chain] == [CLOSE, "/suivi/termine/"]
    assert client.post(CLOSE)["Clear-Site-Data"] == EVERYTHING


def test_finished_with_one_file_a_form_left_open_stays(client: Client) -> None:
    fill(client, answers_for(), until="faits")

    response = client.post(CLOSE)

    assert "Clear-Site-Data" not in response
    assert client.get("/deposer/faits/").status_code == 200
    assert Draft.objects.count() == 1
