"""A provider instead of a relay: what it takes, what it refuses, what it tells afterwards."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from anymail.exceptions import AnymailAPIError
from anymail.message import AnymailRecipientStatus
from anymail.signals import pre_send
from django.core import mail as django_mail
from django.test import Client
from pytest_django import Settings

from complaints.enums import Act, MailKind, MailState
from complaints.mails.carrier import hang_up
from complaints.models import Complaint, OutgoingMail
from complaints.services import mailing, triage
from tests.factories import OutgoingMailFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.complaints.anymail_urls")]

ADDRESS = "camille.martin@courriel.example"
BOUNCE = {
    "RecordType": "Bounce",
    "Type": "HardBounce",
    "TypeCode": 1,
    "ID": 4_323_372_036_854_775_807,
    "Email": ADDRESS,
    "BouncedAt": "2026-11-05T16:33:54.9070259Z",
    "Description": "The server was unable to deliver your message",
}


@pytest.fixture(autouse=True)
def _provider(settings: Settings) -> Any:
    settings.EMAIL_BACKEND = "anymail.backends.test.EmailBackend"
    settings.ANYMAIL = {"WEBHOOK_SECRET": "fournisseur:secret"}
    hang_up()
    yield
    hang_up()


def answer(what: Any) -> Any:
    """Have the provider give this answer to the next messages."""

    def set_answer(sender: Any, message: Any, **named: Any) -> None:
        message.anymail_test_response = what

    pre_send.connect(set_answer)
    return set_answer


@pytest.fixture
def taken() -> Any:
    """The provider takes messages, under an id of its own."""
    status = AnymailRecipientStatus(message_id="postmark-42", status="queued")
    receiver = answer({"recipient_status": {ADDRESS: status}})
    yield
    pre_send.disconnect(receiver)


def report(client: Client, *, password: str = "fournisseur:secret", **changes: Any) -> int:
    credentials = base64.b64encode(password.encode()).decode()
    response = client.post(
        "/anymail/postmark/tracking/",
        {**BOUNCE, "MessageID": "postmark-42", **changes},
        content_type="application/json",
        headers={"authorization": f"Basic {credentials}"},
    )
    return response.status_code


def test_the_provider_takes_a_message_under_its_own_id(taken: None) -> None:
    mail = OutgoingMailFactory()

    assert mailing.deliver(mail.pk) == MailState.SENT

    mail.refresh_from_db()
    assert mail.provider_id == "postmark-42"
    assert django_mail.outbox[0].to == [ADDRESS]


def test_a_bounce_reported_later_becomes_the_flag(taken: None, client: Client) -> None:
    mail, other = OutgoingMailFactory(), OutgoingMailFactory()
    mailing.deliver(mail.pk)

    assert report(client) == 200

    mail.refresh_from_db()
    assert (mail.state, mail.last_error) == (MailState.REFUSED, "bounced")
    assert list(mail.complaint.journal.values_list("act", "detail")) == [(Act.MAIL_REFUSED, "filed victim bounced")]
    flags = Complaint.objects.with_mail_flag().values_list("pk", "to_tell")
    assert dict(flags) == {mail.complaint_id: True, other.complaint_id: False}
    assert report(client) == 200  # providers repeat themselves
    assert mail.complaint.journal.count() == 1


def test_the_provider_s_ids_go_with_the_data(taken: None) -> None:
    """They lead to the address in the provider's own records; the closing mail leaves without keeping its own."""
    mail = OutgoingMailFactory()
    mailing.deliver(mail.pk)

    triage.withdraw(mail.complaint)
    closing = mail.complaint.mails.get(kind=MailKind.WITHDRAWN)

    assert mailing.deliver(closing.pk) == MailState.SENT
    assert set(mail.complaint.mails.values_list("provider_id", flat=True)) == {""}


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"Type": "Transient", "TypeCode": 2}, MailState.SENT),
        ({"RecordType": "Delivery", "DeliveredAt": "2026-11-05T16:33:54Z"}, MailState.SENT),
        ({"MessageID": "somebody-elses"}, MailState.SENT),
        ({"RecordType": "SpamComplaint"}, MailState.REFUSED),
    ],
)
def test_only_lost_mails_are_flagged(taken: None, client: Client, changes: dict[str, Any], state: MailState) -> None:
    mail = OutgoingMailFactory()
    mailing.deliver(mail.pk)

    assert report(client, **changes) == 200

    mail.refresh_from_db()
    assert mail.state == state


def test_a_stranger_cannot_report_bounces(taken: None, client: Client) -> None:
    mail = OutgoingMailFactory()
    mailing.deliver(mail.pk)

    assert report(client, password="fournisseur:devine") == 400

    mail.refresh_from_db()
    assert mail.state == MailState.SENT


def _refused(status: str) -> dict[str, Any]:
    return {"recipient_status": {ADDRESS: AnymailRecipientStatus(message_id=None, status=status)}}


@pytest.mark.parametrize(
    ("response", "state", "error"),
    [
        (_refused("rejected"), MailState.REFUSED, "provider refused"),
        (_refused("invalid"), MailState.REFUSED, "provider refused"),
        (AnymailAPIError("no", status_code=422), MailState.REFUSED, "provider 422"),
        (AnymailAPIError("no", status_code=401), MailState.PENDING, "provider 401"),
        (AnymailAPIError("no", status_code=429), MailState.PENDING, "provider 429"),
        (AnymailAPIError("no", status_code=500), MailState.PENDING, "provider 500"),
        (AnymailAPIError("no"), MailState.PENDING, "AnymailAPIError"),
    ],
)
def test_what_the_provider_answers_at_once(response: Any, state: MailState, error: str) -> None:
    receiver = answer(response)
    mail = OutgoingMailFactory()

    assert mailing.deliver(mail.pk) == state

    pre_send.disconnect(receiver)
    assert OutgoingMail.objects.values_list("state", "attempts", "last_error").get() == (state, 1, error)
