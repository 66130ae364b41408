"""The public pages: the same for everybody, light, and loading nothing from elsewhere."""

from __future__ import annotations

import gzip
import itertools
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views import defaults

from tests.markup import Elements
from tests.public_pages import PUBLIC

PAGES = ["home", "help", "recognise", "accessibility", "privacy", "legal"]
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def get(name: str, language: str) -> HttpResponse:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client.get(reverse(f"complaints:{name}"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_page_is_served_without_database_or_cookie(name, language):
    """No ``db`` mark: a query would fail the test."""
    response = get(name, language)

    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.text
    assert set(response.headers["Cache-Control"].split(", ")) == {"private", "max-age=300"}
    assert "Cookie" in response.headers["Vary"]
    assert not response.cookies


@pytest.mark.parametrize("name", PAGES)
def test_page_holds_nothing_inline_and_loads_nothing_from_elsewhere(name):
    page = Elements(get(name, "fr").text)

    assert set(page.texts("script") + page.texts("style")) <= {""}
    names = {attribute for _tag, attrs in page.found for attribute in attrs}
    assert [name for name in names if name == "style" or name.startswith("on")] == []
    assert [address for address in page.loaded() if urlsplit(address).netloc] == []


@pytest.mark.parametrize("name", PAGES)
def test_page_has_one_title_and_headings_in_order(name):
    tags = [tag for tag, _attrs in Elements(get(name, "fr").text).found]
    levels = [int(tag[1]) for tag in tags if tag in ("h1", "h2", "h3", "h4")]

    assert tags.count("h1") == tags.count("title") == tags.count("main") == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_home_says_what_the_service_is_and_is_not():
    text = get("home", "fr").text

    for said in (
        "tel:17",
        "tel:112",
        "sms:114",
        "facultatif",
        "entendu plus tard",
        "interprète",
        "Seule votre signature",
    ):
        assert said in text
    for link in ("complaints:start", "complaints:tracking"):
        assert f'href="{reverse(link)}"' in text


def test_home_with_all_its_files_is_light():
    """The bound of the home page and the first step together is 60 KB; the files are shared by both."""
    response = get("home", "fr")
    files = [a for a in Elements(response.text).loaded() if a.startswith(settings.STATIC_URL)]
    bodies = [response.content]
    for address in files:
        path = finders.find(address.removeprefix(settings.STATIC_URL))
        assert isinstance(path, str), address
        bodies.append(Path(path).read_bytes())

    assert len(files) == 3
    assert sum(len(gzip.compress(body)) for body in bodies) < 16_000


def test_accessibility_statement_names_the_pages_looked_at():
    """Those of ``PUBLIC``, each opened by the eyes in both languages."""
    named = get("accessibility", "fr").text.partition('id="pages"')[2].partition("</ul>")[0]
    links = [attrs["href"].strip("/") for tag, attrs in Elements(named).found if tag == "a"]

    assert sorted(links) == sorted(path.partition("?")[0].strip("/") for path in PUBLIC)


def test_operator_is_shown_as_configured(settings):
    settings.OPERATOR_NAME, settings.OPERATOR_ADDRESS = "Préfecture <b>Exemple</b>", "2 rue Inventée"

    for page in ("privacy", "legal"):
        text = get(page, "fr").text
        assert "Préfecture &lt;b&gt;Exemple&lt;/b&gt;" in text
        assert "2 rue Inventée" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_language_switch_is_kept_in_a_cookie(language):
    client = Client(enforce_csrf_checks=True)
    address = reverse("complaints:help")

    response = client.post(reverse("set_language"), {"language": language, "next": address}, follow=True)

    assert response.redirect_chain == [(address, 302)]
    assert list(client.cookies) == [settings.LANGUAGE_COOKIE_NAME]
    assert f'<html lang="{language}">' in response.text


def test_unknown_address_gets_the_page_of_the_site():
    response = Client().get("/nulle-part/")

    assert response.status_code == 404
    assert "Page introuvable" in response.text
    assert 'class="site-header"' in response.text


def test_error_pages_need_no_context():
    request = RequestFactory().get("/")

    shown = {
        400: defaults.bad_request(request, ValueError()).content.decode(),
        403: defaults.permission_denied(request, ValueError()).content.decode(),
        500: defaults.server_error(request).content.decode(),
    }

    assert {code: "<h1>" in html and 'lang="fr"' in html for code, html in shown.items()} == dict.fromkeys(shown, True)


def test_what_cannot_be_read_is_not_read_again():
    """Only UTF-8 is taken; the page that says so must not look for a token in what was sent."""
    client = Client(enforce_csrf_checks=True)
    client.get("/suivi/")

    response = client.post("/suivi/", "a=b", content_type="application/x-www-form-urlencoded; charset=utf-7")

    assert response.status_code == 400
    assert "Demande incomprise" in response.text


def test_server_error_page_stands_alone():
    """It names no file through the manifest and no address through the routes: those may be what broke."""
    loaded = Elements(defaults.server_error(RequestFactory().get("/")).content.decode()).loaded()

    assert loaded == [f"{settings.STATIC_URL}css/preplainte.css", f"{settings.STATIC_URL}img/icon.svg"]
    assert all(finders.find(address.removeprefix(settings.STATIC_URL)) for address in loaded)
