"""A victim at a browser: fills pages by the names of their questions, whatever the look, with a script or without."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import BrowserContext, Locator, expect

from tests.running_site import Site, text_of

REFERENCE = re.compile(r"\b[2-9A-HJKMNP-TV-Z]{5}-[2-9A-HJKMNP-TV-Z]{5}\b")
THING = re.compile(r"objects-(\d+)-")
# Every question of the page in its order, with what it takes.
QUESTIONS = """() => [...document.querySelectorAll("main form [name]:not([type=hidden])")].map((one) => {
  return [one.name, one.tagName === "SELECT" ? "select" : one.tagName === "TEXTAREA" ? "text" : one.type];
})"""


# Typed at once: what isn't shown can't be typed into.
TYPE = """(texts) => {
  for (const [name, text] of Object.entries(texts)) {
    const one = document.querySelector(`main form [name="${name}"]`);
    if (!one.checkVisibility({visibilityProperty: true})) throw new Error(`${name} isn’t shown`);
    one.value = text;
  }
}"""


class Victim:
    """One visitor, from the first page to the receipt."""

    def __init__(self, context: BrowserContext, site: Site, language: str = "fr") -> None:
        self.site, self.page, self.language = site, context.new_page(), language

    def begin(self) -> None:
        self.page.goto(self.site.url)
        if self.language != "fr":
            self.page.locator(f"button[name=language][value={self.language}]").click()
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)
        self.page.locator("main a.btn-primary[href='/deposer/']").first.click()

    def go_on(self) -> None:
        """Press the main button of the page."""
        with self.page.expect_navigation():
            self.page.locator("main form .btn-primary[type=submit]").first.click()
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)

    def step(self, slug: str, answers: Mapping[str, Any]) -> None:
        """Answer the page of this step and go on: it must be accepted."""
        assert self.slug == slug, f"{self.slug} is shown, not {slug}: {self.page.locator('main').inner_text()}"
        self.answer(answers)
        self.go_on()
        wrong = self.page.locator(".error-summary")
        assert wrong.count() == 0, f"{slug}: {wrong.first.inner_text()}"

    @property
    def slug(self) -> str:
        """Of the step shown: the sorting has the address of the form itself."""
        found = re.search(r"/deposer/(?:([a-z-]+)/)?(?:[?#].*)?$", self.page.url)
        return (found[1] or "tri") if found else self.page.url

    def answer(self, answers: Mapping[str, Any]) -> None:
        """Fill the questions named, in the order of the page; things are added where the page doesn't ask yet."""
        self._unfold()
        for number in sorted({match[1] for name in answers if (match := THING.match(name))}):
            self._thing(int(number), answers[f"objects-{number}-category"])
        kinds: dict[str, str] = dict(self.page.evaluate(QUESTIONS))
        left = {name: value for name, value in answers.items() if value not in ("", None)}
        assert left.keys() <= kinds.keys(), f"{self.slug} doesn’t ask {left.keys() - kinds.keys()}"
        for name, kind in kinds.items():
            if name in left and kind in ("select", "radio", "checkbox"):
                self._choose(name, kind, left.pop(name))
        self.page.evaluate(TYPE, {name: str(value) for name, value in left.items()})

    def _unfold(self) -> None:
        folded = self.page.locator("main form details:not([open]) > summary")
        while folded.count():  # each that opens leaves the list
            folded.first.click()

    def _thing(self, number: int, category: str) -> None:
        """Have one more thing asked about, or one that the page proposed changed to another sort."""
        chooser = self.page.locator(f"[name='objects-{number}-category']")
        if not chooser.count():
            self.page.select_option("[name=added]", category)
            self._press(self.page.locator("button[name=add]"))
        elif chooser.input_value() != category:
            chooser.select_option(category)
            self._press(self.page.locator(f"button[name=change][value='objects-{number}']"))

    def _press(self, button: Locator) -> None:
        with self.page.expect_navigation():
            button.click()

    def _choose(self, name: str, kind: str, value: Any) -> None:
        named = f"main form [name='{name}']"
        if kind == "select":
            self.page.select_option(named, str(value))
            return
        for one in value if isinstance(value, list) else [value]:
            # A lone box has no value of its own; what is drawn over an input takes its clicks.
            self.page.check(named if one == "on" else f"{named}[value='{one}']", force=True)

    # -- the last pages ----------------------------------------------------------------------------
    def choose_unit(self) -> None:
        self.page.locator("main form [name=unit]").first.check(force=True)

    def prove(self, email: str) -> None:
        """Type the code that the site sent there."""
        code = re.search(r"^ +(\d{6})\s*$", text_of(self.site.wait_for_mail(to=email, about="code")), re.MULTILINE)
        assert code
        self.page.fill("[name=email_code]", code[1])
        self._press(self.page.locator("button[name=verify]"))
        assert self.page.locator("[name=email_code]").count() == 0, self.page.locator("main").inner_text()

    def reference(self) -> str:
        """What the receipt shows."""
        assert self.page.url.endswith("/deposer/recu/"), self.page.locator("main").inner_text()
        found = REFERENCE.search(self.page.locator("main").inner_text())
        assert found
        return found[0]
