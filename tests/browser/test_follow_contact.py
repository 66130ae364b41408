"""The pages by which a victim puts right how to be reached, and the choice of the unit, as a browser shows them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from complaints.enums import MailKind
from complaints.models import Complaint
from complaints.models.reference import new_reference
from complaints.services.delays import FEWEST
from tests.browser.eyes import Eyes
from tests.complaints import stages
from tests.complaints.driver import answers_for, evreux, fill
from tests.factories import CommuneFactory, ComplaintFactory, UnitFactory, identity_answers

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("follow-pages"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("on_sunday"),
]


@pytest.fixture
def complaint() -> Complaint:
    complaint = stages.received()
    complaint.identity = identity_answers(service={"phrase": "un deux trois"})
    complaint.save(update_fields=["identity"])
    return complaint


def enter(page: Page, complaint: Complaint) -> None:
    page.goto(reverse("complaints:follow_link", args=[complaint.follow_secret]))


def test_correcting_the_phone(page: Page, complaint: Complaint, eyes: Eyes) -> None:
    enter(page, complaint)
    eyes.look(page, "follow-unproved")
    page.get_by_role("link", name="Corriger mon téléphone").click()
    eyes.look(page, "follow-phone")
    page.get_by_label("Nouveau numéro").fill("06 39")
    page.get_by_role("button", name="Enregistrer ce numéro").click()
    eyes.look(page, "follow-phone-refused")
    page.get_by_label("Nouveau numéro").fill("06 39 98 77 00")
    page.get_by_role("button", name="Enregistrer ce numéro").click()
    expect(page.get_by_text("Téléphone corrigé par vous")).to_be_visible()
    eyes.look(page, "follow-phone-corrected")


def test_proving_the_address(page: Page, complaint: Complaint, eyes: Eyes) -> None:
    enter(page, complaint)
    page.get_by_role("link", name="J’ai déjà un code").click()
    eyes.look(page, "follow-email")
    page.get_by_role("button", name="Envoyer un code").click()
    eyes.look(page, "follow-email-sent")
    payload = complaint.mails.get(kind=MailKind.CODE).payload
    assert payload
    page.get_by_role("button", name="Envoyer un autre code").click()
    eyes.look(page, "follow-email-too-soon")
    page.get_by_label("Code reçu").fill(f"{(int(payload['code']) + 1) % 1_000_000:06}")
    page.get_by_role("button", name="Confirmer mon adresse").click()
    eyes.look(page, "follow-email-wrong")
    page.get_by_label("Code reçu").fill(payload["code"])
    page.get_by_role("button", name="Confirmer mon adresse").click()
    expect(page.get_by_text("Votre adresse est confirmée.")).to_be_visible()
    eyes.look(page, "follow-email-proved")


def test_a_lost_code(page: Page, complaint: Complaint, eyes: Eyes) -> None:
    page.goto(reverse("complaints:tracking"))
    page.get_by_role("link", name="Recevoir un nouveau lien").click()
    eyes.look(page, "lost-code")
    page.get_by_role("button", name="Recevoir un nouveau lien").click()
    eyes.look(page, "lost-code-empty")
    page.get_by_role("textbox", name="Référence").fill(new_reference())
    page.get_by_label("Adresse électronique ou téléphone").fill("06 39 98 00 17")
    page.get_by_role("button", name="Recevoir un nouveau lien").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Demande reçue")
    eyes.look(page, "lost-code-sent")


def test_choosing_a_unit(page: Page, live_server: LiveServer, eyes: Eyes) -> None:
    commune = evreux()
    unit = stages.unit(commune=commune, competent=[commune], accessible=True)
    stages.unit(commune=CommuneFactory(name="Louviers", latitude=49.21, longitude=1.17))
    UnitFactory(commune=CommuneFactory(name="Vernon", latitude=49.09, longitude=1.48), accessible=False)
    for complaint in ComplaintFactory.create_batch(FEWEST, unit=unit):
        complaint.contacted_at = complaint.filed_at + timedelta(hours=14)
        complaint.save(update_fields=["contacted_at"])
    client = Client()
    fill(client, answers_for(), until="unite")
    page.context.add_cookies(
        [{"name": name, "value": one.value, "url": live_server.url} for name, one in client.cookies.items()]
    )

    page.goto(reverse("complaints:step", args=["unite"]))
    eyes.look(page, "unit")
    page.get_by_text("Quand pourriez-vous venir").click()
    page.get_by_label("mardi matin").check()
    page.get_by_text("Vous contacter sans risque").click()
    page.get_by_label("Appeler à partir de").fill("14h")
    page.get_by_label("Et jusqu’à").fill("12h")
    page.get_by_label("Ne pas laisser de message vocal").check()
    page.get_by_label("Chercher une autre unité").fill("Louviers")
    page.get_by_label("Chercher une autre unité").press("Enter")
    expect(page.get_by_role("heading", name="Unités trouvées")).to_be_visible()
    expect(page.get_by_label("mardi matin")).to_be_checked()
    eyes.look(page, "unit-found")
    page.get_by_label("Brigade de gendarmerie de Louviers").check()
    page.get_by_role("button", name="Continuer", exact=True).last.click()
    expect(page.get_by_role("alert")).to_contain_text("Cette heure vient avant l’autre.")
    eyes.look(page, "unit-refused")
    page.get_by_label("Et jusqu’à").fill("16h")
    page.get_by_role("button", name="Continuer", exact=True).last.click()
    expect(page).to_have_url(live_server.url + reverse("complaints:step", args=["recap"]))
    eyes.look(page, "unit-recap")
