"""The main job, from the first page to the erasure: a victim's phone without JavaScript, an officer's screen."""

from __future__ import annotations

import re

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, BrowserContext, Page, expect

from preplainte.demo.accounts import PASSWORD
from tests.browser.eyes import Eyes
from tests.running_site import Site, text_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

VICTIM = "ines.caradec@courriel.example"
UNIT = "evreux@police.example"
OPERATIONS = "cic27@police.example"
PHONE = {"viewport": {"width": 360, "height": 740}, "locale": "fr-FR", "java_script_enabled": False}
DESK = {"viewport": {"width": 1280, "height": 800}, "locale": "fr-FR"}

IDENTITY = {
    "birth_name": "Caradec-L’Œuvre",
    "first_names": "Inès",
    "birth_day_0": "29",
    "birth_day_1": "2",
    "birth_day_2": "1992",
    "birth_place": "Quimper",
    "nationality": "française",
    "phone": "06 39 98 40 12",
    "email": VICTIM,
    "address": "5 ruelle des Glycines",
    "postal_code": "27000",
    "city": "Évreux",
}
FACTS = {
    "from_day_0": "3",
    "from_day_1": "11",
    "from_day_2": "2026",
    "from_time": "19 h",
    "to_day_0": "4",
    "to_day_1": "11",
    "to_day_2": "2026",
    "to_time": "7h30",
    "commune": "27000 Évreux",
    "place": "Devant la bibliothèque",
    "narrative": "Mon vélo était attaché.\nLe matin, il n’y était plus.",
}
THING = {
    "objects-0-description": "Vélo rouge, sacoche grise",
    "objects-0-value": "620",
    "objects-0-marking": "BC27-998877",
}


@pytest.fixture
def phone(browser: Browser) -> BrowserContext:
    context = browser.new_context(**PHONE)
    yield context
    context.close()


@pytest.fixture
def desk(browser: Browser) -> BrowserContext:
    context = browser.new_context(**DESK)
    yield context
    context.close()


def fill(page: Page, values: dict[str, str]) -> None:
    for name, value in values.items():
        page.fill(f"[name='{name}']", value)


def choose(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.check(f"[name='{name}'][value='{value}']", force=True)


def go_on(page: Page) -> None:
    """Press the main button of the page."""
    page.locator("main form :is(.btn-primary, .btn-danger)[type=submit]").first.click()


def refused_then_looked_at(page: Page, eyes: Eyes, name: str) -> None:
    """Send the page as it stands: it comes back with its errors, and is looked at."""
    go_on(page)
    expect(page.locator(".error-summary")).to_be_visible()
    eyes.look(page, f"{name}-errors")


def follow_link(page: Page, site: Site, text: str) -> None:
    """Open the one link of a mail."""
    (link,) = set(re.findall(rf"{re.escape(site.url)}\S+", text))
    page.goto(link)


def test_from_the_first_page_to_the_erasure(
    site: Site, phone: BrowserContext, desk: BrowserContext, eyes: Eyes
) -> None:
    victim, officer = phone.new_page(), desk.new_page()

    reference = files_a_theft(victim, site, eyes)
    mails_arrive(site, reference)
    officer_proposes(officer, site, eyes, reference)
    victim_chooses_and_moves(victim, site, eyes)
    officer_signs(officer, site, eyes, reference)
    nothing_opens_any_more(victim, officer, site, eyes, reference)


def files_a_theft(page: Page, site: Site, eyes: Eyes) -> str:
    """Point 1: the notices, the sorting, short steps, each refused once empty, and the receipt."""
    page.goto(site.url)
    expect(page.locator("main")).to_contain_text("signature")
    eyes.look(page, "home")
    page.click("text=Commencer")
    eyes.look(page, "sorting")
    refused_then_looked_at(page, eyes, "sorting")
    choose(page, emergency="no", kind="theft", violence="no", author="no")
    go_on(page)

    eyes.look(page, "situation")
    refused_then_looked_at(page, eyes, "situation")
    choose(page, theft="vehicle", who="self")
    go_on(page)

    eyes.look(page, "facts")
    refused_then_looked_at(page, eyes, "facts")
    choose(page, where="public")
    fill(page, FACTS)
    go_on(page)

    eyes.look(page, "things")
    refused_then_looked_at(page, eyes, "things")
    page.select_option("[name='objects-0-category']", "bicycle")
    page.click("button[name=change]")  # the questions follow the category
    fill(page, THING)
    go_on(page)

    eyes.look(page, "identity")
    refused_then_looked_at(page, eyes, "identity")
    fill(page, IDENTITY)
    go_on(page)

    eyes.look(page, "unit")
    refused_then_looked_at(page, eyes, "unit")
    page.get_by_role("radio", name=re.compile("Commissariat de police d’Évreux")).check(force=True)
    go_on(page)

    for value in ("Caradec-L’Œuvre", "5 ruelle des Glycines", "BC27998877", "434-26"):
        expect(page.locator("main")).to_contain_text(value)
    eyes.look(page, "recap")
    refused_then_looked_at(page, eyes, "recap")
    prove(page, site)
    page.check("[name=warning_read]", force=True)
    go_on(page)

    expect(page.locator("main")).to_contain_text("pas encore une plainte")
    eyes.look(page, "receipt")
    found = re.search(r"\b[2-9A-HJKMNP-TV-Z]{5}-[2-9A-HJKMNP-TV-Z]{5}\b", page.inner_text("main"))
    assert found
    page.reload()
    expect(page.locator("main")).to_contain_text(found[0])
    return found[0]


def prove(page: Page, site: Site) -> None:
    """The code that was sent to the address, typed where it is asked: later mails then go there."""
    found = re.search(r"\b\d{3} ?\d{3}\b", text_of(site.wait_for_mail(to=VICTIM, about="code")))
    assert found
    page.fill("[name=email_code]", found[0])
    page.click("button[name=verify]")
    expect(page.locator("[name=email_code]")).to_have_count(0)


def mails_arrive(site: Site, reference: str) -> None:
    """Point 2: receipt, essentials for this unit, notice for the operations centre."""
    receipt = site.wait_for_mail(to=VICTIM, about=reference)
    assert "pas encore une plainte" in text_of(receipt)
    assert "Caradec" not in receipt.as_string()
    essentials = text_of(site.wait_for_mail(to=UNIT, about=reference))
    for value in ("Caradec-L’Œuvre", "06 39 98 40 12", "Vélo rouge, sacoche grise", "il n’y était plus"):
        assert value in essentials
    notice = site.wait_for_mail(to=OPERATIONS, about=reference).as_string()
    assert not any(value in notice for value in ("Caradec", "Glycines", "0639984012", "06 39 98 40 12", VICTIM))


def officer_proposes(page: Page, site: Site, eyes: Eyes, reference: str) -> None:
    """Point 3: sign in, inbox, file, take, two slots."""
    page.goto(f"{site.url}/agents/")
    eyes.look(page, "login")
    page.fill("[name=username]", "agent.evreux@police.example")
    page.fill("[name=password]", "nothing like it")
    go_on(page)
    eyes.look(page, "login-errors")
    page.fill("[name=password]", PASSWORD)
    go_on(page)
    eyes.look(page, "inbox")
    page.locator("tr", has_text=reference).locator("a").first.click()
    expect(page.locator("main")).to_contain_text("Reçue")
    eyes.look(page, "file-received")
    page.click("text=Prendre en charge")
    page.click("text=Proposer des créneaux")
    eyes.look(page, "propose")
    refused_then_looked_at(page, eyes, "propose")
    # Later slots: the victim can still move them, whatever the hour at which this test runs.
    slots = page.locator("[name=starts]")
    for place in (slots.count() - 1, slots.count() - 2):
        slots.nth(place).check(force=True)
    go_on(page)
    expect(page.locator("main")).to_contain_text("Rendez-vous proposé")
    eyes.look(page, "file-proposed")


def victim_chooses_and_moves(page: Page, site: Site, eyes: Eyes) -> None:
    """Point 4: the link of the mail, one slot, the calendar file, another slot."""
    follow_link(page, site, text_of(site.wait_for_mail(to=VICTIM, about="choisissez")))
    assert "/suivi/l/" not in page.url
    eyes.look(page, "follow-proposed")
    page.locator("[type=radio]").first.check(force=True)
    go_on(page)
    expect(page.locator("main")).to_contain_text("confirmé")
    eyes.look(page, "follow-confirmed")
    first = calendar_of(site, about="confirmé")
    page.click("text=Déplacer")
    eyes.look(page, "follow-move")
    page.locator("[type=radio]").first.check(force=True)
    go_on(page)
    expect(page.locator("main")).to_contain_text("confirmé")
    second = calendar_of(site, about="déplacé")
    assert first["UID"] == second["UID"]
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (0, 1)
    assert first["DTSTART"].dt != second["DTSTART"].dt


def calendar_of(site: Site, *, about: str) -> dict[str, object]:
    mail = site.wait_for_mail(to=VICTIM, about=about)
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"][:1]
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    return dict(calendar.walk("VEVENT")[0])


def officer_signs(page: Page, site: Site, eyes: Eyes, reference: str) -> None:
    """Point 5: print, sign with the reference typed again."""
    page.reload()
    eyes.look(page, "file-confirmed")
    page.click("text=Enregistrer la signature")
    eyes.look(page, "sign")
    refused_then_looked_at(page, eyes, "sign")
    page.go_back()
    page.go_back()
    with page.context.expect_event("response", lambda answer: answer.url.endswith("/imprimer/")) as printing:
        page.locator("button", has_text="Imprimer").first.click()
    assert (printing.value.status, printing.value.header_value("content-type")) == (200, "application/pdf")
    page.goto(f"{site.url}/agents/dossiers/{reference}/")
    page.click("text=Enregistrer la signature")
    fill(page, {"reference": reference.lower(), "pv_number": "2026/004217"})
    go_on(page)
    expect(page.locator("main")).to_contain_text("effacé")
    eyes.look(page, "file-signed")


def nothing_opens_any_more(victim: Page, officer: Page, site: Site, eyes: Eyes, reference: str) -> None:
    closing = site.wait_for_mail(to=VICTIM, about="signée")
    assert "Caradec" not in closing.as_string()
    victim.reload()
    expect(victim.locator("main")).to_contain_text("signée")
    expect(victim.locator("main")).to_contain_text("effacé")
    eyes.look(victim, "follow-signed")
    assert "Caradec" not in officer.content()
    with site.database() as database:
        row = database.execute(
            "SELECT status, identity, statement, tokens, commune_id FROM complaints_complaint WHERE reference = %s",
            [reference],
        ).fetchone()
    assert row == ("signed", None, None, [], None)
