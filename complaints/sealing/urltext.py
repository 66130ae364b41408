"""Bytes as a text that stands in an address or a cookie as it is."""

from __future__ import annotations

import base64


def written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def read(text: str) -> bytes | None:
    """What ``written`` was given; ``None`` for a text it can't have written."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
