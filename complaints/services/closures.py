"""Closing a desk, or the whole unit, for a while: nobody is left on it, and everybody it touches is offered anew.

The closure is written first, under the agenda's lock: from then on nothing is booked there. Each appointment is then
settled in a transaction of its own; what a stopped machine left is taken up by the clock.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from complaints.enums import Act, AppointmentState, MailKind, Recipient, Status
from complaints.models import Appointment, Complaint
from complaints.models.appointment import AppointmentQuerySet
from complaints.refusals import Refused
from complaints.services import journal, mailing, status
from complaints.services.booking import lock_agenda, next_slots, other_desk
from complaints.services.holding import end, end_proposal, offer
from complaints.services.opening import NotYours, log, may_change
from units.models import Closure, Officer, Unit

AT_ONCE = 50
"""How many are settled while the head waits; the worker does the rest within a minute."""


def touched(
    unit: Unit, period: DateTimeTZRange, desk: int | None, *, now: datetime | None = None
) -> AppointmentQuerySet:
    """Live appointments within the period that aren't over, at that desk or at any; not of who is there already."""
    coming = Appointment.objects.live().filter(unit=unit, period__endswith__gt=now or timezone.now())
    live = coming.filter(period__overlap=period, arrived_at=None)
    return live if desk is None else live.filter(desk=desk)


@transaction.atomic
def close_period(
    unit: Unit,
    *,
    period: DateTimeTZRange,
    desk: int | None,
    reason: str = "",
    by: Officer,
    now: datetime | None = None,
) -> Closure:
    """Close; nothing is booked there any more. The appointments it touches are for ``settle`` to free.

    Refused when the period is over already, or isn't one.
    """
    now = now or timezone.now()
    if not may_change(unit, by):
        raise NotYours
    if period.isempty or period.lower is None or period.upper is None or period.upper <= now:
        raise Refused(_("Cette période est déjà passée, ou sa fin vient avant son début."))
    lock_agenda(unit)
    closure = Closure.objects.create(unit=unit, period=period, desk=desk, reason=reason, closed_by=by)
    log(unit, _("fermé : %(closure)s") % {"closure": in_words(closure)}, by=by)
    return closure


@transaction.atomic
def reopen(closure: Closure, *, by: Officer) -> None:
    """Open again. Appointments that were cancelled stay so: their victims were told."""
    if not may_change(closure.unit, by):
        raise NotYours
    lock_agenda(closure.unit)
    log(closure.unit, _("rouvert : %(closure)s") % {"closure": in_words(closure)}, by=by)
    closure.delete()


def settle(closure: Closure, *, at_most: int | None = None, now: datetime | None = None) -> int:
    """Free what the closure touches, soonest first; returns how many. May run twice at once, and again after a stop.

    An appointment whose time is free at another desk keeps its hour and changes desk, without a word: nothing changes
    for its victim. Otherwise it ends, and the victim is offered the next free slots by one mail.
    """
    now = now or timezone.now()
    settled = 0
    while (at_most is None or settled < at_most) and _settle_next(closure, now):
        settled += 1
    return settled


def settle_all(*, now: datetime | None = None) -> int:
    """Go on with every closure that still touches an appointment; returns how many were settled."""
    now = now or timezone.now()
    live = Appointment.objects.live().filter(
        unit=OuterRef("unit"), period__overlap=OuterRef("period"), period__endswith__gt=now, arrived_at=None
    )
    closed = Q(desk=None) & Exists(live) | Exists(live.filter(desk=OuterRef("desk")))
    waiting = Closure.objects.filter(closed, period__endswith__gt=now, closed_by__isnull=False)
    return sum(settle(closure, now=now) for closure in waiting.select_related("unit", "closed_by"))


@transaction.atomic
def _settle_next(closure: Closure, now: datetime) -> bool:
    # The file is locked first, as everywhere else: its victim and this closure can't wait for each other.
    coming = touched(closure.unit, closure.period, closure.desk, now=now)
    found = Complaint.objects.filter(pk__in=coming.values("complaint"))
    locked = found.select_for_update(of=("self",), skip_locked=True).order_by("awaited_at", "pk").first()
    if locked is None:
        return False
    complaint = Complaint.objects.with_places().get(pk=locked.pk)
    lock_agenda(closure.unit)
    freed = [one for one in coming.filter(complaint=complaint) if not _changes_desk(one, closure, now)]
    if freed:
        _free(complaint, freed, closure, now)
    return True


def _changes_desk(appointment: Appointment, closure: Closure, now: datetime) -> bool:
    if closure.desk is None:
        return False
    desk = other_desk(appointment, now=now)
    if desk is None:
        return False
    appointment.desk = desk
    appointment.save(update_fields=["desk"])
    return True


def _free(complaint: Complaint, freed: list[Appointment], closure: Closure, now: datetime) -> None:
    """End what can't be kept. A proposal of which other slots are left goes on with them."""
    booked = [one for one in freed if one.state == AppointmentState.CONFIRMED]
    for appointment in freed:
        if appointment.state == AppointmentState.CONFIRMED:
            appointment.sequence += 1
            end(appointment, AppointmentState.CANCELLED)
        else:
            end(appointment, AppointmentState.RELEASED)
    left = complaint.appointments.filter(state=AppointmentState.HELD).exists()
    if not booked and left:
        return
    end_proposal(complaint, now)
    if complaint.status in (Status.CONFIRMED, Status.PROPOSED):
        complaint = status.move(complaint, Status.RECEIVED, by=closure.closed_by)
    journal.record(complaint, Act.CANCELLED, by=closure.closed_by, detail="closed")
    if (slots := next_slots(complaint, now)) and closure.closed_by:
        offer(complaint, slots, by=closure.closed_by, now=now)
    gone = booked[0] if booked else None
    mailing.queue(complaint, MailKind.CLOSED, Recipient.VICTIM, appointment=gone, now=now)


def in_words(closure: Closure) -> str:
    """« du 3 mars 2026 à 08:00 au 4 mars 2026 à 12:00, bureau 2 », on the unit's clock."""
    unit = closure.unit
    words = {
        "start": date_format(unit.local(closure.period.lower), _("j F Y à H:i")),
        "end": date_format(unit.local(closure.period.upper), _("j F Y à H:i")),
        "desk": closure.desk,
    }
    if closure.desk is None:
        return _("du %(start)s au %(end)s") % words
    return _("du %(start)s au %(end)s, bureau %(desk)s") % words
