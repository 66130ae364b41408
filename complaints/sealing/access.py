"""Follow-up secrets: derived from the access key, stored nowhere.

A link carries 128 bits, the code to type 50. Raising a complaint's generation makes both void.
"""

from __future__ import annotations

import hmac
import re
from hashlib import sha256
from uuid import UUID

from complaints.sealing import urltext
from complaints.sealing.keyring import derive, ring

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: 32 signs, none mistaken for another
CODE_LENGTH = 10
MAC_BYTES = 16


def _mac(label: str, complaint_id: UUID, generation: int) -> bytes:
    message = complaint_id.bytes + generation.to_bytes(4, "big")
    return hmac.digest(derive(ring().access, label), message, sha256)


def link_secret(complaint_id: UUID, generation: int) -> str:
    """What a follow-up link carries: the row's id and its proof, URL-safe."""
    proof = _mac("follow-link", complaint_id, generation)[:MAC_BYTES]
    return urltext.written(complaint_id.bytes + proof)


def link_target(secret: str) -> UUID | None:
    """The row a link claims to open. Its proof still has to be checked with ``opens``."""
    raw = urltext.read(secret)
    return UUID(bytes=raw[:16]) if raw and len(raw) == 16 + MAC_BYTES else None


def opens(secret: str, complaint_id: UUID, generation: int) -> bool:
    """Whether a link's secret opens that row. Takes the same time whatever is wrong."""
    return hmac.compare_digest(secret.encode(), link_secret(complaint_id, generation).encode())


def feed_secret(feed_id: UUID) -> str:
    """What the private address of a calendar carries: the row's id and its proof, 128 bits, URL-safe."""
    return urltext.written(feed_id.bytes + _mac("agenda-feed", feed_id, 0)[:MAC_BYTES])


def feed_opened(secret: str) -> UUID | None:
    """The row that this address opens, if its proof holds; whether the row still exists is for the caller to see."""
    feed_id = link_target(secret)
    if feed_id and hmac.compare_digest(secret.encode(), feed_secret(feed_id).encode()):
        return feed_id
    return None


def feed_mark(appointment_id: UUID) -> str:
    """The name of an appointment in officers' calendars: stable, and tied by nobody to that in the victim's."""
    return _mac("agenda-feed-entry", appointment_id, 0)[:MAC_BYTES].hex()


def code(complaint_id: UUID, generation: int) -> str:
    """The code to note and type: ten signs in two groups."""
    number = int.from_bytes(_mac("follow-code", complaint_id, generation)[:8], "big")
    signs = "".join(CODE_ALPHABET[number >> (5 * place) & 31] for place in range(CODE_LENGTH))
    return f"{signs[:5]}-{signs[5:]}"


def code_opens(typed: str, complaint_id: UUID, generation: int) -> bool:
    """Whether a typed code is the right one; case, blanks, dashes and look-alikes (O, I, L) are forgiven."""
    signs = re.sub(r"[\W_]", "", typed).upper().translate(str.maketrans("OIL", "011"))
    return hmac.compare_digest(signs.encode(), code(complaint_id, generation).replace("-", "").encode())


def pv_mark(pv_number: str) -> str:
    """A keyed mark of a PV number: says whether a number one holds is the same, never which number it is."""
    signs = "".join(sign for sign in pv_number.upper() if sign.isalnum())
    return hmac.digest(derive(ring().access, "pv-mark"), signs.encode(), sha256)[:MAC_BYTES].hex()
