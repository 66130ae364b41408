"""A victim moves or cancels the appointment, takes the file back, keeps it in a calendar."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from complaints.enums import Act, AppointmentState, Status
from complaints.services import appointments
from tests.complaints import stages
from tests.complaints.following import (
    CONFIRMED,
    Remains,
    address,
    body,
    done,
    heading,
    post,
    remains,
    sign_in,
)
from tests.complaints.stages import MONDAY_9, MONDAY_930, SUNDAY, TUESDAY_9, WEDNESDAY_9
from tests.markup import Elements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday")]


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


# -- what changes nothing ---------------------------------------------------------------------------
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
