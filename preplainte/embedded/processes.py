"""The processes of one launcher: each in a session of its own, none left behind."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from preplainte.embedded.account import Account
from preplainte.embedded.errors import CannotStart
from preplainte.embedded.folder import RunFolder

SERVERS = ("postgres", "valkey")
PATIENCE = 10.0  # seconds given to a process that was asked to stop
PR_SET_PDEATHSIG = 1
PROC = Path("/proc/self")  # Linux; elsewhere `ps` tells


@dataclass(frozen=True)
class Child:
    """A started process; ``farewell`` is the signal that asks it to stop."""

    name: str
    process: subprocess.Popen[bytes]
    farewell: signal.Signals
    log: Path

    def last_words(self) -> str:
        """The end of its log, for a sentence that explains."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(f"    {line}" for line in lines[-12:])


class Children:
    """Processes started in order, written down, stopped in reverse."""

    def __init__(self, folder: RunFolder) -> None:
        self.folder = folder
        self.running: list[Child] = []
        self.record = folder.path / "processes.json"

    def start(
        self, name: str, command: Sequence[str | Path], *,
        environment: Mapping[str, str], account: Account = Account(),  # noqa: B008 -- frozen
        farewell: signal.Signals = signal.SIGTERM, cwd: Path = Path("/"),
    ) -> Child:  # fmt: skip
        """Start ``command``; what it prints goes to ``log/NAME.log`` of the folder."""
        log = self.folder.logs / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, env=dict(environment), cwd=cwd, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True, user=account.user, group=account.group, extra_groups=account.extra_groups,
                preexec_fn=ends_with_parent(farewell),  # noqa: PLW1509 -- the launcher has one thread
            )  # fmt: skip
        child = Child(name, process, farewell, log)
        self.running.append(child)
        self._write_record()
        return child

    def dead(self) -> Child | None:
        """The first process found ended, if any."""
        return next((child for child in self.running if child.process.poll() is not None), None)

    def stop(self, *names: str) -> None:
        """Stop these, all at once; politely, then not."""
        chosen = [child for child in self.running if child.name in names]
        for child in chosen:
            if child.process.poll() is None:
                child.process.send_signal(child.farewell)
        deadline = time.monotonic() + PATIENCE
        for child in chosen:
            try:
                child.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                print(f"{child.name} does not stop: killed", file=sys.stderr, flush=True)
            _kill_group(child.process.pid)
            child.process.wait()
            self.running.remove(child)
        self._write_record()

    def stop_all(self) -> None:
        """What uses the servers first, all at once; then the servers."""
        self.stop(*(child.name for child in self.running if child.name not in SERVERS))
        self.stop(*SERVERS)

    def clear_leftovers(self) -> None:
        """Stop what a launcher that was killed has left running in this folder."""
        try:
            written = json.loads(self.record.read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):  # never started, or killed while writing
            return
        for entry in reversed(written):
            if began(entry["pid"]) == entry["began"]:
                print(f"Stopping {entry['name']}, left running by a launcher that was killed", flush=True)
                end(entry["pid"], signal.Signals(entry["farewell"]))
        self.record.unlink()

    def _write_record(self) -> None:
        written = [
            {"name": c.name, "pid": c.process.pid, "began": began(c.process.pid), "farewell": int(c.farewell)}
            for c in self.running
        ]
        self.record.write_text(json.dumps(written), encoding="utf-8")


def wait_until(ready: Callable[[], bool], child: Child, *, seconds: float, what: str) -> None:
    """Wait for ``ready()``; a child that ends meanwhile, or takes too long, is a clear error."""
    deadline = time.monotonic() + seconds
    while not ready():
        if child.process.poll() is not None:
            raise CannotStart(f"{what} stopped as it started. The end of {child.log}:\n{child.last_words()}")
        if time.monotonic() > deadline:
            raise CannotStart(
                f"{what} is not ready after {seconds:.0f} s. The end of {child.log}:\n{child.last_words()}"
            )
        time.sleep(0.05)


def began(pid: int) -> str | None:
    """When process ``pid`` began, in words no later process of that number repeats; None when it is gone."""
    if not PROC.exists():
        ps = ["/bin/ps", "-o", "lstart=", "-p", str(pid)]
        return subprocess.run(ps, capture_output=True, text=True, check=False).stdout.strip() or None
    try:
        fields = (PROC.parent / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, *rest = fields.rpartition(")")[2].split()
    boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="utf-8").strip()
    return None if state == "Z" else f"{boot} {rest[18]}"


def end(pid: int, farewell: signal.Signals) -> None:
    """Stop a process that is not our child, with all its group."""
    mark = began(pid)
    os.kill(pid, farewell)
    os.kill(pid, signal.SIGCONT)  # it may be asleep, which is why it is still there
    deadline = time.monotonic() + PATIENCE
    while began(pid) == mark and time.monotonic() < deadline:
        time.sleep(0.05)
    _kill_group(pid)


def ends_with_parent(farewell: signal.Signals) -> Callable[[], None] | None:
    """For ``preexec_fn``: on Linux the kernel sends ``farewell`` when the launcher dies, however it dies."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, int(farewell))


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # it left nobody
