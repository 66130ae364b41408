"""The median a unit really takes to answer: from enough files, lately filed, and the unanswered ones count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from complaints.enums import Origin, Status
from complaints.models import Complaint
from complaints.services.delays import FEWEST, PERIOD, median_delays
from tests.factories import ComplaintFactory, OfficerFactory, UnitFactory
from units.models import Unit

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def answered(unit: Unit, *delays: timedelta, filed_at: datetime = NOW - timedelta(days=10), **changes: object) -> None:
    made = ComplaintFactory.build_batch(
        len(delays),
        unit=unit,
        commune=unit.commune,
        filed_at=filed_at,
        status=Status.RECEIVED,
        identity=None,
        statement=None,
        **changes,
    )
    for complaint, delay in zip(made, delays, strict=True):
        complaint.contacted_at = filed_at + delay if delay else None
    Complaint.objects.bulk_create(made)


def hours(*numbers: int) -> list[timedelta]:
    return [timedelta(hours=number) for number in numbers]


def test_the_middle_value_from_twenty_files_up() -> None:
    unit, small = UnitFactory(), UnitFactory()
    answered(unit, *hours(*range(1, FEWEST + 1)))
    answered(small, *hours(*range(1, FEWEST)))

    assert median_delays([unit, small], now=NOW) == {unit.pk: timedelta(hours=10, minutes=30)}


def test_only_the_last_ninety_days_count() -> None:
    unit = UnitFactory()
    answered(unit, *hours(*[3] * (FEWEST - 1)))
    answered(unit, *hours(90), filed_at=NOW - PERIOD)
    assert median_delays([unit], now=NOW) == {}

    answered(unit, *hours(90), filed_at=NOW - PERIOD + timedelta(seconds=1))
    assert median_delays([unit], now=NOW) == {unit.pk: timedelta(hours=3)}


def test_what_an_officer_typed_for_a_visitor_does_not_count() -> None:
    unit = UnitFactory()
    answered(unit, *hours(*[30] * FEWEST))
    answered(unit, *hours(*[1] * 100), origin=Origin.OFFICER, officer=OfficerFactory(units=[unit]))

    assert median_delays([unit], now=NOW) == {unit.pk: timedelta(hours=30)}


def test_files_left_without_an_answer_count_for_the_wait_so_far() -> None:
    unit = UnitFactory()
    answered(unit, *hours(*[2] * (FEWEST // 2)))
    answered(unit, *hours(*[0] * FEWEST))  # filed ten days ago, never contacted

    assert median_delays([unit], now=NOW) == {unit.pk: timedelta(days=10)}


def test_those_still_in_time_or_withdrawn_say_nothing_yet() -> None:
    unit = UnitFactory()
    answered(unit, *hours(*[2] * FEWEST))
    answered(unit, *hours(*[0] * 100), filed_at=NOW - timedelta(hours=23))
    Complaint.objects.filter(contacted_at=None).update(status=Status.FILED)
    waiting = median_delays([unit], now=NOW)
    Complaint.objects.filter(contacted_at=None).update(status=Status.WITHDRAWN, contact_due_at=NOW - timedelta(days=1))

    assert waiting == median_delays([unit], now=NOW) == {unit.pk: timedelta(hours=2)}


@pytest.mark.parametrize("number", [1, 6])
def test_one_query_for_all_units(number: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    units = UnitFactory.create_batch(number)
    for unit in units:
        answered(unit, *hours(*[5] * FEWEST))

    with django_assert_num_queries(1):
        assert median_delays(units, now=NOW) == {unit.pk: timedelta(hours=5) for unit in units}
