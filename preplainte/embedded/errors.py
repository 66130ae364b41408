"""The one exception of the launcher."""

from __future__ import annotations


class CannotStart(Exception):
    """Something stands in the way; the text says what, and what to do about it."""
