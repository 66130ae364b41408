"""Wake-ups: on commit, by name, and never in the way when the broker is down."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from uuid import uuid4

import pytest
import redis
from django.conf import settings as project_settings
from django.core import mail as django_mail
from django.db import transaction
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from complaints import tasks, wake
from complaints.enums import MailKind, MailState
from complaints.models import OutgoingMail
from complaints.services import mailing
from complaints.services.filing import TOLD
from preplainte.celery import app
from preplainte.embedded.valkey import free_port
from tests.complaints.driver import file_online
from tests.factories import ComplaintFactory

QUEUE = "celery"


@pytest.fixture(autouse=True)
def _awake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wake.rest, "until", 0.0)


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The queue of this test process, empty."""
    monkeypatch.setitem(app.conf.changes, "broker_url", project_settings.REDIS_URL)
    with closing(redis.Redis.from_url(project_settings.REDIS_URL)) as client:
        client.delete(QUEUE)
        yield client
        client.delete(QUEUE)


@pytest.fixture(params=["nobody listens", "nobody answers"])
def dead_broker(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with socket.socket() as mute:
        port = free_port()
        if request.param == "nobody answers":
            mute.bind(("127.0.0.1", port))
            mute.listen()
        monkeypatch.setitem(app.conf.changes, "broker_url", f"redis://127.0.0.1:{port}/0")
        yield


def test_every_name_is_that_of_a_task() -> None:
    scheduled = {entry["task"] for entry in project_settings.CELERY_BEAT_SCHEDULE.values()}
    written = {name for name in app.tasks if name.startswith("complaints.")}

    assert {*wake.NAMES, *scheduled} == written
    assert tasks.deliver_mail.name == wake.DELIVER_MAIL  # type: ignore[attr-defined]  # a Celery task


@pytest.mark.django_db
def test_a_worker_is_woken_with_an_id_and_nothing_else(
    broker: Any, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    mail_id = uuid4()

    with django_capture_on_commit_callbacks() as callbacks:
        wake.deliver_mail(mail_id)
        assert broker.llen(QUEUE) == 0
    callbacks[0]()

    (raw,) = broker.lrange(QUEUE, 0, -1)
    message = json.loads(raw)
    assert message["headers"]["task"] == "complaints.deliver_mail"
    assert message["headers"]["argsrepr"] == f"['{mail_id}']"


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_costs_a_request_a_second_at_most(dead_broker: None, caplog: pytest.LogCaptureFixture) -> None:
    complaint = ComplaintFactory()
    started = time.monotonic()

    with transaction.atomic():
        mails = [mailing.queue(complaint, MailKind.FILED, recipient) for recipient in TOLD]
    seconds = time.monotonic() - started

    assert seconds < 1
    assert OutgoingMail.objects.filter(state=MailState.PENDING).count() == 3
    (line,) = [record.getMessage() for record in caplog.records if record.name == "complaints.wake"]
    assert line.startswith(f"broker out of reach, left to the sweep task=complaints.deliver_mail id={mails[0].pk}")
    assert "martin" not in line


@pytest.mark.django_db(transaction=True)
def test_a_victim_files_while_the_broker_is_stopped(dead_broker: None, client: Client) -> None:
    complaint = file_online(client)  # the receipt was shown, with its reference

    assert set(complaint.mails.values_list("state", flat=True)) == {MailState.PENDING}
    tasks.sweep_mails()
    assert list(complaint.mails.values_list("state", flat=True)) == [MailState.SENT] * 3
    assert len(django_mail.outbox) == 3


@pytest.mark.django_db(transaction=True)
def test_mails_leave_when_the_broker_is_back(dead_broker: None) -> None:
    complaint = ComplaintFactory()
    with transaction.atomic():
        for recipient in TOLD:
            mailing.queue(complaint, MailKind.FILED, recipient)
    assert django_mail.outbox == []

    tasks.sweep_mails()

    assert len(django_mail.outbox) == 3


def test_the_broker_is_called_again_after_a_rest(
    broker: Any,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    db: None,
) -> None:
    monkeypatch.setattr(wake, "REST", 0.05)
    wake.rest.start()
    with django_capture_on_commit_callbacks(execute=True):
        wake.deliver_mail(uuid4())
    assert broker.llen(QUEUE) == 0

    time.sleep(0.06)
    with django_capture_on_commit_callbacks(execute=True):
        wake.deliver_mail(uuid4())

    assert broker.llen(QUEUE) == 1
