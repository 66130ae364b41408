"""Each page of a victim's follow-up, as a browser shows it: read, refused, acted upon, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from complaints.models import Complaint
from complaints.models.reference import new_reference
from complaints.services import appointments
from complaints.views.tracking import TRIES_BY_REFERENCE
from tests.browser.eyes import Eyes
from tests.complaints import stages

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("follow-pages"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("on_sunday"),
]

Open = Callable[[Complaint], Page]


@pytest.fixture
def follow(page: Page) -> Open:
    def open_link(complaint: Complaint) -> Page:
        page.goto(reverse("complaints:follow_link", args=[complaint.follow_secret]))
        assert complaint.follow_secret not in page.url
        return page

    return open_link


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label).click()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


SHOWN = (
    "filed",
    "received",
    "late",
    "declined",
    "too_late_to_change",
    "past",
    "missed",
    "asked",
    "signed",
    "dismissed",
    "withdrawn",
    "expired",
)


@pytest.mark.parametrize("stage", SHOWN)
def test_each_state_is_readable_by_everybody(follow: Open, eyes: Eyes, stage: str) -> None:
    eyes.look(follow(stages.ALL[stage]()), f"follow-{stage}")


def test_an_answer_forgotten_then_chosen_moved_cancelled_withdrawn(follow: Open, eyes: Eyes) -> None:
    page = follow(stages.proposed())
    eyes.look(page, "follow-proposed")
    press(page, "Confirmer ce rendez-vous")
    expect(page.locator(".error-summary")).to_contain_text("Choisissez un créneau.")
    page.get_by_text("Aucun de ces créneaux ne me convient").click()
    eyes.look(page, "follow-proposed-errors")
    page.get_by_role("radio").last.check(force=True)
    press(page, "Confirmer ce rendez-vous")
    heading(page, "Rendez-vous confirmé")
    eyes.look(page, "follow-confirmed")

    page.get_by_role("link", name="Déplacer le rendez-vous").click()
    eyes.look(page, "follow-move")
    page.locator("summary", has_text="jeudi 26 novembre").click()
    page.get_by_role("group", name="jeudi 26 novembre").get_by_role("radio", name="10:00").check(force=True)
    press(page, "Confirmer ce créneau")
    expect(page.locator("#rendez-vous")).to_have_text("jeudi 26 novembre 2026 à 10:00")

    page.get_by_role("link", name="Annuler le rendez-vous").click()
    eyes.look(page, "follow-cancel")
    press(page, "Annuler le rendez-vous")
    heading(page, "Rendez-vous annulé")

    page.get_by_role("link", name="Retirer ma pré-plainte").click()
    eyes.look(page, "follow-withdraw")
    press(page, "Retirer et tout effacer")
    heading(page, "Pré-plainte retirée")

    press(page, "J’ai terminé")
    eyes.look(page, "follow-closed")
    page.go_back()
    page.reload()
    heading(page, "Suivre une pré-plainte")


def test_another_slot_and_one_taken_meanwhile(follow: Open, eyes: Eyes) -> None:
    complaint = stages.proposed()
    page = follow(complaint)
    page.get_by_text("Aucun de ces créneaux ne me convient").click()
    page.get_by_role("link", name="Voir les créneaux libres").click()
    eyes.look(page, "follow-pick")
    page.locator(f"[value='{stages.WEDNESDAY_9.isoformat()}']").check(force=True)
    other = stages.received(complaint.unit)
    appointments.fix(other, start=stages.WEDNESDAY_9, by=stages.officer_of(complaint))
    press(page, "Confirmer ce créneau")
    expect(page.locator(".error-summary")).to_contain_text("mercredi 25 novembre à 09:30")
    eyes.look(page, "follow-pick-taken")
    page.locator(f"[value='{stages.MONDAY_930.isoformat()}']").check(force=True)
    press(page, "Confirmer ce créneau")
    heading(page, "Rendez-vous confirmé")


def test_an_answer_that_comes_too_late(follow: Open, eyes: Eyes) -> None:
    complaint = stages.proposed()
    page = follow(complaint)
    page.get_by_role("radio").first.check(force=True)
    appointments.expire_proposals(now=complaint.proposals.get().deadline)
    press(page, "Confirmer ce rendez-vous")
    expect(page.locator(".error-summary")).to_contain_text("Cette proposition a pris fin")
    eyes.look(page, "follow-too-late")


def test_reference_and_code(page: Page, eyes: Eyes) -> None:
    complaint = stages.confirmed()
    page.goto(reverse("complaints:tracking"))
    eyes.look(page, "tracking")
    page.fill("[name=reference]", complaint.reference.lower())
    page.fill("[name=code]", "AAAAA-AAAAA")
    press(page, "Voir ma pré-plainte")
    expect(page.locator(".error-summary")).to_contain_text("ne vont pas ensemble")
    eyes.look(page, "tracking-errors")
    page.fill("[name=code]", complaint.follow_code.replace("-", " "))
    press(page, "Voir ma pré-plainte")
    heading(page, "Rendez-vous confirmé")


def test_a_bad_link_and_too_many_tries(page: Page, eyes: Eyes) -> None:
    page.goto(reverse("complaints:follow_link", args=["x" * 43]))
    heading(page, "Ce lien ne s’ouvre plus")
    eyes.look(page, "bad-link")

    page.get_by_role("link", name="Utiliser ma référence et mon code").click()
    reference = new_reference()
    for _ in range(TRIES_BY_REFERENCE + 1):
        page.fill("[name=reference]", reference)
        page.fill("[name=code]", "AAAAA-AAAAA")
        press(page, "Voir ma pré-plainte")
    heading(page, "Trop d’essais")
    eyes.look(page, "too-many-tries")
