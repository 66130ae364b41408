"""Every kind of facts is filed in a real browser: each pair of kind, victim, language, script, screen, e-mail once."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from playwright.sync_api import Browser, BrowserContext

from complaints.enums import ORDINARY_KINDS, Language
from complaints.questions.describe import WHO
from tests.browser.kinds import TABLE, answers
from tests.browser.victim import Victim
from tests.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("kinds")]

ROWS = [tuple(line.split()) for line in TABLE.split("\n") if line]
# Two rows a kind: the first in each run, the second, which completes the pairs, with the drills.
CASES = [pytest.param(row, marks=[pytest.mark.drill] if place % 2 else []) for place, row in enumerate(ROWS)]
LEVELS = (list(ORDINARY_KINDS), list(WHO), list(Language), ["script", "plain"], ["phone", "desk"], ["mail", "none"])
SCREENS = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 800}}


def test_the_table_meets_every_pair() -> None:
    """But those of a kind and a victim, which would double it: no page looks different for them."""
    missing = [
        (one, other)
        for left, right in combinations(range(len(LEVELS)), 2)
        if (left, right) != (0, 1)
        for one, other in product(LEVELS[left], LEVELS[right])
        if not any((row[left], row[right]) == (one, other) for row in ROWS)
    ]

    assert missing == []
    for rows in (ROWS[::2], ROWS[1::2]):
        assert {row[0] for row in rows} == set(ORDINARY_KINDS)
    # Whatever is met in each run: every level of the rest.
    assert all({row[place] for row in ROWS[::2]} == set(level) for place, level in enumerate(LEVELS))


def visitor(browser: Browser, site: Site, script: str, screen: str) -> BrowserContext:
    """One cookie box; the browser asks for French, so that English is somebody's choice."""
    return browser.new_context(
        base_url=site.url, viewport=SCREENS[screen], locale="fr-FR", java_script_enabled=script == "script"
    )


@pytest.mark.parametrize("row", CASES, ids="-".join)
def test_filed(site: Site, browser: Browser, row: tuple[str, ...]) -> None:
    kind, who, language, script, screen, mail = row
    email = f"{kind}.{who}@courriel.example" if mail == "mail" else ""
    context = visitor(browser, site, script, screen)
    victim = Victim(context, site, language)

    victim.begin()
    for slug, given in answers(kind, who, email).items():
        if slug == "unite":
            victim.choose_unit()
        victim.step(slug, given)
    if email:
        victim.prove(email)
    victim.step("recap", {"warning_read": "on"})
    reference = victim.reference()

    context.close()
    with site.database() as database:
        filed = database.execute(
            "SELECT kind, language FROM complaints_complaint WHERE reference = %s", [reference]
        ).fetchone()
    assert filed == (kind, language)
