"""Hundreds of thousands of invented pre-complaints, really sealed and indexed, in a few minutes.

What a filing would have written is made by the filing's own code and by the model's own fields; only the INSERT
differs: rows go by COPY, from one process a core.
"""

from __future__ import annotations

import multiprocessing
import os
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, connections, models, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from psycopg.errors import UniqueViolation

from bench.fates import Fate
from bench.shapes import Fresh, told_by
from bench.world import Place, World
from complaints.enums import (
    Act,
    AppointmentState,
    EvidenceState,
    FileType,
    MailKind,
    MailState,
    Recipient,
    Status,
)
from complaints.models import Appointment, Complaint, Evidence, JournalEntry, OutgoingMail, Proposal
from complaints.questions.steps.situation import kind_of
from complaints.sealing import files
from complaints.services import filing

CHUNK = 1_000
SLOT = timedelta(minutes=30)
SLOTS_A_DESK = 240
TAGGED, WITH_EVIDENCE, TAKEN = 0.05, 0.04, 0.5
MADE_BY_THE_DATABASE = ("AutoField", "BigAutoField")
TAG_LINK = Complaint.tags.through


@dataclass
class Rows:
    """What one chunk is made of, by table, in the order in which they may be written."""

    complaints: list[Complaint] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    mails: list[OutgoingMail] = field(default_factory=list)
    journal: list[JournalEntry] = field(default_factory=list)
    tags: list[models.Model] = field(default_factory=list)


def generate(world: World, *, count: int, workers: int, told: Callable[[int], None]) -> None:
    """Write ``count`` pre-complaints; ``told`` hears how many are written. One worker: in this process.

    The tables are analysed at the end, so that the planner knows them.
    """
    chunks = [range(first, min(first + CHUNK, count)) for first in range(0, count, CHUNK)]
    for written in _in_processes(world, chunks, workers) if workers > 1 else map(_Writer(world).write, chunks):
        told(written)
    with connection.cursor() as cursor:
        # Outside a transaction only: what a vacuum notes down spares visits to the rows.
        cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)")


def _in_processes(world: World, chunks: Sequence[range], workers: int) -> Iterator[int]:
    global _forked  # noqa: PLW0603 -- forked processes find it there: nothing is pickled
    _forked = _Writer(world)
    connections.close_all()  # each process opens its own
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork")) as pool:
        yield from pool.map(_write_forked, chunks)


_forked: _Writer | None = None


def _write_forked(numbers: range) -> int:
    if _forked is None:
        raise RuntimeError("The process was not forked from the one that generates.")
    return _forked.write(numbers)


@dataclass(frozen=True)
class _Writer:
    """Writes chunks of one world; the same numbers and seed give the same people and the same lives."""

    world: World

    def write(self, numbers: range) -> int:
        try:
            self._copy(numbers)
        except UniqueViolation:  # two references of nine random signs may meet: others are drawn
            self._copy(numbers)
        return len(numbers)

    def _copy(self, numbers: range) -> None:
        rows = Rows()
        for number in numbers:
            self._add(rows, number, random.Random(f"{self.world.seed} {number}"))
        with transaction.atomic():
            for table in vars(rows).values():
                copy(table)

    def _add(self, rows: Rows, number: int, rng: random.Random) -> None:
        place, rank = self.world.where(number)
        fate = Fate.draw(rng, self.world.now)
        complaint = self._complaint(place, number, fate, rng)
        rows.complaints.append(complaint)
        _book(rows, complaint, fate, place, rank, self.world.now)
        by_hand = complaint.is_open and number % 50 == 0
        rows.mails.append(_mail(complaint, MailState.BY_HAND if by_hand else MailState.SENT))
        acts = [Act.FILED] if fate.received_at is None else [Act.FILED, Act.OPENED, Act.STATUS]
        rows.journal.extend(_entry(complaint, act, place) for act in acts)
        if complaint.erased_at is None and rng.random() < WITH_EVIDENCE:
            rows.evidence.append(_evidence(complaint))
        if complaint.erased_at is None and rng.random() < TAGGED:
            rows.tags.append(TAG_LINK(complaint_id=complaint.pk, tag_id=rng.choice(place.tags).pk))

    def _complaint(self, place: Place, number: int, fate: Fate, rng: random.Random) -> Complaint:
        shape, commune = rng.choice(self.world.shapes), rng.choice(place.communes)
        lived = {
            "status": fate.status, "received_at": fate.received_at, "contacted_at": fate.contacted_at,
            "booked_at": fate.booked_at, "awaited_at": fate.awaited_at, "closed_at": fate.closed_at,
            "dismiss_reason": fate.dismiss_reason, "erased_at": fate.erased_at,
            **({"alert_at": None} if fate.contacted_at or fate.closed_at else {}),
            "officer": rng.choice(place.officers) if fate.received_at and rng.random() < TAKEN else None,
        }  # fmt: skip
        if fate.erased_at is None:
            fresh = Fresh.draw(number, filed_at=fate.filed_at, commune=commune, rng=rng)
            declared = told_by(fresh, shape, place.unit)
            return Complaint(**{**filing.columns(declared, by=None, now=fate.filed_at), **lived})
        return Complaint(
            kind=kind_of(shape.answers),
            unit=place.unit,
            department=commune.department,
            facts_on=fate.filed_at.date().replace(day=1),
            filed_at=fate.filed_at,
            contact_due_at=fate.filed_at + timedelta(hours=24),
            expires_at=fate.filed_at + timedelta(days=30),
            **lived,
        )


# -- what goes with a pre-complaint ----------------------------------------------------------------
def _book(rows: Rows, complaint: Complaint, fate: Fate, place: Place, rank: int, now: datetime) -> None:
    """The appointments of that life. Two slots at a desk of the unit belong to each rank: none meets another."""
    free = iter((2 * rank, 2 * rank + 1))
    if fate.missed and fate.booked_at:
        rows.appointments.append(_appointment(complaint, AppointmentState.MISSED, 0, fate.booked_at))
    if fate.status == Status.SIGNED and fate.closed_at:
        rows.appointments.append(_appointment(complaint, AppointmentState.HONOURED, 0, fate.closed_at - SLOT))
    elif fate.status == Status.CONFIRMED:
        desk, start = _slot(next(free), now)
        complaint.awaited_at = start
        rows.appointments.append(_appointment(complaint, AppointmentState.CONFIRMED, desk, start))
    elif fate.status == Status.PROPOSED and fate.awaited_at:
        proposal = Proposal(complaint=complaint, officer=place.officers[0], deadline=fate.awaited_at)
        rows.proposals.append(proposal)
        for desk, start in (_slot(one, now) for one in free):
            held = _appointment(complaint, AppointmentState.HELD, desk, start)
            held.proposal = proposal
            rows.appointments.append(held)


def _slot(number: int, now: datetime) -> tuple[int, datetime]:
    """Desk and start: within a month from the day before yesterday, so that some have passed."""
    day = now.replace(hour=8, minute=0, second=0, microsecond=0) - timedelta(days=2)
    place = number % SLOTS_A_DESK
    return number // SLOTS_A_DESK + 1, day + timedelta(days=place // 8) + place % 8 * SLOT


def _appointment(complaint: Complaint, state: AppointmentState, desk: int, start: datetime) -> Appointment:
    period = DateTimeTZRange(start, start + SLOT)
    return Appointment(complaint=complaint, unit=complaint.unit, desk=desk, period=period, state=state)


def _mail(complaint: Complaint, state: MailState) -> OutgoingMail:
    return OutgoingMail(
        complaint=complaint,
        kind=MailKind.FILED,
        recipient=Recipient.VICTIM,
        state=state,
        next_try_at=complaint.filed_at,
        sent_at=complaint.filed_at if state == MailState.SENT else None,
    )


def _entry(complaint: Complaint, act: Act, place: Place) -> JournalEntry:
    by = None if act == Act.FILED else place.officers[0]
    detail = f"{Status.FILED} → {Status.RECEIVED}" if act == Act.STATUS else ""
    return JournalEntry(complaint=complaint, unit=complaint.unit, act=act, officer=by, detail=detail)


def _evidence(complaint: Complaint) -> Evidence:
    """The row only: the folder of sealed files isn't what is measured."""
    piece = Evidence(complaint=complaint, file_type=FileType.JPEG, size=1_200_000, state=EvidenceState.READY)
    key = files.new_key()
    piece.wrapped_key = files.seal(key, piece.pk)
    piece.about = files.lock_about(files.About("photo.jpg", "0" * 64), key, piece.pk)
    return piece


# -- writing ---------------------------------------------------------------------------------------
def copy(rows: Sequence[models.Model]) -> None:
    """Write the rows by COPY, each value as its own field gives it to the database: sealed ones sealed."""
    if not rows:
        return
    meta = rows[0]._meta
    stored = [one for one in meta.concrete_fields if not one.generated]
    fields = [one for one in stored if one.get_internal_type() not in MADE_BY_THE_DATABASE]
    columns = ", ".join(connection.ops.quote_name(str(one.column)) for one in fields)
    with connection.cursor() as cursor, cursor.copy(f"COPY {meta.db_table} ({columns}) FROM STDIN") as target:
        for row in rows:
            target.write_row(list(_values(row, fields)))


def _values(row: models.Model, fields: Iterable[models.Field]) -> Iterator[object]:  # type: ignore[type-arg]
    return (one.get_db_prep_save(one.pre_save(row, add=True), connection) for one in fields)


def processors() -> int:
    """How many processes write at once unless said."""
    return os.cpu_count() or 1
