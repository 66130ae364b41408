"""``python -m bench agenda``: what free slots cost while hundreds of thousands of appointments are stored.

Prints a line a question (p50, p95, CPU, queries) and stops with exit code 1 when a limit is exceeded.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.bases import run, servers

MILLISECONDS = {"one unit": 10, "30 units": 100}
"""What the p95 of each family of questions may be."""


def main(words: Sequence[str]) -> int:
    arguments = _arguments(words)
    with tempfile.TemporaryDirectory(prefix="preplainte-bench-") as temporary:
        folder, answer = Path(temporary), Path(temporary) / "readings.json"
        folder.chmod(0o711)  # the servers' account goes through it
        (folder / "base").mkdir()
        with servers(folder / "base") as environment:
            run(["manage.py", "migrate", "--no-input", "-v0"], environment)
            wanted = [
                "--appointments",
                arguments.appointments,
                "--units",
                arguments.units,
                "--repeat",
                arguments.repeat,
            ]
            run(["-m", "bench.slots", str(answer), *map(str, wanted)], environment)
        return report(json.loads(answer.read_text(encoding="utf-8")))


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench agenda")
    parser.add_argument("--appointments", type=int, default=200_000)
    parser.add_argument("--units", type=int, default=500)
    parser.add_argument("--repeat", type=int, default=100, help="readings of each question")
    return parser.parse_args(words)


def report(readings: Sequence[dict[str, Any]]) -> int:
    """Print them; 1 when one exceeds the limit of its family."""
    exceeded = 0
    print(f"{'':46}{'p50':>8}{'p95':>8}{'limit':>8}{'CPU':>8}{'database':>10}{'queries':>9}")
    for one in readings:
        limit = MILLISECONDS[one["family"]]
        slow = one["p95"] > limit
        exceeded += slow
        print(
            f"{one['name']:46}{one['p50']:8.1f}{one['p95']:8.1f}{limit:8.0f}{one['cpu']:8.1f}"
            f"{one['database']:10.1f}{one['queries']:9}{'   too slow' if slow else ''}"
        )
    print(f"{exceeded} limits exceeded" if exceeded else "all within their limits (milliseconds)")
    return 1 if exceeded else 0
