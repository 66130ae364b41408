"""Taking a desk: one lock a unit, then the agenda as it really stands; the exclusion constraint is the last guard.

The lock is the unit's and not the desk's: a proposal takes several desks, and which desk is free is only known under
the lock. One lock a transaction can't deadlock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby, islice
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from complaints.enums import AppointmentState
from complaints.models import Appointment, Complaint
from complaints.models.appointment import RangeEnd, RangeStart
from complaints.refusals import Refused
from units.agenda import Busy, Slot
from units.calendar import first_slots, unit_slots
from units.models import Closure, Unit

SOONEST = timedelta(days=1)
LOOK_AHEAD = timedelta(days=60)
"""How far the next free slot of a unit is looked for."""


class SlotTaken(Refused):
    """A slot asked for isn't free: taken meanwhile, over, or never offered. Nothing was booked."""

    def __init__(self) -> None:
        super().__init__(_("Ce créneau n’est plus libre. Choisissez-en un autre."))


def free_slots(
    complaint: Complaint, *, now: datetime, notice: bool = True, ignoring: Appointment | None = None
) -> list[Slot]:
    """Slots of the unit that this pre-complaint may take, soonest first; three queries.

    Never past the day it is erased. ``notice`` keeps the unit's minimum notice, which an officer may waive.
    ``ignoring`` is an appointment about to move: its own desk counts as free.
    """
    unit, until = complaint.unit, complaint.expires_at
    taken = Appointment.objects.live().filter(unit=unit).overlapping(now, max(now, until))
    taken = taken.exclude(pk__in=taken.lapsed(now).values("pk"))
    if ignoring is not None:
        taken = taken.exclude(pk=ignoring.pk)
    busy = [Busy(begins, ends, desk) for _unit, desk, begins, ends in taken.spans()]
    least = None if notice else timedelta(0)
    return unit_slots(unit, busy=busy, now=now, until=until, notice=least, kind=complaint.kind)


def first_free(
    units: Iterable[Unit], *, now: datetime, kind: str | None = None, until: datetime | None = None
) -> dict[UUID, Slot | None]:
    """The soonest free slot of each of these units for facts of that ``kind``: two queries for all of them.

    Over ``LOOK_AHEAD``, within each unit's horizon, and over by ``until`` where that comes first: ``soonest_erasure``
    for who files now. ``None`` when all are taken; a unit without agenda here isn't there. Nothing is reserved.
    """
    wanted = list(units)
    until = min(now + LOOK_AHEAD, until or now + LOOK_AHEAD)
    live = Appointment.objects.live().filter(unit__in=wanted).overlapping(now, until)
    live = live.exclude(pk__in=live.lapsed(now).values("pk"))
    closed = Closure.objects.filter(unit__in=wanted, period__overlap=DateTimeTZRange(now, until)).order_by()
    edges = closed.annotate(begins=RangeStart("period"), ends=RangeEnd("period"))
    off = edges.values_list("unit_id", "desk", "begins", "ends")
    taken: dict[UUID, list[Busy]] = defaultdict(list)
    for unit_id, desk, begins, ends in live.spans().union(off, all=True):
        taken[unit_id].append(Busy(begins, ends, desk))
    return first_slots(wanted, taken=taken, now=now, until=until, kind=kind)


def soonest_erasure(now: datetime) -> datetime:
    """When a pre-complaint that is filed now will be erased: no appointment of it comes later."""
    return now + timedelta(days=settings.RETENTION_DAYS)


def next_slots(complaint: Complaint, now: datetime, *, most: int = 3) -> list[Slot]:
    """The first slot of each of the next days that have one, on the unit's clock, under the agenda's lock.

    From a day on: whoever is offered them by surprise has a day at least to answer.
    """
    lock_agenda(complaint.unit)
    free = [slot for slot in free_slots(complaint, now=now) if slot.start >= now + SOONEST]
    days = groupby(free, key=lambda slot: complaint.unit.local(slot.start).date())
    return [next(slots) for _day, slots in islice(days, most)]


def other_desk(appointment: Appointment, *, now: datetime) -> int | None:
    """Another desk free at the very time of the appointment, for its facts; the caller holds the agenda's lock."""
    complaint, period = appointment.complaint, appointment.period
    slots = free_slots(complaint, now=now, notice=False, ignoring=appointment)
    same = next((slot for slot in slots if (slot.start, slot.end) == (period.lower, period.upper)), None)
    return same.desks[0] if same else None


def lock_agenda(unit: Unit) -> None:
    """Wait for the unit's agenda to be ours until the transaction ends."""
    number = int.from_bytes(unit.pk.bytes[8:], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def find(
    complaint: Complaint,
    starts: Sequence[datetime],
    *,
    now: datetime,
    notice: bool,
    ignoring: Appointment | None = None,
) -> list[Slot]:
    """The free slots that begin at ``starts``, under the agenda's lock. ``SlotTaken`` unless all are free."""
    lock_agenda(complaint.unit)
    free = {slot.start: slot for slot in free_slots(complaint, now=now, notice=notice, ignoring=ignoring)}
    slots = [free.get(start) for start in starts]
    found = [slot for slot in slots if slot is not None]
    if len(found) < len(starts) or not found:
        raise SlotTaken
    release_lapsed(complaint.unit, found, now=now)
    return found


def release_lapsed(unit: Unit, slots: Iterable[Slot], *, now: datetime) -> None:
    """Free the desks of holds whose deadline has passed and which the database would still count."""
    start, end = min(slot.start for slot in slots), max(slot.end for slot in slots)
    lapsed = Appointment.objects.lapsed(now).filter(unit=unit).overlapping(start, end)
    # Rows are locked in the order of their keys, here and when a proposal ends: no two writers wait for each other.
    ids = [appointment.pk for appointment in lapsed.select_for_update(of=("self",)).order_by("pk")]
    Appointment.objects.filter(pk__in=ids).update(state=AppointmentState.RELEASED)


def period(slot: Slot) -> DateTimeTZRange:
    return DateTimeTZRange(slot.start, slot.end)
