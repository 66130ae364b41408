"""Picking slots, fixing, moving, cancelling, absences: one service each, its refusal said, nothing half done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from complaints.enums import Act, AppointmentState, MailKind, MailState, Status
from complaints.models import Complaint
from complaints.services import appointments
from tests.complaints.desk.pages import acts, flat, said, slots, states, url, values, words
from tests.factories import ComplaintFactory, OfficerFactory, UnitFactory
from units.models import Officer, Unit

pytestmark = pytest.mark.django_db

SignIn = Callable[[Officer], Client]


def test_proposing_holds_the_slots_and_writes_to_the_victim(received: Complaint, desk: Client) -> None:
    starts = slots(received)[2:5]

    response = desk.post(url("propose", received), values(starts))

    received.refresh_from_db()
    assert response["Location"] == received.get_absolute_url()
    assert (received.status, states(received)) == (
        Status.PROPOSED,
        [(AppointmentState.HELD, start) for start in starts],
    )
    assert [(mail.kind, mail.state) for mail in received.mails.all()] == [(MailKind.PROPOSED, MailState.PENDING)]


def test_two_weeks_are_shown_and_more_on_request_with_what_is_ticked(received: Complaint, desk: Client) -> None:
    first = desk.get(url("propose", received))
    days = [day.day for day in first.context["agenda"].days]
    ticked = slots(received)[3]

    more = desk.post(url("propose", received), {**values([ticked]), "semaines": "2", "plus": "1"})
    shown = more.context["agenda"].days

    assert (days[-1] - days[0]).days <= 14
    assert (more.status_code, shown[-1].day - days[0] > timedelta(days=14)) == (200, True)
    assert [hour.value for day in shown for hour in day.hours if hour.ticked] == [ticked.isoformat()]
    assert not more.context["form"].errors
    assert not received.appointments.exists()


@pytest.mark.parametrize("weeks", ["-1", "999", "x", "٣", ""])
def test_a_forged_number_of_weeks_is_no_error(weeks: str, received: Complaint, desk: Client) -> None:
    assert desk.post(url("propose", received), {"semaines": weeks, "plus": "1"}).status_code == 200


@pytest.mark.parametrize(
    ("chosen", "error"),
    [
        ([], "Choisissez un créneau."),
        (["hier"], "Choisissez un créneau de la liste."),
        (["2026-11-25T09:00:00"], "Choisissez un créneau de la liste."),
        (["9999-12-31T23:59:59-23:59"], "Choisissez un créneau de la liste."),
        (["\u0000"], "Choisissez un créneau de la liste."),
    ],
)
def test_what_cannot_be_chosen_is_refused(chosen: list[str], error: str, received: Complaint, desk: Client) -> None:
    for name in ("propose", "fix"):
        response = desk.post(url(name, received), {"starts": chosen})

        assert response.status_code == 422
        assert [flat(text) for text in response.context["form"].errors["starts"]] == [error]
        assert error in words(response)
    assert (acts(received), states(received)) == ([], [])


def test_more_than_five_slots_or_two_appointments_are_refused(received: Complaint, desk: Client) -> None:
    free = slots(received)

    six = desk.post(url("propose", received), values(free[:6]))
    two = desk.post(url("fix", received), values(free[:2]))

    assert (six.status_code, two.status_code) == (422, 422)
    assert "Choisissez au plus 5 créneaux." in words(six)
    assert "Choisissez un seul créneau." in words(two)
    assert (acts(received), states(received)) == ([], [])


def test_a_slot_taken_meanwhile_is_named_the_next_offered_the_rest_kept(
    unit: Unit, officer: Officer, received: Complaint, desk: Client
) -> None:
    free = slots(received)
    lost, kept = free[0], free[4]
    for _desk in (1, 2):
        other = ComplaintFactory(unit=unit, status=Status.RECEIVED)
        appointments.fix(other, start=lost, by=officer)

    response = desk.post(url("propose", received), values([lost, kept]))

    agenda = response.context["agenda"]
    offered = {hour.value: hour.ticked for day in agenda.days for hour in day.hours}
    (error,) = response.context["form"].errors["starts"]
    assert response.status_code == 422
    assert "Ce créneau n’est plus libre :" in flat(error)
    assert all(f"{unit.local(start):%H:%M}" in error for start in (lost, *free[1:4]))
    assert lost.isoformat() not in offered
    assert [value for value, ticked in offered.items() if ticked] == [kept.isoformat()]
    assert (acts(received), states(received), received.mails.count()) == ([], [], 0)


def test_fixing_confirms_at_once_and_frees_what_was_proposed(
    received: Complaint, officer: Officer, desk: Client
) -> None:
    free = slots(received)
    appointments.propose(received, starts=free[:2], by=officer)

    response = desk.post(url("fix", received), values([free[5]]))

    received.refresh_from_db()
    assert said(response) == ["Le rendez-vous est fixé."]
    assert received.status == Status.CONFIRMED
    assert states(received) == [
        (AppointmentState.RELEASED, free[0]),
        (AppointmentState.RELEASED, free[1]),
        (AppointmentState.CONFIRMED, free[5]),
    ]


def test_moving_keeps_the_appointment_and_offers_its_own_time(booked: Complaint, desk: Client) -> None:
    target = slots(booked)[-1]
    page = desk.get(url("move", booked))

    response = desk.post(url("move", booked), values([target]))

    assert "Il reste réservé tant que" in words(page)
    assert said(response) == ["Le rendez-vous est déplacé."]
    assert states(booked) == [(AppointmentState.CONFIRMED, target)]
    assert acts(booked) == [Act.MOVED]


def test_cancelling_is_confirmed_first(booked: Complaint, desk: Client) -> None:
    page = desk.get(url("cancel", booked))
    assert "Annuler le rendez-vous ?" in words(page)
    assert acts(booked) == []

    desk.post(url("cancel", booked), {"target": booked.appointments.get().pk})

    booked.refresh_from_db()
    assert (booked.status, acts(booked)) == (Status.RECEIVED, [Act.STATUS, Act.CANCELLED])


@pytest.mark.parametrize("target", ["", "x"])
def test_cancelling_names_what_it_cancels(target: str, booked: Complaint, desk: Client) -> None:
    assert desk.post(url("cancel", booked), {"target": target}).status_code == 422
    assert acts(booked) == []


def test_an_absence_is_noted_once_the_hour_has_come(booked: Complaint, officer: Officer, desk: Client) -> None:
    early = desk.post(url("miss", booked))
    untouched = (said(early), acts(booked))
    with time_machine.travel(booked.appointments.get().period.lower + timedelta(minutes=20), tick=False):
        desk.force_login(officer)
        assert "La victime n’est pas venue ?" in words(desk.get(url("miss", booked)))
        desk.post(url("miss", booked))

    booked.refresh_from_db()
    assert untouched == (["L’absence se note une fois l’heure du rendez-vous passée."], [])
    assert (booked.status, acts(booked)) == (Status.PROPOSED, [Act.STATUS, Act.MISSED, Act.STATUS, Act.PROPOSED])


@pytest.mark.parametrize("name", ["move", "cancel", "miss"])
def test_without_an_appointment_there_is_nothing_to_change(name: str, received: Complaint, desk: Client) -> None:
    for response in (desk.get(url(name, received)), desk.post(url(name, received), {"starts": "x"})):
        assert response["Location"] == received.get_absolute_url()
        assert "n’est plus possible : la pré-plainte est « Reçue »." in said(response)[-1]


def test_a_unit_without_a_free_slot_says_so(desk: Client, signed_in: SignIn) -> None:
    unit = UnitFactory()
    complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED)

    page = signed_in(OfficerFactory(units=[unit])).get(url("propose", complaint))

    assert "Aucun créneau libre" in words(page)
