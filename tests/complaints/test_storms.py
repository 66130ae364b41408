"""Everything at once, at random: whoever wins, no desk is taken twice and nothing is left behind."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from complaints.enums import LIVE_APPOINTMENTS, OPEN_STATUSES, AppointmentState, MailKind, MailState, Status
from complaints.models import Appointment, Complaint, OutgoingMail, Proposal
from complaints.refusals import Refused
from complaints.services import appointments, closures, mailing
from complaints.services.appointment_reminders import remind_appointments
from complaints.services.booking import free_slots
from tests.factories import ComplaintFactory, OfficerFactory, UnitFactory
from units.enums import Role
from units.models import Officer, Unit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quiet_broker")]

THREADS, FILES = 8, 24
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class Storm:
    """Officers, victims and the clock, who all act on the files of one unit."""

    def __init__(self, unit: Unit, head: Officer, seed: int) -> None:
        self.unit, self.head, self.dice = unit, head, random.Random(seed)
        self.failures: list[str] = []

    def blow(self, until: float) -> None:
        acts: list[Callable[[Complaint], object]] = [
            self.propose, self.propose, self.fix, self.choose, self.choose, self.pick, self.decline,
            self.move, self.cancel, self.expire, self.close, self.remind,
        ]  # fmt: skip
        try:
            while time.monotonic() < until:
                one = self.dice.choice(list(Complaint.objects.select_related("unit")))
                try:
                    self.dice.choice(acts)(one)
                except Refused:
                    continue  # somebody was first: told so, and nothing done
        except Exception as error:  # noqa: BLE001 -- said by the test, in the main thread
            self.failures.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    def start(self, one: Complaint) -> object:
        slots = free_slots(one, now=timezone.now(), notice=False)[:12]
        if not slots:
            raise Refused("full")
        return self.dice.choice(slots).start

    def propose(self, one: Complaint) -> None:
        starts = {self.start(one) for _ in range(3)}
        deadline = timezone.now() + timedelta(milliseconds=self.dice.randint(20, 2_000))
        appointments.propose(one, starts=sorted(starts), deadline=deadline, by=self.head)

    def fix(self, one: Complaint) -> None:
        appointments.fix(one, start=self.start(one), by=self.head)

    def choose(self, one: Complaint) -> None:
        held = one.appointments.filter(state=AppointmentState.HELD).first()
        if held:
            appointments.choose(one, appointment_id=held.pk)

    def pick(self, one: Complaint) -> None:
        appointments.pick(one, start=self.start(one))

    def decline(self, one: Complaint) -> None:
        proposal = one.proposals.filter(closed_at=None).first()
        if proposal:
            appointments.decline(one, proposal_id=proposal.pk)

    def move(self, one: Complaint) -> None:
        appointments.move(one, start=self.start(one), by=self.dice.choice([self.head, None]))

    def cancel(self, one: Complaint) -> None:
        appointments.cancel(one, by=self.dice.choice([self.head, None]))

    def expire(self, _one: Complaint) -> None:
        appointments.expire_proposals()

    def remind(self, _one: Complaint) -> None:
        remind_appointments(now=timezone.now() + timedelta(hours=self.dice.randint(0, 240)))

    def close(self, _one: Complaint) -> None:
        if self.dice.random() > 0.1:
            return
        begin = timezone.now() + DAY * self.dice.randint(1, 6)
        period = DateTimeTZRange(begin, begin + timedelta(hours=self.dice.randint(1, 8)))
        closure = closures.close_period(self.unit, period=period, desk=self.dice.choice([None, 1, 2]), by=self.head)
        closures.settle(closure)
        if self.dice.random() > 0.3:
            closures.reopen(closure, by=self.head)


@pytest.mark.parametrize("seconds", [4, pytest.param(120, marks=pytest.mark.drill)])
def test_a_storm_leaves_a_true_agenda(seconds: int) -> None:
    unit = UnitFactory(agenda=2, horizon_days=20)
    head = OfficerFactory(units=[unit], role=Role.HEAD)
    ComplaintFactory.create_batch(FILES, unit=unit, status=Status.RECEIVED)
    storms = [Storm(unit, head, seed) for seed in range(THREADS)]

    until = time.monotonic() + seconds
    threads = [threading.Thread(target=storm.blow, args=[until]) for storm in storms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    later = timezone.now() + MINUTE
    appointments.expire_proposals(now=later)
    closures.settle_all()

    assert [failure for storm in storms for failure in storm.failures] == []
    assert Appointment.objects.count() > FILES  # the storm did blow
    _agenda_is_true(unit, later)
    _mails_tell_what_is(later)


def _agenda_is_true(unit: Unit, now) -> None:
    live = list(Appointment.objects.filter(state__in=LIVE_APPOINTMENTS).select_related("complaint", "proposal"))
    for one in live:
        assert one.complaint.status in OPEN_STATUSES
        clash = [
            other
            for other in live
            if other.pk != one.pk
            and other.desk == one.desk
            and other.period.lower < one.period.upper
            and one.period.lower < other.period.upper
        ]
        assert clash == []
        if one.state == AppointmentState.HELD:
            assert one.proposal is not None
            assert one.proposal.closed_at is None
            assert one.proposal.deadline > now
    for closure in unit.closures.all():
        assert not closures.touched(unit, closure.period, closure.desk).exists()
    for complaint in Complaint.objects.all():
        states = [one.state for one in live if one.complaint_id == complaint.pk]
        found = (states.count(AppointmentState.CONFIRMED), AppointmentState.HELD in states)
        expected = {Status.CONFIRMED: (1, False), Status.PROPOSED: (0, True), Status.RECEIVED: (0, False)}
        assert found == expected[Status(complaint.status)], complaint.reference
    assert not Proposal.objects.filter(closed_at=None).exclude(complaint__status=Status.PROPOSED).exists()


def _mails_tell_what_is(now) -> None:
    """What leaves at last says what is: of a confirmed file the appointment, of a proposed one its slots."""
    mailing.sweep(now=now)
    while OutgoingMail.objects.due(now).exists():
        mailing.sweep(now=now)
    said = {
        MailKind.CONFIRMED: Status.CONFIRMED, MailKind.MOVED: Status.CONFIRMED, MailKind.PROPOSED: Status.PROPOSED,
        MailKind.LAPSED: Status.RECEIVED,
    }  # fmt: skip
    for complaint in Complaint.objects.all():
        sent = complaint.mails.filter(state=MailState.SENT, kind__in=said)
        assert {said[MailKind(mail.kind)] for mail in sent} <= {Status(complaint.status)}, complaint.reference
