"""What a head of unit does with its agenda: an evening added, a day closed, nobody left on it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from complaints.enums import Status
from complaints.services import appointments, triage
from tests.browser.cast import Desks, cast, filed
from tests.browser.eyes import Eyes
from tests.complaints import stages
from tests.factories import OfficerFactory
from units.enums import Role

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("desk-day"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("on_sunday"),
]


def test_hours_are_seen_before_they_are_saved_and_a_day_is_closed(desks: Desks, eyes: Eyes) -> None:
    people = cast()
    head = OfficerFactory(units=[people.unit], role=Role.HEAD, name="Capitaine Roux")
    complaint = triage.open_file(filed(people.unit, "Ancelin"), by=head)
    appointments.fix(complaint, start=stages.TUESDAY_9, by=head)
    page = desks.of(head)
    page.goto(reverse("desk:agenda_week", args=[people.unit.pk, stages.MONDAY_9.date()]))

    page.get_by_role("link", name="Horaires").click()
    eyes.look(page, "opening")
    page.get_by_role("link", name="Ajouter une plage : samedi 28 novembre").click()
    page.get_by_label("De", exact=True).fill("18:00")
    page.get_by_label("À", exact=True).fill("17:00")
    page.get_by_role("button", name="Voir ce que cela donne").click()
    expect(page.get_by_text("La fin vient après le début.").first).to_be_visible()
    eyes.look(page, "opening-rule-error")
    page.get_by_label("À", exact=True).fill("20:00")
    page.get_by_role("button", name="Voir ce que cela donne").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Avant d’enregistrer")
    expect(page.locator("main")).to_contain_text("4 créneaux (avant : 0)")
    eyes.look(page, "opening-preview")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("L’agenda est enregistré.")).to_be_visible()

    page.get_by_role("link", name="Fermer une période").click()
    page.get_by_label("Du", exact=True).fill("2026-11-24")
    page.get_by_label("Au", exact=True).fill("2026-11-24")
    page.get_by_role("button", name="Voir qui est touché").click()
    expect(page.locator("main")).to_contain_text(complaint.reference)
    eyes.look(page, "closing")
    page.get_by_role("button", name="Fermer et prévenir").click()
    expect(page.get_by_text("C’est fermé. 1 dossier prévenu.")).to_be_visible()
    eyes.look(page, "opening-closed")
    complaint.refresh_from_db()
    assert complaint.status == Status.PROPOSED
