"""Every kind of facts for every victim, through the pages and without a browser; and what a page weighs."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from complaints.enums import ORDINARY_KINDS, Kind
from complaints.models import Complaint
from complaints.questions.describe import WHO
from tests.browser.kinds import answers
from tests.complaints.driver import accepted, begin, evreux, post, unit_of
from tests.markup import Elements
from tests.public_pages import PUBLIC

pytestmark = pytest.mark.django_db

LIGHT = 60_000


@pytest.mark.parametrize("who", list(WHO))
@pytest.mark.parametrize("kind", list(ORDINARY_KINDS))
def test_filed(client: Client, kind: str, who: str) -> None:
    for _page in filing(client, kind, who):
        pass

    complaint = Complaint.objects.get()
    assert (complaint.kind, complaint.identity["situation"]["who"]) == (kind, who)


def filing(client: Client, kind: str, who: str) -> Iterator[bytes]:
    """Answer each step in turn, up to the receipt; gives every page met."""
    evreux()
    told = {**answers(kind, who, ""), "recap": {"warning_read": "on"}}
    told["unite"]["unit"] = str(unit_of(evreux()).pk)
    yield client.get(reverse("complaints:start")).content
    accepted(begin(client, told))
    for slug, given in told.items():
        if slug != "tri":
            yield client.get(reverse("complaints:step", args=[slug])).content
            accepted(post(client, slug, given))
    yield client.get(reverse("complaints:receipt")).content


def compressed(*bodies: bytes) -> int:
    return sum(len(gzip.compress(body)) for body in bodies)


def assets(page: bytes) -> list[bytes]:
    """The files a browser fetches with its first page."""
    addresses = {a for a in Elements(page.decode()).loaded() if a.startswith(settings.STATIC_URL)}
    found = [finders.find(address.removeprefix(settings.STATIC_URL)) for address in sorted(addresses)]
    return [Path(str(path)).read_bytes() for path in found]


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: path or "home")
def test_a_public_page_is_light_the_first_time(client: Client, path: str, language: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.get(f"/{path}")

    assert response.status_code == 200
    assert compressed(response.content, *assets(response.content)) < LIGHT


@pytest.mark.parametrize("kind", [Kind.BURGLARY, Kind.BANK_MEANS, Kind.SCAM, Kind.DISCRIMINATION])
def test_every_page_of_a_filing_is_light(client: Client, kind: str) -> None:
    """The last one with all the files, as if it were the first: what the whole walk costs at most a page."""
    weights = [compressed(page, *assets(page)) for page in filing(client, kind, "minor")]

    assert max(weights) < LIGHT
    assert len(weights) == 8
