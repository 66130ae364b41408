"""Drive the launcher as a person at a terminal does: its command line, its signals, its folder."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import sysconfig
import time
from dataclasses import dataclass
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent.parent
PATIENCE = 90.0
# For an interpreter that is not the virtual environment's.
LIBRARIES = sysconfig.get_path("platlib")


@dataclass(frozen=True)
class Launcher:
    """A folder of state, and the account (None: ours) under which the launcher runs."""

    home: Path
    user: int | None = None
    interpreter: str = sys.executable

    def environment(self, **extra: str) -> dict[str, str]:
        """That of the tests, without what the launcher of the tests itself has set."""
        own = {"DATABASE_URL", "REDIS_URL", "RUN_DIR", "PREPLAINTE_MODE", "DJANGO_SETTINGS_MODULE", "PORT"}
        return (
            {name: value for name, value in os.environ.items() if name not in own}
            | {"RUN_DIR": str(self.home), "PYTHONPATH": LIBRARIES}
            | extra
        )

    def start(self, *arguments: str, **extra: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.interpreter, "-m", "preplainte.embedded", *arguments],
            cwd=BASE_DIR, env=self.environment(**extra), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            start_new_session=True, user=self.user, group=self.user, extra_groups=None if self.user is None else [],
        )  # fmt: skip

    def finish(self, *arguments: str, **extra: str) -> tuple[int, str, str]:
        """Exit code, standard output and standard error of a launcher left to end by itself."""
        with self.start(*arguments, **extra) as process:
            out, err = process.communicate(timeout=PATIENCE)
            return process.returncode, out, err

    def python(self, code: str, **extra: str) -> tuple[int, str, str]:
        """``exec python -c CODE``; the lines that tell the servers' versions are left out."""
        status, out, err = self.finish("exec", "python3", "-c", code, **extra)
        return status, "".join(line for line in out.splitlines(keepends=True) if "(wheel)" not in line), err


def wait_for(process: subprocess.Popen[str], start: str) -> str:
    """What the process said, until a line that starts so."""
    said = ""
    assert process.stdout
    for line in process.stdout:
        said += line
        if line.startswith(start):
            return said
    assert process.stderr
    raise AssertionError(f"No line starts with {start!r}: {said}{process.stderr.read()}")


def ask_to_stop(process: subprocess.Popen[str], number: signal.Signals) -> tuple[int, str, str]:
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out, err


def get(port: int, path: str) -> tuple[int, str]:
    site = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        site.request("GET", path)
        answer = site.getresponse()
        return answer.status, answer.read().decode()
    finally:
        site.close()


def processes_of(folder: Path) -> list[str]:
    """Command lines of the live processes that name the folder, in their words or in their environment."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words, environment = (entry / "cmdline").read_bytes(), (entry / "environ").read_bytes()
        except OSError:
            continue  # it ended meanwhile
        if words and os.fsencode(folder) in words + environment:
            found.append(words.replace(b"\0", b" ").decode(errors="replace"))
    return found


def gone(folder: Path, *, within: float = 15.0) -> list[str]:
    """What is still running after a while; empty when all went."""
    deadline = time.monotonic() + within
    while processes_of(folder) and time.monotonic() < deadline:
        time.sleep(0.1)
    return processes_of(folder)
