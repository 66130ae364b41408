"""Codes by which a paper of ours is recognised: a keyed mark of what the paper says. Nothing is stored for them.

A receipt's code covers reference, day of filing, unit, kind and the victim's name; that of a proof of erasure covers
reference, day, hour, cause and the day from which backups are unreadable. Whoever holds the paper types these, and the
code is computed again: it works as well once everything is erased.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from complaints.sealing.access import CODE_ALPHABET
from complaints.sealing.keyring import derive, ring
from units.normal import ABBREVIATIONS, LIGATURES

CODE_SIGNS, GROUP = 15, 5  # 75 bits
LOOKALIKES = str.maketrans("OIL", "011")
PRINTED_CODE = re.compile(r"\[U\+((?:10|[0-9A-F])?[0-9A-F]{4})\]", re.IGNORECASE)
"""What stands on paper for a sign that no font draws (``documents.characters``)."""
LINKS = {"d", "de", "des", "du", "l", "la", "le", "les"}
"""Words that people add, drop or run together when they copy the name of a place."""


@dataclass(frozen=True)
class ReceiptFacts:
    """What a receipt says and its code covers: the unit's name and the victim's as printed, in any writing of them."""

    reference: str
    filed_on: date
    unit: str
    kind: str
    name: str

    def code(self) -> str:
        """``7KQ4M-2XW9D-3F0TA``."""
        unit = [word for word in _words(self.unit) if word not in LINKS]
        return _code("receipt", self.reference, self.filed_on.isoformat(), _any_order(unit), self.kind, self._name)

    @property
    def _name(self) -> str:
        return _any_order(_words(self.name))


@dataclass(frozen=True)
class ErasureFacts:
    """What a proof of erasure says and its code covers. ``at`` is the hour on the unit's clock, ``18:05``."""

    reference: str
    on: date
    at: str
    cause: str
    unreadable_from: date

    def code(self) -> str:
        days = self.on.isoformat(), self.unreadable_from.isoformat()
        return _code("erasure", self.reference, days[0], self.at, self.cause, days[1])


def genuine(typed: str, facts: ReceiptFacts | ErasureFacts) -> bool:
    """Whether a typed code is that of these facts; case, blanks, dashes and look-alikes (O, I, L) are forgiven."""
    signs = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", typed)).upper().translate(LOOKALIKES)
    return hmac.compare_digest(signs.encode(), facts.code().replace("-", "").encode())


def _code(label: str, *said: str) -> str:
    # Each text is preceded by its length: no two lists of facts give the same message.
    message = "".join(f"{len(text)}:{text}" for text in said).encode()
    digest = hmac.digest(derive(ring().access, label), message, sha256)
    number = int.from_bytes(digest[:10], "big")
    signs = "".join(CODE_ALPHABET[number >> (5 * place) & 31] for place in range(CODE_SIGNS))
    return "-".join(signs[start : start + GROUP] for start in range(0, CODE_SIGNS, GROUP))


def _words(text: str) -> list[str]:
    """Words without accent, case or punctuation. Unlike names of places, letters of every alphabet count.

    A sign that the paper could only print as its code is read back; invisible places to break a line don't count.
    """
    text = PRINTED_CODE.sub(lambda found: chr(int(found[1], 16)), text)
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    folded = unicodedata.normalize("NFKD", text).casefold().translate(LIGATURES)
    bare = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return [ABBREVIATIONS.get(word, word) for word in re.split(r"[\W_]+", bare) if word]


def _any_order(words: Iterable[str]) -> str:
    return " ".join(sorted(words))
