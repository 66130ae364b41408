"""A connection that the server has ended is replaced before it is used."""

from __future__ import annotations

import time

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


def end_from_outside(pid: int) -> None:
    """What an administrator, or a restart of the server, does to a connection."""
    info = connection.get_connection_params()
    # Each look in a transaction of its own: within one, the server shows the same list of connections for ever.
    known = {name: info[name] for name in ("host", "port", "user", "password", "dbname") if info.get(name)}
    with psycopg.connect(**known, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])
        while other.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [pid]).fetchone():
            time.sleep(0.01)


def pid_of_ours() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_a_connection_ended_by_the_server_is_seen_and_replaced() -> None:
    pid = pid_of_ours()
    assert connection.is_usable()
    end_from_outside(pid)

    # As at the beginning of a request.
    connection.health_check_enabled, connection.health_check_done = True, False
    assert pid_of_ours() != pid


@pytest.mark.django_db(transaction=True)
def test_looking_asks_nothing() -> None:
    pid_of_ours()
    with CaptureQueriesContext(connection) as asked:
        assert connection.is_usable()

    assert len(asked) == 0


def test_no_connection_is_not_usable() -> None:
    connection.close()

    assert not connection.is_usable()
