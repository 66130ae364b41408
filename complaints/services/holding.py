"""Writing the appointments of one pre-complaint: the rows themselves, under the agenda's lock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from complaints.enums import Act, AppointmentState, Status
from complaints.models import Appointment, Complaint, Proposal
from complaints.services import journal, status
from complaints.services.booking import SlotTaken, find, lock_agenda, period
from complaints.services.contact import contacted
from units.agenda import Slot
from units.models import Officer


def book(complaint: Complaint, start: datetime, *, now: datetime, notice: bool) -> Appointment:
    """Confirm a free slot; those that were proposed become free."""
    # The agenda first, as everywhere: whoever holds it may be waiting for rows that ending a proposal locks.
    lock_agenda(complaint.unit)
    end_proposal(complaint, now)
    (slot,) = find(complaint, [start], now=now, notice=notice)
    (appointment,) = insert([slot_of(complaint, slot, AppointmentState.CONFIRMED, fixed_at=now)])
    return appointment


def offer(
    complaint: Complaint, slots: Sequence[Slot], *, by: Officer, now: datetime, deadline: datetime | None = None
) -> Proposal:
    """Hold these free slots, in order, for the victim to choose from; the caller has locked and checked the row.

    The deadline is ``PROPOSAL_HOURS`` away unless said otherwise, earlier if the first slot comes earlier.
    """
    deadline = min(deadline or now + timedelta(hours=settings.PROPOSAL_HOURS), slots[0].start)
    status.become(complaint, Status.PROPOSED, by=by, awaited_at=deadline)
    proposal = Proposal.objects.create(complaint=complaint, officer=by, deadline=deadline)
    insert(slot_of(complaint, slot, AppointmentState.HELD, proposal=proposal) for slot in slots)
    contacted(complaint, now)
    journal.record(complaint, Act.PROPOSED, by=by, detail=str(len(slots)))
    return proposal


def slot_of(
    complaint: Complaint,
    slot: Slot,
    state: AppointmentState,
    *,
    proposal: Proposal | None = None,
    fixed_at: datetime | None = None,
) -> Appointment:
    """At the first free desk of the slot; not in the database yet."""
    return Appointment(
        complaint=complaint,
        unit=complaint.unit,
        proposal=proposal,
        desk=slot.desks[0],
        period=period(slot),
        state=state,
        fixed_at=fixed_at,
    )


def insert(appointments: Iterable[Appointment]) -> list[Appointment]:
    try:
        with transaction.atomic():
            return Appointment.objects.bulk_create(appointments)
    except IntegrityError as refusal:
        raise SlotTaken from refusal


def end_proposal(complaint: Complaint, now: datetime) -> None:
    """Close the open proposal, if any, and free what it still holds."""
    held = complaint.appointments.filter(state=AppointmentState.HELD)
    ids = [appointment.pk for appointment in held.order_by("pk").select_for_update()]
    if ids:
        Appointment.objects.filter(pk__in=ids).update(state=AppointmentState.RELEASED)
    complaint.proposals.filter(closed_at=None).update(closed_at=now)


def end(appointment: Appointment, state: AppointmentState) -> None:
    appointment.state = state
    appointment.save(update_fields=["state", "sequence"])
