from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from tests.factories import UnitFactory
from units.agenda import Busy, Slot
from units.calendar import holidays_of, unit_slots
from units.models import Closure, Unit

# Holidays of 2026 that not everybody has.
GOOD_FRIDAY, SAINT_STEPHEN = date(2026, 4, 3), date(2026, 12, 26)
ABOLITION = {
    "971": date(2026, 5, 27),
    "972": date(2026, 5, 22),
    "973": date(2026, 6, 10),
    "974": date(2026, 12, 20),
    "976": date(2026, 4, 27),
    "977": date(2026, 10, 9),
    "978": date(2026, 5, 28),
}
NATIONAL = {
    date(2026, 1, 1), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 8), date(2026, 5, 14), date(2026, 5, 25),
    date(2026, 7, 14), date(2026, 8, 15), date(2026, 11, 1), date(2026, 11, 11), date(2026, 12, 25),
}  # fmt: skip


def test_eleven_national_holidays():
    assert holidays_of(Unit(department="27"), [2026]) == NATIONAL


@pytest.mark.parametrize("department", ["57", "67", "68"])
def test_alsace_moselle_has_two_more(department):
    assert holidays_of(Unit(department=department), [2026]) == NATIONAL | {GOOD_FRIDAY, SAINT_STEPHEN}


@pytest.mark.parametrize("department", sorted(ABOLITION))
def test_overseas_keeps_the_abolition_of_slavery(department):
    found = holidays_of(Unit(department=department), [2026])

    assert ABOLITION[department] in found
    assert found > NATIONAL


@pytest.mark.parametrize("department", ["975", "984", "986", "987", "988", "2A", "75"])
def test_every_department_has_the_national_ones(department):
    assert holidays_of(Unit(department=department), [2026, 2027]) >= NATIONAL


def test_a_unit_may_stay_open():
    assert holidays_of(Unit(department="67", open_on_holidays=True), [2026]) == set()


@pytest.mark.django_db
def test_slots_of_a_unit_cost_two_queries(django_assert_num_queries):
    unit = UnitFactory(agenda=2, minimum_notice_hours=12, horizon_days=7)
    monday = datetime(2026, 11, 23, 7, tzinfo=UTC)
    Closure.objects.create(unit=unit, period=DateTimeTZRange(monday + timedelta(days=1), monday + timedelta(days=30)))
    Closure.objects.create(unit=unit, period=DateTimeTZRange(monday - timedelta(days=9), monday - timedelta(days=8)))
    taken = [Busy(monday + timedelta(hours=1), monday + timedelta(hours=2), 1)]

    with django_assert_num_queries(2):
        nothing = unit_slots(unit, busy=taken, now=monday, until=monday + timedelta(days=60))
    earlier = unit_slots(unit, busy=taken, now=monday - timedelta(hours=12), until=monday + timedelta(hours=3))

    assert nothing == []
    assert earlier == [
        Slot(monday + timedelta(hours=1), monday + timedelta(hours=1.5), (2,)),
        Slot(monday + timedelta(hours=1.5), monday + timedelta(hours=2), (2,)),
        Slot(monday + timedelta(hours=2), monday + timedelta(hours=2.5), (1, 2)),
        Slot(monday + timedelta(hours=2.5), monday + timedelta(hours=3), (1, 2)),
    ]


@pytest.mark.django_db
def test_notice_horizon_holiday_and_end_bound_the_slots():
    unit = UnitFactory(agenda=1, minimum_notice_hours=24, horizon_days=9)
    now = datetime(2026, 5, 5, 8, tzinfo=UTC)  # Tuesday 10:00 in Paris; Friday 8 May is a holiday

    days = {slot.start.date().day for slot in unit_slots(unit, busy=[], now=now, until=now + timedelta(days=60))}
    first = unit_slots(unit, busy=[], now=now, until=now + timedelta(days=60))[0]

    assert days == {6, 7, 11, 12, 13}  # the 14th is Ascension Day
    assert first.start == now + timedelta(hours=24)
    assert unit_slots(unit, busy=[], now=now, until=now + timedelta(hours=24)) == []


@pytest.mark.django_db
def test_a_unit_overseas_opens_on_its_own_clock():
    unit = UnitFactory(agenda=1, commune__code="97411", commune__department="974", minimum_notice_hours=0)
    now = datetime(2026, 11, 23, 0, tzinfo=UTC)

    first = unit_slots(unit, busy=[], now=now, until=now + timedelta(days=1))[0]

    assert unit.time_zone == "Indian/Reunion"
    assert first.start == datetime(2026, 11, 23, 5, tzinfo=UTC)  # 9:00 there
    assert unit.local(first.start).hour == 9
