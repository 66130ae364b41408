"""The quick exit and « J’ai terminé » in a real browser: nothing of ours is left, and Back shows nothing.

The machine has no network: the neutral site is answered for by the test.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from preplainte.context import NEUTRAL
from tests.browser.eyes import Eyes
from tests.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

EXIT = "Quitter vite ce site"


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def visitor(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="fr-FR", java_script_enabled=request.param
    )
    context.route(f"{NEUTRAL}**", _answer)
    yield context
    context.close()


def _answer(route: Route) -> None:
    route.fulfill(body="<!doctype html><title>Ailleurs</title><h1>Ailleurs</h1>", content_type="text/html")


def begin(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/deposer/")
    for name, value in {"emergency": "no", "kind": "theft", "violence": "no", "author": "no"}.items():
        page.check(f"[name='{name}'][value='{value}']", force=True)
    page.locator("main form .btn-primary").click()
    expect(page.locator("main")).to_contain_text("Étape 2 sur 7")


def ours(context: BrowserContext) -> list[str]:
    return [cookie["name"] for cookie in context.cookies() if cookie["name"].startswith(("preplainte", "csrf"))]


def test_the_quick_exit_leaves_nothing_behind(site: Site, visitor: BrowserContext, eyes: Eyes) -> None:
    page = visitor.new_page()
    begin(page, site)
    assert "preplainte_depot" in ours(visitor)
    eyes.look(page, "situation-with-exit")

    page.get_by_role("button", name=EXIT).click()
    page.wait_for_url(NEUTRAL)

    expect(page.locator("h1")).to_have_text("Ailleurs")
    page.wait_for_timeout(500)  # the request that forgets outlives its page
    assert ours(visitor) == []
    page.go_back()
    expect(page.locator("main")).not_to_contain_text("Étape 2")
    page.goto(f"{site.url}/deposer/situation/")
    assert page.url == f"{site.url}/deposer/"


def test_escape_three_times_leaves_too(site: Site, browser: Browser) -> None:
    context = browser.new_context(locale="fr-FR")
    context.route(f"{NEUTRAL}**", _answer)
    page = context.new_page()
    begin(page, site)

    page.wait_for_load_state()  # the words are there before the script that listens
    for key in ("Escape", "Escape", "a"):
        page.keyboard.press(key)
    page.wait_for_timeout(200)
    assert page.url.startswith(site.url)
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url(NEUTRAL)

    page.wait_for_timeout(500)
    assert ours(context) == []
    context.close()


def test_the_exit_stays_in_sight_and_is_reached_by_keyboard(site: Site, visitor: BrowserContext) -> None:
    page = visitor.new_page()
    begin(page, site)
    page.mouse.wheel(0, 5_000)

    box = page.get_by_role("button", name=EXIT).bounding_box()

    assert box is not None
    assert 0 <= box["y"] < 100
    assert box["height"] >= 44


def test_a_form_is_taken_up_in_another_browser(site: Site, browser: Browser, eyes: Eyes) -> None:
    """The real browser tells where a form comes from, and the check of it lets the page of the link through.

    Without JavaScript, which would stop the second of two clicks.
    """
    plain = {"viewport": {"width": 360, "height": 740}, "locale": "fr-FR", "java_script_enabled": False}
    here, elsewhere = browser.new_context(**plain), browser.new_context(**plain)
    page = here.new_page()
    begin(page, site)
    page.check("[name='who'][value='entity']", force=True)
    page.get_by_role("button", name="Enregistrer et continuer plus tard").click()
    expect(page.locator("h1")).to_have_text("Vos réponses sont enregistrées")
    eyes.look(page, "saved")
    code = page.locator("main .reference-big").inner_text()
    page.fill("[name=email]", "anne@")
    page.get_by_role("button", name="M’envoyer le lien").click()
    expect(page.locator(".error-summary")).to_be_visible()
    eyes.look(page, "saved-errors")

    other = elsewhere.new_page()
    other.goto(f"{site.url}/reprendre/")
    eyes.look(other, "resume-code")
    other.fill("[name=code]", "7KQ4")
    other.get_by_role("button", name="Reprendre mon formulaire").click()
    expect(other.locator(".error-summary")).to_be_visible()
    eyes.look(other, "resume-code-errors")
    other.goto(f"{site.url}/reprendre/{code}/")
    eyes.look(other, "resume-link")
    other.get_by_role("button", name="Reprendre mon formulaire").dblclick()
    expect(other.locator("h1")).to_have_text("Votre formulaire est ouvert ici")
    eyes.look(other, "resumed")
    other.get_by_role("link", name="Continuer").click()
    expect(other.locator("[name='who'][value='entity']")).to_be_checked()

    page.goto(f"{site.url}/deposer/situation/")
    expect(page.locator("h1")).to_have_text("Ce formulaire continue ailleurs")
    eyes.look(page, "elsewhere")
    page.goto(f"{site.url}/reprendre/{code}/")
    page.get_by_role("button", name="Reprendre mon formulaire").click()
    expect(page.locator("main")).to_contain_text("Ce lien ou ce code n’ouvre aucun formulaire.")
    eyes.look(page, "resume-failed")
    here.close()
    elsewhere.close()
