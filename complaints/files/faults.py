"""Why a file can't be taken. A leaf: the child processes that open files import it, and nothing of Django."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """One reason; ``sentences`` says each in words."""

    EMPTY = "empty"
    BROKEN = "broken"
    MISLABELLED = "mislabelled"
    FOREIGN = "foreign"
    HEIC = "heic"
    PROGRAM = "program"
    TOO_MANY_PIXELS = "pixels"
    TOO_MANY_PAGES = "pages"
    BOMB = "bomb"
    ENCRYPTED = "encrypted"
    UNCHECKED = "unchecked"


class Unfit(Exception):
    """The file can't be taken. ``real`` is what it really is, where that is known."""

    def __init__(self, fault: Fault, real: str = "") -> None:
        super().__init__(fault)
        self.fault, self.real = fault, real
