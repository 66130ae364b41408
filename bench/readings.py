"""Measures the desk's pages on the base of its environment: ``python -m bench.readings FILE``, run by ``bench.desk``.

Requests go through Django's test client: every middleware, the view, its queries on the unix socket, the template. What
is left out, the HTTP server's own work, is the same for every page and every base (about a millisecond).
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import django

django.setup()

from django.core.cache import cache  # noqa: E402
from django.db import connection  # noqa: E402 -- models are read once Django is set up
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from complaints.enums import BulkAction, Kind, LineState, Queue, Status  # noqa: E402
from complaints.models import Complaint, Tag  # noqa: E402
from complaints.models.inbox import ORDER  # noqa: E402
from complaints.services import bulk  # noqa: E402
from complaints.services.filters import Filters  # noqa: E402
from complaints.views.desk.paging import AFTER, SIZE, Place  # noqa: E402
from units.ids import new_id  # noqa: E402
from units.models import Officer, Unit  # noqa: E402

LARGEST = "bench-0000"
ROW = b'<tr role="row"'
SIZES = (15, 100)
DEPTHS = (0.5, 0.7, 0.9)
WARMING = 6  # a statement is prepared at its sixth use
"""How often each page is asked for before it is measured."""


class Desk:
    """One officer of the largest unit, signed in."""

    def __init__(self, repeat: int, *, warming: int = WARMING) -> None:
        self.unit = Unit.objects.get(code=LARGEST)
        self.officer = Officer.objects.filter(units=self.unit).order_by("username")[1]
        self.client = Client(headers={"host": "localhost"})
        self.client.force_login(self.officer, backend="django.contrib.auth.backends.ModelBackend")
        self.repeat, self.warming, self.rows = repeat, warming, 0

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
        """Where a page deep in that list begins; nowhere in an empty one."""
        found = Filters.read({name: [value] for name, value in query.items()}, self.officer).queryset(timezone.now())
        rows = found.order_by(*ORDER)
        number = rows.count()
        return str(Place.of(rows[int((number - 1) * depth)])) if number else ""

    def files(self) -> dict[str, Any]:
        references = Complaint.objects.filter(unit=self.unit).open().values_list("reference", flat=True)
        return self.read("file", "file page", [reverse("desk:file", args=[one]) for one in references[: self.repeat]])

    def searches(self) -> Iterator[dict[str, Any]]:
        """Typed in the box, and the page of what was found: two requests, timed together."""
        some = list(Complaint.objects.filter(unit=self.unit).open().order_by("pk")[:: self.unit_step()])
        given = [one.answers() for one in some]
        words = {
            "by name": [one["identite"]["birth_name"] for one in given],
            "by the beginning of a name": [one["identite"]["birth_name"][:3] for one in given],
            "by phone": [one["identite"]["phone"] for one in given],
            "by plate": [plate for one in given if (plate := one["faits"].get("plates"))],
            "by reference": [one.reference for one in some],
        }
        for name, typed in words.items():
            yield self.read("search", f"search {name}", typed, self.search)

    def unit_step(self) -> int:
        """One in so many gives about as many pre-complaints as there are readings."""
        return max(1, Complaint.objects.filter(unit=self.unit).open().count() // max(60, 3 * self.repeat))

    def search(self, typed: str) -> None:
        answer = self.client.post(reverse("desk:search"), {"q": typed})
        self.ask(answer["Location"])

    def bulk(self, number: int) -> dict[str, Any]:
        """Assign so many at once, as one worker does it."""
        files = Complaint.objects.filter(unit=self.unit).open().order_by("-pk").values_list("pk", flat=True)
        target = random.choice(Officer.objects.filter(units=self.unit).exclude(pk=self.officer.pk))
        run = bulk.start(
            self.officer,
            action=BulkAction.ASSIGN,
            params={"officer": str(target.pk)},
            selection=bulk.Selection(pks=tuple(files[:number])),
            key=new_id(),
        )
        began = time.perf_counter()
        while bulk.advance(run.pk):
            pass
        spent = 1000 * (time.perf_counter() - began)
        done = run.lines.filter(state=LineState.DONE).count()
        if done != run.total:
            raise RuntimeError(f"{run.total - done} of {run.total} files were not assigned")
        return reading("bulk", "bulk assignment", [spent], queries=0, items=run.total)

    def read(
        self, family: str, name: str, asked: Sequence[str], act: Callable[[str], None] | None = None
    ) -> dict[str, Any]:
        """Time of each act (asking for a page unless said), over what is asked in turn; the queries of the last one."""
        act = act or self.ask
        times = []
        for number in range(self.warming + self.repeat):
            began = time.perf_counter()
            act(asked[number % len(asked)])
            times.append(1000 * (time.perf_counter() - began))
        with CaptureQueriesContext(connection) as captured:
            act(asked[-1])
        return reading(family, name, times[self.warming :], queries=len(captured)) | {"rows": self.rows}

    def ask(self, url: str) -> None:
        answer = self.client.get(url)
        if answer.status_code != 200:
            raise RuntimeError(f"{url} answered {answer.status_code}")
        self.rows = answer.content.count(ROW)


def _inbox(query: dict[str, str]) -> str:
    return f"{reverse('desk:inbox')}?{urlencode(query)}"


def reading(family: str, name: str, times: Sequence[float], *, queries: int, items: int = 1) -> dict[str, Any]:
    """Milliseconds; ``each`` is the median for one of ``items``."""
    p50 = statistics.median(times)
    p95 = sorted(times)[max(0, round(0.95 * len(times)) - 1)]
    return {"family": family, "name": name, "p50": p50, "p95": p95, "each": p50 / items, "queries": queries, "rows": 0}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.readings")
    parser.add_argument("answer", type=Path)
    parser.add_argument("--repeat", type=int, default=40)
    parser.add_argument("--bulk", type=int, default=10_000)
    arguments = parser.parse_args()
    cache.clear()  # how often one officer may search is counted there
    desk = Desk(arguments.repeat)
    readings = [*desk.inbox(), desk.files(), *desk.searches(), desk.bulk(arguments.bulk)]
    arguments.answer.write_text(json.dumps(readings), encoding="utf-8")


if __name__ == "__main__":
    main()
