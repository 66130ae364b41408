"""What a victim does from the follow-up page, and what each act leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from complaints.enums import Act, AppointmentState, DismissReason, Status
from complaints.models import Complaint
from complaints.services import appointments, triage
from tests.complaints import stages
from tests.complaints.stages import MONDAY_9, MONDAY_930, SUNDAY, TUESDAY_9, WEDNESDAY_9
from tests.markup import Elements

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(SUNDAY, tick=False):
        yield


@dataclass(frozen=True)
class Remains:
    """All that an act may touch, read again from the database."""

    status: str
    appointments: list[tuple[datetime, str, int]]
    open_proposals: int
    mails: list[tuple[str, str]]
    journal: list[tuple[str, str]]


def remains(complaint: Complaint) -> Remains:
    row = stages.fresh(complaint)
    booked = row.appointments.order_by("period", "pk").values_list("period", "state", "sequence")
    return Remains(
        row.status,
        [(period.lower, state, sequence) for period, state, sequence in booked],
        row.proposals.filter(closed_at=None).count(),
        list(row.mails.order_by("pk").values_list("kind", "state")),
        list(row.journal.values_list("act", "detail")),
    )


def sign_in(client: Client, complaint: Complaint) -> None:
    assert client.get(reverse("complaints:follow_link", args=[complaint.follow_secret])).status_code == 302


def address(name: str, complaint: Complaint) -> str:
    return reverse(f"complaints:{name}", args=[complaint.reference])


def post(client: Client, name: str, complaint: Complaint, **data: Any) -> HttpResponse:
    return client.post(address(name, complaint), data)


def done(response: HttpResponse, complaint: Complaint) -> bool:
    return response.status_code == 302 and response["Location"] == address("follow", complaint)


def heading(response: HttpResponse) -> str:
    (text,) = Elements(response.content.decode()).texts("h1")
    return text


def body(response: HttpResponse) -> str:
    (text,) = Elements(response.content.decode()).texts("main")
    return text.replace("\u00a0", " ")


RECEIVED = [("opened", ""), ("status", "filed → received")]
PROPOSED = [*RECEIVED, ("status", "received → proposed"), ("proposed", "2")]
CONFIRMED = [*RECEIVED, ("status", "received → confirmed"), ("confirmed", "")]


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
    triage.dismiss(complaint, reason=DismissReason.DUPLICATE, by=stages.officer_of(complaint))
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


# -- moving ----------------------------------------------------------------------------------------
def test_moving_keeps_one_appointment_and_twice_is_once(client: Client) -> None:
    complaint = stages.confirmed()
    sign_in(client, complaint)
    for _ in range(2):
        assert done(post(client, "follow_move", complaint, starts=WEDNESDAY_9.isoformat()), complaint)

    assert remains(complaint) == Remains(
        Status.CONFIRMED,
        [(WEDNESDAY_9, "confirmed", 1)],
        0,
        [("confirmed", "pending"), ("moved", "pending")],
        [*CONFIRMED, ("moved", "")],
    )
    assert "mercredi 25 novembre 2026 à 09:00" in body(client.get(address("follow", complaint)))


def test_free_slots_are_told_by_day_two_weeks_first(client: Client) -> None:
    complaint = stages.confirmed()
    sign_in(client, complaint)

    page = Elements(client.get(address("follow_move", complaint)).content.decode())
    days = page.texts("legend")
    assert [day.replace("\u00a0", " ") for day in days[:3]] == [
        "Quand pouvez-vous venir ?",
        "lundi 23 novembre",
        "mardi 24 novembre",
    ]
    assert days[-1] == "vendredi 4 décembre"
    values = [radio["value"] for radio in page.attributes("input", type="radio")]
    assert values[0] == MONDAY_9.isoformat()
    assert len(values) == 10 * 12 - 1  # ten working days, twelve half hours each, but the one they have
    assert TUESDAY_9.isoformat() not in values
    assert [a["href"] for a in page.attributes("a") if "suite" in a["href"]] == ["?suite=1"]

    whole = Elements(client.get(address("follow_move", complaint) + "?suite=1").content.decode())
    assert whole.texts("legend")[-1] == "mardi 22 décembre"  # it is erased that day at ten
    assert not [a for a in whole.attributes("a") if "suite" in a["href"]]


def test_when_the_next_two_weeks_are_full_the_later_days_are_shown(client: Client) -> None:
    unit = stages.unit()
    unit.closures.create(period=(SUNDAY, SUNDAY + timedelta(days=20)))
    complaint = stages.proposed(unit, datetime.fromisoformat("2026-12-14T08:00Z"))
    sign_in(client, complaint)

    page = Elements(client.get(address("follow_pick", complaint)).content.decode())
    assert page.texts("legend")[1] == "lundi 14 décembre"


def test_without_any_free_slot_the_page_says_whom_to_call(client: Client) -> None:
    complaint = stages.confirmed()
    complaint.unit.closures.create(period=(SUNDAY, SUNDAY + timedelta(days=40)))
    sign_in(client, complaint)

    response = client.get(address("follow_move", complaint))
    assert response.status_code == 200
    assert "Aucun créneau n’est libre en ce moment" in body(response)
    assert "02 61 91 00 17" in body(response)


def test_a_slot_taken_meanwhile_is_named_and_the_next_free_ones_are_offered(client: Client) -> None:
    unit = stages.unit()
    complaint = stages.confirmed(unit)
    sign_in(client, complaint)
    wanted = WEDNESDAY_9 + timedelta(days=2)
    appointments.fix(stages.received(unit), start=wanted, by=stages.officer_of(complaint))
    before = remains(complaint)
    response = post(client, "follow_move", complaint, starts=wanted.isoformat())

    assert response.status_code == 422
    assert "vendredi 27 novembre à 09:00" in body(response)
    assert "vendredi 27 novembre à 09:30" in body(response)
    page = Elements(response.content.decode())
    assert page.by_id("id_starts")[1]["aria-describedby"] == "id_starts_error"
    assert wanted.isoformat() not in [radio["value"] for radio in page.attributes("input", type="radio")]
    # The first three days are unfolded, and the one they wanted.
    assert ["open" in details for details in page.attributes("details")] == [True] * 3 + [False, True] + [False] * 5
    assert remains(complaint) == before


@pytest.mark.parametrize(
    "start", ["", "nonsense", "2026-11-25T09:00", "9999-99-99", "0001-01-01T00:00+00:00", "9999-12-31T23:59Z"]
)
def test_a_slot_that_is_none_is_refused(client: Client, start: str) -> None:
    complaint = stages.confirmed()
    sign_in(client, complaint)
    before = remains(complaint)

    assert post(client, "follow_move", complaint, starts=start).status_code == 422
    assert remains(complaint) == before


def test_two_slots_at_once_are_refused(client: Client) -> None:
    complaint = stages.confirmed()
    sign_in(client, complaint)
    before = remains(complaint)
    both = [WEDNESDAY_9.isoformat(), MONDAY_9.isoformat()]

    assert post(client, "follow_move", complaint, starts=both).status_code == 422
    assert remains(complaint) == before


# -- cancelling ------------------------------------------------------------------------------------
def test_cancelling_asks_first_then_returns_to_the_inbox_and_twice_is_once(client: Client) -> None:
    complaint = stages.confirmed()
    sign_in(client, complaint)
    before = remains(complaint)
    page = client.get(address("follow_cancel", complaint))
    assert heading(page).replace("\u00a0", " ") == "Annuler le rendez-vous ?"
    assert remains(complaint) == before

    (target,) = Elements(page.content.decode()).attributes("input", name="target")
    for _ in range(2):
        assert done(post(client, "follow_cancel", complaint, target=target["value"]), complaint)
    assert remains(complaint) == Remains(
        Status.RECEIVED,
        [(TUESDAY_9, "cancelled", 1)],
        0,
        [("confirmed", "pending"), ("cancelled", "pending")],
        [*CONFIRMED, ("status", "confirmed → received"), ("cancelled", "")],
    )


def test_a_page_left_open_does_not_cancel_the_next_appointment(client: Client) -> None:
    complaint = stages.missed()
    sign_in(client, complaint)
    older = complaint.appointments.get().pk
    appointments.fix(complaint, start=TUESDAY_9, by=stages.officer_of(complaint))
    before = remains(complaint)
    response = post(client, "follow_cancel", complaint, target=older)

    assert response.status_code == 422
    assert "Ce rendez-vous a été remplacé par un autre." in body(response)
    assert remains(complaint) == before


@pytest.mark.parametrize(("name", "data"), [("follow_cancel", "target"), ("follow_move", "starts")])
def test_too_late_to_change_is_told_with_whom_to_call(client: Client, name: str, data: str) -> None:
    complaint = stages.too_late_to_change()
    sign_in(client, complaint)
    before = remains(complaint)
    value = {"target": str(complaint.appointments.get().pk), "starts": WEDNESDAY_9.isoformat()}[data]

    assert done(client.get(address(name, complaint)), complaint)
    response = post(client, name, complaint, **{data: value})
    assert response.status_code == 422
    assert "Il est trop tard pour changer ce rendez-vous en ligne. Appelez l’unité." in body(response)
    assert remains(complaint) == before


# -- withdrawing -----------------------------------------------------------------------------------
@pytest.mark.parametrize("stage", stages.OPEN)
def test_withdrawing_asks_first_then_erases_at_once_and_twice_is_once(client: Client, stage: str) -> None:
    complaint = stages.OPEN[stage]()
    sign_in(client, complaint)
    before = remains(complaint)
    page = client.get(address("follow_withdraw", complaint))
    assert heading(page).replace("\u00a0", " ") == "Retirer votre pré-plainte ?"
    assert remains(complaint) == before

    for _ in range(2):
        assert done(post(client, "follow_withdraw", complaint), complaint)
    row = stages.fresh(complaint)
    assert (row.status, row.identity, row.statement, row.tokens, row.commune) == (
        Status.WITHDRAWN,
        None,
        None,
        [],
        None,
    )
    assert row.erased_at == SUNDAY
    assert not row.appointments.live().exists()
    assert list(row.mails.filter(state="pending").values_list("kind", flat=True)) == ["withdrawn"]
    assert [act for act, _ in remains(complaint).journal][-2:] == [Act.STATUS, Act.ERASED]
    assert heading(client.get(address("follow", complaint))) == "Pré-plainte retirée"


@pytest.mark.parametrize("stage", stages.OVER)
def test_what_is_over_cannot_be_changed_any_more(client: Client, stage: str) -> None:
    complaint = stages.OVER[stage]()
    sign_in(client, complaint)
    before = remains(complaint)
    for name in ("follow_pick", "follow_move", "follow_cancel", "follow_withdraw", "follow_calendar", "follow_decline"):
        assert done(client.get(address(name, complaint)), complaint)
    target = str(before.appointments and complaint.appointments.first().pk)
    answers = {
        "follow_choose": post(client, "follow_choose", complaint, appointment=target or complaint.pk),
        "follow_pick": post(client, "follow_pick", complaint, starts=TUESDAY_9.isoformat()),
        "follow_move": post(client, "follow_move", complaint, starts=TUESDAY_9.isoformat()),
        "follow_decline": post(client, "follow_decline", complaint, target=complaint.pk),
        "follow_withdraw": post(client, "follow_withdraw", complaint),
    }

    assert {name: response.status_code for name, response in answers.items() if response.status_code >= 500} == {}
    assert remains(complaint) == before


# -- the calendar ----------------------------------------------------------------------------------
def test_the_calendar_file_is_the_appointment_as_it_stands(client: Client) -> None:
    complaint = stages.moved()
    sign_in(client, complaint)
    response = client.get(address("follow_calendar", complaint))

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="rendez-vous.ics"'
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert event["DTSTART"].dt == WEDNESDAY_9
    assert event["SEQUENCE"] == 1
    assert "Martin" not in response.content.decode()


@pytest.mark.parametrize("stage", ["received", "proposed", "cancelled"])
def test_no_calendar_file_for_what_is_not_firm(client: Client, stage: str) -> None:
    complaint = stages.OPEN[stage]()
    sign_in(client, complaint)

    assert done(client.get(address("follow_calendar", complaint)), complaint)


# -- figures, and the token of forms ---------------------------------------------------------------
@pytest.mark.parametrize("number", [1, 3])
def test_no_page_costs_more_than_eight_queries(
    client: Client, number: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    unit = stages.unit(agenda=5)
    for _ in range(number):
        stages.proposed(unit)
    confirmed, proposed = stages.confirmed(unit), stages.proposed(unit)
    for complaint, names in (
        (confirmed, ("follow", "follow_move", "follow_cancel", "follow_withdraw", "follow_calendar")),
        (proposed, ("follow", "follow_pick", "follow_withdraw")),
    ):
        sign_in(client, complaint)
        for name in names:
            with django_assert_max_num_queries(8):
                assert client.get(address(name, complaint)).status_code == 200
        with django_assert_max_num_queries(8):
            assert post(client, "follow_move", complaint, starts="").status_code == 422


def test_without_the_token_of_the_form_nothing_is_done() -> None:
    client = Client(enforce_csrf_checks=True)
    complaint = stages.proposed()
    sign_in(client, complaint)
    before = remains(complaint)

    slot = complaint.appointments.first().pk
    for name, data in (
        ("follow_choose", {"appointment": slot}),
        ("follow_decline", {"target": complaint.proposals.get().pk}),
        ("follow_pick", {"starts": MONDAY_930.isoformat()}),
        ("follow_withdraw", {}),
        ("follow_close", {}),
    ):
        assert post(client, name, complaint, **data).status_code == 403
    assert remains(complaint) == before


def test_opening_any_page_changes_nothing(client: Client) -> None:
    for stage in (stages.proposed, stages.confirmed):
        complaint = stage()
        sign_in(client, complaint)
        before = remains(complaint)
        for name in ("follow", "follow_choose", "follow_decline", "follow_pick", "follow_move", "follow_cancel"):
            client.get(address(name, complaint))
            client.head(address(name, complaint))
        assert remains(complaint) == before
        assert complaint.appointments.filter(state=AppointmentState.CANCELLED).count() == 0
