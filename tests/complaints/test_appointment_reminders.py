"""Reminders of appointments: on time, once, never of what was moved, cancelled or is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Barrier, Event, Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as django_mail
from django.db import OperationalError, connection, transaction

from complaints.enums import MailKind, MailState, Status
from complaints.models import Complaint
from complaints.services import appointments, mailing, status, transfer, triage
from complaints.services.appointment_reminders import remind_appointments
from complaints.views.desk import telling
from tests.factories import ComplaintFactory, OfficerFactory, UnitFactory, identity_answers
from units.models import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_broker")]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SUNDAY = datetime(2026, 11, 22, 10, tzinfo=UTC)
FRIDAY_9 = datetime(2026, 11, 27, 8, tzinfo=UTC)  # 9:00 in Paris
KINDS = (MailKind.COMING, MailKind.TODAY)


@pytest.fixture
def officer() -> Officer:
    return OfficerFactory(units=[UnitFactory(agenda=1)])


def booked(officer: Officer, *, start: datetime = FRIDAY_9, at: datetime = SUNDAY, **fields: Any) -> Complaint:
    values = {"filed_at": at, "expires_at": at + 30 * DAY, "status": Status.RECEIVED, **fields}
    complaint = ComplaintFactory(unit=officer.units.get(), **values)
    appointments.fix(complaint, start=start, by=officer, now=at)
    return complaint


def reminders(complaint: Complaint) -> list[tuple[str, str]]:
    return list(complaint.mails.filter(kind__in=KINDS).order_by("pk").values_list("kind", "state"))


def clock(*moments: datetime) -> None:
    """The scheduler runs, and what is due leaves."""
    for moment in moments:
        remind_appointments(now=moment)
        mailing.sweep(now=moment)


def test_two_days_before_then_three_hours_before(officer: Officer) -> None:
    complaint = booked(officer)
    mailing.sweep(now=SUNDAY)
    django_mail.outbox.clear()

    clock(FRIDAY_9 - 48 * HOUR - timedelta(minutes=1))
    assert reminders(complaint) == []
    clock(FRIDAY_9 - 48 * HOUR, FRIDAY_9 - 47 * HOUR, FRIDAY_9 - 4 * HOUR)
    assert reminders(complaint) == [(MailKind.COMING, MailState.SENT)]
    clock(FRIDAY_9 - 3 * HOUR, FRIDAY_9 - 2 * HOUR, FRIDAY_9, FRIDAY_9 + HOUR)

    assert reminders(complaint) == [(MailKind.COMING, MailState.SENT), (MailKind.TODAY, MailState.SENT)]
    first, second = (str(message.body).replace("\xa0", " ") for message in django_mail.outbox)
    assert "Votre rendez-vous approche" in first
    assert "Votre rendez-vous est aujourd’hui" in second
    for text in (first, second):
        assert "vendredi 27 novembre 2026, de 09:00 à 09:30" in text
        assert "1 rue des Tilleuls" in text
        assert "Une pièce d’identité" in text


def test_one_who_agreed_later_is_only_reminded_of_what_comes_after(officer: Officer) -> None:
    """Fixed the day before: the confirmation has just said all that a reminder would."""
    complaint = booked(officer, at=FRIDAY_9 - 20 * HOUR)

    clock(*(FRIDAY_9 - hours * HOUR for hours in range(20, -1, -1)))

    assert reminders(complaint) == [(MailKind.TODAY, MailState.SENT)]


def test_an_outage_makes_none_late(officer: Officer) -> None:
    complaint = booked(officer)

    clock(FRIDAY_9 - 23 * HOUR, FRIDAY_9 - timedelta(minutes=50))

    assert reminders(complaint) == []


def test_a_moved_appointment_is_reminded_of_at_its_new_hour(officer: Officer) -> None:
    complaint = booked(officer)
    clock(FRIDAY_9 - 48 * HOUR)
    monday = FRIDAY_9 + 3 * DAY
    appointments.move(complaint, start=monday, by=officer, now=FRIDAY_9 - 40 * HOUR)

    clock(FRIDAY_9 - 3 * HOUR, monday - 48 * HOUR, monday - 3 * HOUR)

    assert reminders(complaint) == [
        (MailKind.COMING, MailState.SENT),
        (MailKind.COMING, MailState.SENT),
        (MailKind.TODAY, MailState.SENT),
    ]


def test_one_written_and_moved_before_it_leaves_is_dropped(officer: Officer) -> None:
    complaint = booked(officer)
    remind_appointments(now=FRIDAY_9 - 48 * HOUR)

    appointments.move(complaint, start=FRIDAY_9 + 3 * DAY, by=officer, now=FRIDAY_9 - 48 * HOUR)
    mailing.sweep(now=FRIDAY_9 - 47 * HOUR)

    assert reminders(complaint) == [(MailKind.COMING, MailState.CANCELLED)]


@pytest.mark.parametrize("how", ["cancel", "withdraw", "transfer"])
def test_nothing_is_reminded_of_once_it_is_over(officer: Officer, how: str) -> None:
    complaint = booked(officer)
    {
        "cancel": lambda: appointments.cancel(complaint, by=officer, now=SUNDAY),
        "withdraw": lambda: triage.withdraw(complaint),
        "transfer": lambda: transfer.transfer(complaint, to=UnitFactory(), by=officer),
    }[how]()

    clock(FRIDAY_9 - 48 * HOUR, FRIDAY_9 - 3 * HOUR)

    assert reminders(complaint) == []


def test_who_has_no_proved_address_is_called_once(officer: Officer) -> None:
    complaint = booked(officer, identity=identity_answers(email=""))

    clock(FRIDAY_9 - 48 * HOUR, FRIDAY_9 - 3 * HOUR)

    assert reminders(complaint) == [(MailKind.COMING, MailState.BY_HAND), (MailKind.TODAY, MailState.CANCELLED)]
    (line,) = telling.lines(complaint.mails.filter(kind=MailKind.COMING))
    assert line.words.startswith("Rappel du rendez-vous")
    assert "27 novembre" in line.words


@pytest.mark.parametrize(
    "start",
    [
        datetime(2026, 3, 30, 9, tzinfo=ZoneInfo("Europe/Paris")),  # the clock went forward the day before
        datetime(2026, 10, 26, 9, tzinfo=ZoneInfo("Europe/Paris")),  # and back
        datetime(2026, 6, 16, 9, tzinfo=ZoneInfo("Pacific/Noumea")),
    ],
)
def test_hours_are_those_that_elapse(start: datetime) -> None:
    unit = UnitFactory(agenda=1, time_zone=start.tzinfo.key)  # type: ignore[union-attr]
    complaint = booked(OfficerFactory(units=[unit]), start=start, at=start - 9 * DAY)
    instant = start.astimezone(UTC)

    clock(instant - 48 * HOUR - timedelta(seconds=1))
    before = reminders(complaint)
    clock(instant - 48 * HOUR)

    assert (before, reminders(complaint)) == ([], [(MailKind.COMING, MailState.SENT)])


@pytest.mark.django_db(transaction=True)
def test_eight_schedulers_at_once_write_each_reminder_once() -> None:
    officer = OfficerFactory(units=[UnitFactory(agenda=3)])
    files = [booked(officer) for _ in range(3)]
    ready = Barrier(8)

    def run() -> None:
        ready.wait()
        try:
            remind_appointments(now=FRIDAY_9 - 48 * HOUR)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [reminders(complaint) for complaint in files] == [[(MailKind.COMING, MailState.PENDING)]] * 3


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_being_changed_is_left_to_the_next_minute() -> None:
    """Whoever changes an appointment holds its file, then asks for the row: the clock must not hold them crosswise."""
    officer = OfficerFactory(units=[UnitFactory(agenda=1)])
    complaint = booked(officer)
    due, failures, held = FRIDAY_9 - 48 * HOUR, [], Event()

    def remind() -> None:
        held.wait()
        try:
            remind_appointments(now=due)
        except OperationalError as error:
            failures.append(error)
        finally:
            connection.close()

    clockwork = Thread(target=remind)
    clockwork.start()
    with transaction.atomic():
        status.lock(complaint)
        held.set()
        clockwork.join(timeout=0.5)  # long enough to reach the file, or to wait for it
        appointments.move(complaint, start=FRIDAY_9 + 3 * DAY, by=officer, now=due)
    clockwork.join()

    assert failures == []
    assert reminders(complaint) == []
    remind_appointments(now=FRIDAY_9 + DAY)
    assert reminders(complaint) == [(MailKind.COMING, MailState.PENDING)]
