"""Statistics: counted on the rows, whatever is left of them; nothing told of few persons outside one's own units."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.utils import timezone

from complaints.enums import AppointmentState, DismissReason, Kind, Origin, Status
from complaints.models import Appointment, Complaint
from complaints.services.statistics import Period, Scope, Statistics, blur, statistics
from tests.factories import AppointmentFactory, ComplaintFactory, OfficerFactory, UnitFactory
from units.models import Unit

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)  # a Thursday
MONDAY = date(2026, 11, 16)
WEEKS = Period.of_weeks(4, until=NOW.date())
HOUR = timedelta(hours=1)


def filed(unit: Unit, *, hours: float = 30, **fields: Any) -> Complaint:
    return ComplaintFactory(unit=unit, filed_at=NOW - hours * HOUR, **fields)


def contacted(unit: Unit, after: float, **fields: Any) -> Complaint:
    at = NOW - 30 * HOUR + after * HOUR
    return filed(unit, contacted_at=at, status=fields.pop("status", Status.RECEIVED), **fields)


def of(unit: Unit, period: Period = WEEKS) -> Statistics:
    return statistics(Scope(units=(unit.pk,)), period, now=NOW)


def told(numbers: Any) -> dict[Any, Any]:
    """Those that aren't zero."""
    return {key: number for key, number in numbers.items() if number != 0}


@pytest.fixture
def unit() -> Unit:
    return UnitFactory()


def test_everything_about_one_unit(unit: Unit) -> None:
    for after in (1, 2, 3, 4, 25):
        contacted(unit, after)
    signed = contacted(unit, 5, status=Status.SIGNED, closed_at=NOW, kind=Kind.DAMAGE, booked_at=NOW - 20 * HOUR)
    AppointmentFactory(complaint=signed, state=AppointmentState.HONOURED)
    AppointmentFactory(complaint=signed, state=AppointmentState.MISSED)
    AppointmentFactory(complaint=signed, state=AppointmentState.CANCELLED)
    filed(unit, hours=200)  # nobody answered
    filed(unit, hours=2)  # there is still time
    filed(unit, hours=40, status=Status.WITHDRAWN, closed_at=NOW)
    filed(unit, hours=45, status=Status.DISMISSED, dismiss_reason=DismissReason.DUPLICATE, closed_at=NOW)
    filed(unit, origin=Origin.OFFICER)  # had the officer in front of them
    filed(unit, hours=24 * 40)
    filed(UnitFactory())

    found = of(unit)

    assert (found.filed, found.in_time, found.late, found.in_time_percent) == (11, 5, 2, 71)
    assert told(found.statuses) == {
        Status.FILED: 3, Status.RECEIVED: 5, Status.SIGNED: 1, Status.WITHDRAWN: 1, Status.DISMISSED: 1,
    }  # fmt: skip
    assert (found.contact, found.booking, found.signature) == (4 * HOUR, None, None)  # too few for the last two
    assert (found.honoured, found.missed, found.missed_percent) == (1, 1, 50)
    assert told(found.reasons) == {DismissReason.DUPLICATE: 1}
    assert told(found.kinds) == {Kind.THEFT: 10, Kind.DAMAGE: 1}
    assert told(found.weeks) == {MONDAY: 10, MONDAY - timedelta(weeks=1): 1}
    assert told(found.kinds_by_week) == {
        (MONDAY, Kind.THEFT): 9, (MONDAY, Kind.DAMAGE): 1, (MONDAY - timedelta(weeks=1), Kind.THEFT): 1,
    }  # fmt: skip


def test_five_files_make_a_median(unit: Unit) -> None:
    for hours in (1, 2, 3, 4):
        contacted(unit, hours, status=Status.SIGNED, booked_at=NOW - 30 * HOUR + hours * HOUR, closed_at=NOW)
    four = of(unit)
    contacted(unit, 9, status=Status.SIGNED, booked_at=NOW - 20 * HOUR, closed_at=NOW)
    five = of(unit)

    assert (four.contact, four.booking, four.signature) == (None, None, None)
    assert (five.contact, five.booking, five.signature) == (3 * HOUR, 3 * HOUR, 30 * HOUR)


def test_erasure_changes_nothing(unit: Unit) -> None:
    """The erased row is the statistic: only the day and the commune of the facts, the words and the person are gone."""
    kept = contacted(unit, 5, status=Status.SIGNED, booked_at=NOW - 20 * HOUR, closed_at=NOW)
    AppointmentFactory(complaint=kept, state=AppointmentState.HONOURED)
    before = of(unit)

    Complaint.objects.filter(pk=kept.pk).update(
        identity=None, statement=None, commune=None, facts_on=date(2026, 3, 1), erased_at=timezone.now()
    )

    assert of(unit) == before
    assert before.filed == before.honoured == 1


def test_weeks_begin_on_the_clock_of_the_unit() -> None:
    """Sunday evening in Paris is Monday morning on Réunion, three hours ahead in winter."""
    paris, island = UnitFactory(), UnitFactory(time_zone="Indian/Reunion")
    evening = datetime(2026, 11, 15, 22, tzinfo=UTC)
    for one in (paris, island):
        ComplaintFactory(unit=one, filed_at=evening)

    assert told(of(paris).weeks) == {MONDAY - timedelta(weeks=1): 1}
    assert told(of(island).weeks) == {MONDAY: 1}
    assert of(island, Period(MONDAY, MONDAY)).filed == 1
    assert of(paris, Period(MONDAY, MONDAY)).filed == 0


def test_small_counts_are_hidden_outside_and_the_others_rounded() -> None:
    unit, other = UnitFactory(department="27"), UnitFactory(department="27")
    UnitFactory(department="28")
    for _number in range(9):
        filed(unit)
    for _number in range(4):
        filed(other, kind=Kind.SCAM)

    found = statistics(Scope(department="27"), Period(MONDAY, MONDAY), now=NOW)

    assert (found.filed, found.exact) == (15, False)
    assert told(found.kinds) == {Kind.THEFT: 10, Kind.SCAM: None}
    # A single day becomes its whole week: two periods a day apart don't tell that day.
    assert told(found.weeks) == {MONDAY: 15}
    assert statistics(Scope(department="28"), WEEKS, now=NOW).filed == 0
    assert statistics(Scope(), WEEKS, now=NOW) == statistics(Scope(department="27"), WEEKS, now=NOW)


def test_what_is_hidden_cannot_be_told_from_a_total_and_the_rest() -> None:
    """For each total shown, every small count remains possible once what is visible is taken away."""
    for small in range(1, 5):
        for rest in (5, 7, 8, 23):
            total, shown = blur(rest + small), blur(rest)
            assert total is not None
            assert shown is not None
            possible = {
                one
                for one in range(1, 5)
                for true in range(shown - 2, shown + 3)
                if true >= 5 and blur(true + one) == total
            }
            assert len(possible) > 1
    assert [blur(number) for number in (None, 0, 1, 4, 5, 7, 8, 12, 13)] == [None, 0, None, None, 5, 5, 10, 10, 15]


def test_percents_hide_with_their_parts(unit: Unit) -> None:
    for after in (1, 2, 3, 4, 5, 6):
        contacted(unit, after)
    contacted(unit, 26)

    exact, outside = of(unit), statistics(Scope(), WEEKS, now=NOW)

    assert (exact.in_time_percent, exact.late) == (86, 1)
    assert (outside.in_time_percent, outside.late) == (None, None)


def test_the_same_queries_whatever_the_number(unit: Unit, django_assert_num_queries: Any) -> None:
    for number in range(3):
        signed = contacted(unit, number, status=Status.SIGNED, closed_at=NOW)
        AppointmentFactory(complaint=signed, state=AppointmentState.HONOURED)
    OfficerFactory(units=[unit])

    with django_assert_num_queries(4):
        of(unit)
    assert Appointment.objects.count() == 3


def test_periods() -> None:
    assert Period(date(2026, 11, 18), date(2026, 11, 23)).whole_weeks == Period(MONDAY, date(2026, 11, 29))
    assert Period.of_weeks(4, until=date(2026, 11, 22)).mondays == [
        MONDAY - timedelta(weeks=3), MONDAY - timedelta(weeks=2), MONDAY - timedelta(weeks=1), MONDAY,
    ]  # fmt: skip
    weeks = Period(date(2026, 3, 1), date(2026, 4, 6)).mondays
    assert {later - earlier for earlier, later in pairwise(weeks)} == {timedelta(weeks=1)}
