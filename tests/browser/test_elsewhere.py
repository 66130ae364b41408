"""A form begun on a phone without JavaScript, saved, and sent from another device; and one filed by keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.kinds import answers
from tests.browser.victim import QUESTIONS, Victim
from tests.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("kinds")]

MOST_STOPS = 150


def test_begun_here_and_sent_from_another_device(site: Site, browser: Browser) -> None:
    phone = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR", java_script_enabled=False)
    computer = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR")
    told = answers("burglary", "self", "")
    here, there = Victim(phone, site), Victim(computer, site)

    here.begin()
    for slug in ("tri", "situation", "faits"):
        here.step(slug, told[slug])
    here.page.select_option("[name=added]", "jewel")
    here.page.locator("button[name=add]").click()
    here.page.fill("[name='objects-0-description']", "Alliance gravée")
    here.page.locator("button[name=later]").click()
    code = here.page.locator("main .reference-big").inner_text()

    there.page.goto(f"{site.url}/reprendre/")
    there.page.fill("[name=code]", code.lower())
    there.page.locator("main form .btn-primary").click()
    there.page.get_by_role("link", name="Continuer").click()
    # What was typed before it held is there as well, in the step where it was typed.
    assert there.slug == "objets"
    expect(there.page.locator("[name='objects-0-description']")).to_have_value("Alliance gravée")
    there.go_on()
    for slug in ("identite", "unite"):
        if slug == "unite":
            there.choose_unit()
        there.step(slug, told[slug])
    expect(there.page.locator("main")).to_contain_text("Alliance gravée")
    expect(there.page.locator("main")).to_contain_text(told["faits"]["narrative"].split("\n")[0])
    there.step("recap", {"warning_read": "on"})
    assert there.reference()

    here.page.goto(f"{site.url}/deposer/identite/")
    expect(here.page.locator("main")).not_to_contain_text("Alliance gravée")
    phone.close()
    computer.close()


class Typist:
    """Somebody without a mouse: Tab, Space, Enter, arrows and letters. It sees which element has the focus."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator) -> None:
        """Tab until the element has the focus; all of the page is crossed at most twice."""
        for _ in range(MOST_STOPS):
            if target.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab doesn’t reach {target}")

    def answer(self, told: dict[str, str]) -> None:
        kinds: dict[str, str] = dict(self.page.evaluate(QUESTIONS))
        for name, kind in kinds.items():
            if told.get(name):
                self._one(name, kind, told[name])

    def _one(self, name: str, kind: str, value: str) -> None:
        named = self.page.locator(f"main form [name='{name}']")
        if kind == "radio":
            self._radio(named, value)
        elif kind == "checkbox":
            self.reach(named)
            self.page.keyboard.press("Space")
        elif kind == "select":
            self._select(named, value)
        else:
            self.reach(named)
            self.page.keyboard.insert_text(value)

    def _radio(self, named: Locator, value: str) -> None:
        """Tab to the group, Space for its first answer, arrows to the one wanted."""
        self.reach(named.first)
        self.page.keyboard.press("Space")
        wanted = self.page.locator(f"main form [name='{named.first.get_attribute('name')}'][value='{value}']")
        for _ in range(named.count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"No arrow leads to {value}")

    def _select(self, named: Locator, value: str) -> None:
        self.reach(named)
        for _ in range(named.locator("option").count()):
            if named.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"No arrow leads to {value}")

    def press(self, button: Locator, key: str = "Enter") -> None:
        self.reach(button)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def go_on(self) -> None:
        self.press(self.page.locator("main form .btn-primary[type=submit]").first)


def test_filed_by_keyboard_alone(site: Site, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR")
    page = context.new_page()
    typist, told = Typist(page), answers("theft", "self", "")
    told["objets"] = {}
    page.goto(site.url)

    typist.press(page.locator("main a.btn-primary[href='/deposer/']").first)
    typist.go_on()
    # The focus is on the list of what is missing: its first line leads to the first question.
    expect(page.locator("#error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('fieldset')?.querySelector('[name=emergency]') !== null")
    for slug in ("tri", "situation", "faits", "objets", "identite"):
        if slug == "faits":
            typist.reach(page.locator("main form summary").first)
            page.keyboard.press("Enter")
        if slug == "objets":
            typist._select(page.locator("[name=added]"), "bag")
            typist.press(page.locator("button[name=add]"), "Space")
            told[slug] = {"objects-0-description": "Sac à dos gris", "objects-0-value": "60"}
        typist.answer(told[slug])
        typist.go_on()
        assert page.locator(".error-summary").count() == 0, page.locator(".error-summary").inner_text()
    typist._radio(page.locator("[name=unit]"), str(page.locator("[name=unit]").first.get_attribute("value")))
    typist.go_on()
    typist.answer({"warning_read": "on"})
    typist.go_on()

    expect(page).to_have_url(re.compile(r"/deposer/recu/$"))
    expect(page.locator("main")).to_contain_text("pas encore une plainte")
    context.close()
