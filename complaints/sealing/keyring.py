"""The keyring: a folder of key files outside the database, one key a month.

Destroying a month's key makes everything sealed under it unreadable, in every backup too. A tombstone stays,
so that the loss is known to be wanted. The folder also holds the access key, which follow-up secrets and code
checks are derived from and which isn't monthly.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

MONTHLY = "monthly"
ID_BYTES = 8
SECRET_BYTES = 32
DYING = ".dying"
TICK_NS = 1_000_000_000  # the coarsest clock of the file systems in use


class KeyMissing(Exception):
    """Something is sealed under a key that the ring doesn't hold (destroyed, or not mounted here)."""


def derive(secret: bytes, label: str) -> bytes:
    """A 32-byte key of its own for one purpose, from a longer-lived secret (HKDF-SHA256)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=label.encode()).derive(secret)


@dataclass(frozen=True)
class Key:
    """One month's key of a series. ``repr`` never shows the secret."""

    id: bytes
    series: str
    month: str
    secret: bytes = field(repr=False)

    @property
    def name(self) -> str:
        return f"{self.series}-{self.month}"


class Keyring:
    """The keys of one folder, read again as soon as the folder changes.

    Each process has its own, for weeks: one that went on with the keys it found at its start would seal under a key
    that the others have replaced, and in the end destroyed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keys: dict[bytes, Key] = {}
        self._access: bytes | None = None
        self._read_at = 0
        self.reload()

    def reload(self) -> None:
        """Read the folder again: another process may have created or destroyed a key."""
        changed_at = self.folder.stat().st_mtime_ns if self.folder.is_dir() else 0
        paths = (path for path in sorted(self.folder.glob("*.key")) if path.name != "access.key")
        self.keys = {key.id: key for key in map(self._read, paths) if key}
        # A clock tick may hold two changes: what changed just now isn't known to have been read whole.
        self._read_at = changed_at if time.time_ns() - changed_at > TICK_NS else 0

    def get(self, key_id: bytes) -> Key:
        """The key of that id, or ``KeyMissing``."""
        if key_id not in self.keys:
            self.reload()
        try:
            return self.keys[key_id]
        except KeyError:
            raise KeyMissing(key_id.hex()) from None

    def newest(self, series: str = MONTHLY) -> Key:
        """The key that new data takes. ``KeyMissing`` when the series has none."""
        keys = self.live(series)
        if not keys:
            raise KeyMissing(series)
        return keys[-1]

    def live(self, series: str = MONTHLY) -> list[Key]:
        """The keys of a series that exist at this moment, oldest first. ``OSError`` when the folder is gone."""
        if self.folder.stat().st_mtime_ns != self._read_at:
            self.reload()
        return sorted((key for key in self.keys.values() if key.series == series), key=lambda key: key.month)

    def live_everywhere(self) -> list[Key]:
        """The keys of all series that exist at this moment: what a search has to try."""
        self.live()
        return sorted(self.keys.values(), key=lambda key: (key.series, key.month))

    def age(self, key: Key) -> timedelta:
        """Since when the key may have been taken for new data."""
        return timedelta(seconds=time.time() - (self.folder / f"{key.name}.key").stat().st_mtime)

    def create(self, month: date, series: str = MONTHLY) -> Key:
        """The key of that month, made if it doesn't exist. Safe when several processes try at once."""
        key = Key(secrets.token_bytes(ID_BYTES), series, f"{month:%Y-%m}", secrets.token_bytes(SECRET_BYTES))
        text = {"id": key.id.hex(), "series": series, "month": key.month, "secret": _text(key.secret)}
        self._write_once(f"{key.name}.key", text)
        self.reload()
        return next(found for found in self.live(series) if found.month == key.month)

    def destroy(self, key: Key) -> None:
        """Overwrite and remove the key; leave a tombstone. The caller has checked that nothing needs it.

        The key leaves its name first: no other process reads a file that is half overwritten. What a destruction cut
        short left is finished by the next one.
        """
        tombstone = {"id": key.id.hex(), "series": key.series, "month": key.month}
        self._write_once(f"{key.name}.destroyed", tombstone | {"destroyed_at": datetime.now(UTC).isoformat()})
        path = self.folder / f"{key.name}.key"
        path.rename(path.with_suffix(DYING))
        for dying in self.folder.glob(f"*{DYING}"):
            _shred(dying)
        self.reload()

    @property
    def access(self) -> bytes:
        """The secret that follow-up links, codes and code checks derive from."""
        if self._access is None:
            path = self.folder / "access.key"
            if not path.exists():
                raise KeyMissing("access")
            self._access = base64.b64decode(json.loads(path.read_text())["secret"])
        return self._access

    def create_access(self) -> None:
        """Make the access key if it doesn't exist. It is never replaced: links already sent depend on it."""
        self._write_once("access.key", {"secret": _text(secrets.token_bytes(SECRET_BYTES))})

    def _read(self, path: Path) -> Key | None:
        """The key in that file; ``None`` when another process has destroyed it meanwhile."""
        try:
            text = json.loads(path.read_text())
            return Key(bytes.fromhex(text["id"]), text["series"], text["month"], base64.b64decode(text["secret"]))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError) as error:
            raise ImproperlyConfigured(f"{path} is not a key file: restore it from its backup.") from error

    def _write_once(self, name: str, text: dict[str, str]) -> None:
        """Create a file whole or not at all, never replacing one: a link fails where a name exists."""
        target, draft = self.folder / name, self.folder / f".{name}.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(text))
        try:
            os.link(draft, target)
        except FileExistsError:
            return  # somebody was first: theirs counts
        finally:
            draft.unlink()


def _shred(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(secrets.token_bytes(path.stat().st_size))
        os.fsync(file.fileno())
    path.unlink()


def _text(secret: bytes) -> str:
    return base64.b64encode(secret).decode()


@lru_cache(maxsize=4)
def _open(folder: Path) -> Keyring:
    return Keyring(folder)


def ring() -> Keyring:
    """The keyring of this process (``KEYRING_DIR``)."""
    return _open(settings.KEYRING_DIR)


def require() -> None:
    """Stop the start with a sentence when the keyring isn't usable; outside production, make it."""
    if not settings.PRODUCTION:
        settings.KEYRING_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        ring().create_access()
        ring().create(datetime.now(UTC).date())
    try:
        ring().newest()
        _ = ring().access
    except KeyMissing as missing:
        raise ImproperlyConfigured(
            f"KEYRING_DIR holds no {missing} key: mount the keyring, or make one with `manage.py keyring create`."
        ) from None
