"""What a look at a page finds wrong: axe violations, too wide for the screen, a lost keyboard, a request elsewhere."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

from tests.browser.keyboard import nameless, wrong_with_tabs

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], "resultTypes": ["violations"]}
SCREENS = {"360": (360, 800), "1280": (1280, 800)}
# Reflow (WCAG 1.4.10), and a 1280-pixel screen zoomed to 200 % (1.4.4): the browser then lays out half as many pixels.
NARROW = {"320": (320, 640), "1280 at 200 %": (640, 400)}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Eyes:
    """Shows a page's own HTML again in a browser with JavaScript, which axe needs and the page may not have had."""

    seen: set[str] = set()
    """Names looked at already by this process: the next look at one of them costs nothing."""

    def __init__(self, browser: Browser, pictures: Path | None) -> None:
        self.context = browser.new_context()
        self.pictures = pictures

    def close(self) -> None:
        self.context.close()

    def look(self, page: Page, name: str) -> None:
        """Fail on any fault of ``page``, on a phone's screen, on a desk's, and zoomed; keep pictures if asked to."""
        if name in self.seen:
            return
        page.wait_for_load_state()
        html, address = page.content(), page.url
        again = self.context.new_page()
        elsewhere: list[str] = []
        here = urlsplit(address).netloc
        again.on("request", lambda request: elsewhere.append(request.url) if _is_elsewhere(request.url, here) else None)

        def answer(route: Route) -> None:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")

        again.route(address, answer)
        again.goto(address)
        for width, (across, down) in SCREENS.items():
            # Not loaded again: axe is at its second run three times as fast.
            again.set_viewport_size({"width": across, "height": down})
            found = Axe().run(again, options=RULES).response["violations"]
            wrong = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
            assert wrong == [], f"{name} at {width} px: {wrong}"
            _fits(again, name, width)
            self._keep(again, f"{name}-{width}")
        _keyboard(again, name)
        for width, (across, down) in NARROW.items():
            again.set_viewport_size({"width": across, "height": down})
            _fits(again, name, width)
        again.close()
        assert elsewhere == [], f"{name} asks elsewhere: {elsewhere}"
        self.seen.add(name)

    def _keep(self, page: Page, name: str) -> None:
        if self.pictures:
            self.pictures.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=self.pictures / f"{name}.png", full_page=True)


def _fits(page: Page, name: str, width: str) -> None:
    wide = page.evaluate(OVERFLOW)
    assert wide <= 0, f"{name} at {width} px is {wide} px wider than the screen"


def _keyboard(page: Page, name: str) -> None:
    assert nameless(page) == [], f"{name} has controls without a name"
    wrong = wrong_with_tabs(page)
    assert wrong == [], f"{name} with the keyboard: {wrong}"


def _is_elsewhere(url: str, here: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and parts.netloc != here
