"""AES-256-GCM boxes that open only in the place they were sealed for."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from complaints.sealing.keyring import ID_BYTES, Key, derive, ring

VERSION = b"\x01"
NONCE_BYTES = 12


class SealBroken(Exception):
    """The bytes were altered, or come from another place than the one they are read for."""


def lock(plain: bytes, *, key: bytes, context: str) -> bytes:
    """Nonce, ciphertext and tag under a raw 32-byte key. ``context`` is bound, not stored."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, context.encode())


def unlock(blob: bytes, *, key: bytes, context: str) -> bytes:
    """What ``lock`` hid; ``SealBroken`` when key, context or bytes differ."""
    try:
        return AESGCM(key).decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError):
        raise SealBroken(context) from None


def seal(plain: bytes, *, context: str, key: Key | None = None) -> bytes:
    """Seal under a key of the ring (the newest unless said): version, key id, nonce, ciphertext, tag."""
    key = key or ring().newest()
    return VERSION + key.id + lock(plain, key=derive(key.secret, "seal"), context=context)


def open_sealed(blob: bytes, *, context: str) -> bytes:
    """What ``seal`` hid. ``KeyMissing`` when its key is gone, ``SealBroken`` when it isn't in its place."""
    if blob[:1] != VERSION:
        raise SealBroken(context)
    key = ring().get(key_id(blob))
    return unlock(blob[1 + ID_BYTES :], key=derive(key.secret, "seal"), context=context)


def key_id(blob: bytes) -> bytes:
    """Which key of the ring a blob was sealed under."""
    return blob[1 : 1 + ID_BYTES]
