"""A victim answers a proposal: one of its slots, none, or another free one."""

from __future__ import annotations

import pytest
from django.test import Client

from complaints.enums import Status
from complaints.services import appointments, triage
from tests.complaints import stages
from tests.complaints.following import (
    PROPOSED,
    Remains,
    address,
    body,
    done,
    heading,
    post,
    remains,
    sign_in,
)
from tests.complaints.stages import MONDAY_9, MONDAY_930, TUESDAY_9, WEDNESDAY_9
from tests.factories import ReplyTemplateFactory
from tests.markup import Elements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday")]


# -- choosing --------------------------------------------------------------------------------------
def test_choosing_a_slot_confirms_it_and_twice_is_once(client: Client) -> None:
    complaint = stages.proposed()
    sign_in(client, complaint)
    slot = complaint.appointments.get(period__startswith=TUESDAY_9)
    for _ in range(2):
        assert done(post(client, "follow_choose", complaint, appointment=slot.pk), complaint)

    assert remains(complaint) == Remains(
        Status.CONFIRMED,
        [(MONDAY_9, "released", 0), (TUESDAY_9, "confirmed", 0)],
        0,
        [("proposed", "pending"), ("confirmed", "pending")],
        [*PROPOSED, ("status", "proposed → confirmed"), ("confirmed", "")],
    )
    assert heading(client.get(address("follow", complaint))) == "Rendez-vous confirmé"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Choisissez un créneau."),
        ({"appointment": "nonsense"}, "Choisissez un créneau de la liste."),
        ({"appointment": "\x00"}, "Choisissez un créneau de la liste."),
    ],
)
def test_choosing_nothing_is_told_beside_the_question(client: Client, data: dict[str, str], said: str) -> None:
    complaint = stages.proposed()
    sign_in(client, complaint)
    before = remains(complaint)
    response = post(client, "follow_choose", complaint, **data)

    assert response.status_code == 422
    assert heading(response) == "Choisissez votre rendez-vous"
    page = Elements(response.content.decode())
    assert page.by_id("id_appointment")[1]["aria-describedby"] == "id_appointment_error"
    assert [a for a in page.attributes("a") if a["href"] == "#id_appointment"]
    assert said in body(response)
    assert remains(complaint) == before


def test_a_slot_of_somebody_else_cannot_be_chosen(client: Client) -> None:
    unit = stages.unit()
    complaint, other = stages.proposed(unit), stages.proposed(unit, WEDNESDAY_9)
    sign_in(client, complaint)
    before = remains(other)
    response = post(client, "follow_choose", complaint, appointment=other.appointments.get().pk)

    assert response.status_code == 422
    assert "Ce créneau n’est plus libre. Choisissez-en un autre." in body(response)
    assert heading(response) == "Choisissez votre rendez-vous"  # those still held are offered again
    assert remains(other) == before


def test_an_answer_that_comes_too_late_is_told_so_and_what_comes_next(client: Client) -> None:
    complaint = stages.lapsed()
    sign_in(client, complaint)
    before = remains(complaint)
    response = post(client, "follow_choose", complaint, appointment=complaint.appointments.get().pk)

    assert response.status_code == 422
    assert "Cette proposition a pris fin : ces créneaux ne vous sont plus réservés." in body(response)
    assert heading(response) == "La proposition de rendez-vous a pris fin"
    assert remains(complaint) == before


def test_a_slot_chosen_after_the_unit_closed_the_file_shows_why(client: Client) -> None:
    complaint = stages.proposed()
    sign_in(client, complaint)
    slot = complaint.appointments.first()
    triage.dismiss(complaint, template=ReplyTemplateFactory(), by=stages.officer_of(complaint))
    response = post(client, "follow_choose", complaint, appointment=slot.pk)

    assert response.status_code == 422
    assert heading(response) == "L’unité a clos votre pré-plainte"
    assert "Adjudante Perrin" not in body(response)


# -- none suits ------------------------------------------------------------------------------------
def test_declining_frees_the_slots_and_twice_is_once(client: Client) -> None:
    complaint = stages.proposed()
    sign_in(client, complaint)
    for _ in range(2):
        assert done(post(client, "follow_decline", complaint, target=complaint.proposals.get().pk), complaint)

    assert remains(complaint) == Remains(
        Status.RECEIVED,
        [(MONDAY_9, "released", 0), (TUESDAY_9, "released", 0)],
        0,
        [("proposed", "pending")],
        [*PROPOSED, ("status", "proposed → received"), ("proposal_ended", "declined")],
    )
    assert heading(client.get(address("follow", complaint))) == "L’unité va vous proposer d’autres créneaux"


def test_a_page_left_open_does_not_decline_the_next_proposal(client: Client) -> None:
    complaint = stages.proposed()
    sign_in(client, complaint)
    older = complaint.proposals.get().pk
    post(client, "follow_decline", complaint, target=older)
    appointments.propose(complaint, starts=[WEDNESDAY_9], by=stages.officer_of(complaint))
    before = remains(complaint)
    response = post(client, "follow_decline", complaint, target=older)

    assert response.status_code == 422
    assert heading(response) == "Choisissez votre rendez-vous"
    assert remains(complaint) == before


# -- another free slot -----------------------------------------------------------------------------
def test_another_free_slot_may_be_picked_and_twice_is_once(client: Client) -> None:
    complaint = stages.proposed()
    sign_in(client, complaint)
    page = client.get(address("follow_pick", complaint))
    assert heading(page) == "Choisir un autre créneau"
    assert MONDAY_930.isoformat() in page.content.decode()
    assert TUESDAY_9.isoformat() not in page.content.decode()  # held: it is chosen on the page of the proposal

    for _ in range(2):
        assert done(post(client, "follow_pick", complaint, starts=MONDAY_930.isoformat()), complaint)
    assert remains(complaint) == Remains(
        Status.CONFIRMED,
        [(MONDAY_9, "released", 0), (MONDAY_930, "confirmed", 0), (TUESDAY_9, "released", 0)],
        0,
        [("proposed", "pending"), ("confirmed", "pending")],
        [*PROPOSED, ("status", "proposed → confirmed"), ("confirmed", "")],
    )


def test_a_free_slot_is_picked_only_while_a_proposal_waits(client: Client) -> None:
    complaint = stages.received()
    sign_in(client, complaint)
    before = remains(complaint)

    assert done(client.get(address("follow_pick", complaint)), complaint)
    response = post(client, "follow_pick", complaint, starts=TUESDAY_9.isoformat())
    assert (response.status_code, heading(response)) == (422, "L’unité a ouvert votre pré-plainte")
    assert remains(complaint) == before
