"""What a look at a page finds wrong: axe violations, something wider than the screen, a request to elsewhere."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

WIDTHS = (360, 1280)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], "resultTypes": ["violations"]}


class Eyes:
    """Shows a page's own HTML again in a browser with JavaScript, which axe needs and the page may not have had."""

    def __init__(self, browser: Browser, pictures: Path | None) -> None:
        self.context = browser.new_context()
        self.pictures = pictures
        self.looked_at: list[str] = []

    def close(self) -> None:
        self.context.close()

    def look(self, page: Page, name: str) -> None:
        """Fail on any violation of ``page``, on a phone's screen and on a desk's; keep pictures if asked to."""
        page.wait_for_load_state()
        html, address = page.content(), page.url
        again = self.context.new_page()
        elsewhere: list[str] = []
        here = urlsplit(address).netloc
        again.on("request", lambda request: elsewhere.append(request.url) if _is_elsewhere(request.url, here) else None)

        def answer(route: Route) -> None:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")

        again.route(address, answer)
        for width in WIDTHS:
            again.set_viewport_size({"width": width, "height": 800})
            again.goto(address)
            found = Axe().run(again, options=RULES).response["violations"]
            wrong = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
            assert wrong == [], f"{name} at {width} px: {wrong}"
            wide = again.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{name} at {width} px is {wide} px wider than the screen"
            self._keep(again, f"{name}-{width}")
        again.close()
        assert elsewhere == [], f"{name} asks elsewhere: {elsewhere}"
        self.looked_at.append(name)

    def _keep(self, page: Page, name: str) -> None:
        if self.pictures:
            self.pictures.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=self.pictures / f"{name}.png", full_page=True)


def _is_elsewhere(url: str, here: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and parts.netloc != here
