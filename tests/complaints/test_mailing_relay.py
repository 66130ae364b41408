"""The outbox against a real relay: taken, refused, put off, gone, and a worker that dies between two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from complaints.enums import Act, MailKind, MailState
from complaints.mails.carrier import hang_up
from complaints.models import Complaint, JournalEntry, OutgoingMail
from complaints.services import mailing
from complaints.services.delivery import BACK_OFF
from preplainte.embedded.valkey import free_port
from tests.complaints.relay import Relay, running_relay
from tests.factories import AppointmentFactory, DraftFactory, OutgoingMailFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def relay(settings: Settings) -> Iterator[Relay]:
    with running_relay() as (relay, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
        hang_up()
        yield relay
        hang_up()


def looked_at(mail: OutgoingMail) -> tuple[str, int, str]:
    mail.refresh_from_db()
    return mail.state, mail.attempts, mail.last_error


def test_a_message_arrives_whole(relay: Relay, settings: Settings) -> None:
    settings.SITE_URL = "https://preplainte.example"
    appointment = AppointmentFactory()
    mail = OutgoingMailFactory(complaint=appointment.complaint, kind=MailKind.CONFIRMED)

    assert mailing.deliver(mail.pk) == MailState.SENT

    (message,) = relay.messages
    assert message["To"] == "camille.martin@courriel.example"
    assert message["Message-ID"] == f"<{mail.pk}@preplainte.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert "Votre rendez-vous est confirmé" in str(message["Subject"]) + message.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_one_connection_serves_many_messages(relay: Relay) -> None:
    for _ in range(5):
        OutgoingMailFactory()

    assert mailing.sweep() == 5

    assert (len(relay.messages), relay.connections) == (5, 1)


def test_a_relay_restarted_is_called_again_at_once(relay: Relay) -> None:
    first, second = OutgoingMailFactory(), OutgoingMailFactory()
    mailing.deliver(first.pk)
    assert relay.controller is not None
    port = relay.controller.port
    relay.stop()
    relay.start(port)

    assert mailing.deliver(second.pk) == MailState.SENT
    assert len(relay.messages) == 2


def test_a_refused_address_is_flagged_and_not_tried_again(relay: Relay) -> None:
    relay.recipient_answer = "550 5.1.1 <camille.martin@courriel.example> unknown"
    mail, other = OutgoingMailFactory(), OutgoingMailFactory()

    assert mailing.deliver(mail.pk) == MailState.REFUSED

    assert looked_at(mail) == (MailState.REFUSED, 1, "smtp 550")
    assert list(mail.complaint.journal.values_list("act", "detail")) == [(Act.MAIL_REFUSED, "filed victim smtp 550")]
    flags = Complaint.objects.with_mail_flag().values_list("pk", "to_tell")
    assert dict(flags) == {mail.complaint_id: True, other.complaint_id: False}
    relay.recipient_answer = "250 OK"
    assert mailing.sweep(now=timezone.now() + timedelta(days=1)) == 1
    assert looked_at(mail)[0] == MailState.REFUSED
    assert looked_at(other)[0] == MailState.SENT


@pytest.mark.parametrize("about", ["recipient_answer", "message_answer"])
def test_a_transient_answer_puts_the_mail_off(relay: Relay, about: str) -> None:
    setattr(relay, about, "451 4.7.1 try again later")
    mail = OutgoingMailFactory()
    now = timezone.now()

    assert mailing.deliver(mail.pk, now=now) == MailState.PENDING

    assert looked_at(mail) == (MailState.PENDING, 1, "smtp 451")
    assert mail.next_try_at == now + timedelta(minutes=1)
    setattr(relay, about, "250 OK")
    assert mailing.sweep(now=now + timedelta(seconds=59)) == 0
    assert mailing.sweep(now=now + timedelta(seconds=60)) == 1
    assert looked_at(mail) == (MailState.SENT, 2, "")
    assert len(relay.messages) == 1


def test_a_refused_code_keeps_nothing_and_is_nobodys_to_tell(relay: Relay) -> None:
    relay.recipient_answer = "550 5.1.1 <camille.martin@courriel.example> unknown"
    payload = {"email": "camille.martin@courriel.example", "language": "fr", "code": "402617"}
    mail = mailing.queue_for_draft(DraftFactory().pk, MailKind.CODE, payload=payload)

    assert mailing.deliver(mail.pk) == MailState.REFUSED

    assert looked_at(mail) == (MailState.REFUSED, 1, "smtp 550")
    assert OutgoingMail.objects.get().payload is None
    assert not OutgoingMail.objects.to_tell().exists()
    assert not JournalEntry.objects.exists()


def test_a_refused_message_is_final(relay: Relay) -> None:
    relay.message_answer = "554 5.7.1 not wanted here"
    mail = OutgoingMailFactory()

    assert mailing.deliver(mail.pk) == MailState.REFUSED
    assert looked_at(mail) == (MailState.REFUSED, 1, "smtp 554")


def test_a_relay_that_is_down_is_waited_for(relay: Relay, settings: Settings) -> None:
    mail = OutgoingMailFactory()
    settings.EMAIL_PORT = free_port()

    assert mailing.deliver(mail.pk) == MailState.PENDING
    assert looked_at(mail) == (MailState.PENDING, 1, "ConnectionRefusedError")


def test_a_mail_is_given_up_after_three_days(relay: Relay, settings: Settings) -> None:
    settings.EMAIL_PORT = free_port()
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        mail = OutgoingMailFactory(complaint__expires_at=now + timedelta(days=30))

    tries: list[datetime] = []
    while looked_at(mail)[0] == MailState.PENDING:
        tries.append(mail.next_try_at)
        mailing.deliver(mail.pk, now=mail.next_try_at)

    waits = [later - earlier for earlier, later in pairwise(tries)]
    assert waits == [*BACK_OFF, *[BACK_OFF[-1]] * (len(waits) - len(BACK_OFF))]
    assert timedelta(days=3) <= tries[-1] - now < timedelta(days=3, hours=6)
    assert looked_at(mail)[0] == MailState.REFUSED
    assert mail.complaint.journal.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_between_sending_and_commit_repeats_the_same_message(relay: Relay) -> None:
    mail = OutgoingMailFactory()

    with transaction.atomic():
        mailing.deliver(mail.pk)
        transaction.set_rollback(True)  # what the database does when the worker dies here
    assert looked_at(mail) == (MailState.PENDING, 0, "")
    assert mailing.sweep() == 1

    assert looked_at(mail) == (MailState.SENT, 1, "")
    assert len(relay.ids) == 2
    assert len(set(relay.ids)) == 1


def test_nothing_of_a_refusal_reaches_the_logs(relay: Relay, caplog: pytest.LogCaptureFixture) -> None:
    relay.recipient_answer = "550 5.1.1 <camille.martin@courriel.example> unknown"
    mail = OutgoingMailFactory()

    with caplog.at_level("DEBUG"):
        mailing.deliver(mail.pk)

    ours = [record.getMessage() for record in caplog.records if record.name != "mail.log"]  # the relay's own
    assert not [line for line in ours if "camille" in line]
