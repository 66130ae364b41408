"""What an export prepared in the background keeps until it is fetched: sealed, one part a pre-complaint.

All parts of one run are locked under a key of its own, which is sealed in the run's row. They lie in a folder of the
evidence storage: with the key or the folder gone, nothing is left to read.
"""

from __future__ import annotations

from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from complaints.sealing import box

FOLDER = "exports"


def write(content: bytes, key: bytes, run: UUID, part: UUID) -> None:
    """Seal one part; what an attempt cut short had left goes first."""
    delete(run, part)
    _storage().save(_name(run, part), ContentFile(box.lock(content, key=key, context=_context(run, part))))


def read(key: bytes, run: UUID, part: UUID) -> bytes:
    """The part in clear. ``FileNotFoundError`` once it is deleted."""
    with _storage().open(_name(run, part)) as file:
        return box.unlock(file.read(), key=key, context=_context(run, part))


def delete(run: UUID, part: UUID) -> None:
    """Delete one part; one that is gone already is none the worse."""
    _storage().delete(_name(run, part))


def delete_all(run: UUID) -> None:
    """Delete every part of a run, and its folder."""
    storage, folder = _storage(), f"{FOLDER}/{run}"
    try:
        parts = storage.listdir(folder)[1]
    except FileNotFoundError:
        return
    for part in parts:
        storage.delete(f"{folder}/{part}")
    storage.delete(folder)


def runs() -> list[UUID]:
    """The runs that still have a folder."""
    try:
        return [UUID(name) for name in _storage().listdir(FOLDER)[0]]
    except FileNotFoundError:
        return []


def _storage() -> Storage:
    return storages["evidence"]


def _name(run: UUID, part: UUID) -> str:
    return f"{FOLDER}/{run}/{part}.part"


def _context(run: UUID, part: UUID) -> str:
    return f"export:{run}:{part}"
