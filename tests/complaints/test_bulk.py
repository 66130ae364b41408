"""Bulk runs: each pre-complaint once, whatever stops the worker, and never one that the officer can't see."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from complaints import tasks
from complaints.enums import Act, AppointmentState, BulkAction, LineState, RunState, Status
from complaints.models import Appointment, BulkLine, BulkRun, Complaint, JournalEntry
from complaints.refusals import Refused
from complaints.services import bulk, bulk_acts
from complaints.services.bulk import Selection
from complaints.services.filters import Filters
from tests.factories import ComplaintFactory, OfficerFactory, UnitFactory
from units.ids import new_id
from units.models import Officer, Unit

pytestmark = pytest.mark.django_db

GONE = "Ce dossier n’est plus dans vos unités."
DONE, REFUSED, PENDING = LineState.DONE, LineState.REFUSED, LineState.PENDING


@pytest.fixture
def unit() -> Unit:
    return UnitFactory(agenda=1)


@pytest.fixture
def officer(unit: Unit) -> Officer:
    return OfficerFactory(units=[unit])


@pytest.fixture
def colleague(unit: Unit) -> Officer:
    return OfficerFactory(units=[unit], name="Paul Petit")


def begun(by: Officer, complaints: list[Complaint], action: str = "assign", **params: Any) -> BulkRun:
    selection = Selection(pks=tuple(one.pk for one in complaints))
    return bulk.start(by, action=BulkAction(action), params=params, selection=selection, key=new_id())


def finished(run: BulkRun) -> BulkRun:
    while bulk.advance(run.pk):
        pass
    run.refresh_from_db()
    return run


def lines(run: BulkRun) -> dict[Any, tuple[str, str]]:
    return {pk: (state, outcome) for pk, state, outcome in run.lines.values_list("complaint", "state", "outcome")}


def assigned(run: BulkRun) -> int:
    return JournalEntry.objects.filter(act=Act.ASSIGNED, officer=run.officer).count()


# -- what it is about ------------------------------------------------------------------------------
def test_it_is_about_what_the_officer_sees_now_and_nothing_else(unit: Unit, officer: Officer) -> None:
    mine, other = ComplaintFactory(unit=unit), ComplaintFactory()

    run = begun(officer, [mine, other], officer=str(officer.pk))

    assert [line.complaint for line in run.lines.all()] == [mine]
    assert (run.total, run.state) == (1, RunState.PENDING)
    with pytest.raises(Refused, match="Aucun de ces dossiers"):
        begun(officer, [other], officer=str(officer.pk))
    assert BulkRun.objects.count() == 1


def test_a_whole_filter_the_most_urgent_first(unit: Unit, officer: Officer) -> None:
    now = timezone.now()
    older, newer = (ComplaintFactory(unit=unit, filed_at=now - timedelta(hours=hours)) for hours in (5, 1))
    ComplaintFactory(unit=unit, kind="scam")
    ComplaintFactory(unit=unit, status=Status.SIGNED)
    ComplaintFactory()
    selection = Selection(filters=Filters.read({"nature": ["theft"]}, officer))

    run = bulk.start(officer, action=BulkAction.TAG, params={"name": "Vélos"}, selection=selection, key=new_id())

    assert [line.complaint for line in run.lines.all()] == [older, newer]


def test_posted_twice_it_is_started_once(unit: Unit, officer: Officer, colleague: Officer) -> None:
    selection, key = Selection(pks=(ComplaintFactory(unit=unit).pk,)), new_id()
    told: dict[str, Any] = {"action": BulkAction.ASSIGN, "params": {"officer": str(officer.pk)}, "key": key}

    first, second = (bulk.start(officer, selection=selection, **told) for _ in range(2))

    assert first == second
    assert BulkLine.objects.count() == 1
    with pytest.raises(Refused, match="a déjà servi"):
        bulk.start(colleague, selection=selection, **told)


# -- what is done ----------------------------------------------------------------------------------
def test_half_moved_erased_closed_or_done_already(unit: Unit, officer: Officer, colleague: Officer) -> None:
    fine, moved, closed = ComplaintFactory.create_batch(3, unit=unit)
    erased = ComplaintFactory(unit=unit, erased=True)
    already = ComplaintFactory(unit=unit, officer=colleague)
    run = begun(officer, [fine, moved, closed, erased, already], officer=str(colleague.pk))
    Complaint.objects.filter(pk=moved.pk).update(unit=UnitFactory())
    Complaint.objects.filter(pk=closed.pk).update(status=Status.WITHDRAWN)

    finished(run)

    found = lines(run)
    assert (run.state, run.handled, run.total) == (RunState.DONE, 5, 5)
    assert (found[fine.pk], found[already.pk]) == ((DONE, ""), (DONE, ""))
    assert found[moved.pk] == (REFUSED, GONE)
    assert {found[closed.pk][0], found[erased.pk][0]} == {REFUSED}
    assert all(found[one.pk][1] for one in (closed, erased))
    fine.refresh_from_db()
    moved.refresh_from_db()
    assert (fine.officer, moved.officer) == (colleague, None)
    (entry,) = fine.journal.all()
    assert (entry.act, entry.officer) == (Act.ASSIGNED, officer)
    assert not moved.journal.exists()


def test_one_that_moves_between_the_reading_and_its_turn(
    unit: Unit, officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaints, elsewhere = ComplaintFactory.create_batch(2, unit=unit), UnitFactory()
    run = begun(officer, complaints, officer=str(officer.pk))
    ordinary = bulk_acts.deed_of

    def deed_of(run: BulkRun) -> bulk_acts.Deed:
        deed = ordinary(run)

        def do(complaint: Complaint) -> object:
            done = deed(complaint)
            Complaint.objects.exclude(pk=complaint.pk).update(unit=elsewhere)
            return done

        return do

    monkeypatch.setattr(bulk, "deed_of", deed_of)
    finished(run)

    assert sorted(lines(run).values()) == [
        (DONE, ""),
        (REFUSED, "Cette pré-plainte vient d’être transférée à une autre unité."),
    ]
    assert not elsewhere.complaints.exclude(officer=None).exists()


def test_tags_are_written_in_each_unit(unit: Unit, officer: Officer) -> None:
    second = UnitFactory()
    officer.units.add(second)
    complaints = [ComplaintFactory(unit=unit), ComplaintFactory(unit=second)]

    finished(begun(officer, complaints, "tag", name="  Vélos  volés "))

    assert [[(tag.name, tag.unit) for tag in one.tags.all()] for one in complaints] == [
        [("Vélos volés", unit)],
        [("Vélos volés", second)],
    ]
    with pytest.raises(Refused):
        begun(officer, complaints, "tag", name=" ")


def test_a_transfer_ends_the_access(unit: Unit, officer: Officer) -> None:
    complaints, elsewhere = ComplaintFactory.create_batch(2, unit=unit), UnitFactory()

    run = finished(begun(officer, complaints, "transfer", unit=str(elsewhere.pk)))

    assert set(lines(run).values()) == {(DONE, "")}
    assert not Complaint.objects.visible_to(officer).exists()
    assert elsewhere.complaints.count() == 2


def test_each_in_turn_takes_the_slots_that_are_left(unit: Unit, officer: Officer) -> None:
    expires_at = timezone.now() + timedelta(days=29)
    complaints = ComplaintFactory.create_batch(3, unit=unit, status=Status.RECEIVED, expires_at=expires_at)
    booked = ComplaintFactory(unit=unit, status=Status.CONFIRMED)
    last = max(slot.start for slot in bulk_acts.free_slots(complaints[0], now=timezone.now(), notice=False))
    day = unit.local(last).date()  # six slots at most are left from that day on, a day of the agenda having twelve
    left = [
        s
        for s in bulk_acts.free_slots(complaints[0], now=timezone.now(), notice=False)
        if unit.local(s.start).date() == day
    ]
    number = min(5, len(left) - 1)

    run = finished(begun(officer, [*complaints, booked], "propose", day=day.isoformat(), slots=number))

    held = [one.appointments.filter(state=AppointmentState.HELD).count() for one in complaints]
    expected = [min(number, max(0, len(left) - number * place)) for place in range(3)]
    assert sorted(held, reverse=True) == expected
    starts = list(Appointment.objects.live().values_list("period", flat=True))
    assert len(starts) == len(set(starts)) == sum(expected)
    states = [lines(run)[one.pk][0] for one in complaints]
    assert states == [DONE if number else REFUSED for number in held]
    assert lines(run)[booked.pk][0] == REFUSED


# -- whatever happens ------------------------------------------------------------------------------
def broken_at(number: int, error: BaseException) -> Callable[[BulkRun], bulk_acts.Deed]:
    """The ordinary deed, during which the worker dies once."""
    ordinary, calls = bulk_acts.deed_of, []

    def deed_of(run: BulkRun) -> bulk_acts.Deed:
        deed = ordinary(run)

        def do(complaint: Complaint) -> object:
            calls.append(complaint)
            done = deed(complaint)
            if len(calls) == number:
                raise error
            return done

        return do

    return deed_of


def test_a_worker_that_dies_leaves_a_line_to_do(
    unit: Unit, officer: Officer, colleague: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaints = ComplaintFactory.create_batch(4, unit=unit)
    run = begun(officer, complaints, officer=str(colleague.pk))
    monkeypatch.setattr(bulk, "deed_of", broken_at(3, OperationalError("the server closed the connection")))

    with pytest.raises(OperationalError):
        bulk.advance(run.pk)

    assert sorted(state for state, _ in lines(run).values()) == [DONE, DONE, PENDING, PENDING]
    assert assigned(run) == 2  # the act of the third went with its line
    run.refresh_from_db()
    assert bulk.sweep(now=run.beat_at + timedelta(seconds=59)) == 0
    assert bulk.sweep(now=run.beat_at + timedelta(seconds=61)) == 1
    tasks.advance_run(str(run.pk))
    run.refresh_from_db()
    assert (run.state, assigned(run)) == (RunState.DONE, 4)
    assert bulk.sweep(now=timezone.now() + timedelta(days=1)) == 0


def test_one_that_breaks_doesnt_hold_up_the_others(
    unit: Unit,
    officer: Officer,
    colleague: Officer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    complaints = ComplaintFactory.create_batch(3, unit=unit)
    run = begun(officer, complaints, officer=str(colleague.pk))
    monkeypatch.setattr(bulk, "deed_of", broken_at(2, ValueError("Camille Martin")))

    finished(run)

    assert sorted(state for state, _ in lines(run).values()) == [DONE, DONE, REFUSED]
    assert assigned(run) == 2
    assert "Camille" not in caplog.text
    assert "Prévenez votre administrateur" in str(lines(run))


def test_stopped_and_taken_up_again(unit: Unit, officer: Officer) -> None:
    run = begun(officer, ComplaintFactory.create_batch(3, unit=unit), officer=str(officer.pk))
    bulk.advance(run.pk, seconds=0)
    bulk.stop(run)

    assert bulk.advance(run.pk) is False
    run.refresh_from_db()
    assert (run.state, run.handled) == (RunState.STOPPED, 1)

    bulk.resume(run)
    finished(run)
    assert (run.state, run.handled) == (RunState.DONE, 3)
    with pytest.raises(Refused, match="terminé"):
        bulk.resume(run)


def test_an_officer_whose_account_is_closed_acts_no_more(unit: Unit, officer: Officer) -> None:
    run = begun(officer, ComplaintFactory.create_batch(2, unit=unit), officer=str(officer.pk))
    officer.is_active = False
    officer.save(update_fields=["is_active"])

    finished(run)

    assert run.state == RunState.STOPPED
    assert not JournalEntry.objects.exists()


def test_what_it_was_about_is_gone(unit: Unit, officer: Officer) -> None:
    run = begun(officer, [ComplaintFactory(unit=unit)], "transfer", unit=str(new_id()))

    finished(run)

    assert list(lines(run).values()) == [(REFUSED, "Cette unité n’existe plus.")]


def test_a_month_later_nothing_is_left_of_it(unit: Unit, officer: Officer) -> None:
    run = finished(begun(officer, [ComplaintFactory(unit=unit)], officer=str(officer.pk)))

    assert bulk.purge(now=run.created_at + timedelta(days=29)) == 0
    assert bulk.purge(now=run.created_at + timedelta(days=30)) == 1
    assert not BulkLine.objects.exists()
    assert Complaint.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_do_one_twice(unit: Unit, officer: Officer, colleague: Officer) -> None:
    run = begun(officer, ComplaintFactory.create_batch(40, unit=unit), officer=str(colleague.pk))
    start = threading.Barrier(2)

    def work() -> None:
        try:
            connection.ensure_connection()
            start.wait()
            bulk.advance(run.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    finished(run)

    assert (run.state, run.handled, assigned(run)) == (RunState.DONE, 40, 40)
