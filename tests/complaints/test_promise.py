"""Until when the unit promises a first contact, and when somebody is alerted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from complaints.enums import AlertLevel
from complaints.models import Complaint
from complaints.services.filing import Declaration, file_complaint
from complaints.services.promise import due_at, first_alert_at, next_alert_at
from tests.complaints.driver import evreux, unit_of
from tests.complaints.questions.test_answers import STORED
from tests.factories import OfficerFactory
from units.enums import ContactClock
from units.hours import Day
from units.models import Officer, Unit

FRIDAY = datetime(2026, 12, 18, 8, tzinfo=UTC)  # nine in Paris; a public holiday follows the week after
HOUR = timedelta(hours=1)
EIGHT_HOURS: list[Day] = [[["08:00", "12:00"], ["14:00", "18:00"]]] * 5 + [[], []]


def counting(clock: ContactClock, hours: list[Day], **fields: str) -> Unit:
    return Unit(contact_clock=clock, hours=hours, department="27", **fields)


def alerts(unit: Unit, filed_at: datetime) -> list[datetime | None]:
    """When each alert falls due, and nothing after the last."""
    complaint = Complaint(unit=unit, contact_due_at=due_at(unit, filed_at))
    return [first_alert_at(unit, filed_at), *(next_alert_at(complaint, level) for level in list(AlertLevel)[1:])]


def test_all_hours_count_unless_the_unit_says_otherwise() -> None:
    unit = counting(ContactClock.CALENDAR, EIGHT_HOURS)

    assert alerts(unit, FRIDAY) == [FRIDAY + 18 * HOUR, FRIDAY + 24 * HOUR, FRIDAY + 36 * HOUR, None]


def test_opening_hours_may_count_alone_holidays_apart() -> None:
    unit = counting(ContactClock.OPENING, EIGHT_HOURS)

    paris = unit.zone
    assert alerts(unit, FRIDAY) == [
        datetime(2026, 12, 22, 11, tzinfo=paris),
        datetime(2026, 12, 23, 9, tzinfo=paris),
        datetime(2026, 12, 24, 11 + 4, tzinfo=paris),
        None,
    ]


def test_a_unit_whose_hours_are_unknown_counts_all_hours() -> None:
    assert due_at(counting(ContactClock.OPENING, []), FRIDAY) == FRIDAY + 24 * HOUR


def test_a_promise_that_would_outlive_the_file_counts_all_hours() -> None:
    weekly = [[["10:00", "11:00"]], *([[]] * 6)]

    assert due_at(counting(ContactClock.OPENING, weekly), FRIDAY) == FRIDAY + 24 * HOUR


@pytest.mark.django_db
@pytest.mark.parametrize("typed", [False, True])
def test_the_clock_starts_with_the_filing_unless_an_officer_types_it(typed: bool) -> None:
    unit = unit_of(evreux())
    by: Officer | None = OfficerFactory(units=[unit]) if typed else None
    declaration = Declaration(answers=STORED, unit=unit, commune=evreux(), language="fr")

    complaint = file_complaint(declaration, by=by, now=FRIDAY)

    complaint.refresh_from_db()
    clock = (complaint.contact_due_at, complaint.contacted_at, complaint.alert_at, complaint.alert_level)
    due = FRIDAY + 24 * HOUR
    assert clock == ((due, FRIDAY, None, 0) if typed else (due, None, FRIDAY + 18 * HOUR, 0))
