"""Measures the desk's pages on the base of its environment: ``python -m bench.readings FILE``, run by ``bench.desk``.

Requests go through Django's test client: every middleware, the view, its queries on the unix socket, the template. What
is left out, the HTTP server's own work, is the same for every page and every base (about a millisecond).
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import django

django.setup()

from django.db import connection  # noqa: E402 -- models are read once Django is set up
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from complaints.enums import Kind, Queue, Status  # noqa: E402
from complaints.models import Complaint, Tag  # noqa: E402
from complaints.models.inbox import ORDER  # noqa: E402
from complaints.services.filters import Filters  # noqa: E402
from complaints.views.desk.paging import AFTER, SIZE, Place  # noqa: E402
from units.models import Officer, Unit  # noqa: E402

LARGEST = "bench-0000"
SIZES = (15, 100)
DEPTHS = (0.5, 0.7, 0.9)
WARMING = 6  # a statement is prepared at its sixth use
"""How often each page is asked for before it is measured."""


class Desk:
    """One officer of the largest unit, signed in."""

    def __init__(self, repeat: int) -> None:
        self.unit = Unit.objects.get(code=LARGEST)
        self.officer = Officer.objects.filter(units=self.unit).order_by("username")[1]
        self.client = Client(headers={"host": "localhost"})
        self.client.force_login(self.officer, backend="django.contrib.auth.backends.ModelBackend")
        self.repeat = repeat

    def combinations(self) -> dict[str, dict[str, str]]:
        """The ten ways of narrowing the inbox that are measured."""
        commune = Complaint.objects.filter(unit=self.unit).open().values_list("commune", flat=True).first()
        tag = Tag.objects.filter(unit=self.unit).order_by("name")[0]
        colleague = Officer.objects.filter(units=self.unit).order_by("username")[2]
        week_ago = timezone.localdate() - timedelta(days=7)
        return {
            "everything": {},
            "new": {"vue": Queue.NEW.value},
            "mine": {"vue": Queue.MINE.value},
            "to contact": {"vue": Queue.TO_CONTACT.value},
            "late": {"vue": Queue.LATE.value},
            "appointments, one kind": {"vue": Queue.APPOINTMENTS.value, "nature": Kind.SCAM.value},
            "a colleague's, one status": {"agent": str(colleague.pk), "etat": Status.RECEIVED.value},
            "one commune": {"commune": str(commune)},
            "one status, with evidence": {"etat": Status.RECEIVED.value, "pieces": "oui"},
            "one tag, last week": {"etiquette": str(tag.pk), "du": week_ago.isoformat()},
        }

    def inbox(self) -> Iterator[dict[str, Any]]:
        for name, query in self.combinations().items():
            deep = [self.deep(query, depth) for depth in DEPTHS]
            for size in SIZES:
                shown = query | {SIZE: str(size)}
                yield self.read(f"inbox {size}", f"{name}, first page, {size} rows", [_inbox(shown)])
                yield self.read(
                    f"inbox {size}", f"{name}, deep page, {size} rows", [_inbox(shown | {AFTER: key}) for key in deep]
                )

    def deep(self, query: dict[str, str], depth: float) -> str:
        """Where a page deep in that list begins."""
        found = Filters.read({name: [value] for name, value in query.items()}, self.officer).queryset(timezone.now())
        rows = found.order_by(*ORDER)
        return str(Place.of(rows[int((rows.count() - 1) * depth)]))

    def files(self) -> dict[str, Any]:
        references = Complaint.objects.filter(unit=self.unit).open().values_list("reference", flat=True)
        return self.read("file", "file page", [reverse("desk:file", args=[one]) for one in references[: self.repeat]])

    def read(self, family: str, name: str, urls: Sequence[str]) -> dict[str, Any]:
        """Time of each request, over the addresses in turn; the query count is that of the last one."""
        times = []
        for number in range(WARMING + self.repeat):
            began = time.perf_counter()
            self.ask(urls[number % len(urls)])
            times.append(1000 * (time.perf_counter() - began))
        with CaptureQueriesContext(connection) as captured:
            self.ask(urls[-1])
        return reading(family, name, times[WARMING:], queries=len(captured))

    def ask(self, url: str) -> None:
        answer = self.client.get(url)
        if answer.status_code != 200:
            raise RuntimeError(f"{url} answered {answer.status_code}")


def _inbox(query: dict[str, str]) -> str:
    return f"{reverse('desk:inbox')}?{urlencode(query)}"


def reading(family: str, name: str, times: Sequence[float], *, queries: int, items: int = 1) -> dict[str, Any]:
    """Milliseconds; ``each`` is the median for one of ``items``."""
    p50 = statistics.median(times)
    p95 = sorted(times)[max(0, round(0.95 * len(times)) - 1)]
    return {"family": family, "name": name, "p50": p50, "p95": p95, "each": p50 / items, "queries": queries}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.readings")
    parser.add_argument("answer", type=Path)
    parser.add_argument("--repeat", type=int, default=40)
    parser.add_argument("--bulk", type=int, default=10_000)
    arguments = parser.parse_args()
    desk = Desk(arguments.repeat)
    readings = [*desk.inbox(), desk.files()]
    arguments.answer.write_text(json.dumps(readings), encoding="utf-8")


if __name__ == "__main__":
    main()
