"""What workers do: thin, safe to run twice, and silent about people."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail as django_mail
from django.utils import timezone

from complaints import tasks
from complaints.enums import MailState, Status
from complaints.models import Complaint, Draft, OutgoingMail
from complaints.sealing.keyring import ring
from preplainte.celery import app
from tests.factories import ComplaintFactory, OutgoingMailFactory, ProposalFactory

pytestmark = pytest.mark.django_db


def ours(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "complaints.tasks"]


def test_deliver_mail(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    mail = OutgoingMailFactory()

    tasks.deliver_mail(str(mail.pk))
    tasks.deliver_mail(str(mail.pk))

    assert len(django_mail.outbox) == 1
    assert ours(caplog) == [
        f"deliver_mail mail={mail.pk} state=sent",
        f"deliver_mail mail={mail.pk} state=None",
    ]


def test_sweep_mails(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    OutgoingMailFactory()

    tasks.sweep_mails()
    tasks.sweep_mails()

    assert len(django_mail.outbox) == 1
    assert ours(caplog) == ["sweep_mails done=1"]


def test_expire_proposals(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    proposal = ProposalFactory(deadline=timezone.now() - timedelta(minutes=1))

    tasks.expire_proposals()
    tasks.expire_proposals()

    proposal.refresh_from_db()
    assert proposal.closed_at is not None
    assert Complaint.objects.get().status == Status.RECEIVED
    assert ours(caplog) == ["expire_proposals done=1"]


def test_erase_due_writes_one_last_mail(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    complaint = ComplaintFactory(filed_at=timezone.now() - timedelta(days=31))
    receipt = OutgoingMailFactory(complaint=complaint)

    tasks.erase_due()
    tasks.erase_due()
    tasks.sweep_mails()

    complaint = Complaint.objects.get()
    assert (complaint.status, complaint.answers()) == (Status.EXPIRED, {})
    receipt.refresh_from_db()
    assert receipt.state == MailState.CANCELLED
    (message,) = django_mail.outbox
    assert message.to == ["camille.martin@courriel.example"]
    assert message.subject == f"Pré-plainte {complaint.reference}\xa0: expirée, données effacées"
    assert not OutgoingMail.objects.exclude(payload=None).exists()
    assert ours(caplog) == ["erase_due done=1", "sweep_mails done=1"]


def test_purge_drafts(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    now = timezone.now()
    Draft.objects.create(finder=b"1" * 32, wrapped_key=b"k", expires_at=now - timedelta(minutes=1))
    kept = Draft.objects.create(finder=b"2" * 32, wrapped_key=b"k", expires_at=now + timedelta(minutes=1))

    tasks.purge_drafts()
    tasks.purge_drafts()

    assert list(Draft.objects.all()) == [kept]
    assert ours(caplog) == ["purge_drafts done=1"]


def test_purge_sign_ins(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    Session.objects.create(session_key="ended", session_data="", expire_date=timezone.now() - timedelta(minutes=1))

    tasks.purge_sign_ins()
    tasks.purge_sign_ins()

    assert not Session.objects.exists()
    assert ours(caplog) == ["purge_sign_ins done=1"]


def test_what_the_scheduler_sends_exists() -> None:
    app.loader.import_default_modules()

    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)


@pytest.mark.usefixtures("own_keyring")
def test_rotate_keys(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    old = ring().create(timezone.localdate().replace(day=1) - timedelta(days=40))
    os.utime(ring().folder / f"{ring().newest().name}.key", (0, 0))

    tasks.rotate_keys()
    tasks.rotate_keys()

    assert old not in ring().live()
    assert ours(caplog) == ["rotate_keys done=1"]
