"""Keys of unfinished forms: only the visitor's token opens them, and the token isn't kept by us.

Each draft has a random key, wrapped under a key derived from the token ("seal"); the row is found by another
derivation ("find"). A dump of the database, keyring included, opens no draft.

To go on elsewhere the same key is wrapped once more, under a secret short enough to be noted by hand.
"""

from __future__ import annotations

import re
import secrets

from complaints.sealing import box, urltext
from complaints.sealing.access import CODE_ALPHABET
from complaints.sealing.keyring import derive

TOKEN_BYTES = 32
KEY_BYTES = 32
RESUME_SIGNS = 20  # of 5 bits: out of reach of any guessing, even by whoever holds the database
RESUME_GROUP = 4


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


# -- to go on elsewhere ----------------------------------------------------------------------------
def new_resume_code() -> str:
    """A secret to mail or to note: twenty signs in five groups, none mistaken for another."""
    signs = "".join(secrets.choice(CODE_ALPHABET) for _ in range(RESUME_SIGNS))
    return "-".join(signs[start : start + RESUME_GROUP] for start in range(0, RESUME_SIGNS, RESUME_GROUP))


def parse_resume(typed: str) -> bytes | None:
    """The secret in any writing: case, blanks, dashes and look-alikes (O, I, L) are forgiven. ``None`` if it isn't."""
    signs = re.sub(r"[\W_]", "", typed).upper().translate(str.maketrans("OIL", "011"))
    return signs.encode() if len(signs) == RESUME_SIGNS and set(signs) <= set(CODE_ALPHABET) else None


def token_for(secret: bytes, place: bytes) -> str:
    """The token of the browser that shows ``place`` and gives ``secret``: neither of them opens anything alone.

    Given twice, by two clicks or a reload, they lead to the same token.
    """
    return urltext.written(derive(secret + place, "token"))
