"""A PostgreSQL of one's own, on a unix socket only."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

import psycopg

from preplainte.embedded.errors import CannotStart
from preplainte.embedded.folder import RunFolder
from preplainte.embedded.processes import PROC, Child, Children, began, end, wait_until
from preplainte.embedded.programs import Program, find_postgres

DATABASE = "preplainte"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"}
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    # An error's DETAIL repeats the values of a row: those stay out of the log.
    "log_error_verbosity": "terse",
}
# For tests: what a power cut would break is thrown away anyway.
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def start_postgres(children: Children, *, disposable: bool) -> str:
    """Start it in the folder of ``children`` and return its DATABASE_URL.

    Its data is found again from one start to the next. ``disposable`` data is fast and fragile, and is made anew
    when the server does not accept it.
    """
    folder, program = children.folder, find_postgres(children.folder.account)
    socket = folder.socket_folder()
    _clear_stale(folder.postgres_data, socket)
    try:
        _initialise(folder, program)
        _serve(children, program, socket, disposable=disposable)
    except CannotStart:
        if not disposable:
            raise
        children.stop("postgres")
        shutil.rmtree(folder.postgres_data, ignore_errors=True)
        _initialise(folder, program)
        _serve(children, program, socket, disposable=disposable)
    _create_database(socket)
    return f"postgresql://postgres@/{DATABASE}?host={quote(str(socket), safe='')}"


def _serve(children: Children, program: Program, socket: Path, *, disposable: bool) -> None:
    settings = SETTINGS | {"unix_socket_directories": str(socket)} | (HASTY if disposable else {})
    arguments = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    child = children.start(
        "postgres",
        [program.path, "-D", children.folder.postgres_data, *arguments],
        environment=ENVIRONMENT,
        account=children.folder.account,
        farewell=signal.SIGINT,  # "fast": SIGTERM would wait for every client
    )
    wait_until(lambda: _accepts(socket, child), child, seconds=60, what="PostgreSQL")
    print(f"PostgreSQL {program.version} ({program.origin})", flush=True)


def _initialise(folder: RunFolder, program: Program) -> None:
    """Make the cluster beside its place, then move it there: a start cut short leaves no half of one."""
    data, fresh = folder.postgres_data, folder.servers / "postgres.new"
    if data.exists():
        made_by = (data / "PG_VERSION").read_text(encoding="ascii").strip()
        if made_by != str(program.major):
            raise CannotStart(
                f"The data in {data} was made by PostgreSQL {made_by}, and the one found here is {program.version}: "
                f"remove {folder.path} to start afresh, or install that version."
            )
        return
    shutil.rmtree(fresh, ignore_errors=True)
    folder.account.own(fresh)
    # The locale inside PostgreSQL came with version 17; before it, that of the C library.
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if program.major >= 17 else ["--locale=C.UTF-8"]
    done = subprocess.run(
        [program.path.with_name("initdb"), "-D", fresh, "-U", "postgres", "--auth=trust", "-E", "UTF8", *locale,
         "--no-sync", "--no-instructions"],
        env=ENVIRONMENT, cwd="/", capture_output=True, text=True, check=False,
        user=folder.account.user, group=folder.account.group, extra_groups=folder.account.extra_groups,
    )  # fmt: skip
    if done.returncode:
        raise CannotStart(f"PostgreSQL could not prepare {fresh}:\n{done.stderr.strip()}")
    fresh.rename(data)


def _clear_stale(data: Path, socket: Path) -> None:
    """Remove what a server that was killed left behind; stop it if it lives.

    PostgreSQL refuses to start when ``postmaster.pid`` names a process that lives, were it another program
    that was given the same number.
    """
    pid_file = data / "postmaster.pid"
    if pid_file.exists():
        first = pid_file.read_text(encoding="utf-8").splitlines()[:1]
        pid = int(first[0]) if first and first[0].isdecimal() else 0
        if pid and began(pid) and str(data) in _command_line(pid):
            end(pid, signal.SIGINT)
        pid_file.unlink(missing_ok=True)
    for leftover in socket.glob(".s.PGSQL.*"):
        leftover.unlink(missing_ok=True)


def _command_line(pid: int) -> str:
    if PROC.exists():
        return os.fsdecode((PROC.parent / str(pid) / "cmdline").read_bytes())
    return subprocess.run(
        ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout


def _accepts(socket: Path, child: Child) -> bool:
    if child.process.poll() is not None:
        return False
    try:
        psycopg.connect(host=str(socket), user="postgres", dbname="postgres", connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _create_database(socket: Path) -> None:
    with psycopg.connect(host=str(socket), user="postgres", dbname="postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f'CREATE DATABASE "{DATABASE}"')
