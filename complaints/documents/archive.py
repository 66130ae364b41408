"""A ZIP written piece by piece, never whole in memory nor on a disk, with the SHA-256 of all it holds."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

MANIFEST = "manifest.json"
MANIFEST_NAME = "urn:preplainte:manifest:1"
PRIVATE = 0o600 << 16
"""Rights of an entry: its owner's alone."""


@dataclass(frozen=True)
class Entry:
    """One file of the archive; ``packed``: worth compressing, which photos aren't."""

    name: str
    content: bytes
    packed: bool = False


class Pipe(io.RawIOBase):
    """What ``ZipFile`` writes to; what was written is taken out at once. It can't go back, and says so."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.pieces.append(bytes(piece))
        return len(self.pieces[-1])

    def taken(self) -> bytes:
        pieces, self.pieces = self.pieces, []
        return b"".join(pieces)


def written(entries: Iterable[Entry], *, made_at: datetime, about: Mapping[str, Any]) -> Iterator[bytes]:
    """The archive, in pieces; ``about`` is read last, and stands in the manifest beside the entries."""
    pipe, told = Pipe(), []
    with ZipFile(pipe, "w") as archive:
        for entry in entries:
            _add(archive, entry, made_at)
            told.append({"name": entry.name, "size": len(entry.content), "sha256": sha256(entry.content).hexdigest()})
            yield pipe.taken()
        _add(archive, Entry(MANIFEST, _manifest(told, made_at, about), packed=True), made_at)
        yield pipe.taken()
    yield pipe.taken()


def _add(archive: ZipFile, entry: Entry, made_at: datetime) -> None:
    info = ZipInfo(entry.name, made_at.astimezone(UTC).timetuple()[:6])
    info.external_attr = PRIVATE
    info.compress_type = ZIP_DEFLATED if entry.packed else ZIP_STORED
    archive.writestr(info, entry.content)


def _manifest(told: list[dict[str, Any]], made_at: datetime, about: Mapping[str, Any]) -> bytes:
    moment = made_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return in_json({"schema": MANIFEST_NAME, "made_at": moment, **about, "entries": told})


def in_json(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
