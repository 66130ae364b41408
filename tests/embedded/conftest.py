from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.embedded.launcher import BASE_DIR, LIBRARIES, Launcher
from tests.open_folder import open_folder

NOBODY = 65534


@pytest.fixture
def home() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture
def ours(home: Path) -> Launcher:
    """The launcher under our own account."""
    return Launcher(home / "state")


@pytest.fixture
def ordinary(home: Path) -> Launcher:
    """The launcher under an ordinary account, when ours is root."""
    if os.geteuid() != 0:
        pytest.skip("we are an ordinary user already")
    interpreter = next(filter(_serves_nobody, (sys.executable, "/usr/bin/python3")), None)
    if interpreter is None:
        pytest.skip(f"an ordinary user cannot use {BASE_DIR} with {sys.executable}")
    os.chown(home, NOBODY, NOBODY)
    return Launcher(home / "state", NOBODY, interpreter)


@pytest.fixture(params=["ours", "ordinary"])
def launcher(request: pytest.FixtureRequest) -> Launcher:
    """One after the other."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Launcher)
    return found


def _serves_nobody(interpreter: str) -> bool:
    """Whether an ordinary user can run it on our libraries: a virtual environment may point below ``/root``."""
    code = f"import sys, psycopg, preplainte; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    try:
        done = subprocess.run(
            [interpreter, "-c", code], cwd=BASE_DIR, env={"PYTHONPATH": LIBRARIES}, capture_output=True, check=False,
            user=NOBODY, group=NOBODY, extra_groups=[],
        )  # fmt: skip
    except OSError:
        return False
    return done.returncode == 0
