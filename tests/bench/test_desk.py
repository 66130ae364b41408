"""The generator and the measure of the desk, on a base small enough for the suite."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from bench.desk import problems
from bench.readings import Desk
from complaints.enums import OPEN_STATUSES, ORDINARY_KINDS, Status
from complaints.models import Appointment, Complaint
from complaints.services.filters import Filters
from complaints.services.search import search
from tests.preplainte.test_demo_units import own_list
from units.models import Officer, Unit

__all__ = ["own_list"]  # the fixture, found by its name

GENERATE = "generate_complaints"


@pytest.mark.django_db
@pytest.mark.usefixtures("own_list")
def test_a_small_base_is_generated_and_measured(capsys: Any) -> None:
    call_command(GENERATE, count=200, units=3, largest=120, workers=1)

    assert re.search(r"\[#{40}\] 200 / 200, 0 s left", capsys.readouterr().out)
    counted = dict.fromkeys(("bench-0000", "bench-0001", "bench-0002"), 0)
    for code in Complaint.objects.values_list("unit__code", flat=True):
        counted[code] += 1
    assert counted == {"bench-0000": 120, "bench-0001": 40, "bench-0002": 40}
    assert set(Complaint.objects.values_list("kind", flat=True)) == set(ORDINARY_KINDS)
    _is_what_a_filing_writes()

    desk = Desk(1, warming=0)
    readings = [*islice(desk.inbox(), 4), desk.files(), *desk.searches(), desk.bulk(20)]

    assert len(readings) == 4 + 1 + 5 + 1
    # Each combination narrows the inbox as it says: a word that no filter knows would measure the whole of it.
    for query in desk.combinations().values():
        assert Filters.read({name: [value] for name, value in query.items()}, desk.officer).values == query
    assert all(one["p95"] >= one["p50"] > 0 for one in readings)


def _is_what_a_filing_writes() -> None:
    """Sealed, found by its tokens, with what its state asks for; erased where its state says so."""
    unit = Unit.objects.get(code="bench-0000")
    (officer, *_others) = Officer.objects.filter(units=unit).order_by("username")
    for complaint in Complaint.objects.filter(unit=unit).open()[:10]:
        name = complaint.answers()["identite"]["birth_name"]
        assert complaint in search(name, by=officer).complaints
        assert (complaint.awaited_at is None) == (complaint.status in (Status.FILED, Status.RECEIVED))
    over = Complaint.objects.exclude(status__in=OPEN_STATUSES)
    assert over.filter(erased_at=None).count() == 0
    confirmed = Complaint.objects.filter(status=Status.CONFIRMED)
    assert Appointment.objects.filter(state="confirmed").count() == confirmed.count() > 0


def test_never_in_production(settings: Settings) -> None:
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="never written in production"):
        call_command(GENERATE, count=1, units=1, largest=1)


def test_limits() -> None:
    small = {"family": "search", "p50": 20.0, "p95": 30.0, "each": 20.0, "queries": 9, "rows": 15}

    assert problems(small, small) == []
    assert problems(small | {"p95": 101.0}, small) == ["too slow"]
    assert problems(small | {"p50": 31.0, "each": 31.0}, small) == ["grows with the base"]
    assert problems(small | {"p50": 24.0, "each": 24.0}, small | {"p50": 12.0, "each": 12.0}) == ["grows with the base"]
    assert problems(small | {"p50": 31.0, "each": 31.0}, small | {"rows": 14}) == []
    assert problems(small | {"queries": 10}, small) == ["9 queries on the small base"]
    bulk = {"family": "bulk", "p50": 59_000.0, "p95": 59_000.0, "each": 5.9, "queries": 0, "rows": 0}
    assert problems(bulk, bulk | {"p50": 4_500.0, "p95": 4_500.0, "each": 4.5}) == []
    assert problems(bulk | {"p95": 61_000.0}, bulk) == ["too slow"]
