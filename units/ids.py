"""Primary keys made in Python: a row's id exists before its INSERT."""

from __future__ import annotations

import uuid

from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    """A new time-ordered UUID (version 7): later ones sort after earlier ones, so indexes grow at one end."""
    return uuid7()
