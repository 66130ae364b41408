"""Two addresses for the machines that watch over the site."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

import redis
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError as BrokerError

from complaints.sealing import keyring
from preplainte.celery import app

SECONDS = 1.0  # what a broker or a worker is given to answer, and how long an answer is kept


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process is alive. It looks at nothing else: restarting it would not bring back a database."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when all that the service needs is there, else 503; the body says what is not."""
    found = watch.found()
    return JsonResponse(found, status=200 if all(found.values()) else 503)


class Watch:
    """What was found, kept for a moment: however many ask, one thread at a time looks."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._until = 0.0
        self._found: dict[str, bool] = {}

    def found(self) -> dict[str, bool]:
        with self._lock:
            if time.monotonic() >= self._until:
                self._found = {name: check() for name, check in CHECKS.items()}
                self._until = time.monotonic() + SECONDS
            return self._found

    def forget(self) -> None:
        self._until = 0.0


def database_answers() -> bool:
    """One query goes there and back."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def broker_answers() -> bool:
    """The broker takes a connection."""
    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=SECONDS)
    except (BrokerError, redis.RedisError):
        return False
    return True


def keyring_opens() -> bool:
    """There is a key to seal with, and the one that links derive from."""
    try:
        ring = keyring.ring()
        ring.newest()
        return bool(ring.access)
    except (keyring.KeyMissing, ImproperlyConfigured, OSError):
        return False


def worker_seen() -> bool:
    """At least one Celery worker answers."""
    try:
        return bool(app.control.ping(timeout=SECONDS, limit=1))
    except (BrokerError, redis.RedisError):
        return False


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "broker": broker_answers,
    "keyring": keyring_opens,
    "worker": worker_seen,
}
watch = Watch()
