"""The blind index: keyed tokens by which sealed data is found without being opened.

A token is 64 bits of HMAC-SHA256 over kind and normalised value, under a key derived from the month's: it dies
with it. A search tries every live key. Names and birth dates also include the unit, so that tokens of two units
can't be compared; identifiers (phone, e-mail, plate…) don't, so that one object is recognised across units.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256

from complaints.sealing.keyring import MONTHLY, Key, derive, ring
from units.normal import search_name

MIN_PREFIX = 3


class TokenKind(StrEnum):
    """What a token was made from."""

    PERSON = "person"
    NAME = "name"
    BIRTH_DATE = "birth_date"
    PHONE = "phone"
    EMAIL = "email"
    IDENTIFIER = "identifier"


PER_UNIT = (TokenKind.NAME, TokenKind.BIRTH_DATE)
APOSTROPHES = re.compile(r"(?<=\w)['’ʼ`´](?=\w)")


def normalise(kind: TokenKind, value: str) -> str:
    """The one writing of a value: phones are expected in E.164, the rest in any writing."""
    if kind is TokenKind.IDENTIFIER:
        return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", value)).upper()
    if kind is TokenKind.EMAIL:
        return value.strip().casefold()
    return search_name(value) if kind in (TokenKind.NAME, TokenKind.PERSON) else value.strip()


@lru_cache(maxsize=64)
def _index_key(key: Key) -> bytes:
    return derive(key.secret, "tokens")


def token(kind: TokenKind, value: str, *, key: Key, unit: str = "") -> int:
    """The token of one value, as PostgreSQL's signed ``bigint``. ``unit`` counts for names and birth dates only."""
    return _token(kind, normalise(kind, value), key=key, unit=unit)


def _token(kind: TokenKind, normal: str, *, key: Key, unit: str) -> int:
    scope = unit if kind in PER_UNIT else ""
    digest = hmac.digest(_index_key(key), f"{kind}\x1f{scope}\x1f{normal}".encode(), sha256)
    return int.from_bytes(digest[:8], "big", signed=True)


def index(values: Iterable[tuple[TokenKind, str]], *, unit: str, series: str = MONTHLY) -> list[int]:
    """Every token under which a row is to be found, under the key that seals it; sorted, without doubles.

    A name gives its words and each prefix of them from three letters, so that a search by beginning works.
    """
    key = ring().newest(series)
    found: set[int] = set()
    for kind, value in values:
        parts = _prefixes(value) if kind is TokenKind.NAME else [value]
        found.update(token(kind, part, key=key, unit=unit) for part in parts if part)
    return sorted(found)


def query(kind: TokenKind, value: str, *, unit: str = "") -> list[int]:
    """The tokens a value may have been indexed under: one for each live key."""
    return query_units(kind, value, units=[unit])


def query_units(kind: TokenKind, value: str, *, units: Iterable[str]) -> list[int]:
    """The same, at any of these units. What isn't particular to a unit has one token a key, whatever their number."""
    normal, keys = normalise(kind, value), ring().live_everywhere()
    scopes = units if kind in PER_UNIT else [""]
    return [_token(kind, normal, key=key, unit=unit) for unit in scopes for key in keys]


def _prefixes(name: str) -> list[str]:
    """« D’Aubigny » is found by ``aubigny`` and by ``daubigny``."""
    words = {*search_name(name).split(), *search_name(APOSTROPHES.sub("", name)).split()}
    return [word[:length] for word in words for length in range(min(MIN_PREFIX, len(word)), len(word) + 1)]
