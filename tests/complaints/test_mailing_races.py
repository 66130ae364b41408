"""Workers that race for one mail, on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core import mail as django_mail
from django.db import connection

from complaints.enums import MailState
from complaints.mails.carrier import hang_up
from complaints.models import OutgoingMail
from complaints.services import mailing
from tests.factories import OutgoingMailFactory

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = 8


def at_once(work: object) -> list[object]:
    barrier = Barrier(WORKERS)

    def run(_number: int) -> object:
        try:
            barrier.wait()
            return work()  # type: ignore[operator]
        finally:
            hang_up()
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(run, range(WORKERS)))


def test_eight_workers_send_one_mail_once() -> None:
    mail = OutgoingMailFactory()

    states = at_once(lambda: mailing.deliver(mail.pk))

    assert sorted(states, key=str) == sorted([MailState.SENT, *[None] * (WORKERS - 1)], key=str)
    assert len(django_mail.outbox) == 1


def test_eight_sweeps_send_each_mail_once() -> None:
    for _ in range(20):
        OutgoingMailFactory()

    handled = at_once(mailing.sweep)

    assert sum(handled) == 20  # type: ignore[arg-type]
    assert len({message.extra_headers["Message-ID"] for message in django_mail.outbox}) == 20
    assert len(django_mail.outbox) == 20
    assert set(OutgoingMail.objects.values_list("state", "attempts")) == {(MailState.SENT, 1)}


def test_a_mail_cancelled_while_workers_race_is_sent_once_or_not_at_all() -> None:
    mail = OutgoingMailFactory()
    cancelled: list[int] = []

    def work() -> MailState | None:
        if not cancelled:
            cancelled.append(mailing.cancel_owed(mail.complaint))
        return mailing.deliver(mail.pk)

    at_once(work)

    mail.refresh_from_db()
    assert (mail.state, len(django_mail.outbox)) in [(MailState.CANCELLED, 0), (MailState.SENT, 1)]
