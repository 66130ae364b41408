"""What happens at once: threads on real PostgreSQL, each with a connection of its own."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from complaints.enums import Act, AppointmentState, Status
from complaints.models import Appointment, Complaint, JournalEntry, OutgoingMail
from complaints.refusals import Refused
from complaints.services import appointments, status, triage
from complaints.services.booking import SlotTaken
from tests.factories import ComplaintFactory, OfficerFactory, ReplyTemplateFactory, UnitFactory

pytestmark = pytest.mark.django_db(transaction=True)

SUNDAY = datetime(2026, 11, 22, 10, tzinfo=UTC)
MONDAY_9 = datetime(2026, 11, 23, 8, tzinfo=UTC)
STATE = {"status": Status.RECEIVED, "filed_at": SUNDAY, "expires_at": SUNDAY + timedelta(days=30)}


def at_once(acts: list[Callable[[], object]]) -> list[tuple[str, float]]:
    """Run every act in its own thread from one start; how each ended, and after how many seconds."""
    start, ends = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            start.wait()
            began = time.monotonic()
            try:
                act()
                end = "done"
            except Refused as refusal:
                end = type(refusal).__name__
            ends.append((end, time.monotonic() - began))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def test_fifty_bookings_of_one_slot_give_one() -> None:
    unit = UnitFactory(agenda=1)
    officer = OfficerFactory(units=[unit])
    complaints = ComplaintFactory.create_batch(50, unit=unit, **STATE)

    ends = at_once(
        [lambda one=one: appointments.fix(one, start=MONDAY_9, by=officer, now=SUNDAY) for one in complaints]
    )

    assert Counter(end for end, _ in ends) == {"done": 1, SlotTaken.__name__: 49}
    # All of it takes under a second on an idle machine; a deadlock alone would cost each of them one more.
    assert max(seconds for _, seconds in ends) < 5
    assert Appointment.objects.get().state == AppointmentState.CONFIRMED
    assert JournalEntry.objects.filter(act=Act.CONFIRMED).count() == 1


@pytest.mark.parametrize("rounds", [20, pytest.param(1_000, marks=pytest.mark.drill)])
def test_rounds_of_fifty_bookings(rounds: int) -> None:
    """One slot a round: exactly one booking each time, whoever wins, and no deadlock ever."""
    unit = UnitFactory(agenda=1)
    officer = OfficerFactory(units=[unit])
    slots = [MONDAY_9 + timedelta(days=day, minutes=30 * place) for day in range(5) for place in range(6)]
    complaints = ComplaintFactory.create_batch(50, unit=unit, **STATE)
    ready, over = threading.Barrier(51), threading.Barrier(51)
    ends: list[tuple[str, float]] = []

    def book_each_round(one: Complaint) -> None:
        for number in range(rounds):
            ready.wait()
            began, end = time.monotonic(), "done"
            try:
                appointments.fix(one, start=slots[number % len(slots)], by=officer, now=SUNDAY)
            except Refused as refusal:
                end = type(refusal).__name__
            ends.append((end, time.monotonic() - began))
            over.wait()
        connection.close()

    threads = [threading.Thread(target=book_each_round, args=(one,), daemon=True) for one in complaints]
    for thread in threads:
        thread.start()
    for number in range(rounds):
        ready.wait()
        over.wait()
        assert Counter(end for end, _ in ends) == {"done": 1, SlotTaken.__name__: 49}, f"round {number}"
        assert max(seconds for _, seconds in ends) < 5  # under a second on an idle machine
        assert Appointment.objects.live().count() == 1
        OutgoingMail.objects.all().delete()
        Appointment.objects.all().delete()
        Complaint.objects.update(status=Status.RECEIVED)
        ends.clear()
    for thread in threads:
        thread.join()


def test_two_desks_take_two() -> None:
    unit = UnitFactory(agenda=2)
    officer = OfficerFactory(units=[unit])
    complaints = ComplaintFactory.create_batch(10, unit=unit, **STATE)

    ends = at_once(
        [lambda one=one: appointments.fix(one, start=MONDAY_9, by=officer, now=SUNDAY) for one in complaints]
    )

    assert Counter(end for end, _ in ends) == {"done": 2, SlotTaken.__name__: 8}
    assert sorted(Appointment.objects.values_list("desk", flat=True)) == [1, 2]


def test_proposals_over_the_same_slots_neither_overlap_nor_stall() -> None:
    unit = UnitFactory(agenda=2)
    officer = OfficerFactory(units=[unit])
    starts = [MONDAY_9 + timedelta(minutes=30 * place) for place in range(3)]
    complaints = ComplaintFactory.create_batch(12, unit=unit, **STATE)

    ends = at_once(
        [
            lambda one=one, order=order: appointments.propose(
                one, starts=starts[order % 3 :] + starts[: order % 3], by=officer, now=SUNDAY
            )
            for order, one in enumerate(complaints)
        ]
    )

    assert Counter(end for end, _ in ends) == {"done": 2, SlotTaken.__name__: 10}
    assert Appointment.objects.live().count() == 6


def test_eight_officers_make_one_transition_and_seven_are_told_who_did() -> None:
    unit = UnitFactory(agenda=1)
    complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED)
    officers = OfficerFactory.create_batch(8, units=[unit])
    template = ReplyTemplateFactory()

    ends = at_once([lambda by=by: triage.dismiss(complaint, template=template, by=by) for by in officers])

    assert Counter(end for end, _ in ends) == {"done": 1, status.TooLate.__name__: 7}
    assert complaint.journal.filter(act=Act.STATUS).count() == 1
    assert complaint.mails.count() == 1


def test_an_answer_and_the_clock_end_a_proposal_once() -> None:
    unit = UnitFactory(agenda=1)
    officer = OfficerFactory(units=[unit])
    for _ in range(5):
        complaint = ComplaintFactory(unit=unit, **STATE)
        proposal = appointments.propose(complaint, starts=[MONDAY_9 + timedelta(days=1)], by=officer, now=SUNDAY)
        held = proposal.appointments.get()
        at_once(
            [
                lambda: appointments.choose(complaint, appointment_id=held.pk, now=proposal.deadline - timedelta(1)),  # noqa: B023
                lambda: appointments.expire_proposals(now=proposal.deadline),  # noqa: B023
            ]
        )
        complaint.refresh_from_db()
        held.refresh_from_db()
        assert (complaint.status, held.state) in [
            (Status.CONFIRMED, AppointmentState.CONFIRMED),
            (Status.RECEIVED, AppointmentState.RELEASED),
        ]
        Appointment.objects.all().update(state=AppointmentState.CANCELLED)
