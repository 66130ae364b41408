"""``ENGINE = "preplainte.database"``: Django's own backend but for one method."""

from __future__ import annotations

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks a kept connection ``SELECT 1`` before a request only when something unread waits on its line.

    A server that stops or ends a connection says so there. On a silent line the question would be a third of all
    statements, to learn nothing; and a cable cut without a word it wouldn't notice sooner than the query after it.
    """

    def is_usable(self) -> bool:
        if self.connection is None:
            return False
        line = select.poll()
        line.register(self.connection.fileno(), select.POLLIN)
        return bool(super().is_usable()) if line.poll(0) else True
