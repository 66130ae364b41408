"""Proposals and appointments, as the services decide them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from complaints.enums import Act, AppointmentState, MailKind, Status
from complaints.models import Appointment, Complaint
from complaints.refusals import Refused
from complaints.services import absence, appointments, triage
from complaints.services.appointments import NoAppointment, ProposalOver
from complaints.services.booking import SlotTaken, free_slots
from complaints.services.status import TooLate
from tests.factories import ComplaintFactory, OfficerFactory, ReplyTemplateFactory, UnitFactory
from units.models import Closure, Officer, Unit

pytestmark = pytest.mark.django_db

SUNDAY = datetime(2026, 11, 22, 10, tzinfo=UTC)
MONDAY_9 = datetime(2026, 11, 23, 8, tzinfo=UTC)  # 9:00 in Paris
MONDAY_930 = MONDAY_9 + timedelta(minutes=30)
TUESDAY_9 = MONDAY_9 + timedelta(days=1)


@pytest.fixture
def unit() -> Unit:
    return UnitFactory(agenda=1)


@pytest.fixture
def officer(unit: Unit) -> Officer:
    return OfficerFactory(units=[unit])


@pytest.fixture
def complaint(unit: Unit) -> Complaint:
    return received(unit)


def received(unit: Unit, **changes: Any) -> Complaint:
    values = {"filed_at": SUNDAY, "expires_at": SUNDAY + timedelta(days=30), "status": Status.RECEIVED}
    return ComplaintFactory(unit=unit, **{**values, **changes})


def booked(complaint: Complaint) -> list[tuple[datetime, str]]:
    rows = complaint.appointments.order_by("period").values_list("period", "state")
    return [(period.lower, state) for period, state in rows]


def mails(complaint: Complaint) -> list[str]:
    return list(complaint.mails.order_by("pk").values_list("kind", flat=True))


def acts(complaint: Complaint) -> list[str]:
    return list(complaint.journal.values_list("act", flat=True))


def test_a_proposal_holds_its_slots_and_stops_the_clock(complaint: Complaint, officer: Officer) -> None:
    proposal = appointments.propose(complaint, starts=[TUESDAY_9, MONDAY_9], by=officer, now=SUNDAY)

    complaint.refresh_from_db()
    assert complaint.status == Status.PROPOSED
    assert complaint.contacted_at == SUNDAY
    assert booked(complaint) == [(MONDAY_9, "held"), (TUESDAY_9, "held")]
    assert proposal.deadline == MONDAY_9  # the first slot comes before the usual delay
    assert mails(complaint) == [MailKind.PROPOSED]
    assert acts(complaint) == [Act.STATUS, Act.PROPOSED]


def test_held_slots_are_not_free_for_others(unit: Unit, complaint: Complaint, officer: Officer) -> None:
    appointments.propose(complaint, starts=[MONDAY_9], by=officer, now=SUNDAY)
    other = received(unit)

    assert free_slots(other, now=SUNDAY, notice=False)[0].start == MONDAY_930
    with pytest.raises(SlotTaken):
        appointments.fix(other, start=MONDAY_9, by=officer, now=SUNDAY)
    other.refresh_from_db()
    assert (other.status, booked(other), mails(other), acts(other)) == (Status.RECEIVED, [], [], [])


def test_one_slot_of_a_proposal_that_is_not_free_refuses_all(
    unit: Unit, complaint: Complaint, officer: Officer
) -> None:
    appointments.fix(received(unit), start=TUESDAY_9, by=officer, now=SUNDAY)

    with pytest.raises(SlotTaken):
        appointments.propose(complaint, starts=[MONDAY_9, TUESDAY_9], by=officer, now=SUNDAY)
    complaint.refresh_from_db()
    assert (complaint.status, booked(complaint), mails(complaint)) == (Status.RECEIVED, [], [])


@pytest.mark.parametrize(
    "start",
    [
        SUNDAY - timedelta(days=6),  # past
        SUNDAY,  # a day without hours
        MONDAY_9 + timedelta(minutes=5),  # between two slots
        MONDAY_9 + timedelta(days=31),  # after the data is erased
    ],
    ids=["past", "closed day", "not a slot", "after the erasure"],
)
def test_only_real_slots_can_be_proposed(complaint: Complaint, officer: Officer, start: datetime) -> None:
    with pytest.raises(SlotTaken):
        appointments.propose(complaint, starts=[start], by=officer, now=SUNDAY)
    assert booked(complaint) == []


@pytest.mark.parametrize("count", [0, 6])
def test_from_one_to_five_slots(complaint: Complaint, officer: Officer, count: int) -> None:
    starts = [MONDAY_9 + timedelta(minutes=30 * place) for place in range(count)]

    with pytest.raises(Refused):
        appointments.propose(complaint, starts=starts, by=officer, now=SUNDAY)
    assert booked(complaint) == []


def test_the_victim_chooses_and_the_other_slots_are_free_at_once(
    unit: Unit, complaint: Complaint, officer: Officer
) -> None:
    proposal = appointments.propose(complaint, starts=[MONDAY_9, MONDAY_930], by=officer, now=SUNDAY)
    chosen = proposal.appointments.get(period__startswith=MONDAY_930)
    appointments.choose(complaint, appointment_id=chosen.pk, now=SUNDAY)

    complaint.refresh_from_db()
    proposal.refresh_from_db()
    assert complaint.status == Status.CONFIRMED
    assert proposal.closed_at == SUNDAY
    assert booked(complaint) == [(MONDAY_9, "released"), (MONDAY_930, "confirmed")]
    assert mails(complaint) == [MailKind.PROPOSED, MailKind.CONFIRMED]
    assert free_slots(received(unit), now=SUNDAY, notice=False)[0].start == MONDAY_9


def test_a_slot_of_somebody_else_cannot_be_chosen(unit: Unit, complaint: Complaint, officer: Officer) -> None:
    appointments.propose(complaint, starts=[MONDAY_9], by=officer, now=SUNDAY)
    other = received(unit)
    theirs = appointments.propose(other, starts=[TUESDAY_9], by=officer, now=SUNDAY).appointments.get()

    with pytest.raises(SlotTaken):
        appointments.choose(complaint, appointment_id=theirs.pk, now=SUNDAY)
    assert booked(other) == [(TUESDAY_9, "held")]


def test_an_answer_after_the_deadline_is_refused(complaint: Complaint, officer: Officer) -> None:
    proposal = appointments.propose(complaint, starts=[TUESDAY_9], by=officer, now=SUNDAY)

    with pytest.raises(ProposalOver):
        appointments.choose(complaint, appointment_id=proposal.appointments.get().pk, now=proposal.deadline)
    complaint.refresh_from_db()
    assert complaint.status == Status.PROPOSED


def test_declining_frees_the_slots_and_returns_to_the_inbox(complaint: Complaint, officer: Officer) -> None:
    proposal = appointments.propose(complaint, starts=[MONDAY_9], by=officer, now=SUNDAY)
    for _ in range(2):
        appointments.decline(complaint, proposal_id=proposal.pk, now=SUNDAY)

    complaint.refresh_from_db()
    assert complaint.status == Status.RECEIVED
    assert booked(complaint) == [(MONDAY_9, "released")]
    assert acts(complaint)[-2:] == [Act.STATUS, Act.PROPOSAL_ENDED]


def test_declining_an_older_proposal_leaves_the_newer_one(complaint: Complaint, officer: Officer) -> None:
    older = appointments.propose(complaint, starts=[MONDAY_9], by=officer, now=SUNDAY)
    appointments.decline(complaint, proposal_id=older.pk, now=SUNDAY)
    appointments.propose(complaint, starts=[TUESDAY_9], by=officer, now=SUNDAY)

    with pytest.raises(ProposalOver):
        appointments.decline(complaint, proposal_id=older.pk, now=SUNDAY)
    assert booked(complaint) == [(MONDAY_9, "released"), (TUESDAY_9, "held")]


def test_choosing_twice_is_choosing_once(complaint: Complaint, officer: Officer) -> None:
    slot = appointments.propose(complaint, starts=[MONDAY_9], by=officer, now=SUNDAY).appointments.get()
    for _ in range(2):
        assert appointments.choose(complaint, appointment_id=slot.pk, now=SUNDAY) == slot

    assert mails(complaint) == [MailKind.PROPOSED, MailKind.CONFIRMED]


def test_picking_another_free_slot_than_those_proposed(unit: Unit, complaint: Complaint, officer: Officer) -> None:
    appointments.propose(complaint, starts=[MONDAY_9], by=officer, now=SUNDAY)
    for _ in range(2):
        picked = appointments.pick(complaint, start=TUESDAY_9, now=SUNDAY)

    complaint.refresh_from_db()
    assert (complaint.status, picked.period.lower) == (Status.CONFIRMED, TUESDAY_9)
    assert booked(complaint) == [(MONDAY_9, "released"), (TUESDAY_9, "confirmed")]
    assert not complaint.proposals.filter(closed_at=None).exists()
    assert mails(complaint) == [MailKind.PROPOSED, MailKind.CONFIRMED]


def test_picking_a_slot_that_is_gone_keeps_the_proposal(unit: Unit, complaint: Complaint, officer: Officer) -> None:
    appointments.propose(complaint, starts=[MONDAY_9], by=officer, now=SUNDAY)
    appointments.fix(received(unit), start=TUESDAY_9, by=officer, now=SUNDAY)

    with pytest.raises(SlotTaken):
        appointments.pick(complaint, start=TUESDAY_9, now=SUNDAY)
    complaint.refresh_from_db()
    assert complaint.status == Status.PROPOSED
    assert booked(complaint) == [(MONDAY_9, "held")]


def test_picking_keeps_the_units_notice(unit: Unit, complaint: Complaint, officer: Officer) -> None:
    appointments.propose(complaint, starts=[TUESDAY_9], by=officer, now=SUNDAY)

    with pytest.raises(SlotTaken):
        appointments.pick(complaint, start=MONDAY_9, now=MONDAY_9 - unit.notice + timedelta(seconds=1))


def test_picking_without_a_proposal_is_refused(complaint: Complaint) -> None:
    with pytest.raises(ProposalOver):
        appointments.pick(complaint, start=TUESDAY_9, now=SUNDAY)
    assert not Appointment.objects.exists()


def test_a_proposal_without_answer_ends_by_itself_once(complaint: Complaint, officer: Officer) -> None:
    proposal = appointments.propose(complaint, starts=[TUESDAY_9], by=officer, now=SUNDAY)

    assert appointments.expire_proposals(now=proposal.deadline - timedelta(seconds=1)) == 0
    assert appointments.expire_proposals(now=proposal.deadline) == 1
    assert appointments.expire_proposals(now=proposal.deadline) == 0
    complaint.refresh_from_db()
    assert complaint.status == Status.RECEIVED
    assert booked(complaint) == [(TUESDAY_9, "released")]


def test_a_lapsed_hold_does_not_stand_in_the_way(unit: Unit, complaint: Complaint, officer: Officer) -> None:
    proposal = appointments.propose(complaint, starts=[TUESDAY_9], by=officer, now=SUNDAY)
    # The clock's sweep hasn't come yet: booking frees the desk itself.
    appointments.fix(received(unit), start=TUESDAY_9, by=officer, now=proposal.deadline - timedelta(0))

    assert booked(complaint) == [(TUESDAY_9, "released")]
    assert appointments.expire_proposals(now=proposal.deadline) == 1


def test_a_slot_agreed_by_phone_replaces_the_proposal(complaint: Complaint, officer: Officer) -> None:
    appointments.propose(complaint, starts=[MONDAY_9, TUESDAY_9], by=officer, now=SUNDAY)
    appointments.fix(complaint, start=MONDAY_930, by=officer, now=SUNDAY)

    complaint.refresh_from_db()
    assert complaint.status == Status.CONFIRMED
    assert booked(complaint) == [(MONDAY_9, "released"), (MONDAY_930, "confirmed"), (TUESDAY_9, "released")]
    assert not complaint.proposals.filter(closed_at=None).exists()


def test_a_proposed_slot_itself_can_be_fixed_by_phone(complaint: Complaint, officer: Officer) -> None:
    appointments.propose(complaint, starts=[MONDAY_9], by=officer, now=SUNDAY)
    appointments.fix(complaint, start=MONDAY_9, by=officer, now=SUNDAY)

    assert booked(complaint) == [(MONDAY_9, "released"), (MONDAY_9, "confirmed")]


def test_moving_keeps_the_appointment_and_raises_its_sequence(complaint: Complaint, officer: Officer) -> None:
    appointment = appointments.fix(complaint, start=TUESDAY_9, by=officer, now=SUNDAY)
    appointments.move(complaint, start=TUESDAY_9 + timedelta(minutes=30), now=SUNDAY)

    moved = complaint.appointments.get()
    assert (moved.pk, moved.sequence, moved.state) == (appointment.pk, 1, AppointmentState.CONFIRMED)
    assert moved.period.lower == TUESDAY_9 + timedelta(minutes=30)
    assert mails(complaint) == [MailKind.CONFIRMED, MailKind.MOVED]


def test_the_old_slot_is_kept_when_the_new_one_is_lost(unit: Unit, complaint: Complaint, officer: Officer) -> None:
    appointments.fix(complaint, start=TUESDAY_9, by=officer, now=SUNDAY)
    appointments.fix(received(unit), start=TUESDAY_9 + timedelta(minutes=30), by=officer, now=SUNDAY)

    with pytest.raises(SlotTaken):
        appointments.move(complaint, start=TUESDAY_9 + timedelta(minutes=30), now=SUNDAY)
    assert booked(complaint) == [(TUESDAY_9, "confirmed")]
    assert mails(complaint) == [MailKind.CONFIRMED]


def test_cancelling_returns_to_the_inbox(complaint: Complaint, officer: Officer) -> None:
    appointments.fix(complaint, start=TUESDAY_9, by=officer, now=SUNDAY)
    appointments.cancel(complaint, now=SUNDAY)

    complaint.refresh_from_db()
    assert complaint.status == Status.RECEIVED
    assert booked(complaint) == [(TUESDAY_9, "cancelled")]
    assert mails(complaint) == [MailKind.CONFIRMED, MailKind.CANCELLED]


def test_cancelling_twice_is_cancelling_once(complaint: Complaint, officer: Officer) -> None:
    appointment = appointments.fix(complaint, start=TUESDAY_9, by=officer, now=SUNDAY)
    for _ in range(2):
        appointments.cancel(complaint, appointment_id=appointment.pk, now=SUNDAY)

    assert booked(complaint) == [(TUESDAY_9, "cancelled")]
    assert mails(complaint) == [MailKind.CONFIRMED, MailKind.CANCELLED]


def test_cancelling_an_older_appointment_leaves_the_newer_one(complaint: Complaint, officer: Officer) -> None:
    older = appointments.fix(complaint, start=MONDAY_930, by=officer, now=SUNDAY)
    absence.miss(complaint, by=officer, now=MONDAY_930)
    appointments.fix(complaint, start=TUESDAY_9, by=officer, now=MONDAY_930)

    with pytest.raises(NoAppointment):
        appointments.cancel(complaint, appointment_id=older.pk, now=MONDAY_930)
    states = [one for one in booked(complaint) if one[1] != "released"]
    assert states == [(MONDAY_930, "missed"), (TUESDAY_9, "confirmed")]


def test_moving_to_where_it_stands_changes_nothing(complaint: Complaint, officer: Officer) -> None:
    appointments.fix(complaint, start=TUESDAY_9, by=officer, now=SUNDAY)
    appointments.move(complaint, start=TUESDAY_9, now=SUNDAY)

    assert complaint.appointments.get().sequence == 0
    assert mails(complaint) == [MailKind.CONFIRMED]


def test_a_victim_is_not_told_an_officers_name(complaint: Complaint, officer: Officer) -> None:
    triage.dismiss(complaint, template=ReplyTemplateFactory(), by=officer)

    with pytest.raises(TooLate) as refusal:
        triage.withdraw(complaint)
    assert officer.name not in str(refusal.value)
    assert "L’unité l’a fait à" in str(refusal.value)


def test_too_late_for_the_victim_is_not_too_late_for_the_officer(
    unit: Unit, complaint: Complaint, officer: Officer
) -> None:
    appointments.fix(complaint, start=MONDAY_9, by=officer, now=SUNDAY)
    late = MONDAY_9 - unit.cancel_cutoff

    with pytest.raises(NoAppointment):
        appointments.cancel(complaint, now=late)
    with pytest.raises(NoAppointment):
        appointments.move(complaint, start=TUESDAY_9, now=late)
    appointments.move(complaint, start=TUESDAY_9, by=officer, now=late)
    assert booked(complaint) == [(TUESDAY_9, "confirmed")]


def test_a_closed_desk_is_not_offered(unit: Unit, complaint: Complaint, officer: Officer) -> None:
    Closure.objects.create(unit=unit, period=(MONDAY_9, MONDAY_930))

    with pytest.raises(SlotTaken):
        appointments.fix(complaint, start=MONDAY_9, by=officer, now=SUNDAY)


def test_a_complaint_already_confirmed_is_not_proposed_again(complaint: Complaint, officer: Officer) -> None:
    appointments.fix(complaint, start=MONDAY_9, by=officer, now=SUNDAY)

    with pytest.raises(TooLate) as refusal:
        appointments.propose(complaint, starts=[TUESDAY_9], by=OfficerFactory(), now=SUNDAY)
    assert officer.name in str(refusal.value)
    assert Appointment.objects.count() == 1
