"""An act posted from a page older than the last change: told what changed, nothing overwritten, then done anyway."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from complaints.enums import ContactOutcome, Status
from complaints.models import Complaint
from complaints.services import appointments, assignment, contact, notes, triage
from tests.complaints.desk.pages import acts, said, slots, url, values, words
from tests.factories import ComplaintFactory, OfficerFactory, UnitFactory
from units.models import Officer, Unit

pytestmark = pytest.mark.django_db

SignIn = Callable[[Officer], Client]


def seen(response: Any) -> dict[str, str]:
    """What a form of the page says it was shown after."""
    found = re.search(r'name="seen" value="(\d+)"', response.content.decode())
    assert found
    return {"seen": found[1]}


@pytest.mark.parametrize("name", ["propose", "fix"])
def test_slots_picked_on_an_old_page_are_kept_and_taken_after_reading(
    name: str, received: Complaint, colleague: Officer, desk: Client
) -> None:
    page = desk.get(url(name, received))
    contact.attempt(received, outcome=ContactOutcome.NO_ANSWER, by=colleague)
    picked = values(slots(received)[3:4])

    told = desk.post(url(name, received), seen(page) | picked)

    assert told.status_code == 409
    sentence = "Ce dossier a changé depuis que cette page est ouverte : rien n’a été fait"
    assert f"{sentence} Contact avec la victime (Appelée, sans réponse) : Paul Petit" in words(told)
    assert f'value="{picked["starts"][0]}"' in told.content.decode()
    assert " checked" in told.content.decode()
    assert not received.appointments.exists()

    assert desk.post(url(name, received), seen(told) | picked).status_code == 302
    assert received.appointments.count() == 1


def test_each_act_with_a_page_of_its_own_is_held_back(unit: Unit, colleague: Officer, desk: Client) -> None:
    def booked() -> Complaint:
        complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED)
        appointments.fix(complaint, start=slots(complaint)[5], by=colleague)
        complaint.refresh_from_db()
        return complaint

    for name in ("cancel", "move", "assign", "give_back", "dismiss", "sign", "transfer"):
        complaint = booked()
        appointment = complaint.appointments.get()
        page = desk.get(url(name, complaint))
        typed = {
            "cancel": {"target": str(appointment.pk)},
            "move": values(slots(complaint)[8:9]),
            "assign": {"officer": str(colleague.pk)},
            "dismiss": {"confirmer": "oui", "template": _first_template(page)},
            "sign": {"reference": complaint.reference, "pv_number": "2026/001234", "unprinted": "on"},
            "transfer": {"unit": str(UnitFactory().pk), "confirmer": "oui"},
        }.get(name, {})
        assignment.assign(complaint, to=colleague, by=OfficerFactory(units=[unit], name="Anne Vidal"))
        before = acts(complaint)

        told = desk.post(url(name, complaint), seen(page) | typed)

        assert (name, told.status_code) == (name, 409)
        assert "Confiée à Paul Petit : Anne Vidal" in words(told)
        assert (name, acts(complaint)) == (name, before)
        again = desk.post(url(name, complaint), seen(told) | typed)
        assert (name, again.status_code) == (name, 302)


def _first_template(page: Any) -> str:
    found = re.search(r'name="template" value="([^"]+)"', page.content.decode())
    return found[1] if found else ""


def test_readings_notes_by_oneself_and_calls_hold_nobody_back(
    received: Complaint, officer: Officer, colleague: Officer, desk: Client
) -> None:
    page = desk.get(url("give_back", received))
    triage.open_file(received, by=colleague)
    triage.note_printing(received, by=colleague)
    notes.add(received, text="Rappeler lundi.", by=officer)

    assert desk.post(url("give_back", received), seen(page)).status_code == 302


def test_a_page_corrected_first_still_knows_how_old_it_is(
    received: Complaint, colleague: Officer, desk: Client
) -> None:
    page = desk.get(url("assign", received))
    assignment.take(received, by=colleague)

    refused = desk.post(url("assign", received), seen(page) | {"officer": ""})
    told = desk.post(url("assign", received), seen(refused) | {"officer": str(colleague.pk)})

    assert (refused.status_code, told.status_code) == (422, 409)


def test_a_number_that_cannot_be_read_is_older_than_everything(
    received: Complaint, colleague: Officer, desk: Client
) -> None:
    assignment.take(received, by=colleague)

    for forged in ("", "x", "-1", "9" * 40, "²"):
        assert desk.post(url("give_back", received), {"seen": forged}).status_code == 409


def test_the_file_page_itself_tells_how_old_it_is(
    received: Complaint, officer: Officer, colleague: Officer, desk: Client
) -> None:
    assignment.take(received, by=officer)
    page = desk.get(received.get_absolute_url())
    assignment.assign(received, to=colleague, by=colleague)

    told = desk.post(url("give_back", received), seen(page))

    assert told.status_code == 409
    assert "Prise en charge : Paul Petit" in words(told)
    received.refresh_from_db()
    assert received.officer == colleague
    assert desk.post(url("give_back", received), seen(told)).status_code == 302
    assert said(desk.get(received.get_absolute_url())) == ["Personne n’a plus ce dossier en charge."]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_it_away_at_once_one_is_told(
    received: Complaint, unit: Unit, colleague: Officer, desk: Client, signed_in: SignIn
) -> None:
    heads = [OfficerFactory(units=[unit]) for _ in range(2)]
    clients, together = [signed_in(head) for head in heads], Barrier(2)
    page = seen(desk.get(received.get_absolute_url()))

    def give(number: int) -> int:
        together.wait()
        try:
            typed = page | {"officer": str([colleague, heads[1]][number].pk)}
            return int(clients[number].post(url("assign", received), typed).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(give, range(2)))

    assert sorted(answers) == [302, 409]
    received.refresh_from_db()
    assert received.officer == [colleague, heads[1]][answers.index(302)]
