"""Clockwork that one worker does at a time: who comes second leaves it to the first."""

from __future__ import annotations

from zlib import crc32

from django.db import connection

CLOCKWORK = 1
"""Locks named by two numbers never meet those named by one, which are the agendas'."""


def alone(work: str) -> bool:
    """Whether this work is ours until the transaction ends; ``False`` at once where somebody else is at it.

    What is read after this sees all that the one before has committed: rows that say "done" can be trusted.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [CLOCKWORK, crc32(work.encode()) >> 1])
        return bool(cursor.fetchone()[0])
