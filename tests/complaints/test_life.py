"""Triage, signature, withdrawal, expiry: what each leaves, and what it leaves nothing of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from complaints import workflow
from complaints.enums import (
    OPEN_STATUSES,
    Act,
    AppointmentState,
    DismissReason,
    MailKind,
    MailState,
    Status,
)
from complaints.models import Complaint, Draft, OutgoingMail
from complaints.sealing import access
from complaints.services import appointments, assignment, erasure, mailing, triage
from complaints.services.booking import free_slots
from complaints.services.status import TooLate
from tests.factories import ComplaintFactory, OfficerFactory, ReplyTemplateFactory, UnitFactory
from units.models import Officer, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return UnitFactory(agenda=2)


@pytest.fixture
def officer(unit: Unit) -> Officer:
    return OfficerFactory(units=[unit])


def acts(complaint: Complaint) -> list[tuple[str, str]]:
    return list(complaint.journal.values_list("act", "detail"))


def remains(complaint: Complaint) -> dict[str, object]:
    """What an erasure must have emptied, read again from the database."""
    row = Complaint.objects.get(pk=complaint.pk)
    return {name: getattr(row, name) for name in ("identity", "statement", "tokens", "fingerprint", "commune")} | {
        "day": row.facts_on.day
    }


NOTHING = {"identity": None, "statement": None, "tokens": [], "fingerprint": None, "commune": None, "day": 1}


def test_the_first_opening_receives_and_each_is_journaled(unit: Unit, officer: Officer) -> None:
    complaint = ComplaintFactory(unit=unit, status=Status.FILED)
    for _ in range(2):
        complaint = triage.open_file(complaint, by=officer)

    assert complaint.status == Status.RECEIVED
    assert complaint.received_at is not None
    assert acts(complaint) == [("opened", ""), ("status", "filed → received"), ("opened", "")]


def test_a_colleague_is_told_who_took_it(unit: Unit, officer: Officer) -> None:
    complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED)
    assignment.take(complaint, by=officer)
    assignment.take(complaint, by=officer)

    with pytest.raises(assignment.AlreadyTaken, match=officer.name):
        assignment.take(complaint, by=OfficerFactory(units=[unit]))
    assert acts(complaint) == [("taken", "")]


def test_the_signature_erases_everything_and_owes_one_closing_mail(unit: Unit, officer: Officer) -> None:
    complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED)
    mailing.queue(complaint, MailKind.MOVED, "victim")
    start = free_slots(complaint, now=timezone.now(), notice=False)[0].start
    appointments.fix(complaint, start=start, by=officer)

    triage.sign(complaint, pv_number="2026/001234", by=officer)

    complaint.refresh_from_db()
    assert complaint.status == Status.SIGNED
    assert complaint.erased_at is not None
    assert remains(complaint) == NOTHING
    assert complaint.appointments.get().state == AppointmentState.HONOURED
    owed = complaint.mails.filter(state=MailState.PENDING)
    assert [mail.kind for mail in owed] == [MailKind.SIGNED]
    assert set(complaint.mails.exclude(kind=MailKind.SIGNED).values_list("state", flat=True)) == {MailState.CANCELLED}
    assert ("signed", access.pv_mark("2026 001234")) in acts(complaint)
    assert "001234" not in str(acts(complaint))


def test_a_victim_may_sign_without_an_appointment(unit: Unit, officer: Officer) -> None:
    complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED)
    start = free_slots(complaint, now=timezone.now(), notice=False)[0].start
    appointments.propose(complaint, starts=[start], by=officer)
    triage.sign(complaint, pv_number="2026/001234", by=officer)

    assert complaint.appointments.get().state == AppointmentState.RELEASED
    assert remains(complaint) == NOTHING


def test_the_withdrawal_erases_at_once_and_frees_the_desk(unit: Unit, officer: Officer) -> None:
    complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED)
    start = free_slots(complaint, now=timezone.now(), notice=False)[0].start
    appointments.fix(complaint, start=start, by=officer)
    triage.withdraw(complaint)

    assert remains(complaint) == NOTHING
    assert complaint.appointments.get().state == AppointmentState.CANCELLED
    assert list(complaint.mails.filter(state=MailState.PENDING).values_list("kind", flat=True)) == ["withdrawn"]


def test_a_dismissal_tells_why_and_brings_the_erasure_forward(unit: Unit, officer: Officer, settings) -> None:
    complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED)
    triage.dismiss(complaint, template=ReplyTemplateFactory(), by=officer)

    complaint.refresh_from_db()
    assert (complaint.status, complaint.dismiss_reason) == (Status.DISMISSED, DismissReason.DUPLICATE)
    days_left = (complaint.expires_at - timezone.now()).total_seconds() / 86_400
    assert settings.DISMISSED_RETENTION_DAYS - 0.1 < days_left <= settings.DISMISSED_RETENTION_DAYS
    assert list(complaint.mails.values_list("kind", flat=True)) == [MailKind.DISMISSED]

    assert erasure.erase_due(now=complaint.expires_at) == 1
    assert remains(complaint) == NOTHING
    assert list(complaint.mails.values_list("kind", flat=True)) == [MailKind.DISMISSED]


def test_a_dismissal_never_prolongs_the_life(unit: Unit, officer: Officer) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED, expires_at=tomorrow)
    triage.dismiss(complaint, template=ReplyTemplateFactory(), by=officer)

    complaint.refresh_from_db()
    assert complaint.expires_at == tomorrow


@pytest.mark.parametrize("status", [Status.FILED, Status.RECEIVED])
def test_day_thirty_erases_opened_or_not(unit: Unit, status: Status) -> None:
    filed = datetime(2026, 10, 20, 9, tzinfo=UTC)
    complaint = ComplaintFactory(unit=unit, status=status, filed_at=filed, expires_at=filed + timedelta(days=30))

    assert erasure.erase_due(now=complaint.expires_at - timedelta(seconds=1)) == 0
    assert erasure.erase_due(now=complaint.expires_at) == 1
    assert erasure.erase_due(now=complaint.expires_at) == 0
    complaint.refresh_from_db()
    assert complaint.status == Status.EXPIRED
    assert remains(complaint) == NOTHING
    assert complaint.department == "27"
    assert list(complaint.mails.values_list("kind", flat=True)) == [MailKind.EXPIRED]
    assert [act for act, _ in acts(complaint)] == [Act.STATUS, Act.ERASED]


def test_a_closing_mail_of_a_victim_without_email_waits_for_a_call(unit: Unit) -> None:
    complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED, email="")
    assert erasure.erase_due(now=complaint.expires_at) == 1

    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.state) == (MailKind.EXPIRED, MailState.BY_HAND)
    assert set(mail.payload) == {"name", "phone", "address_lines"}


@pytest.mark.parametrize("status", sorted(set(Status) - set(OPEN_STATUSES)))
def test_what_is_over_stays_over(unit: Unit, officer: Officer, status: Status) -> None:
    reason = DismissReason.DUPLICATE if status == Status.DISMISSED else ""
    complaint = ComplaintFactory(unit=unit, status=status, dismiss_reason=reason)

    for act in (
        lambda: triage.sign(complaint, pv_number="2026/001234", by=officer),
        lambda: triage.withdraw(complaint),
        lambda: triage.dismiss(complaint, template=ReplyTemplateFactory(), by=officer),
    ):
        with pytest.raises(TooLate):
            act()
    complaint.refresh_from_db()
    assert complaint.status == status
    assert not complaint.journal.exists()
    assert not complaint.mails.exists()


def test_the_table_names_every_status_and_leads_somewhere() -> None:
    assert set(workflow.TRANSITIONS) == set(Status)
    assert {status for status, targets in workflow.TRANSITIONS.items() if targets} == set(OPEN_STATUSES)
    assert all(Status.WITHDRAWN in workflow.TRANSITIONS[status] for status in OPEN_STATUSES)
    assert all(Status.EXPIRED in workflow.TRANSITIONS[status] for status in OPEN_STATUSES)


def test_drafts_are_deleted_when_their_announced_life_is_over() -> None:
    now = timezone.now()
    _, kept = (
        Draft.objects.create(finder=mark, wrapped_key=b"key", expires_at=now + left)
        for mark, left in ((b"over", timedelta(0)), (b"alive", timedelta(seconds=1)))
    )

    assert erasure.purge_drafts(now=now) == 1
    assert list(Draft.objects.all()) == [kept]
