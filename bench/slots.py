"""Stores appointments by COPY and asks for free slots: ``python -m bench.slots FILE``, run by ``bench.agenda``.

Their pre-complaints are rows without answers: no question about slots opens any.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

import psutil  # noqa: E402
from django.db import connection, transaction  # noqa: E402 -- models are read once Django is set up
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.generate import copy  # noqa: E402
from bench.world import PREFIX, prepare  # noqa: E402
from complaints.enums import AppointmentState, Kind, Status  # noqa: E402
from complaints.models import Appointment, Complaint  # noqa: E402
from complaints.services.booking import LOOK_AHEAD, first_free, free_slots  # noqa: E402
from units.agenda import Slot  # noqa: E402
from units.calendar import unit_slots  # noqa: E402
from units.models import OpeningRule, Unit  # noqa: E402

HORIZON = 90
NEAREST = 30
BUSIEST_DESKS = 6
WARMING = 6  # a statement is prepared at its sixth use
"""How often each question is asked before it is measured."""


def store(*, appointments: int, units: int, now: datetime) -> list[Unit]:
    """That many live appointments over the horizon. Returns the units, those of the busiest and of the full first.

    The first has ``BUSIEST_DESKS`` desks, nine tenths taken; the next thirty have nothing left within two months.
    """
    prepare(units=units, largest=1, seed=1)
    Unit.objects.filter(code__startswith=PREFIX).update(horizon_days=HORIZON)
    OpeningRule.objects.filter(unit__code=f"{PREFIX}0000").update(desks=BUSIEST_DESKS)
    made = list(Unit.objects.filter(code__startswith=PREFIX).order_by("code").prefetch_related("rules"))
    rng, left = random.Random(1), appointments
    for number, unit in enumerate(made):
        free = unit_slots(unit, busy=[], now=now, until=now + timedelta(days=HORIZON), notice=timedelta(0))
        places = [(slot, desk) for slot in free for desk in slot.desks]
        if number == 0:
            wanted = round(0.9 * len(places))
        elif number <= NEAREST:
            wanted = sum(slot.start < now + LOOK_AHEAD + timedelta(days=1) for slot, _desk in places)
            places = places[:wanted]
        else:
            wanted = min(len(places), round(left / (len(made) - number)))
        taken = rng.sample(places, min(wanted, left))
        left -= len(taken)
        _take(unit, taken, now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    return made


def _take(unit: Unit, places: Sequence[tuple[Slot, int]], now: datetime) -> None:
    complaints = [
        Complaint(
            kind=Kind.THEFT,
            status=Status.CONFIRMED,
            unit=unit,
            department=unit.department,
            facts_on=now.date(),
            filed_at=now,
            contact_due_at=now + timedelta(days=1),
            expires_at=now + timedelta(days=HORIZON),
            awaited_at=slot.start,
        )
        for slot, _desk in places
    ]
    booked = [
        Appointment(
            complaint=complaint,
            unit=unit,
            desk=desk,
            period=DateTimeTZRange(slot.start, slot.end),
            state=AppointmentState.CONFIRMED,
        )
        for complaint, (slot, desk) in zip(complaints, places, strict=True)
    ]
    with transaction.atomic():
        copy(complaints)
        copy(booked)


def questions(units: Sequence[Unit], now: datetime) -> Iterator[tuple[str, str, Callable[[int], object]]]:
    """Family, name, and what is asked the n-th time."""
    busiest, full, others = units[0], units[1 : NEAREST + 1], units[NEAREST + 1 :]

    def slots_of(unit: Unit) -> object:
        unit = Unit.objects.get(pk=unit.pk)  # as it comes with its pre-complaint
        return free_slots(Complaint(unit=unit, kind=Kind.THEFT, expires_at=now + LOOK_AHEAD), now=now)

    def near(number: int) -> Sequence[Unit]:
        place = NEAREST * number % (len(others) - NEAREST)
        return others[place : place + NEAREST]

    yield "one unit", "free slots of a unit over 60 days", lambda number: slots_of(others[number % len(others)])
    yield "one unit", f"of the busiest, {BUSIEST_DESKS} desks", lambda _number: slots_of(busiest)
    yield "30 units", "next free slot of 30 units", lambda number: first_free(near(number), now=now, kind=Kind.THEFT)
    yield "30 units", "of 30 units that are full", lambda _number: first_free(full, now=now, kind=Kind.THEFT)


def read(family: str, name: str, ask: Callable[[int], object], repeat: int) -> dict[str, Any]:
    """Milliseconds, of time and of CPU: this process's, and its database connection's."""
    for number in range(WARMING):
        ask(number)
    connection.ensure_connection()
    server = psutil.Process(connection.connection.info.backend_pid)
    times, cpu, database = [], time.process_time(), sum(server.cpu_times()[:2])
    for number in range(repeat):
        began = time.perf_counter()
        ask(number)
        times.append(1000 * (time.perf_counter() - began))
    cpu, database = time.process_time() - cpu, sum(server.cpu_times()[:2]) - database
    with CaptureQueriesContext(connection) as captured:
        ask(0)
    return {
        "family": family,
        "name": name,
        "p50": statistics.median(times),
        "p95": sorted(times)[max(0, round(0.95 * repeat) - 1)],
        "cpu": 1000 * cpu / repeat,
        "database": 1000 * database / repeat,
        "queries": len(captured),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.slots")
    parser.add_argument("answer", type=Path)
    parser.add_argument("--appointments", type=int, default=200_000)
    parser.add_argument("--units", type=int, default=500)
    parser.add_argument("--repeat", type=int, default=100)
    arguments = parser.parse_args()
    now, began = timezone.now(), time.monotonic()
    units = store(appointments=arguments.appointments, units=arguments.units, now=now)
    stored = Appointment.objects.live().count()
    print(f"{stored} live appointments of {len(units)} units stored in {time.monotonic() - began:.0f} s")
    readings = [read(*question, arguments.repeat) for question in questions(units, now)]
    arguments.answer.write_text(json.dumps(readings), encoding="utf-8")


if __name__ == "__main__":
    main()
