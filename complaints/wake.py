"""Wakes workers by task name, so that services never import tasks.

A wake-up is only that: the row in the outbox is the truth, and the sweep finds what no wake-up announced. So a broker
that is down or mute costs a request at most a second, once, and is then left alone for a few seconds.
"""

from __future__ import annotations

import logging
import time
from functools import partial
from uuid import UUID

import redis
from django.db import transaction
from kombu.connection import Connection
from kombu.exceptions import KombuError
from kombu.pools import producers

from preplainte.celery import app

logger = logging.getLogger(__name__)

DELIVER_MAIL = "complaints.deliver_mail"
ADVANCE_RUN = "complaints.advance_run"
NAMES = (DELIVER_MAIL, ADVANCE_RUN)

PATIENCE = 0.5  # seconds, to connect and to be answered
REST = 5.0  # seconds without wake-ups after a failure
# kombu would otherwise try again for six seconds (and for ever with max_retries 0).
IMPATIENT = {
    "socket_connect_timeout": PATIENCE,
    "socket_timeout": PATIENCE,
    "connect_retries_timeout": PATIENCE,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}


class Rest:
    """The time during which this process leaves a failing broker alone."""

    def __init__(self) -> None:
        self.until = 0.0

    def start(self) -> None:
        self.until = time.monotonic() + REST

    def __bool__(self) -> bool:
        return time.monotonic() < self.until


rest = Rest()


def deliver_mail(mail_id: UUID) -> None:
    """Have a worker deliver this mail, once the transaction is committed. Never fails."""
    transaction.on_commit(partial(_wake, DELIVER_MAIL, str(mail_id)))


def advance_run(run_id: UUID) -> None:
    """Have a worker go on with this bulk run, once the transaction is committed. Never fails."""
    transaction.on_commit(partial(_wake, ADVANCE_RUN, str(run_id)))


def _wake(task: str, argument: str) -> None:
    if rest:
        return
    try:
        with producers[_broker()].acquire(block=True, timeout=PATIENCE) as producer:
            app.send_task(task, args=[argument], producer=producer, retry=False, ignore_result=True)
    except (KombuError, redis.RedisError, OSError) as error:
        rest.start()
        code = type(error).__name__
        logger.warning("broker out of reach, left to the sweep task=%s id=%s error=%s", task, argument, code)


def _broker() -> Connection:
    """The address of the broker as pools know it; connects to nothing by itself."""
    broker: Connection = app.connection(transport_options=app.conf.broker_transport_options | IMPATIENT)
    return broker
