"""A victim and the appointment, on a phone without JavaScript: none suits, then one does, moved, then too late."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Page, expect

from complaints.models import Complaint
from complaints.services import appointments
from tests.browser.eyes import Eyes
from tests.complaints import stages

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("follow-pages"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("on_sunday"),
]


def propose_again(complaint: Complaint) -> None:
    starts = [stages.WEDNESDAY_9, stages.WEDNESDAY_9 + timedelta(minutes=30)]
    appointments.propose(complaint, starts=starts, by=stages.officer_of(complaint))


def test_from_a_proposal_that_does_not_suit_to_the_last_hours(page: Page, eyes: Eyes) -> None:
    complaint = stages.proposed()
    page.goto(reverse("complaints:follow_link", args=[complaint.follow_secret]))
    eyes.look(page, "victim-proposed")

    page.get_by_text("Aucun de ces créneaux ne me convient").click()
    page.get_by_label("mercredi matin").check()
    page.get_by_label("Précision").fill("Avant 10 h")
    eyes.look(page, "victim-wishes")
    page.get_by_role("button", name="Demander d’autres créneaux").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("L’unité va vous proposer d’autres créneaux")
    eyes.look(page, "victim-declined")

    propose_again(complaint)
    page.goto(reverse("complaints:follow", args=[complaint.reference]))
    page.get_by_label("mercredi 25 novembre 2026, de 09:00 à 09:30").check()
    page.get_by_role("button", name="Confirmer ce rendez-vous").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rendez-vous confirmé")
    eyes.look(page, "victim-confirmed")

    page.get_by_role("link", name="Déplacer le rendez-vous").click()
    eyes.look(page, "victim-move")
    page.get_by_role("button", name="Confirmer ce créneau").click()
    expect(page.get_by_text("Choisissez un créneau.").first).to_be_visible()
    eyes.look(page, "victim-move-empty")
    page.get_by_role("group", name="mercredi 25 novembre").get_by_label("10:00").check()
    page.get_by_role("button", name="Confirmer ce créneau").click()
    expect(page.get_by_role("heading", name="mercredi 25 novembre 2026 à 10:00")).to_be_visible()

    ten = stages.WEDNESDAY_9 + timedelta(hours=1)
    with time_machine.travel(ten - timedelta(hours=3)):
        page.reload()
        expect(page.get_by_text("Il est trop tard pour le déplacer en ligne.")).to_be_visible()
        expect(page.get_by_role("link", name="Annuler le rendez-vous")).to_be_visible()
        eyes.look(page, "victim-too-late-to-move")
    with time_machine.travel(ten - timedelta(hours=1)):
        page.reload()
        expect(page.get_by_text("Il est trop tard pour le déplacer ou l’annuler en ligne.")).to_be_visible()
        expect(page.get_by_role("link", name="Annuler le rendez-vous")).to_have_count(0)
        eyes.look(page, "victim-too-late")
