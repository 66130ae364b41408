"""The outbox: what is owed, to whom, until when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail as django_mail
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from complaints.enums import ASKED_FOR, Act, AppointmentState, MailKind, MailState, Recipient, Status
from complaints.mails.letters import LETTERS
from complaints.models import Complaint, EmailProof, OutgoingMail
from complaints.refusals import Refused
from complaints.services import erasure, mailing
from tests.factories import (
    PHRASE,
    AppointmentFactory,
    ComplaintFactory,
    DraftFactory,
    OfficerFactory,
    OutgoingMailFactory,
    UnitFactory,
    identity_answers,
    statement_answers,
)
from units.enums import MailContent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_broker")]

CONTACT = {"name": "MARTIN Camille", "email": "camille.martin@courriel.example", "phone": "", "address_lines": []}
BY_POST = CONTACT | {"email": "", "address_lines": ["3 rue des Lilas", "27000 Évreux"]}


def state_of(mail: OutgoingMail) -> tuple[str, int, str, Any]:
    mail = OutgoingMail.objects.get(pk=mail.pk)
    return mail.state, mail.attempts, mail.last_error, mail.payload


def lines(complaint: Complaint) -> list[tuple[str, str]]:
    return list(complaint.journal.values_list("act", "detail"))


# -- owed ------------------------------------------------------------------------------------------
def test_a_mail_is_owed_with_the_fact_and_wakes_a_worker_on_commit(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    complaint = ComplaintFactory()

    with django_capture_on_commit_callbacks() as callbacks:
        mail = mailing.queue(complaint, MailKind.FILED, Recipient.VICTIM)

    assert state_of(mail) == (MailState.PENDING, 0, "", None)
    assert len(callbacks) == 1
    assert django_mail.outbox == []


def test_a_fact_undone_owes_nothing() -> None:
    with transaction.atomic():
        mailing.queue(ComplaintFactory(), MailKind.FILED, Recipient.VICTIM)
        transaction.set_rollback(True)

    assert not OutgoingMail.objects.exists()


def test_a_victim_without_email_is_to_be_told_by_hand(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    complaint = ComplaintFactory(email="")

    with django_capture_on_commit_callbacks() as callbacks:
        mail = mailing.queue(complaint, MailKind.FILED, Recipient.VICTIM)

    assert state_of(mail) == (MailState.BY_HAND, 0, "", None)
    assert callbacks == []
    assert Complaint.objects.with_mail_flag().get().to_tell is True  # type: ignore[attr-defined]  # annotated


@pytest.mark.parametrize(
    ("recipient", "missing"), [(Recipient.UNIT, "mailbox"), (Recipient.OPERATIONS, "operations_mailbox")]
)
def test_a_unit_without_mailbox_shows_at_once(recipient: Recipient, missing: str) -> None:
    complaint = ComplaintFactory(unit=UnitFactory(**{missing: ""}))

    mail = mailing.queue(complaint, MailKind.FILED, recipient)

    assert state_of(mail) == (MailState.REFUSED, 0, "no mailbox", None)
    assert lines(complaint) == [(Act.MAIL_REFUSED, f"filed {recipient} no mailbox")]


def test_a_closing_mail_carries_its_own_contact() -> None:
    complaint = ComplaintFactory(erased=True)

    by_mail = mailing.queue(complaint, MailKind.SIGNED, Recipient.VICTIM, payload=CONTACT)
    by_hand = mailing.queue(complaint, MailKind.SIGNED, Recipient.VICTIM, payload=BY_POST)

    assert state_of(by_mail) == (MailState.PENDING, 0, "", CONTACT)
    assert state_of(by_hand) == (MailState.BY_HAND, 0, "", BY_POST)


def test_there_is_no_letter_of_every_kind_to_everybody() -> None:
    complaint = ComplaintFactory()

    with pytest.raises(ValueError, match="no letter signed to unit"), transaction.atomic():
        mailing.queue(complaint, MailKind.SIGNED, Recipient.UNIT)

    assert not OutgoingMail.objects.exists()


# -- an address that nobody proved -------------------------------------------------------------------
UNPROVED = {"phrase": PHRASE}


def unproved(**columns: Any) -> Complaint:
    complaint: Complaint = ComplaintFactory(identity=identity_answers(service=UNPROVED), **columns)
    return complaint


@pytest.mark.parametrize("kind", [kind for kind, recipient in LETTERS if recipient is Recipient.VICTIM])
def test_an_unproved_address_gets_the_receipt_and_nothing_after_it(kind: MailKind) -> None:
    mail = mailing.queue(unproved(), kind, Recipient.VICTIM)

    if kind == MailKind.FILED:
        assert state_of(mail) == (MailState.PENDING, 0, "", None)
    elif kind in ASKED_FOR:
        assert state_of(mail) == (MailState.CANCELLED, 0, "no proved address", None)
    else:
        assert state_of(mail) == (MailState.BY_HAND, 0, "", None)


@pytest.mark.parametrize("kind", [MailKind.WITHDRAWN, MailKind.SIGNED])
def test_who_signs_or_withdraws_is_not_written_to_at_an_unproved_address(kind: MailKind) -> None:
    complaint = unproved(status=Status(kind.value))

    erasure.erase(complaint, closing=kind, by=None)

    assert not complaint.mails.exists()


def test_an_expiry_is_told_by_hand_to_who_has_no_proved_address() -> None:
    complaint = unproved(status=Status.EXPIRED)

    erasure.erase(complaint, closing=MailKind.EXPIRED, by=None)

    mail = complaint.mails.get()
    assert mail.state == MailState.BY_HAND
    assert set(mail.payload) == {"name", "phone", "address_lines"}


def test_a_closing_mail_carries_the_phrase_and_the_discretion_asked_for() -> None:
    identity = identity_answers(unite={"neutral": True})
    complaint = ComplaintFactory(identity=identity, status=Status.SIGNED)

    erasure.erase(complaint, closing=MailKind.SIGNED, by=None)

    mail = complaint.mails.get()
    assert mail.payload == {"email": CONTACT["email"], "phrase": PHRASE, "neutral": True}
    assert mailing.deliver(mail.pk) == MailState.SENT
    (message,) = django_mail.outbox
    assert message.subject == "Un message vous attend"
    assert PHRASE in message.body


def test_the_erasure_reaches_what_the_form_left_behind() -> None:
    """A mail asked for before the filing carries the address by itself, a code its mark."""
    complaint = ComplaintFactory(status=Status.WITHDRAWN)
    form, stranger = DraftFactory(complaint=complaint, answers=None), DraftFactory()
    sent = {"email": CONTACT["email"], "language": "fr"}
    owed = mailing.queue_for_draft(form.pk, MailKind.RESUME, payload=sent | {"secret": "7KQ4"})
    other = mailing.queue_for_draft(stranger.pk, MailKind.RESUME, payload=sent | {"secret": "2XW9"})
    now = timezone.now()
    for subject in (form.pk, complaint.pk, stranger.pk):
        marks = {"address_mark": b"address", "code_mark": b"code"}
        EmailProof.objects.create(subject=subject, sent_at=now, expires_at=now + timedelta(minutes=30), **marks)

    erasure.erase(complaint, closing=None, by=None)

    assert state_of(owed) == (MailState.CANCELLED, 0, "", None)
    assert state_of(other)[0] == MailState.PENDING
    assert list(EmailProof.objects.values_list("subject", flat=True)) == [stranger.pk]


# -- before there is a pre-complaint -----------------------------------------------------------------
CODE = {"email": "camille.martin@courriel.example", "language": "en", "code": "402617", "neutral": False}


def code_mail() -> OutgoingMail:
    return mailing.queue_for_draft(DraftFactory().pk, MailKind.CODE, payload=CODE)


def test_a_mail_about_a_form_leaves_in_its_language_and_is_forgotten() -> None:
    mail = code_mail()

    assert mailing.deliver(mail.pk) == MailState.SENT

    (message,) = django_mail.outbox
    assert message.to == [CODE["email"]]
    assert '<html lang="en"' in str(message.alternatives[0][0])  # type: ignore[attr-defined]  # it has both parts
    assert state_of(mail) == (MailState.SENT, 1, "", None)


def test_a_mail_about_a_form_carries_its_address() -> None:
    with pytest.raises(ValueError, match="its own address"), transaction.atomic():
        mailing.queue_for_draft(DraftFactory().pk, MailKind.CODE, payload={"code": "402617"})
    with pytest.raises(ValueError, match="no letter"), transaction.atomic():
        mailing.queue_for_draft(DraftFactory().pk, "unknown", payload=CODE)  # type: ignore[arg-type]

    assert not OutgoingMail.objects.exists()


def test_the_sweep_finds_it_and_the_log_names_nobody(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    mail = code_mail()

    assert mailing.sweep() == 1

    assert state_of(mail)[0] == MailState.SENT
    assert "camille" not in caplog.text
    assert CODE["code"] not in caplog.text


def test_it_goes_with_its_form() -> None:
    mail = code_mail()

    mail.draft.delete()

    assert not OutgoingMail.objects.exists()
    assert mailing.deliver(mail.pk) is None


# -- delivered -------------------------------------------------------------------------------------
def test_a_mail_due_is_sent_once() -> None:
    mail = OutgoingMailFactory()

    assert mailing.deliver(mail.pk) == MailState.SENT
    assert mailing.deliver(mail.pk) is None

    (message,) = django_mail.outbox
    assert message.to == ["camille.martin@courriel.example"]
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.sent_at is not None) == (MailState.SENT, 1, True)


def test_a_closing_mail_forgets_its_contact_once_sent() -> None:
    mail = OutgoingMailFactory(complaint__erased=True, kind=MailKind.SIGNED, payload=CONTACT)

    mailing.deliver(mail.pk)

    assert state_of(mail) == (MailState.SENT, 1, "", None)
    assert django_mail.outbox[0].to == ["camille.martin@courriel.example"]


def test_a_mail_not_yet_due_waits() -> None:
    mail = OutgoingMailFactory(next_try_at=timezone.now() + timedelta(minutes=5))

    assert mailing.deliver(mail.pk) is None
    assert mailing.sweep() == 0
    assert django_mail.outbox == []


@pytest.mark.parametrize("state", sorted(set(MailState) - {MailState.PENDING}))
def test_only_what_is_pending_is_sent(state: MailState) -> None:
    mail = OutgoingMailFactory(state=state, sent_at=timezone.now() if state == MailState.SENT else None)

    assert mailing.deliver(mail.pk) is None
    assert django_mail.outbox == []


def test_a_mail_overtaken_by_events_is_cancelled() -> None:
    appointment = AppointmentFactory(state=AppointmentState.CANCELLED, complaint__status=Status.RECEIVED)
    mail = OutgoingMailFactory(complaint=appointment.complaint, kind=MailKind.CONFIRMED)

    assert mailing.deliver(mail.pk) == MailState.CANCELLED

    assert state_of(mail) == (MailState.CANCELLED, 0, "moot", None)
    assert django_mail.outbox == []


def test_a_mail_whose_address_was_erased_is_cancelled() -> None:
    mail = OutgoingMailFactory(complaint__erased=True, kind=MailKind.SIGNED)

    assert mailing.deliver(mail.pk) == MailState.CANCELLED
    assert state_of(mail)[2] == "no address"


def test_a_mailbox_taken_away_meanwhile_shows() -> None:
    mail = OutgoingMailFactory(recipient=Recipient.UNIT, complaint__unit__mailbox="")

    assert mailing.deliver(mail.pk) == MailState.REFUSED
    assert lines(mail.complaint) == [(Act.MAIL_REFUSED, "filed unit no mailbox")]


def test_a_mail_that_cannot_be_written_waits_and_says_nothing_personal(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SECURE_MAIL_DOMAINS = ("gendarmerie.example",)
    unit = UnitFactory(mail_content=MailContent.ESSENTIALS)
    unreadable = statement_answers(faits={"from_day": "zyxwvut", "narrative": "…"})
    broken = OutgoingMailFactory(recipient=Recipient.UNIT, complaint__unit=unit, complaint__statement=unreadable)
    fine = OutgoingMailFactory()

    assert mailing.sweep() == 2

    state, attempts, error, _ = state_of(broken)
    assert (state, attempts, error) == (MailState.PENDING, 1, "ValueError")
    assert state_of(fine)[0] == MailState.SENT
    assert f"mail not written mail={broken.pk} error=ValueError" in caplog.text
    assert "zyxwvut" not in caplog.text


# -- swept -----------------------------------------------------------------------------------------
def test_the_sweep_finds_what_the_broker_lost() -> None:
    mails = [OutgoingMailFactory() for _ in range(3)]

    assert mailing.sweep() == 3
    assert mailing.sweep() == 0

    assert [state_of(mail)[0] for mail in mails] == [MailState.SENT] * 3


@pytest.mark.parametrize("state", [MailState.PENDING, MailState.BY_HAND, MailState.REFUSED])
def test_a_contact_is_forgotten_after_its_hours(settings: Settings, state: MailState) -> None:
    settings.CLOSING_MAIL_HOURS = 72
    now = timezone.now()
    with time_machine.travel(now - timedelta(hours=73), tick=False):
        old = OutgoingMailFactory(complaint__erased=True, kind=MailKind.SIGNED, payload=CONTACT, state=state)
        kept = OutgoingMailFactory(state=MailState.BY_HAND)
    with time_machine.travel(now - timedelta(hours=71), tick=False):
        fresh = OutgoingMailFactory(
            complaint__erased=True, kind=MailKind.SIGNED, payload=CONTACT, state=state, next_try_at=now
        )

    mailing.sweep(now=now - timedelta(minutes=1))

    assert state_of(old) == (MailState.CANCELLED, 0, "too late", None)
    assert state_of(fresh) == (state, 0, "", CONTACT)
    assert state_of(kept)[0] == MailState.BY_HAND
    assert django_mail.outbox == []


# -- over ------------------------------------------------------------------------------------------
def test_what_is_still_owed_can_be_cancelled() -> None:
    complaint = ComplaintFactory()
    mails = {
        state: OutgoingMailFactory(complaint=complaint, state=state, sent_at=timezone.now()) for state in MailState
    }
    other = OutgoingMailFactory()

    assert mailing.cancel_owed(complaint) == 3

    over = {state: state_of(mail)[0] for state, mail in mails.items()}
    assert over == {state: state for state in MailState} | dict.fromkeys(mailing.OWED, MailState.CANCELLED)
    assert state_of(other)[0] == MailState.PENDING


@pytest.mark.parametrize("state", [MailState.BY_HAND, MailState.REFUSED])
def test_an_officer_tells_the_victim_by_hand(state: MailState) -> None:
    officer = OfficerFactory()
    mail = OutgoingMailFactory(state=state, complaint__erased=True, kind=MailKind.SIGNED, payload=BY_POST)

    mailing.told(mail, by=officer)

    assert state_of(mail) == (MailState.DONE, 0, "", None)
    entry = mail.complaint.journal.get()
    assert (entry.act, entry.officer, entry.detail) == (Act.MAIL_BY_HAND, officer, "signed")


@pytest.mark.parametrize(
    ("state", "recipient"),
    [
        *((state, Recipient.VICTIM) for state in sorted(set(MailState) - {MailState.BY_HAND, MailState.REFUSED})),
        (MailState.REFUSED, Recipient.UNIT),
    ],
)
def test_only_a_victim_to_be_told_can_be_told(state: MailState, recipient: Recipient) -> None:
    mail = OutgoingMailFactory(state=state, recipient=recipient, sent_at=timezone.now())

    with pytest.raises(Refused, match="n’est plus à transmettre"):
        mailing.told(mail, by=OfficerFactory())

    assert state_of(mail)[0] == state
    assert lines(mail.complaint) == []


# -- bounced ---------------------------------------------------------------------------------------
def test_a_bounce_raises_the_flag() -> None:
    mail = OutgoingMailFactory(state=MailState.SENT, sent_at=timezone.now(), provider_id="abc-1")

    assert mailing.record_bounce("abc-1") is True
    assert mailing.record_bounce("abc-1") is False

    assert state_of(mail) == (MailState.REFUSED, 0, "bounced", None)
    assert lines(mail.complaint) == [(Act.MAIL_REFUSED, "filed victim bounced")]
    assert Complaint.objects.with_mail_flag().get().to_tell is True  # type: ignore[attr-defined]  # annotated


@pytest.mark.parametrize("provider_id", ["", "unknown"])
def test_a_bounce_of_something_else_is_nothing(provider_id: str) -> None:
    OutgoingMailFactory(state=MailState.SENT, sent_at=timezone.now())

    assert mailing.record_bounce(provider_id) is False
    assert not Complaint.objects.with_mail_flag().get().to_tell  # type: ignore[attr-defined]  # annotated
