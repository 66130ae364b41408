"""One act on many pre-complaints, in the background, line by line.

A run writes down at once which pre-complaints it is about; each is then handled in a transaction of its own, together
with its line: whatever stops a worker, a line is either done with its act, or still to do. Any number of workers may
advance one run.
"""

from __future__ import annotations

import logging
import math
import random
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints import wake
from complaints.enums import BulkAction, LineState, RunState
from complaints.models import BulkLine, BulkRun, Complaint
from complaints.models.complaint import ComplaintQuerySet
from complaints.models.inbox import ORDER
from complaints.refusals import Refused
from complaints.services import export
from complaints.services.bulk_acts import Deed, deed_of, settled
from complaints.services.filters import Filters
from units.models import Officer

logger = logging.getLogger(__name__)

UNFINISHED = (RunState.PENDING, RunState.RUNNING)
SLICE = 2.0  # seconds that a task works before it lets others have the worker
HANDS = 2  # workers that share a run
BEAT = 1.0  # seconds between two looks at the run: stopped meanwhile?
BATCH = 50  # lines looked at together
SHARED = 200  # from so many lines on, a second worker helps
SILENT = timedelta(seconds=60)
KEPT = timedelta(days=30)
LONGEST_OUTCOME = BulkLine._meta.get_field("outcome").max_length or 0


@dataclass(frozen=True)
class Selection:
    """Which pre-complaints: those ticked, or all that a filter of the inbox finds. Never more than the officer sees."""

    pks: tuple[UUID, ...] = ()
    filters: Filters | None = None

    def queryset(self, officer: Officer, now: datetime) -> ComplaintQuerySet:
        if self.filters is not None:
            return self.filters.queryset(now)
        return Complaint.objects.visible_to(officer).filter(pk__in=self.pks)


# -- beginning -------------------------------------------------------------------------------------
@transaction.atomic
def start(
    officer: Officer,
    *,
    action: BulkAction,
    params: Mapping[str, Any],
    selection: Selection,
    key: UUID,
    now: datetime | None = None,
) -> BulkRun:
    """Write down the run and its lines, the most urgent first, and wake a worker.

    ``key`` is that of the form: posted twice, it starts one run. ``Refused`` when nothing is selected, or more than an
    export may hold.
    """
    now = now or timezone.now()
    told = {"officer": officer, "action": action, "beat_at": now}
    if action == BulkAction.EXPORT:
        told |= {"file_key": export.new_key(), "expires_at": export.kept_until(now)}
    run, is_new = BulkRun.objects.get_or_create(pk=key, defaults=told)
    if not is_new:
        if run.officer_id != officer.pk:
            raise Refused(_("Ce formulaire a déjà servi. Revenez à la boîte de réception."))
        return run
    run.total = _write_lines(run, selection.queryset(officer, now))
    if not run.total:
        raise Refused(_("Aucun de ces dossiers n’est dans vos unités."))
    if action == BulkAction.EXPORT:
        export.check_size(run)
    run.params = settled(run, params)
    run.save(update_fields=["total", "params"])
    _wake(run)
    return run


def _write_lines(run: BulkRun, found: ComplaintQuerySet) -> int:
    """One statement, however many they are; returns how many."""
    try:
        query, values = found.order_by(*ORDER).values_list("pk").query.sql_with_params()
    except EmptyResultSet:
        return 0
    table = BulkLine._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (run_id, complaint_id, state, outcome)"  # noqa: S608 -- names of ours
            f" SELECT %s::uuid, found.id, %s, '' FROM ({query}) AS found (id)",
            [run.pk, LineState.PENDING.value, *values],
        )
        return int(cursor.rowcount)


def _wake(run: BulkRun) -> None:
    """As many workers as there is work for."""
    for _hand in range(min(HANDS, math.ceil(run.total / SHARED))):
        wake.advance_run(run.pk)


# -- going on --------------------------------------------------------------------------------------
def advance(run_id: UUID, *, seconds: float = SLICE) -> bool:
    """Work through the run for some seconds, then wake a worker for the rest; whether there is a rest.

    Two at once share the lines. The database failing stops it here: the sweep takes it up again.
    """
    run = beat(run_id)
    if run is None:
        return False
    progress = _work(run, deed_of(run), until=time.monotonic() + seconds)
    run = beat(run_id)
    if run is None or not progress:
        return False  # at its end, stopped, or another worker holds what is left
    wake.advance_run(run.pk)
    return True


def _work(run: BulkRun, deed: Deed, *, until: float) -> bool:
    """Whether any line was handled."""
    with _unhurried(run):
        return _work_through(run, deed, until)


def _work_through(run: BulkRun, deed: Deed, until: float) -> bool:
    progress, last, looked = False, 0, time.monotonic()
    while lines := list(run.lines.filter(state=LineState.PENDING, pk__gt=last).order_by("pk")[:BATCH]):
        visible = _visible(run, lines)
        for line in _in_turn(run, lines):
            progress = _handle(line, visible.get(line.complaint_id), deed) or progress
            clock = time.monotonic()
            if clock >= until:
                return progress
            if clock >= looked + BEAT:
                looked = clock
                if beat(run.pk) is None:
                    return progress
        last = lines[-1].pk
    return progress


def _visible(run: BulkRun, lines: list[BulkLine]) -> dict[UUID, Complaint]:
    """Those of the next lines' pre-complaints that the officer sees at this moment.

    One that changes units between this reading and its turn is refused all the same: by the act, under its lock.
    """
    found = Complaint.objects.visible_to(run.officer).filter(pk__in=[line.complaint_id for line in lines])
    return {complaint.pk: complaint for complaint in found.only("unit_id", "expires_at")}


def _in_turn(run: BulkRun, lines: list[BulkLine]) -> list[BulkLine]:
    """Slots go to the most urgent first; otherwise, two workers had better not ask for the same lines in a row."""
    return lines if run.action == BulkAction.PROPOSE else random.sample(lines, len(lines))


@contextmanager
def _unhurried(run: BulkRun) -> Iterator[None]:
    """Don't wait for the disk after each line: an act and its line are lost together, and then done again.

    Not where a mail leaves or a file is written, which can't be taken back.
    """
    if run.action not in (BulkAction.ASSIGN, BulkAction.TAG):
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit TO DEFAULT")


@transaction.atomic
def beat(run_id: UUID) -> BulkRun | None:
    """Note that a worker has the run in hand, and how far it is; ``None`` once there is nothing more to do in it."""
    found = BulkRun.objects.select_for_update(of=("self",)).select_related("officer")
    run = found.filter(pk=run_id, state__in=UNFINISHED).first()
    if run is None:
        return None
    pending = run.lines.filter(state=LineState.PENDING).count()
    run.handled, run.beat_at = run.total - pending, timezone.now()
    run.state = RunState.RUNNING
    if not pending:
        _end(run, RunState.DONE)
    elif not run.officer.is_active:
        _end(run, RunState.STOPPED)
    run.save(update_fields=["handled", "beat_at", "state", "ended_at", "expires_at"])
    return run if run.state == RunState.RUNNING else None


def _end(run: BulkRun, state: RunState) -> None:
    run.state, run.ended_at = state, timezone.now()
    if run.file_key is not None:
        run.expires_at = export.kept_until(run.ended_at)


def _handle(line: BulkLine, complaint: Complaint | None, deed: Deed) -> bool:
    try:
        return _act(line, complaint, deed)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 -- one pre-complaint that can't be handled must not hold up the others
        # The error's own text may quote what a victim wrote: only its name and place are logged.
        place = "".join(traceback.format_tb(error.__traceback__))
        logger.error("line not handled line=%s error=%s\n%s", line.pk, type(error).__name__, place)  # noqa: TRY400 -- no text
        sentence = _("Ce dossier n’a pas pu être traité. Prévenez votre administrateur.")
        spoiled = BulkLine.objects.filter(pk=line.pk, state=LineState.PENDING)
        return bool(spoiled.update(state=LineState.REFUSED, outcome=sentence))


@transaction.atomic
def _act(line: BulkLine, complaint: Complaint | None, deed: Deed) -> bool:
    """One line with its act, unless another worker has it."""
    # Locked and written at once: most lines are done, and a refused one is written again.
    free = BulkLine.objects.filter(pk=line.pk, state=LineState.PENDING).select_for_update(skip_locked=True)
    if not BulkLine.objects.filter(pk__in=free.order_by().values("pk")).update(state=LineState.DONE, outcome=""):
        return False
    refused = _("Ce dossier n’est plus dans vos unités.") if complaint is None else None
    if complaint is not None:
        try:
            deed(complaint)
        except Refused as refusal:
            refused = str(refusal)[:LONGEST_OUTCOME]
    if refused is not None:
        BulkLine.objects.filter(pk=line.pk).update(state=LineState.REFUSED, outcome=refused)
    return True


# -- by hand, and by the clock ---------------------------------------------------------------------
@transaction.atomic
def stop(run: BulkRun) -> None:
    """Do no more of it; what is done stays done. Asked twice, it is done once."""
    run = BulkRun.objects.select_for_update().get(pk=run.pk)
    if run.state in UNFINISHED:
        pending = run.lines.filter(state=LineState.PENDING).count()
        run.handled = run.total - pending
        _end(run, RunState.STOPPED)
        run.save(update_fields=["handled", "state", "ended_at", "expires_at"])


@transaction.atomic
def resume(run: BulkRun, *, now: datetime | None = None) -> None:
    """Go on with what a stop left. ``Refused`` when there is nothing left, or the key of an export is gone."""
    run = BulkRun.objects.select_for_update().get(pk=run.pk)
    if run.state in UNFINISHED:
        return
    if run.state == RunState.DONE or not run.lines.filter(state=LineState.PENDING).exists():
        raise Refused(_("Ce lot est terminé."))
    if run.action == BulkAction.EXPORT and run.file_key is None:
        raise Refused(_("Ce fichier n’est plus gardé. Demandez un nouvel export."))
    run.state, run.ended_at, run.beat_at = RunState.PENDING, None, now or timezone.now()
    run.save(update_fields=["state", "ended_at", "beat_at"])
    _wake(run)


def sweep(*, now: datetime | None = None) -> int:
    """Wake a worker for each run that nobody has advanced for a minute; returns how many."""
    now = now or timezone.now()
    silent = list(BulkRun.objects.filter(state__in=UNFINISHED, beat_at__lt=now - SILENT).values_list("pk", flat=True))
    for pk in silent:
        wake.advance_run(pk)
    return len(silent)


def purge(*, now: datetime | None = None) -> int:
    """Delete what exports kept past their hour, then the runs of a month ago; returns how many of both."""
    now = now or timezone.now()
    lapsed = export.lapse(now=now)
    old = BulkRun.objects.filter(created_at__lte=now - KEPT)
    return lapsed + old.delete()[1].get(BulkRun._meta.label, 0)
