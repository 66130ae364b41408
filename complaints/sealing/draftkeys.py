"""Keys of unfinished forms: only the visitor's token opens them, and the token isn't kept by us.

Each draft has a random key, wrapped under a key derived from the token ("seal"); the row is found by another
derivation ("find"). A dump of the database, keyring included, opens no draft.
"""

from __future__ import annotations

import secrets

from complaints.sealing import box, urltext
from complaints.sealing.keyring import derive

TOKEN_BYTES = 32
KEY_BYTES = 32


def new_token() -> str:
    """A visitor's token, for the cookie."""
    return urltext.written(secrets.token_bytes(TOKEN_BYTES))


def parse(token: str) -> bytes | None:
    """The token's bytes, or ``None`` when it can't be one of ours."""
    raw = urltext.read(token)
    return raw if raw and len(raw) == TOKEN_BYTES else None


def finder(token: bytes) -> bytes:
    """What the row is found by: says nothing of the key."""
    return derive(token, "find")


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def wrap(key: bytes, token: bytes, *, context: str) -> bytes:
    """The draft's key, locked under the token."""
    return box.lock(key, key=derive(token, "seal"), context=context)


def unwrap(wrapped: bytes, token: bytes, *, context: str) -> bytes:
    """The draft's key; ``SealBroken`` when the token isn't its own."""
    return box.unlock(wrapped, key=derive(token, "seal"), context=context)
