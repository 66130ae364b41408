"""A day of appointments at the desk: who is there, who isn't, what is signed, the list on paper."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import expect

from complaints.enums import Act, AppointmentState, Status
from complaints.models import Complaint
from complaints.services import appointments, triage
from tests.browser.cast import Cast, Desks, Fingers, cast, filed
from tests.browser.eyes import Eyes
from tests.complaints import stages

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("desk-day"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("on_sunday"),
]


def booked(people: Cast, name: str, place: int) -> Complaint:
    complaint = triage.open_file(filed(people.unit, name), by=people.claire)
    appointments.fix(complaint, start=stages.MONDAY_9 + place * timedelta(minutes=30), by=people.claire)
    return complaint


def state(complaint: Complaint) -> str:
    return complaint.appointments.order_by("pk")[0].state


def test_the_day_of_an_officer(desks: Desks, eyes: Eyes):
    people = cast()
    came, absent, later = (booked(people, name, place) for place, name in enumerate(("Ancelin", "Bihan", "Cadiou")))
    with time_machine.travel(stages.MONDAY_930 + timedelta(minutes=5)):
        page = desks.of(people.claire)
        page.goto(reverse("desk:inbox"))
        hands = Fingers(page)
        hands.go(page.get_by_role("link", name="Agenda", exact=True))
        expect(page.get_by_role("heading", level=1)).to_contain_text("lundi 23 novembre 2026")
        eyes.look(page, "agenda-day")
        hands.go(page.get_by_role("button", name="Arrivée : ANCELIN Camille Jeanne"))
        expect(page.locator("main")).to_contain_text("Arrivée à 09:35")
        hands.press(page.locator("summary", has_text="BIHAN"))
        hands.go(page.get_by_role("button", name="Noter l’absence : BIHAN Camille Jeanne"))
        expect(page.locator("main")).to_contain_text("L’absence est notée.")

        hands.go(page.get_by_role("link", name="Signée : ANCELIN Camille Jeanne"))
        hands.type(page.get_by_label("Référence de la pré-plainte"), came.reference)
        hands.type(page.get_by_label("Numéro du procès-verbal"), "2026/001234")
        hands.press(page.get_by_label("Le dossier n’a jamais été imprimé"), "Space")
        hands.go(page.get_by_role("button", name="Enregistrer la signature et effacer"))
        expect(page.locator("main")).to_contain_text("Données effacées")
        eyes.look(page, "agenda-day-done")
        with page.context.expect_page() as printed:
            hands.press(page.get_by_role("button", name="Imprimer la liste du jour"))
        printed.value.close()

        page.goto(page.url.split("#")[0].replace("/2026", "/semaine/2026"))
        expect(page.get_by_role("heading", level=1)).to_contain_text("Semaine du")
        eyes.look(page, "agenda-week")
        page.goto(reverse("desk:calendar"))
        hands.go(page.get_by_role("button", name="Créer l’adresse"))
        expect(page.get_by_label("À copier dans votre calendrier")).to_have_value(
            re.compile(r"/agenda/[\w-]{43}\.ics$")
        )
        eyes.look(page, "my-calendar")

    came.refresh_from_db()
    assert came.status == Status.SIGNED
    assert [state(one) for one in (came, absent, later)] == [
        AppointmentState.HONOURED,
        AppointmentState.MISSED,
        AppointmentState.CONFIRMED,
    ]
    assert later.journal.filter(act=Act.PRINTED, detail="day").count() == 1
    assert came.journal.filter(act=Act.ARRIVED, officer=people.claire).count() == 1
