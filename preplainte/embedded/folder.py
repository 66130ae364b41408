"""The folder that holds the state of one launcher, and the lock that keeps a second one out."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from preplainte.embedded.account import Account
from preplainte.embedded.errors import CannotStart

ELSEWHERE = Path("/var/tmp")  # noqa: S108 -- ownership is checked, see _private
SHORT = Path("/tmp")  # noqa: S108 -- likewise
LONGEST_SOCKET = 100  # 107 bytes on Linux, 103 on macOS


@dataclass(frozen=True)
class RunFolder:
    """``path`` holds logs, mails and keys; ``servers`` what the servers' account must reach."""

    path: Path
    servers: Path
    account: Account

    @property
    def logs(self) -> Path:
        return self.path / "log"

    @property
    def postgres_data(self) -> Path:
        return self.servers / "postgres"

    def socket_folder(self) -> Path:
        """A folder for PostgreSQL's socket, whose whole path the system can hold."""
        folder = self.servers / "socket"
        if len(os.fsencode(folder / ".s.PGSQL.5432")) > LONGEST_SOCKET:
            folder = _private(self._short_socket_folder, self.account)
        self.account.own(folder)
        return folder

    def remove_short_socket_folder(self) -> None:
        """Leave nothing in ``/tmp``; a socket still there is kept with its folder."""
        with suppress(OSError):
            self._short_socket_folder.rmdir()

    @property
    def _short_socket_folder(self) -> Path:
        return SHORT / f"preplainte-{_key(self.path)}"


@contextmanager
def hold(path: Path, account: Account) -> Iterator[RunFolder]:
    """Make the folder if needed and keep it for this process until the end of the block."""
    _make(path)
    with (path / "lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise CannotStart(
                f"Already running in {path} (process {lock.read().strip() or 'unknown'}): "
                "stop it first, or set RUN_DIR to another folder."
            ) from error
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        (path / "log").mkdir(exist_ok=True)
        folder = RunFolder(path, _servers_home(path, account), account)
        try:
            yield folder
        finally:
            folder.remove_short_socket_folder()
            lock.truncate(0)


def _make(path: Path) -> None:
    try:
        if not path.exists():
            path.mkdir(parents=True)
            path.chmod(0o711 if os.geteuid() == 0 else 0o700)
        (path / "lock").touch()
    except OSError as error:
        raise CannotStart(
            f"RUN_DIR {path} cannot be written ({error.strerror}): set RUN_DIR to a folder of your own."
        ) from error


def _servers_home(path: Path, account: Account) -> Path:
    """``path``, unless the servers' account cannot go there.

    The note left in ``path`` ties the two: without it, what lies elsewhere belongs to a folder that was removed.
    """
    if account.can_reach(path):
        return path
    elsewhere = ELSEWHERE / f"preplainte-{_key(path)}"
    note = path / "servers-are-in"
    if elsewhere.exists() and not note.exists():
        shutil.rmtree(_private(elsewhere, Account()))
    elsewhere.mkdir(exist_ok=True)
    _private(elsewhere, Account()).chmod(0o711)
    if not note.exists():
        print(f"The servers run as nobody and cannot enter {path}: their data goes to {elsewhere}", flush=True)
        note.write_text(f"{elsewhere}\n", encoding="utf-8")
    return elsewhere


def _private(folder: Path, owner: Account) -> Path:
    """``folder``, refused if somebody else may have prepared it: its parent is open to all."""
    expected = os.geteuid() if owner.user is None else owner.user
    if os.path.lexists(folder):
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != expected or found.st_mode & 0o022:
            raise CannotStart(f"{folder} exists and belongs to somebody else: remove it, or choose another RUN_DIR.")
    return folder


def _key(path: Path) -> str:
    return hashlib.sha256(f"{os.geteuid()} {path}".encode()).hexdigest()[:12]
