"""Closing a period: nobody is left on it, each victim is told once and offered anew, whoever races."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.core import mail as django_mail
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from complaints.enums import Act, AppointmentState, MailKind, MailState, Status
from complaints.models import Appointment, Complaint
from complaints.refusals import Refused
from complaints.services import appointments, arrival, mailing
from complaints.services.booking import SlotTaken
from complaints.services.closures import close_period, reopen, settle, settle_all, touched
from complaints.services.opening import NotYours
from tests.factories import ComplaintFactory, OfficerFactory, UnitFactory
from units.enums import Role
from units.models import Closure, Officer, Unit

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SUNDAY = datetime(2026, 11, 22, 10, tzinfo=UTC)
MONDAY_9 = datetime(2026, 11, 23, 8, tzinfo=UTC)  # 9:00 in Paris
MONDAY_11, TUESDAY_9 = MONDAY_9 + 2 * HOUR, MONDAY_9 + DAY
TUESDAY = DateTimeTZRange(MONDAY_9 + 15 * HOUR, MONDAY_9 + 39 * HOUR)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_broker")]


@pytest.fixture
def unit() -> Unit:
    return UnitFactory(agenda=1)


@pytest.fixture
def head(unit: Unit) -> Officer:
    return OfficerFactory(units=[unit], role=Role.HEAD)


def received(unit: Unit) -> Complaint:
    return ComplaintFactory(unit=unit, status=Status.RECEIVED, filed_at=SUNDAY - DAY, expires_at=SUNDAY + 29 * DAY)


def closed(unit: Unit, by: Officer, *, desk: int | None = None, period: DateTimeTZRange = TUESDAY) -> Closure:
    return close_period(unit, period=period, desk=desk, reason="Stage", by=by, now=SUNDAY)


def slots(complaint: Complaint) -> list[tuple[datetime, str, int]]:
    rows = complaint.appointments.order_by("period", "pk")
    return [(one.period.lower, one.state, one.desk) for one in rows]


def test_a_confirmed_appointment_is_cancelled_and_offered_anew_by_one_mail(unit: Unit, head: Officer) -> None:
    complaint = received(unit)
    appointments.fix(complaint, start=TUESDAY_9, by=head, now=SUNDAY)
    mailing.sweep(now=SUNDAY)
    django_mail.outbox.clear()

    assert settle(closed(unit, head), now=SUNDAY) == 1

    complaint.refresh_from_db()
    assert complaint.status == Status.PROPOSED
    assert slots(complaint) == [
        (MONDAY_11, AppointmentState.HELD, 1),  # a day to answer, at least
        (TUESDAY_9, AppointmentState.CANCELLED, 1),
        (MONDAY_9 + 2 * DAY, AppointmentState.HELD, 1),
        (MONDAY_9 + 3 * DAY, AppointmentState.HELD, 1),
    ]
    mailing.sweep(now=SUNDAY)
    (message,) = django_mail.outbox
    text = str(message.body).replace("\xa0", " ")
    assert "L’unité doit annuler votre rendez-vous." in text
    assert "mardi 24 novembre 2026 à 09:00" in text
    assert "mercredi 25 novembre 2026 à 09:00" in text
    (calendar,) = (part for part in message.attachments if part.get_content_type() == "text/calendar")
    assert "METHOD:CANCEL" in calendar.get_payload(decode=True).decode()
    assert "SEQUENCE:1" in calendar.get_payload(decode=True).decode()


def test_nothing_is_booked_on_a_closed_desk(unit: Unit, head: Officer) -> None:
    closed(unit, head)

    with pytest.raises(SlotTaken):
        appointments.fix(received(unit), start=TUESDAY_9, by=head, now=SUNDAY)


def test_a_proposal_of_which_slots_are_left_goes_on_without_a_word(unit: Unit, head: Officer) -> None:
    complaint = received(unit)
    appointments.propose(complaint, starts=[TUESDAY_9, TUESDAY_9 + 2 * DAY], by=head, now=SUNDAY)

    settle(closed(unit, head), now=SUNDAY)

    complaint.refresh_from_db()
    assert complaint.status == Status.PROPOSED
    assert [state for _start, state, _desk in slots(complaint)] == [AppointmentState.RELEASED, AppointmentState.HELD]
    assert list(complaint.mails.values_list("kind", flat=True)) == [MailKind.PROPOSED]


def test_a_proposal_wholly_closed_is_made_anew(unit: Unit, head: Officer) -> None:
    complaint = received(unit)
    appointments.propose(complaint, starts=[TUESDAY_9], by=head, now=SUNDAY)

    settle(closed(unit, head), now=SUNDAY)

    held = [start for start, state, _desk in slots(complaint) if state == AppointmentState.HELD]
    assert held == [MONDAY_11, MONDAY_9 + 2 * DAY, MONDAY_9 + 3 * DAY]
    mailing.sweep(now=SUNDAY)
    assert "ne sont plus possibles" in str(django_mail.outbox[-1].body)


def test_without_any_other_slot_the_file_is_back_in_the_inbox(unit: Unit, head: Officer) -> None:
    complaint = received(unit)
    appointments.fix(complaint, start=TUESDAY_9, by=head, now=SUNDAY)
    unit.rules.exclude(weekday=TUESDAY_9.weekday()).delete()
    unit.rules.update(valid_until=TUESDAY_9.date())

    settle(closed(unit, head), now=SUNDAY)

    complaint.refresh_from_db()
    assert complaint.status == Status.RECEIVED
    mailing.sweep(now=SUNDAY)
    assert "L’unité va vous contacter" in str(django_mail.outbox[-1].body)


def test_another_desk_free_at_that_hour_takes_the_appointment_in_silence(head: Officer, unit: Unit) -> None:
    unit.rules.update(desks=2)
    complaint = received(unit)
    appointments.fix(complaint, start=TUESDAY_9, by=head, now=SUNDAY)
    before = list(complaint.journal.values_list("act", flat=True))

    settle(closed(unit, head, desk=1), now=SUNDAY)

    complaint.refresh_from_db()
    assert (complaint.status, slots(complaint)) == (
        Status.CONFIRMED,
        [(TUESDAY_9, AppointmentState.CONFIRMED, 2)],
    )
    assert list(complaint.journal.values_list("act", flat=True)) == before
    assert not complaint.mails.filter(kind=MailKind.CLOSED).exists()


def test_the_other_desks_are_left_alone(head: Officer, unit: Unit) -> None:
    unit.rules.update(desks=2)
    files = [received(unit) for _ in range(2)]
    for one in files:
        appointments.fix(one, start=TUESDAY_9, by=head, now=SUNDAY)

    settle(closed(unit, head, desk=2), now=SUNDAY)

    assert [one.appointments.order_by("pk")[0].state for one in files] == [
        AppointmentState.CONFIRMED,
        AppointmentState.CANCELLED,
    ]


def test_a_victim_without_e_mail_is_to_be_called(unit: Unit, head: Officer) -> None:
    complaint = received(unit)
    complaint.identity = {"identite": {"birth_name": "Martin", "phone": "+33639980017"}}
    complaint.save(update_fields=["identity"])
    appointments.fix(complaint, start=TUESDAY_9, by=head, now=SUNDAY)

    settle(closed(unit, head), now=SUNDAY)

    assert complaint.mails.get(kind=MailKind.CLOSED).state == MailState.BY_HAND


def test_who_is_there_already_is_received(unit: Unit, head: Officer) -> None:
    complaint = received(unit)
    appointments.fix(complaint, start=TUESDAY_9, by=head, now=SUNDAY)
    arrival.arrive(complaint, by=head, now=TUESDAY_9)

    assert settle(closed(unit, head), now=SUNDAY) == 0


def test_what_a_stopped_machine_left_is_taken_up(unit: Unit, head: Officer) -> None:
    files = [received(unit) for _ in range(3)]
    for place, one in enumerate(files):
        appointments.fix(one, start=TUESDAY_9 + place * HOUR, by=head, now=SUNDAY)
    closure = closed(unit, head)
    assert settle(closure, at_most=1, now=SUNDAY) == 1

    assert settle_all(now=SUNDAY) == 2
    assert settle_all(now=SUNDAY) == 0
    assert not touched(unit, TUESDAY, None, now=SUNDAY).exists()
    assert [one.mails.filter(kind=MailKind.CLOSED).count() for one in files] == [1, 1, 1]


def test_an_administrators_holiday_moves_nobody_by_itself(unit: Unit, head: Officer) -> None:
    """Closures of before, and those of Django's admin, have no author: their appointments were left on purpose."""
    appointments.fix(received(unit), start=TUESDAY_9, by=head, now=SUNDAY)
    Closure.objects.create(unit=unit, period=TUESDAY)

    assert settle_all(now=SUNDAY) == 0


@pytest.mark.parametrize("role", [Role.AGENT, Role.HEAD])
def test_only_a_head_of_the_unit_closes(unit: Unit, role: Role) -> None:
    other = OfficerFactory(units=[unit if role == Role.AGENT else UnitFactory()], role=role)

    with pytest.raises(NotYours):
        closed(unit, other)
    assert not Closure.objects.exists()


@pytest.mark.parametrize(
    "period",
    [DateTimeTZRange(SUNDAY - DAY, SUNDAY), DateTimeTZRange(SUNDAY, SUNDAY), DateTimeTZRange(SUNDAY, None)],
    ids=["past", "empty", "endless"],
)
def test_a_period_that_is_none_is_refused(unit: Unit, head: Officer, period: DateTimeTZRange) -> None:
    with pytest.raises(Refused):
        closed(unit, head, period=period)
    assert not Closure.objects.exists()


def test_both_ends_are_logged(unit: Unit, head: Officer) -> None:
    reopen(closed(unit, head, desk=2), by=head)

    texts = [entry.change_message.replace("\xa0", " ") for entry in LogEntry.objects.order_by("pk")]
    period = "du 24 novembre 2026 à 00:00 au 25 novembre 2026 à 00:00, bureau 2"
    assert texts == [f"fermé : {period}", f"rouvert : {period}"]
    assert not Closure.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_bookings_that_race_with_a_closure_leave_nobody_on_it() -> None:
    unit = UnitFactory(agenda=2)
    head = OfficerFactory(units=[unit], role=Role.HEAD)
    files = [received(unit) for _ in range(8)]
    ready = Barrier(9)

    def run(deed: Callable[[], object]) -> None:
        ready.wait()
        try:
            deed()
        except SlotTaken:
            pass
        finally:
            connection.close()

    def book(place: int) -> Callable[[], object]:
        return lambda: appointments.fix(files[place], start=TUESDAY_9 + place // 2 * HOUR, by=head, now=SUNDAY)

    with time_machine.travel(SUNDAY, tick=False):
        deeds = [book(place) for place in range(8)] + [lambda: settle(closed(unit, head), now=SUNDAY)]
        threads = [Thread(target=run, args=[deed]) for deed in deeds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        settle_all(now=SUNDAY)

    assert not touched(unit, TUESDAY, None, now=SUNDAY).exists()
    told = Complaint.objects.filter(mails__kind=MailKind.CLOSED)
    cancelled = Appointment.objects.filter(state=AppointmentState.CANCELLED)
    assert told.count() == cancelled.count()
    assert set(Complaint.objects.values_list("status", flat=True)) <= {Status.RECEIVED, Status.PROPOSED}
    assert Complaint.objects.filter(journal__act=Act.CANCELLED, journal__detail="closed").count() == told.count()
