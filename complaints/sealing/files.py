"""Files sealed one by one, in a folder beside the database (storage ``evidence``).

Each has a random key of its own. The key is wrapped under the draft's while the form is being filled: only the visitor
opens it, on whichever device they go on. At the filing the key alone is sealed again, under the month's: the files are
never written a second time. Content is bound to its file and to its role: a copy put elsewhere doesn't open.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from complaints.sealing import box

KEY_BYTES = 32


class Role(StrEnum):
    """What is kept of one piece of evidence."""

    ORIGINAL = "original"
    VIEW = "view"
    THUMB = "thumb"


@dataclass(frozen=True)
class About:
    """What is only told with the file's key: its name as given, the SHA-256 of the original."""

    name: str
    sha256: str


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


# -- the key of a file -----------------------------------------------------------------------------
def wrap(key: bytes, draft_key: bytes, evidence: UUID) -> bytes:
    return box.lock(key, key=draft_key, context=_context(evidence, "key"))


def unwrap(wrapped: bytes, draft_key: bytes, evidence: UUID) -> bytes:
    """The file's key; ``SealBroken`` when it isn't this draft's."""
    return box.unlock(wrapped, key=draft_key, context=_context(evidence, "key"))


def seal(key: bytes, evidence: UUID) -> bytes:
    """The file's key under the month's."""
    return box.seal(key, context=_context(evidence, "key"))


def unseal(sealed: bytes, evidence: UUID) -> bytes:
    """The file's key; ``KeyMissing`` once the month's is destroyed."""
    return box.open_sealed(sealed, context=_context(evidence, "key"))


# -- what it opens ---------------------------------------------------------------------------------
def lock_about(about: About, key: bytes, evidence: UUID) -> bytes:
    text = json.dumps(asdict(about), ensure_ascii=False)
    return box.lock(text.encode(), key=key, context=_context(evidence, "about"))


def open_about(blob: bytes, key: bytes, evidence: UUID) -> About:
    return About(**json.loads(box.unlock(blob, key=key, context=_context(evidence, "about"))))


def write(content: bytes, key: bytes, evidence: UUID, role: Role) -> None:
    """Seal the content into its file."""
    _storage().save(_name(evidence, role), ContentFile(box.lock(content, key=key, context=_context(evidence, role))))


def read(key: bytes, evidence: UUID, role: Role) -> bytes:
    """The content in clear. ``FileNotFoundError`` when there is no such copy."""
    with _storage().open(_name(evidence, role)) as file:
        return box.unlock(file.read(), key=key, context=_context(evidence, role))


def delete(evidence: UUID, *roles: Role) -> None:
    """Delete the files, all of them unless said; those that are gone already are none the worse."""
    for role in roles or Role:
        _storage().delete(_name(evidence, role))


def present(*, before: datetime) -> Iterator[tuple[UUID, str]]:
    """What lies in the folder since ``before``: whose it is, and the name of the file."""
    storage = _storage()
    for folder in _listed(storage, "")[0]:
        for file in _listed(storage, folder)[1]:
            with suppress(ValueError, FileNotFoundError):  # not one of ours, or deleted meanwhile
                evidence = UUID(file.partition(".")[0])
                if storage.get_modified_time(f"{folder}/{file}") < before:
                    yield evidence, f"{folder}/{file}"


def remove(name: str) -> None:
    """Delete one file that ``present`` named."""
    _storage().delete(name)


def _listed(storage: Storage, folder: str) -> tuple[list[str], list[str]]:
    try:
        return storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def _storage() -> Storage:
    return storages["evidence"]


def _name(evidence: UUID, role: Role) -> str:
    """Identifiers grow with time: their end spreads them over folders."""
    return f"{evidence.hex[-2:]}/{evidence}.{role}"


def _context(evidence: UUID, what: str) -> str:
    return f"evidence-{what}:{evidence}"
