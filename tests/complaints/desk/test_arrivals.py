"""Noting that the victim is there: once, on the day, undone when it was a slip."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from complaints.enums import Act, AppointmentState, Status
from complaints.models import Complaint
from complaints.services import absence, appointments, arrivals
from complaints.services.appointments import NoAppointment
from tests.complaints.desk.pages import acts, said, url, words
from tests.factories import AppointmentFactory, ComplaintFactory, UnitFactory
from units.models import Officer

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
MORNING = datetime(2026, 11, 24, 9, tzinfo=PARIS)


@pytest.fixture
def awaited(unit) -> Complaint:
    with time_machine.travel(MORNING - timedelta(days=2), tick=False):
        complaint = ComplaintFactory(unit=unit, status=Status.CONFIRMED)
        AppointmentFactory(complaint=complaint, start=MORNING)
    return complaint


def test_the_page_of_the_file_notes_it_and_says_since_when(awaited: Complaint, desk: Client) -> None:
    with time_machine.travel(MORNING - timedelta(minutes=7), tick=False):
        assert "Noter l’arrivée" in words(desk.get(awaited.get_absolute_url()))

        response = desk.post(url("arrive", awaited))

        assert (response.url, said(response)) == (awaited.get_absolute_url(), ["L’arrivée est notée."])
        page = words(desk.get(awaited.get_absolute_url()))
    assert "La victime est là depuis 08:53." in page
    assert "Arrivée de la victime" in page
    assert awaited.appointments.get().arrived_at == MORNING - timedelta(minutes=7)
    assert acts(awaited) == [Act.ARRIVED]


def test_twice_it_is_noted_once_and_the_first_hour_stays(awaited: Complaint, officer: Officer) -> None:
    for minutes in (0, 20):
        arrivals.arrive(awaited, by=officer, now=MORNING + timedelta(minutes=minutes))

    assert awaited.appointments.get().arrived_at == MORNING
    assert acts(awaited) == [Act.ARRIVED]


def test_a_slip_is_taken_back(awaited: Complaint, desk: Client, officer: Officer) -> None:
    arrivals.arrive(awaited, by=officer, now=MORNING)

    desk.post(url("not_arrived", awaited))

    assert awaited.appointments.get().arrived_at is None
    lines = list(awaited.journal.filter(act=Act.ARRIVED).values_list("detail", flat=True))
    assert lines == ["", "undone"]


@pytest.mark.parametrize("days", [-1, 1])
def test_on_another_day_it_is_refused(awaited: Complaint, officer: Officer, days: int) -> None:
    with pytest.raises(NoAppointment, match="le jour du rendez-vous"):
        arrivals.arrive(awaited, by=officer, now=MORNING + timedelta(days=days))

    assert awaited.appointments.get().arrived_at is None
    assert acts(awaited) == []


def test_the_day_is_the_unit_s_own(officer: Officer) -> None:
    """At 9 in Nouméa it is still the day before in Paris."""
    unit = UnitFactory(time_zone="Pacific/Noumea")
    nine = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Pacific/Noumea"))
    complaint = ComplaintFactory(unit=unit, status=Status.CONFIRMED)
    AppointmentFactory(complaint=complaint, start=nine)

    assert arrivals.arrive(complaint, by=officer, now=nine).arrived_at == nine


@pytest.mark.parametrize("status", [Status.RECEIVED, Status.PROPOSED, Status.WITHDRAWN])
def test_without_appointment_there_is_nothing_to_note(unit, officer: Officer, status: Status) -> None:
    complaint = ComplaintFactory(unit=unit, status=status)

    with pytest.raises(NoAppointment):
        arrivals.arrive(complaint, by=officer)

    assert acts(complaint) == []


def test_who_is_there_is_not_noted_absent(awaited: Complaint, officer: Officer) -> None:
    arrivals.arrive(awaited, by=officer, now=MORNING)

    with pytest.raises(NoAppointment, match="notée arrivée"):
        absence.miss(awaited, by=officer, now=MORNING + timedelta(hours=1))

    awaited.refresh_from_db()
    assert (awaited.status, awaited.appointments.get().state) == (Status.CONFIRMED, AppointmentState.CONFIRMED)


def test_a_moved_appointment_is_awaited_anew(awaited: Complaint, officer: Officer) -> None:
    arrivals.arrive(awaited, by=officer, now=MORNING - timedelta(hours=1))

    appointments.move(
        awaited, start=MORNING + timedelta(days=1, minutes=30), by=officer, now=MORNING - timedelta(hours=1)
    )

    assert awaited.appointments.get().arrived_at is None


def test_a_stranger_meets_a_404(awaited: Complaint, stranger: Officer, signed_in: Callable[[Officer], Client]) -> None:
    for name in ("arrive", "not_arrived"):
        assert signed_in(stranger).post(url(name, awaited)).status_code == 404
    assert awaited.appointments.get().arrived_at is None


@pytest.mark.parametrize(
    ("back", "leads"),
    [("/agents/", "/agents/"), ("https://ailleurs.example/", None), ("//ailleurs.example/", None), ("", None)],
)
def test_one_comes_back_where_one_was_on_this_site_only(
    awaited: Complaint, desk: Client, back: str, leads: str | None
) -> None:
    with time_machine.travel(MORNING, tick=False):
        response = desk.post(url("arrive", awaited), {"back": back})

    assert response.url == (leads or awaited.get_absolute_url())


def test_a_get_only_leads_to_the_file(awaited: Complaint, desk: Client) -> None:
    assert desk.get(url("arrive", awaited)).url == awaited.get_absolute_url()
    assert awaited.appointments.get().arrived_at is None
