"""An arrival: written once whoever clicks at once, and gone with a move."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from complaints.enums import Act, AppointmentState, Status
from complaints.models import CalendarFeed, Complaint
from complaints.services import appointments, arrival, feeds
from complaints.services.appointments import NoAppointment
from complaints.services.status import Over
from tests.factories import AppointmentFactory, ComplaintFactory, OfficerFactory, UnitFactory

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)  # a Monday, 9:00 in Paris
DAY = timedelta(days=1)


def booked(start: datetime = NINE, zone: str = "Europe/Paris") -> Complaint:
    unit = UnitFactory(agenda=1, time_zone=zone)
    filed = start - timedelta(days=3)
    complaint = ComplaintFactory(unit=unit, status=Status.CONFIRMED, filed_at=filed)
    AppointmentFactory(complaint=complaint, start=start)
    return complaint


def together(number: int, deed: Callable[[], object]) -> None:
    barrier = Barrier(number)

    def one(_place: int) -> None:
        barrier.wait()
        try:
            deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        list(pool.map(one, range(number)))


@pytest.mark.django_db(transaction=True)
def test_six_clicks_at_once_note_one_arrival():
    complaint, officer = booked(), OfficerFactory()
    together(6, lambda: arrival.arrive(Complaint.objects.get(pk=complaint.pk), by=officer, now=NINE))

    assert complaint.appointments.get().arrived_at == NINE
    assert list(complaint.journal.values_list("act", "officer")) == [(Act.ARRIVED, officer.pk)]


@pytest.mark.django_db(transaction=True)
def test_six_clicks_at_once_make_one_address():
    officer = OfficerFactory()
    together(6, lambda: feeds.make(officer, only_mine=False))

    assert CalendarFeed.objects.count() == 1


def test_a_move_forgets_the_arrival():
    complaint, officer = booked(), OfficerFactory()
    early = NINE - timedelta(minutes=20)
    arrival.arrive(complaint, by=officer, now=early)
    appointments.move(complaint, start=NINE + DAY, by=officer, now=early)

    assert complaint.appointments.values_list("state", "arrived_at", "period__startswith").get() == (
        AppointmentState.CONFIRMED,
        None,
        NINE + DAY,
    )


@pytest.mark.parametrize(
    ("zone", "start", "now", "may"),
    [
        ("Europe/Paris", NINE, NINE.replace(hour=0) - timedelta(hours=1), True),  # midnight there
        ("Europe/Paris", NINE, NINE.replace(hour=0) - timedelta(hours=1, seconds=1), False),
        ("Europe/Paris", NINE, NINE.replace(hour=22, minute=59), True),
        ("Europe/Paris", NINE, NINE.replace(hour=23), False),
        ("Indian/Reunion", NINE, NINE.replace(hour=19, minute=59), True),
        ("Indian/Reunion", NINE, NINE.replace(hour=20), False),
        ("Europe/Paris", NINE.replace(hour=22, minute=45), NINE.replace(hour=23, minute=10), True),  # past midnight
    ],
)
def test_an_arrival_is_noted_on_its_day_there(zone: str, start: datetime, now: datetime, may: bool):
    complaint, officer = booked(start, zone), OfficerFactory()
    if may:
        arrival.arrive(complaint, by=officer, now=now)
    else:
        with pytest.raises(NoAppointment):
            arrival.arrive(complaint, by=officer, now=now)

    assert complaint.appointments.get().arrived_at == (now if may else None)
    assert complaint.journal.count() == int(may)


@pytest.mark.parametrize("state", sorted(set(AppointmentState) - {AppointmentState.CONFIRMED, AppointmentState.HELD}))
def test_only_a_confirmed_appointment_is_arrived_at(state: AppointmentState):
    complaint = booked()
    complaint.appointments.update(state=state)
    with pytest.raises(NoAppointment):
        arrival.arrive(complaint, by=OfficerFactory(), now=NINE)

    assert complaint.appointments.get().arrived_at is None
    assert not complaint.journal.exists()


def test_nobody_arrives_for_a_file_that_is_over():
    complaint = booked()
    Complaint.objects.filter(pk=complaint.pk).update(status=Status.WITHDRAWN)
    with pytest.raises(Over):
        arrival.arrive(complaint, by=OfficerFactory(), now=NINE)

    assert not complaint.journal.exists()
