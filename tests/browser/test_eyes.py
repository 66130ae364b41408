"""The eyes see: a page with each fault is told apart from one without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.eyes import Eyes
from tests.browser.keyboard import nameless, wrong_with_tabs

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

STYLE = (
    "<style>:focus { outline: 3px solid red } .unseen:focus { outline: 0 } input { border: 1px solid black }</style>"
)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def show(page: Page, body: str) -> Page:
    page.set_content(
        f'<!doctype html><html lang="fr"><title>Essai</title>{STYLE}<body><main>{body}</main></body></html>'
    )
    return page


def test_nothing_wrong(page: Page) -> None:
    show(
        page,
        """<a href="/a">Un</a><label>Nom <input></label><details><summary>Plus</summary><a href="/b">Caché</a></details>
        <label><input type="radio" name="r"> Oui</label><label><input type="radio" name="r"> Non</label>
        <button>Envoyer</button><button disabled>Rien</button><button hidden>Rien</button>""",
    )

    assert (wrong_with_tabs(page), nameless(page)) == ([], [])


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<a href="/a">Un</a><a href="/b" class="unseen">Deux</a>', "its focus doesn’t show"),
        ('<a href="/a">Un</a><a href="/b">Deux</a><a href="/c" tabindex="1">Trois</a>', "never reached"),
        ('<a href="/a">Un</a><a href="/b" style="position: fixed; left: -9000px">Deux</a>', "focused out of sight"),
        ('<a href="/a">Un</a><a href="/b" onfocus="this.blur()">Deux</a><a href="/c">Trois</a>', "never reached"),
    ],
)
def test_a_keyboard_lost_is_seen(page: Page, body: str, said: str) -> None:
    wrong = wrong_with_tabs(show(page, body))

    assert any(line.startswith(said) for line in wrong), wrong


@pytest.mark.parametrize(
    "body", ["<input>", "<button></button>", '<a href="/a"><img src="" alt=""></a>', "<select></select>"]
)
def test_a_control_without_a_name_is_heard(page: Page, body: str) -> None:
    assert len(nameless(show(page, body))) == 1


def test_a_page_too_wide_for_a_phone_is_refused(page: Page, eyes: Eyes) -> None:
    page.route("http://site.example/", lambda route: route.fulfill(body="", content_type="text/html"))
    page.goto("http://site.example/")
    show(page, '<h1>Titre</h1><p><a href="/a">Un</a></p><div style="width: 330px">large</div>')

    with pytest.raises(AssertionError, match="at 320 px is"):
        eyes.look(page, "too-wide")
