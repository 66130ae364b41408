"""One command with a PostgreSQL and a Valkey of its own: ``python -m preplainte.embedded exec COMMAND…``."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from preplainte.embedded.account import servers_account
from preplainte.embedded.errors import CannotStart
from preplainte.embedded.folder import hold
from preplainte.embedded.postgres import start_postgres
from preplainte.embedded.processes import Children, ends_with_parent
from preplainte.embedded.valkey import start_valkey


def execute(command: Sequence[str], *, environ: Mapping[str, str], home: Path) -> int:
    """Run ``command`` between servers started for it; its exit code is the answer.

    The state lies in ``exec/`` of the run folder, so that tests can run beside a running demo.
    """
    with hold(home / "exec", servers_account()) as folder:
        children = Children(folder)
        children.clear_leftovers()
        try:
            environment = dict(environ) | {"RUN_DIR": str(folder.path)}
            environment.setdefault("PREPLAINTE_MODE", "test")
            start_servers(children, environment, disposable=True)
            return _run(command, environment)
        finally:
            children.stop_all()


def start_servers(children: Children, environment: dict[str, str], *, disposable: bool) -> None:
    """Put DATABASE_URL and REDIS_URL into ``environment``, starting the servers it does not name."""
    if environment.get("DATABASE_URL"):
        print("PostgreSQL: the one of DATABASE_URL", flush=True)
    else:
        environment["DATABASE_URL"] = start_postgres(children, disposable=disposable)
    if environment.get("REDIS_URL"):
        print("Valkey: the one of REDIS_URL", flush=True)
    else:
        environment["REDIS_URL"] = start_valkey(children)


def _run(command: Sequence[str], environment: dict[str, str]) -> int:
    # Programs of the virtual environment are found without activating it.
    environment["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), environment.get("PATH", os.defpath)))
    with _signals_are_the_commands() as deliver:
        try:
            process = subprocess.Popen(
                command, env=environment,
                preexec_fn=ends_with_parent(signal.SIGTERM),  # noqa: PLW1509 -- the launcher has one thread
            )  # fmt: skip
        except FileNotFoundError as error:
            raise CannotStart(f"There is no command named {command[0]}.") from error
        deliver.append(process)
        code = process.wait()
    return code if code >= 0 else 128 - code


@contextmanager
def _signals_are_the_commands() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Ctrl-C reaches the command by the terminal, SIGTERM through us; we outlive both, to stop the servers."""
    processes: list[subprocess.Popen[bytes]] = []

    def forward(number: int, _frame: FrameType | None) -> None:
        for process in processes:
            process.send_signal(number)

    before = {
        signal.SIGINT: signal.signal(signal.SIGINT, lambda *_: None),
        signal.SIGTERM: signal.signal(signal.SIGTERM, forward),
    }
    try:
        yield processes
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
