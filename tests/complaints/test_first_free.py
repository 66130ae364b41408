"""The soonest slot of several units at once is the one that each of them would give alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from pytest_django import DjangoAssertNumQueries

from complaints.models import Appointment
from complaints.services.booking import first_free, free_slots
from tests.complaints import stages
from tests.factories import CommuneFactory, ComplaintFactory, UnitFactory
from units.models import Closure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday")]


def test_each_unit_gives_what_it_would_give_alone() -> None:
    busy, held, lapsed = stages.unit(), stages.unit(), stages.unit()
    stages.confirmed(busy)
    stages.proposed(held, stages.MONDAY_930)
    stages.lapsed(lapsed)
    closed = stages.unit()
    month = DateTimeTZRange(stages.SUNDAY, stages.SUNDAY + timedelta(days=14))
    Closure.objects.create(unit=closed, period=month)
    overseas = stages.unit(commune=CommuneFactory(code="97411", name="Saint-Denis"))
    units = [busy, held, lapsed, closed, overseas]

    found = first_free(units, now=stages.SUNDAY)

    alone = {
        unit.pk: free_slots(ComplaintFactory(unit=unit, filed_at=stages.SUNDAY), now=stages.SUNDAY)[0] for unit in units
    }
    assert found == alone
    assert found[closed.pk].start == stages.MONDAY_9 + timedelta(days=14)
    assert found[overseas.pk].start < found[busy.pk].start


def test_nothing_free_is_not_the_same_as_no_agenda() -> None:
    without, full = UnitFactory(), stages.unit()
    Closure.objects.create(unit=full, period=DateTimeTZRange(stages.SUNDAY, stages.SUNDAY + timedelta(days=90)))

    assert first_free([without, full], now=stages.SUNDAY) == {full.pk: None}
    assert first_free([], now=stages.SUNDAY) == {}


def test_never_past_the_day_the_answers_are_erased() -> None:
    far = stages.unit(minimum_notice_hours=29 * 24, horizon_days=90)
    Closure.objects.create(unit=far, period=DateTimeTZRange(stages.SUNDAY, stages.SUNDAY + timedelta(days=31)))

    assert first_free([far], now=stages.SUNDAY) == {far.pk: None}


@pytest.mark.parametrize("number", [1, 6])
def test_two_queries_for_all_units(number: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    units = [stages.unit() for _ in range(number)]
    for unit in units:
        stages.confirmed(unit)

    with django_assert_num_queries(2):
        assert len(first_free(units, now=stages.SUNDAY)) == number
    assert Appointment.objects.count() == number
