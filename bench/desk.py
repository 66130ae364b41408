"""``python -m bench desk``: what the officers' pages cost on a national base, beside their cost on a small one.

Prints a line a page (p50, p95, queries, and how many times its time on the small base) and stops with exit code 1 when
a limit is exceeded.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bench.bases import Size, run, served

MILLISECONDS = {"inbox 15": 100, "inbox 100": 150, "search": 100, "file": 100}
"""What the p95 of each family of pages may be."""
TIMES = 1.5
"""How many times longer than on the small base; medians are compared, they are what noise spares."""
BULK_SECONDS = 60
LEAST = 5.0
"""Milliseconds of difference below which a ratio says more about the machine than about the base."""

Reading = dict[str, Any]


def main(words: Sequence[str]) -> int:
    arguments = _arguments(words)
    size = Size(arguments.count, arguments.units, arguments.largest)
    with tempfile.TemporaryDirectory(prefix="preplainte-bench-") as temporary:
        folder = Path(arguments.folder or temporary).resolve()
        Path(temporary).chmod(0o711)  # the servers' account goes through it
        small = _measure(folder / "small", size.shrunk(arguments.small), arguments)
        large = _measure(folder / "large", size, arguments)
    return _report(large, {one["name"]: one for one in small})


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench desk")
    parser.add_argument("--count", type=int, default=491_840)
    parser.add_argument("--units", type=int, default=3_900)
    parser.add_argument("--largest", type=int, default=100_000, help="pre-complaints of the unit that is measured")
    parser.add_argument("--small", type=int, default=10_000, help="size of the base to compare with")
    parser.add_argument("--bulk", type=int, default=10_000, help="files assigned at once")
    parser.add_argument("--repeat", type=int, default=40, help="readings of each page")
    parser.add_argument("--folder", help="keeps the bases there for the next time; else they are thrown away")
    return parser.parse_args(words)


def _measure(folder: Path, size: Size, arguments: argparse.Namespace) -> list[Reading]:
    folder.mkdir(parents=True, exist_ok=True)
    answer = folder / "readings.json"
    with served(folder, size) as environment:
        wanted = ["--repeat", str(arguments.repeat), "--bulk", str(arguments.bulk)]
        run(["-m", "bench.readings", str(answer), *wanted], environment)
    readings: list[Reading] = json.loads(answer.read_text(encoding="utf-8"))
    return readings


def _report(large: list[Reading], small: dict[str, Reading]) -> int:
    exceeded, most = 0, _most_queries(small.values())
    print(f"{'':46}{'p50':>8}{'p95':>8}{'limit':>8}{'small':>8}{'times':>8}{'queries':>9}")
    for one in large:
        beside = small[one["name"]]
        wrong = problems(one, beside | {"queries": most[one["family"]]})
        exceeded += len(wrong)
        print(
            f"{one['name']:46}{one['p50']:8.1f}{one['p95']:8.1f}{limit(one):8.0f}{beside['p50']:8.1f}"
            f"{one['each'] / beside['each']:8.2f}{one['queries']:9}{'   ' + ', '.join(wrong) if wrong else ''}"
        )
    print(f"{exceeded} limits exceeded" if exceeded else "all within their limits (milliseconds)")
    return 1 if exceeded else 0


def _most_queries(readings: Iterable[Reading]) -> dict[str, int]:
    """By family: on a small base a list may be empty, and what is shown beside its rows isn't asked for."""
    most: dict[str, int] = {}
    for one in readings:
        most[one["family"]] = max(one["queries"], most.get(one["family"], 0))
    return most


def limit(reading: Reading) -> float:
    """Milliseconds that the family of that reading allows."""
    return 1000 * BULK_SECONDS if reading["family"] == "bulk" else MILLISECONDS[reading["family"]]


def problems(reading: Reading, beside: Reading) -> list[str]:
    """In which ways it exceeds its limits; empty when all is well."""
    found = []
    if reading["p95"] > limit(reading):
        found.append("too slow")
    # A list that the small base doesn't fill costs less there, whatever the base.
    grown = reading["each"] > TIMES * beside["each"] and beside["rows"] >= reading["rows"]
    if grown and (reading["family"] == "bulk" or reading["p50"] - beside["p50"] > LEAST):
        found.append("grows with the base")
    if reading["queries"] > beside["queries"]:
        found.append(f"{beside['queries']} queries on the small base")
    return found
