"""Proposals: how long they hold, what a victim answers when none suits, who is told when nobody answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail as django_mail
from django.test import Client
from django.urls import reverse

from complaints.enums import Act, AppointmentState, MailKind, MailState, Recipient, Status
from complaints.models import Complaint, OutgoingMail, Proposal
from complaints.questions.wishes import Wishes
from complaints.refusals import Refused
from complaints.services import appointments, mailing
from complaints.services.appointments import NoAppointment
from tests.complaints import stages
from tests.complaints.desk.pages import words
from tests.complaints.following import post, sign_in
from tests.factories import ComplaintFactory, OfficerFactory, UnitFactory
from units.models import Officer, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_broker")]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SUNDAY = datetime(2026, 11, 22, 10, tzinfo=UTC)
MONDAY_9 = datetime(2026, 11, 23, 8, tzinfo=UTC)  # 9:00 in Paris
FRIDAY_9 = MONDAY_9 + 4 * DAY


@pytest.fixture
def unit() -> Unit:
    return UnitFactory(agenda=1)


@pytest.fixture
def officer(unit: Unit) -> Officer:
    return OfficerFactory(units=[unit])


@pytest.fixture
def complaint(unit: Unit) -> Complaint:
    return ComplaintFactory(unit=unit, status=Status.RECEIVED, filed_at=SUNDAY - DAY, expires_at=SUNDAY + 29 * DAY)


def untouched(complaint: Complaint, status: Status = Status.RECEIVED) -> bool:
    """A refusal leaves nothing behind."""
    complaint.refresh_from_db()
    left = (complaint.status, complaint.appointments.count(), complaint.mails.count(), complaint.journal.count())
    return left == (status, 0, 0, 0)


def propose(complaint: Complaint, officer: Officer) -> None:
    appointments.propose(complaint, starts=[FRIDAY_9], by=officer, now=SUNDAY)


def fix(complaint: Complaint, officer: Officer) -> None:
    appointments.fix(complaint, start=FRIDAY_9, by=officer, now=SUNDAY)


# -- how long ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("asked", "kept"),
    [(None, 48 * HOUR), (24 * HOUR, 24 * HOUR), (72 * HOUR, 72 * HOUR), (30 * DAY, FRIDAY_9 - SUNDAY)],
    ids=["usual", "a day", "three days", "past the first slot"],
)
def test_all_slots_are_held_until_the_same_deadline(
    complaint: Complaint, officer: Officer, asked: timedelta | None, kept: timedelta
) -> None:
    proposal = appointments.propose(
        complaint,
        starts=[FRIDAY_9 + HOUR, FRIDAY_9],
        deadline=SUNDAY + asked if asked else None,
        by=officer,
        now=SUNDAY,
    )

    assert proposal.deadline == SUNDAY + kept
    assert {one.proposal_id for one in complaint.appointments.all()} == {proposal.pk}


@pytest.mark.parametrize("ago", [timedelta(0), HOUR])
def test_a_deadline_before_now_is_refused(complaint: Complaint, officer: Officer, ago: timedelta) -> None:
    with pytest.raises(Refused, match="déjà passé"):
        appointments.propose(complaint, starts=[FRIDAY_9], deadline=SUNDAY - ago, by=officer, now=SUNDAY)

    assert untouched(complaint)


def test_the_officer_chooses_the_time_on_the_page(unit: Unit, officer: Officer, client: Client) -> None:
    complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED)
    client.force_login(officer)
    address = reverse("desk:propose", args=[complaint.reference])
    page = client.get(address)
    late = page.context["agenda"].form.slots[-1].start.isoformat()

    wrong = client.post(address, {"starts": [late], "delay": "5"})
    assert "Choisissez un des délais proposés." in words(wrong)
    client.post(address, {"starts": [late], "delay": "168"})

    proposal = complaint.proposals.get()
    assert timedelta(days=6, hours=23) < proposal.deadline - proposal.created_at <= timedelta(days=7)


# -- what can't be booked ----------------------------------------------------------------------------------
def test_a_slot_that_only_another_unit_offers_is_refused(complaint: Complaint, officer: Officer, unit: Unit) -> None:
    saturday = MONDAY_9 + 5 * DAY
    other = UnitFactory()
    other.rules.create(weekday=5, starts="09:00", ends="12:00", valid_from="2026-01-01")

    with pytest.raises(Refused):
        appointments.fix(complaint, start=saturday, by=officer, now=SUNDAY)

    assert untouched(complaint)


def test_a_slot_for_other_facts_is_refused(complaint: Complaint, officer: Officer, unit: Unit) -> None:
    unit.rules.update(kinds=["scam"])
    complaint.kind = "theft"
    complaint.save(update_fields=["kind"])

    with pytest.raises(Refused):
        appointments.fix(complaint, start=FRIDAY_9, by=officer, now=SUNDAY)

    assert untouched(complaint)


@pytest.mark.parametrize("status", [Status.CONFIRMED, Status.SIGNED, Status.DISMISSED, Status.WITHDRAWN])
@pytest.mark.parametrize("act", [propose, fix])
def test_what_is_confirmed_or_over_takes_no_other_slot(
    unit: Unit, officer: Officer, status: Status, act: Callable[[Complaint, Officer], None]
) -> None:
    over = {"erased": True} if status in (Status.SIGNED, Status.WITHDRAWN) else {}
    complaint = ComplaintFactory(unit=unit, status=status, **over)

    with pytest.raises(Refused):
        act(complaint, officer)

    assert untouched(complaint, status)


# -- none suits ----------------------------------------------------------------------------------------------
@time_machine.travel(stages.SUNDAY, tick=False)
def test_who_finds_none_suits_says_when_they_could_come(client: Client) -> None:
    complaint = stages.proposed()
    sign_in(client, complaint)
    wishes = {"wishes": ["1-am", "3-pm"], "wish_note": "Pas avant 10 h."}

    post(client, "follow_decline", complaint, target=complaint.proposals.get().pk, **wishes)

    complaint.refresh_from_db()
    said = Wishes.of(complaint.identity)
    assert (complaint.status, said.half_days, said.note) == (Status.RECEIVED, ("1-am", "3-pm"), "Pas avant 10 h.")
    assert complaint.unread_since == stages.SUNDAY
    desk = Client()
    desk.force_login(stages.officer_of(complaint))
    page = desk.get(reverse("desk:propose", args=[complaint.reference]))
    assert "La victime souhaite venir : mardi matin, jeudi après-midi." in words(page).replace("\xa0", " ")
    assert "Pas avant 10 h." in words(page)
    marked = {hour.value for day in page.context["agenda"].days for hour in day.hours if hour.wished}
    assert marked
    assert all(datetime.fromisoformat(value).weekday() in (1, 3) for value in marked)


@time_machine.travel(stages.SUNDAY, tick=False)
def test_a_wish_that_is_none_is_told_and_nothing_is_freed(client: Client) -> None:
    complaint = stages.proposed()
    sign_in(client, complaint)

    response = post(client, "follow_decline", complaint, target=complaint.proposals.get().pk, wishes=["9-am"])

    assert response.status_code == 422
    assert "Choisissez parmi les réponses proposées." in words(response)
    complaint.refresh_from_db()
    assert complaint.status == Status.PROPOSED


# -- nobody answers -------------------------------------------------------------------------------------------
def test_when_nobody_answers_both_are_told(complaint: Complaint, officer: Officer, unit: Unit) -> None:
    proposal = appointments.propose(complaint, starts=[FRIDAY_9], by=officer, now=SUNDAY)
    mailing.sweep(now=SUNDAY)
    django_mail.outbox.clear()

    with time_machine.travel(proposal.deadline, tick=False):
        appointments.expire_proposals()
        mailing.sweep()

    to_unit, to_victim = sorted(django_mail.outbox, key=lambda message: message.to[0] != unit.mailbox)
    assert to_victim.subject.startswith(f"Pré-plainte {complaint.reference}")
    assert "ces créneaux ne vous sont plus réservés" in str(to_victim.body)
    assert to_unit.to == [unit.mailbox]
    assert complaint.reference in str(to_unit.body)
    assert "Martin" not in str(to_unit.body)
    lines = list(complaint.journal.filter(act=Act.PROPOSAL_ENDED).values_list("detail", flat=True))
    assert lines == ["expired"]


def test_a_unit_is_told_of_many_in_one_mail(officer: Officer, unit: Unit) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        files = [ComplaintFactory(unit=unit, status=Status.RECEIVED) for _ in range(3)]
        for place, one in enumerate(files):
            appointments.propose(one, starts=[FRIDAY_9 + place * HOUR / 2], by=officer)
    with time_machine.travel(SUNDAY + 2 * DAY, tick=False):
        appointments.expire_proposals()

        assert OutgoingMail.objects.filter(kind=MailKind.LAPSED, recipient=Recipient.UNIT).count() == 1
        mailing.sweep()
    (told,) = (message for message in django_mail.outbox if message.to == [unit.mailbox])
    assert all(one.reference in str(told.body) for one in files)


def test_one_answered_meanwhile_is_told_to_nobody(complaint: Complaint, officer: Officer) -> None:
    proposal = appointments.propose(complaint, starts=[FRIDAY_9], by=officer, now=SUNDAY)
    appointments.expire_proposals(now=proposal.deadline)
    appointments.fix(complaint, start=FRIDAY_9, by=officer, now=proposal.deadline)

    mailing.sweep(now=proposal.deadline)

    states = OutgoingMail.objects.filter(kind=MailKind.LAPSED).values_list("state", flat=True)
    assert list(states) == [MailState.CANCELLED] * 2


# -- cut-offs -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("act", ["move", "cancel"])
def test_each_act_has_its_own_cutoff(complaint: Complaint, officer: Officer, unit: Unit, act: str) -> None:
    unit.move_cutoff_hours, unit.cancel_cutoff_hours, unit.minimum_notice_hours = 24, 2, 0
    unit.save()
    complaint.refresh_from_db()
    appointments.fix(complaint, start=FRIDAY_9, by=officer, now=SUNDAY)
    cutoff = FRIDAY_9 - (24 if act == "move" else 2) * HOUR
    monday = FRIDAY_9 + 3 * DAY

    def do(now: datetime, by: Officer | None = None) -> None:
        if act == "move":
            appointments.move(complaint, start=monday, by=by, now=now)
        else:
            appointments.cancel(complaint, by=by, now=now)

    with pytest.raises(NoAppointment, match="trop tard"):
        do(cutoff)
    assert complaint.appointments.get().period.lower == FRIDAY_9
    do(cutoff - timedelta(seconds=1))

    booked = complaint.appointments.get()
    assert (booked.period.lower, booked.state) == (
        (monday, AppointmentState.CONFIRMED) if act == "move" else (FRIDAY_9, AppointmentState.CANCELLED)
    )


def test_an_officer_has_no_cutoff(complaint: Complaint, officer: Officer) -> None:
    appointments.fix(complaint, start=FRIDAY_9, by=officer, now=SUNDAY)

    appointments.cancel(complaint, by=officer, now=FRIDAY_9 - timedelta(minutes=1))

    assert complaint.appointments.get().state == AppointmentState.CANCELLED
    assert not Proposal.objects.filter(closed_at=None).exists()
