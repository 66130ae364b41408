"""Photos and documents from a telephone without JavaScript, to an officer's screen."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from preplainte.demo.accounts import PASSWORD
from tests.browser.eyes import Eyes
from tests.browser.kinds import answers
from tests.browser.victim import Victim
from tests.complaints.files import samples
from tests.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PHOTO, OTHER = samples.photo(size=(1600, 1200)), samples.photo("PNG", turned=1, shade=60)
BILL = samples.document()
LONG = "Facture du téléphone avec un nom très long pour un fichier, novembre 2026.pdf"


def chosen(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.locator(f"main form button[name={button}]").first.click()


def picture(page: Page, name: str) -> None:
    """With the thumbnails, which the eyes can't see: they look at a page from outside its form."""
    folder = os.environ.get("SCREENSHOTS_DIR")
    if folder:
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 360, "height": 740})


def test_files_from_a_phone_to_the_desk(site: Site, browser: Browser, eyes: Eyes) -> None:
    context = browser.new_context(
        base_url=site.url, viewport={"width": 360, "height": 740}, locale="fr-FR", java_script_enabled=False
    )
    victim = Victim(context, site)
    victim.begin()
    for slug, given in answers("theft", "self", "").items():
        if slug == "objets":
            victim.answer(given)
            _add_and_correct(victim.page, eyes)
            victim.go_on()
            continue
        if slug == "unite":
            victim.choose_unit()
        victim.step(slug, given)
    for name in ("nette.png", LONG):
        expect(victim.page.locator("main")).to_contain_text(name)
    picture(victim.page, "recap-files")
    victim.step("recap", {"warning_read": "on"})
    reference = victim.reference()
    context.close()

    _read_on_the_desk(browser, site, eyes, reference)


def _add_and_correct(page: Page, eyes: Eyes) -> None:
    eyes.look(page, "evidence-empty")
    picture(page, "evidence-empty")
    page.set_input_files(
        "[name=files]", [chosen("floue.jpg", PHOTO), chosen("virus.jpg", b"MZ" + bytes(99)), chosen("vide.png", b"")]
    )
    press(page, "upload")
    expect(page.locator("[role=alert]")).to_contain_text("2 fichiers n’ont pas été ajoutés")
    eyes.look(page, "evidence-refused")
    picture(page, "evidence-refused")
    page.set_input_files("[name=files]", [chosen(LONG, BILL)])
    press(page, "upload")
    page.locator(".piece summary").first.click()
    page.locator("[name^=replace-]").first.set_input_files([chosen("nette.png", OTHER)])
    press(page, "replace_file")
    expect(page.locator(".piece-name")).to_have_text([LONG, "nette.png"])
    assert page.locator(".piece img").evaluate_all("all => all.map(one => one.naturalWidth > 0)") == [True, True]
    eyes.look(page, "evidence-full")
    picture(page, "evidence-full")


def _read_on_the_desk(browser: Browser, site: Site, eyes: Eyes, reference: str) -> None:
    context = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 800}, locale="fr-FR")
    page = context.new_page()
    with site.database() as database:
        found = database.execute(
            "SELECT o.username FROM complaints_complaint c JOIN units_officer_units m ON m.unit_id = c.unit_id "
            "JOIN units_officer o ON o.id = m.officer_id WHERE c.reference = %s LIMIT 1",
            [reference],
        ).fetchone()
    assert found
    page.goto("/agents/")
    page.fill("[name=username]", str(found[0]))
    page.fill("[name=password]", PASSWORD)
    page.click("main form [type=submit]")
    page.goto(f"/agents/dossiers/{reference}/")
    expect(page.locator("main")).to_contain_text(sha256(BILL).hexdigest())
    eyes.look(page, "file-evidence")
    picture(page, "file-evidence")
    with context.expect_page() as opened:
        page.click("text=Voir (nouvel onglet)")
    expect(opened.value.locator("img")).to_have_count(1)
    assert opened.value.locator("img").evaluate("one => one.naturalWidth") > 0
    with page.expect_download() as saved:
        page.locator("text=Télécharger l’original").last.click()
    assert saved.value.suggested_filename == "nette.png"
    assert Path(saved.value.path()).read_bytes() == OTHER
    context.close()
