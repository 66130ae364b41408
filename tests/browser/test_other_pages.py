"""The pages that the walk doesn't cross, in both languages: each looked at as it stands, and with its errors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from preplainte.demo.accounts import PASSWORD
from tests.browser.eyes import Eyes
from tests.public_pages import PUBLIC
from tests.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ACTS = ("proposer", "fixer", "clore", "signer")


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(base_url=site.url, viewport={"width": 360, "height": 740}, locale="fr-FR")
    yield context.new_page()
    context.close()


def speak_english(page: Page) -> None:
    page.locator("button[name=language][value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("language", ["fr", pytest.param("en", marks=pytest.mark.drill)])
def test_public_pages(page: Page, eyes: Eyes, language: str) -> None:
    page.goto("/")
    if language == "en":
        speak_english(page)
    for path in PUBLIC:
        page.goto(f"/{path}")
        eyes.look(page, f"public-{path.partition('?')[0].strip('/').replace('/', '-') or 'home'}-{language}")
    page.goto("/suivi/")
    page.locator("main [type=submit]").first.click()
    eyes.look(page, f"tracking-errors-{language}")


@pytest.mark.parametrize("paper", ["recepisse", "effacement"])
def test_checking_a_paper(page: Page, eyes: Eyes, paper: str) -> None:
    page.goto("/verifier/")
    form = page.locator(f"details:has(button[value={paper}])")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    form.locator("button[name=paper]").click()
    expect(page.locator("#error-summary li")).to_have_count(6)
    eyes.look(page, f"check-{paper}-errors")


def test_pages_that_lead_elsewhere(page: Page, eyes: Eyes) -> None:
    page.goto("/deposer/")
    page.check("[name=emergency][value=yes]", force=True)
    page.locator("main form [type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("17")
    eyes.look(page, "refused")
    page.goto("/suivi/l/nobody-knows-this/")
    eyes.look(page, "bad-link")
    page.goto("/nowhere/")
    eyes.look(page, "not-found")


def test_desk_pages_in_english(page: Page, eyes: Eyes) -> None:
    page.goto("/agents/connexion/")
    speak_english(page)
    page.fill("[name=username]", "collegue.evreux@police.example")
    page.fill("[name=password]", PASSWORD)
    page.locator("main form [type=submit]").first.click()
    expect(page.locator("h1")).to_have_text("Inbox")
    eyes.look(page, "inbox-en")
    page.goto("/agents/a-prevenir/")
    eyes.look(page, "to-tell-en")
    page.goto("/agents/?vue=nouvelles")
    page.locator("tbody a").first.click()
    file = page.url.partition("?")[0]
    eyes.look(page, "file-en")
    for act in ACTS:
        page.goto(f"{file}{act}/")
        eyes.look(page, f"{act}-en")
        page.locator("main form :is(.btn-primary, .btn-danger)[type=submit]").first.click()
        expect(page.locator(".error-summary")).to_be_visible()
        eyes.look(page, f"{act}-errors-en")


def test_pages_of_a_confirmed_appointment(page: Page, eyes: Eyes) -> None:
    page.goto("/agents/connexion/")
    page.fill("[name=username]", "collegue.evreux@police.example")
    page.fill("[name=password]", PASSWORD)
    page.locator("main form [type=submit]").first.click()
    page.goto("/agents/?vue=rendez-vous")
    page.locator("tbody a").first.click()
    file = page.url.partition("?")[0]
    for act in ("deplacer", "annuler", "absence"):
        page.goto(f"{file}{act}/")
        eyes.look(page, act)
