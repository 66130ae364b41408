"""A generated base in a folder of its own, with its servers: durable ones, as bulk writes are measured too."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from preplainte.embedded.account import servers_account
from preplainte.embedded.command import start_servers
from preplainte.embedded.folder import hold
from preplainte.embedded.processes import Children

ROOT = Path(__file__).resolve().parent.parent
GENERATED = "generated"
MOSTLY = 0.9
SETTINGS = {"PREPLAINTE_MODE": "test", "LOG_LEVEL": "WARNING", "DJANGO_SETTINGS_MODULE": "preplainte.settings"}


@dataclass(frozen=True)
class Size:
    """How many pre-complaints, shared by how many units, one of which has ``largest``."""

    count: int
    units: int
    largest: int

    def shrunk(self, count: int) -> Size:
        """Fewer pre-complaints, nearly all in one unit: its pages are as full as those of the large base."""
        return Size(count, max(2, round(self.units * count / self.count)), max(1, round(count * MOSTLY)))


@contextmanager
def served(folder: Path, size: Size) -> Iterator[dict[str, str]]:
    """Start the servers of that base, generating it where it isn't yet; yields the environment of its processes."""
    with servers(folder) as environment:
        _fill(folder / GENERATED, size, environment)
        yield environment


@contextmanager
def servers(folder: Path) -> Iterator[dict[str, str]]:
    """Start the servers of that folder; yields the environment of the processes that use them."""
    with hold(folder, servers_account()) as held:
        children = Children(held)
        try:
            children.clear_leftovers()
            environment = dict(os.environ) | SETTINGS | {"RUN_DIR": str(folder)}
            for name in ("DATABASE_URL", "REDIS_URL", "KEYRING_DIR", "EVIDENCE_DIR"):
                environment.pop(name, None)
            start_servers(children, environment, disposable=False)
            yield environment
        finally:
            children.stop_all()


def _fill(mark: Path, size: Size, environment: dict[str, str]) -> None:
    """A base that is there already is brought up to the newest tables only."""
    run(["manage.py", "migrate", "--no-input", "-v0"], environment)
    if not mark.exists():
        run(["manage.py", "flush", "--no-input", "-v0"], environment)  # what a start cut short left
        wanted = ["--count", size.count, "--units", size.units, "--largest", size.largest]
        run(["manage.py", "generate_complaints", *map(str, wanted)], environment)
        mark.touch()


def run(words: list[str], environment: dict[str, str]) -> None:
    """One process of the base; its failure stops the measure."""
    subprocess.run([sys.executable, *words], cwd=ROOT, env=environment, check=True)
