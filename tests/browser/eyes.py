"""What a look at a page finds wrong: axe violations, too wide for the screen, a lost keyboard, a request elsewhere."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, Route

from tests.browser.keyboard import nameless, wrong_with_tabs

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], "resultTypes": ["violations"]}
SCREENS = {"360": (360, 800), "1280": (1280, 800)}
# Reflow (WCAG 1.4.10), and a 1280-pixel screen zoomed to 200 % (1.4.4): the browser then lays out half as many pixels.
NARROW = {"320": (320, 640), "1280 at 200 %": (640, 400)}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


AXE = Axe().axe_script
WRONG = """options => axe.run(document, options).then(
  found => found.violations.map(one => [one.id, one.nodes.map(node => node.html)])
)"""


class Eyes:
    """Shows a page's own HTML again in a browser with JavaScript, which axe needs and the page may not have had.

    One screen for all looks: a new one costs as much as what is looked at on it.
    """

    seen: set[str] = set()
    """Names looked at already by this process: the next look at one of them costs nothing."""

    def __init__(self, browser: Browser, pictures: Path | None) -> None:
        self.context = browser.new_context()
        # A page that asks for news from time to time would, once looked at, go on during the next test.
        self.context.add_init_script("window.setInterval = () => 0")
        self.screen = self.context.new_page()
        self.pictures = pictures

    def close(self) -> None:
        self.context.close()

    def look(self, page: Page, name: str) -> None:
        """Fail on any fault of ``page``, on a phone's screen, on a desk's, and zoomed; keep pictures if asked to."""
        if name in self.seen:
            return
        page.wait_for_load_state()
        html, address = page.content(), page.url
        elsewhere: list[str] = []
        here = urlsplit(address).netloc

        def answer(route: Route) -> None:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")

        def notice(request: Request) -> None:
            if _is_elsewhere(request.url, here):
                elsewhere.append(request.url)

        self.screen.on("request", notice)
        self.screen.route(address, answer)
        try:
            self._show(address, name)
        finally:
            self.screen.unroute(address, answer)
            self.screen.remove_listener("request", notice)
        assert elsewhere == [], f"{name} asks elsewhere: {elsewhere}"
        self.seen.add(name)

    def _show(self, address: str, name: str) -> None:
        again, sizes = self.screen, list(SCREENS.items())
        for place, (width, (across, down)) in enumerate(sizes):
            again.set_viewport_size({"width": across, "height": down})
            if place == 0:  # not loaded again for the next: axe is at its second run three times as fast
                again.goto(address)
                again.evaluate(AXE)
            wrong = again.evaluate(WRONG, RULES)
            assert wrong == [], f"{name} at {width} px: {wrong}"
            _fits(again, name, width)
            self._keep(again, f"{name}-{width}")
        _keyboard(again, name)
        for width, (across, down) in NARROW.items():
            again.set_viewport_size({"width": across, "height": down})
            _fits(again, name, width)

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
