"""Under which account the servers run: PostgreSQL refuses root."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from preplainte.embedded.errors import CannotStart


@dataclass(frozen=True)
class Account:
    """What ``subprocess`` is told; all None keeps the account of the launcher."""

    user: int | None = None
    group: int | None = None
    extra_groups: tuple[int, ...] | None = None

    @property
    def other(self) -> bool:
        return self.user is not None

    def can_reach(self, folder: Path) -> bool:
        """Whether the account may go down to ``folder``: one 0700 parent (``/root``) is enough to stop it."""
        return all(self._may_enter(part) for part in (folder, *folder.parents))

    def own(self, folder: Path) -> None:
        """Make ``folder``, private to the account."""
        folder.mkdir(parents=True, exist_ok=True)
        if self.user is not None and self.group is not None:
            os.chown(folder, self.user, self.group)
        folder.chmod(0o700)

    def _may_enter(self, folder: Path) -> bool:
        found = folder.stat()
        if self.user in (None, found.st_uid):
            return bool(found.st_mode & 0o100)
        return bool(found.st_mode & (0o010 if self.group == found.st_gid else 0o001))


def servers_account() -> Account:
    """The launcher's own account, or ``nobody`` when the launcher is root."""
    if os.geteuid() != 0:
        return Account()
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as error:
        raise CannotStart(
            "You are root, PostgreSQL refuses to run as root, and this machine has no account named nobody: "
            "run the command as an ordinary user, or set DATABASE_URL and REDIS_URL."
        ) from error
    return Account(nobody.pw_uid, nobody.pw_gid, ())
