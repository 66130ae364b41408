"""From a proposal to the appointment at which the complaint is signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.enums import Act, AppointmentState, MailKind, Recipient, Status
from complaints.models import Appointment, Complaint, Proposal
from complaints.questions.wishes import with_wishes
from complaints.refusals import Refused
from complaints.services import journal, mailing, status
from complaints.services.booking import SlotTaken, find, period
from complaints.services.contact import contacted
from complaints.services.holding import book, end, end_proposal, offer
from units.models import Officer

MAX_PROPOSED = 5


class ProposalOver(Refused):
    """The victim answers a proposal that has ended."""

    def __init__(self) -> None:
        super().__init__(_("Cette proposition a pris fin : ces créneaux ne vous sont plus réservés."))


class NoAppointment(Refused):
    """There is no confirmed appointment to change, or it is too late to change it."""


@transaction.atomic
def propose(
    complaint: Complaint,
    *,
    starts: Sequence[datetime],
    by: Officer,
    deadline: datetime | None = None,
    now: datetime | None = None,
) -> Proposal:
    """Hold one to five free slots for the victim until the proposal's deadline, and write to them.

    The deadline is the same for all of them: ``PROPOSAL_HOURS`` away unless said otherwise, earlier if the first slot
    comes earlier. ``SlotTaken`` if one of them isn't free: then none is held.
    """
    now = now or timezone.now()
    if deadline is not None and deadline <= now:
        raise Refused(_("Le délai de réponse est déjà passé : choisissez-en un autre."))
    if not 1 <= len(set(starts)) <= MAX_PROPOSED:
        raise Refused(_("Proposez de un à cinq créneaux."))
    # Whoever is told the slots are gone is told first that the pre-complaint is over, where it is.
    complaint = status.lock(complaint)
    status.check(complaint, Status.PROPOSED, by=by)
    slots = find(complaint, sorted(set(starts)), now=now, notice=False)
    proposal = offer(complaint, slots, by=by, now=now, deadline=deadline)
    mailing.queue(complaint, MailKind.PROPOSED, Recipient.VICTIM, now=now)
    return proposal


@transaction.atomic
def fix(complaint: Complaint, *, start: datetime, by: Officer, now: datetime | None = None) -> Appointment:
    """Confirm at once a slot agreed by phone; slots that were proposed become free."""
    now = now or timezone.now()
    # The slot first: whoever loses it is told before anything is written.
    complaint = status.lock(complaint)
    status.check(complaint, Status.CONFIRMED, by=by)
    appointment = book(complaint, start, now=now, notice=False)
    status.become(complaint, Status.CONFIRMED, by=by, **booked_at(complaint, start, now))
    contacted(complaint, now)
    tell_confirmed(complaint, by=by, now=now)
    return appointment


@transaction.atomic
def choose(complaint: Complaint, *, appointment_id: UUID, now: datetime | None = None) -> Appointment:
    """The victim takes one of the proposed slots; the others become free at once. Asked twice, it is done once."""
    now = now or timezone.now()
    complaint = status.lock(complaint)
    already = complaint.appointments.filter(pk=appointment_id, state=AppointmentState.CONFIRMED).first()
    if already is not None:
        return already
    proposal = _answerable(complaint, now)
    held = list(proposal.appointments.filter(state=AppointmentState.HELD).order_by("pk").select_for_update())
    chosen = next((appointment for appointment in held if appointment.pk == appointment_id), None)
    if chosen is None:
        raise SlotTaken
    complaint = status.move(complaint, Status.CONFIRMED, by=None, **booked_at(complaint, chosen.period.lower, now))
    chosen.state, chosen.fixed_at = AppointmentState.CONFIRMED, now
    chosen.save(update_fields=["state", "fixed_at"])
    end_proposal(complaint, now)
    tell_confirmed(complaint, by=None, now=now)
    return chosen


@transaction.atomic
def pick(complaint: Complaint, *, start: datetime, now: datetime | None = None) -> Appointment:
    """The victim takes another free slot of the unit than those proposed, which become free."""
    now = now or timezone.now()
    complaint = status.lock(complaint)
    booked = complaint.appointments.filter(state=AppointmentState.CONFIRMED).first()
    if booked is not None and booked.period.lower == start:
        return booked  # asked twice: done once
    _answerable(complaint, now)
    status.check(complaint, Status.CONFIRMED, by=None)
    appointment = book(complaint, start, now=now, notice=True)
    status.become(complaint, Status.CONFIRMED, by=None, **booked_at(complaint, start, now))
    tell_confirmed(complaint, by=None, now=now)
    return appointment


@transaction.atomic
def decline(
    complaint: Complaint, *, proposal_id: UUID, wishes: Mapping[str, Any] | None = None, now: datetime | None = None
) -> None:
    """None of the proposed slots suits the victim: all become free and the unit proposes again.

    ``wishes`` say when they could come, as the step of the unit stores them: they replace those of before, and raise
    the file in the inbox. Asked twice, it is done once.
    """
    now = now or timezone.now()
    complaint = status.lock(complaint)
    if complaint.status == Status.RECEIVED:
        return  # that proposal is over already, and the unit is to make another
    if not complaint.proposals.filter(pk=proposal_id, closed_at=None).exists():
        raise ProposalOver
    complaint = status.move(complaint, Status.RECEIVED, by=None)
    end_proposal(complaint, now)
    journal.record(complaint, Act.PROPOSAL_ENDED, detail="declined")
    if wishes:
        complaint.identity = with_wishes(complaint.identity or {}, wishes)
        complaint.unread_since = now
        complaint.save(update_fields=["identity", "unread_since"])


@transaction.atomic
def move(
    complaint: Complaint, *, start: datetime, by: Officer | None = None, now: datetime | None = None
) -> Appointment:
    """Move the confirmed appointment to another free slot: the old one is kept if the new one is lost.

    ``by`` is ``None`` when the victim moves it: until the unit's cut-off, to a slot that keeps its minimum notice.
    """
    now = now or timezone.now()
    complaint = status.lock(complaint)
    appointment = _changeable(complaint, until=timedelta(0) if by else complaint.unit.move_cutoff, now=now)
    if appointment.period.lower == start:
        return appointment  # asked twice: done once
    (slot,) = find(complaint, [start], now=now, notice=by is None, ignoring=appointment)
    appointment.desk, appointment.period = slot.desks[0], period(slot)
    appointment.sequence += 1
    appointment.arrived_at, appointment.fixed_at, appointment.overbooked = None, now, False
    try:
        with transaction.atomic():
            appointment.save(update_fields=["desk", "period", "sequence", "arrived_at", "fixed_at", "overbooked"])
    except IntegrityError as refusal:
        raise SlotTaken from refusal
    complaint.awaited_at = start
    complaint.save(update_fields=["awaited_at"])
    journal.record(complaint, Act.MOVED, by=by)
    mailing.queue(complaint, MailKind.MOVED, Recipient.VICTIM, now=now)
    return appointment


@transaction.atomic
def cancel(
    complaint: Complaint,
    *,
    appointment_id: UUID | None = None,
    by: Officer | None = None,
    now: datetime | None = None,
) -> None:
    """Cancel the confirmed appointment: the pre-complaint goes back to the inbox.

    ``appointment_id`` is the one they were shown: a newer one isn't cancelled in its stead. A victim may until the
    unit's cut-off. Asked twice, it is done once.
    """
    now = now or timezone.now()
    complaint = status.lock(complaint)
    cancelled = complaint.appointments.filter(state=AppointmentState.CANCELLED)
    if appointment_id and cancelled.filter(pk=appointment_id).exists():
        return
    appointment = _changeable(complaint, until=timedelta(0) if by else complaint.unit.cancel_cutoff, now=now)
    if appointment_id not in (None, appointment.pk):
        raise NoAppointment(_("Ce rendez-vous a été remplacé par un autre."))
    appointment.sequence += 1
    end(appointment, AppointmentState.CANCELLED)
    complaint = status.move(complaint, Status.RECEIVED, by=by)
    journal.record(complaint, Act.CANCELLED, by=by)
    mailing.queue(complaint, MailKind.CANCELLED, Recipient.VICTIM, now=now)


def honour(complaint: Complaint) -> None:
    """The victim came and signed: the appointment, if there was one, served."""
    complaint.appointments.filter(state=AppointmentState.CONFIRMED).update(state=AppointmentState.HONOURED)


def free_all(complaint: Complaint) -> None:
    """The pre-complaint is over: nothing stays booked or proposed for it."""
    end_proposal(complaint, timezone.now())
    booked = complaint.appointments.filter(state=AppointmentState.CONFIRMED)
    booked.update(state=AppointmentState.CANCELLED, sequence=F("sequence") + 1)  # a calendar ignores an old sequence


def expire_proposals(*, now: datetime | None = None) -> int:
    """End the proposals that got no answer in time; returns how many. May run twice at once."""
    now = now or timezone.now()
    ended = 0
    while _expire_next(now):
        ended += 1
    return ended


@transaction.atomic
def _expire_next(now: datetime) -> bool:
    # The complaint is locked first, as everywhere else: an answer and the clock can't wait for each other.
    lapsed = Complaint.objects.filter(proposals__closed_at=None, proposals__deadline__lte=now)
    complaint = lapsed.select_for_update(of=("self",), skip_locked=True).order_by("proposals__deadline").first()
    if complaint is None:
        return False
    waiting = complaint.status == Status.PROPOSED
    if waiting:
        complaint = status.move(complaint, Status.RECEIVED, by=None)
    end_proposal(complaint, now)
    journal.record(complaint, Act.PROPOSAL_ENDED, detail="expired")
    if waiting:
        mailing.queue(complaint, MailKind.LAPSED, Recipient.VICTIM, now=now)
        mailing.queue_for_unit(complaint.unit, MailKind.LAPSED, Recipient.UNIT, now=now)
    return True


def _answerable(complaint: Complaint, now: datetime) -> Proposal:
    """The proposal that the victim may still answer."""
    proposal = complaint.proposals.filter(closed_at=None, deadline__gt=now).first()
    if proposal is None:
        raise ProposalOver
    return proposal


def tell_confirmed(complaint: Complaint, *, by: Officer | None, now: datetime, detail: str = "") -> None:
    """Journal the confirmation, and owe the victim its mail."""
    journal.record(complaint, Act.CONFIRMED, by=by, detail=detail)
    mailing.queue(complaint, MailKind.CONFIRMED, Recipient.VICTIM, now=now)


def booked_at(complaint: Complaint, start: datetime, now: datetime) -> dict[str, datetime]:
    """What changes with a confirmation beside the status: who is awaited until when, and when it was first fixed."""
    return {"awaited_at": start, "booked_at": complaint.booked_at or now}


def _changeable(complaint: Complaint, *, until: timedelta, now: datetime) -> Appointment:
    """The confirmed appointment, if whoever asks may still change it: ``until`` that long before it."""
    appointment = complaint.appointments.filter(state=AppointmentState.CONFIRMED).first()
    if appointment is None:
        raise NoAppointment(_("Il n’y a pas de rendez-vous à changer."))
    if appointment.period.lower <= now + until:
        raise NoAppointment(_("Il est trop tard pour changer ce rendez-vous en ligne. Appelez l’unité."))
    return appointment
