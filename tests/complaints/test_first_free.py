"""The soonest slot of several units at once is the one that each of them would give alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from pytest_django import DjangoAssertNumQueries

from complaints.enums import Kind
from complaints.models import Appointment
from complaints.services.booking import first_free, free_slots, soonest_erasure
from tests.complaints import stages
from tests.factories import CommuneFactory, ComplaintFactory, OpeningRuleFactory, UnitFactory
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

    assert first_free([far], now=stages.SUNDAY, until=soonest_erasure(stages.SUNDAY)) == {far.pk: None}


@pytest.mark.parametrize(("horizon", "closed_days", "found"), [(90, 58, True), (90, 61, False), (30, 31, False)])
def test_sixty_days_are_looked_over_within_the_units_horizon(horizon: int, closed_days: int, found: bool) -> None:
    unit = stages.unit(horizon_days=horizon)
    closed = DateTimeTZRange(stages.SUNDAY, stages.SUNDAY + timedelta(days=closed_days))
    Closure.objects.create(unit=unit, period=closed)

    assert (first_free([unit], now=stages.SUNDAY)[unit.pk] is not None) == found


def test_only_desks_that_receive_these_facts_count() -> None:
    unit = UnitFactory()
    OpeningRuleFactory(unit=unit, weekday=0, kinds=[Kind.SCAM])
    OpeningRuleFactory(unit=unit, weekday=1, kinds=[Kind.THEFT, Kind.VEHICLE])
    OpeningRuleFactory(unit=unit, weekday=2)

    def day(kind: Kind | None) -> datetime:
        slot = first_free([unit], now=stages.SUNDAY, kind=kind)[unit.pk]
        assert slot is not None
        return slot.start

    assert [day(kind) for kind in (Kind.SCAM, Kind.THEFT, Kind.PHONE, None)] == [
        stages.MONDAY_9, stages.TUESDAY_9, stages.WEDNESDAY_9, stages.MONDAY_9,
    ]  # fmt: skip


@pytest.mark.parametrize("number", [1, 6])
def test_two_queries_for_all_units(number: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    units = [stages.unit() for _ in range(number)]
    for unit in units:
        stages.confirmed(unit)

    with django_assert_num_queries(2):
        assert len(first_free(units, now=stages.SUNDAY)) == number
    assert Appointment.objects.count() == number
