"""The inbox under an officer's eyes: what a colleague does appears without a row moving, a tick or the focus lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from preplainte.demo.accounts import PASSWORD
from tests.browser.eyes import Eyes
from tests.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

HALF_A_MINUTE = 31_000
STANDING = """() => ({
  focus: document.activeElement.href,
  top: Math.round(document.activeElement.getBoundingClientRect().top),
  ticked: [...document.querySelectorAll("[name=pk]:checked")].map((box) => box.value),
})"""


def sign_in(browser: Browser, site: Site, username: str) -> Page:
    context = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 600}, locale="fr-FR")
    page = context.new_page()
    page.goto("/agents/connexion/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form [type=submit]").first.click()
    return page


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    page = sign_in(browser, site, "agent.evreux@police.example")
    yield page
    page.context.close()


def standing(page: Page) -> Any:
    return page.evaluate(STANDING)


def half_a_minute_later(page: Page) -> None:
    with page.expect_request(lambda request: "fragment=1" in request.url) as asked:
        page.clock.fast_forward(HALF_A_MINUTE)
    asked.value.response()


def test_what_a_colleague_does_appears_where_one_stands(page: Page, browser: Browser, site: Site) -> None:
    page.clock.install()
    page.goto("/agents/")
    rows = page.locator("tbody tr")
    new = rows.filter(has_text="Déposée").last.get_attribute("data-key")
    rows.nth(7).locator("[name=pk]").check()
    rows.nth(5).locator("th a").focus()
    page.evaluate("window.scrollBy(0, 150)")
    before = standing(page)
    colleague = sign_in(browser, site, "collegue.evreux@police.example")
    colleague.goto("/agents/")
    colleague.locator(f"[data-key='{new}'] th a").click()
    expect(colleague.locator("h1")).to_be_visible()
    colleague.context.close()

    half_a_minute_later(page)

    expect(page.locator(f"[data-key='{new}']")).to_contain_text("Reçue")
    assert standing(page) == before
    assert before["ticked"] != []
    page.route("**/*fragment=1*", lambda route: route.abort())
    page.clock.fast_forward(HALF_A_MINUTE)
    expect(page.locator("[data-live-say]")).to_have_text("Le site ne répond pas : cette liste n’est plus à jour.")
    page.unroute("**/*fragment=1*")
    page.context.clear_cookies()
    half_a_minute_later(page)
    expect(page.locator("[data-live-say]")).to_contain_text("Vous êtes déconnecté")


def test_filters_and_kept_views_look_right(page: Page, eyes: Eyes) -> None:
    page.goto("/agents/")
    page.select_option("[name=nature]", "phone")
    page.fill("[name=lieu]", "Évreux")
    page.keyboard.press("Enter")
    expect(page.locator(".holding .chip")).to_have_count(2)
    eyes.look(page, "inbox-filtered")
    page.locator("text=Enregistrer cette vue").click()
    page.locator("main form.form [type=submit]").click()
    expect(page.locator(".error-summary")).to_be_visible()
    eyes.look(page, "view-errors")
    page.fill("[name=name]", "Téléphones d’Évreux")
    page.locator("main form.form [type=submit]").click()
    expect(page.locator(".saved [aria-current]")).to_have_text("Téléphones d’Évreux")
    page.goto("/agents/vues/")
    eyes.look(page, "views")
    page.goto("/agents/?lieu=saint+aubin&agent=personne&nature=discrimination")
    eyes.look(page, "inbox-nothing")
