"""A real Chromium against the whole site, started by the project's own launcher."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.db import connections
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.cast import Desks
from tests.browser.eyes import Eyes
from tests.complaints import stages
from tests.open_folder import open_folder
from tests.running_site import Site, running_site

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium; without one a visible skip, or a failure when REQUIRE_BROWSER=1."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        why = "no Chromium on this machine (Debian: apt install chromium)"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(why)
        pytest.skip(why)
    # Playwright's loop goes on running in this thread, and Django would take every later test for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def site(browser: Browser) -> Iterator[Site]:
    """The running site with its demo data; one for all browser tests. Asks for the browser first: no need otherwise."""
    with open_folder() as folder, running_site(folder) as started:
        yield started


@pytest.fixture(scope="session")
def eyes(browser: Browser) -> Iterator[Eyes]:
    """Looks at pages: accessibility, overflow, and a picture where SCREENSHOTS_DIR says."""
    folder = os.environ.get("SCREENSHOTS_DIR")
    looking = Eyes(browser, Path(folder) if folder else None)
    yield looking
    looking.close()


@pytest.fixture
def on_sunday(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The day of ``stages``, and a live server that lets go of the database."""
    # The browser keeps its connections to the server, whose threads would keep theirs to the database.
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    with time_machine.travel(stages.SUNDAY):
        yield


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A phone without JavaScript, in French, on the live server."""
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 360, "height": 740}, locale="fr-FR", java_script_enabled=False
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def desks(browser: Browser, live_server: LiveServer) -> Iterator[Desks]:
    """Screens on the live server, as many as the scene has officers."""
    desks = Desks(browser, live_server.url)
    yield desks
    desks.close()
