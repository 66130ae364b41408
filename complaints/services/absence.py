"""The victim didn't come: told so, and offered the next free slots at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby, islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.enums import Act, AppointmentState, MailKind, Recipient, Status
from complaints.models import Complaint
from complaints.services import journal, mailing, status
from complaints.services.appointments import NoAppointment
from complaints.services.booking import free_slots, lock_agenda
from complaints.services.holding import end, offer
from units.agenda import Slot
from units.models import Officer

OFFERED = 3
SOONEST = timedelta(days=1)
"""Whoever has just missed an appointment gets a day at least to answer."""


@transaction.atomic
def miss(complaint: Complaint, *, by: Officer, now: datetime | None = None) -> Complaint:
    """Note the absence, hold the next free slots for the victim, and write to them; returns the locked row.

    One slot a day, three at most, before the erasure. Without any the pre-complaint goes back to the inbox, and the
    mail says that the unit will come back to them. ``NoAppointment`` before the hour, or when an arrival is noted.
    """
    now = now or timezone.now()
    complaint = status.lock(complaint)
    appointment = complaint.appointments.filter(state=AppointmentState.CONFIRMED).first()
    if appointment is None or appointment.period.lower > now:
        raise NoAppointment(_("L’absence se note une fois l’heure du rendez-vous passée."))
    if appointment.arrived_at is not None:
        raise NoAppointment(_("L’arrivée de la victime est notée : annulez-la d’abord si c’est une erreur."))
    end(appointment, AppointmentState.MISSED)
    complaint = status.move(complaint, Status.RECEIVED, by=by)
    journal.record(complaint, Act.MISSED, by=by)
    if slots := _next_slots(complaint, now):
        offer(complaint, slots, by=by, now=now)
    mailing.queue(complaint, MailKind.MISSED, Recipient.VICTIM, now=now)
    return complaint


def _next_slots(complaint: Complaint, now: datetime) -> list[Slot]:
    """The first of each of the next days that have one, on the unit's clock; nobody can take them any more."""
    lock_agenda(complaint.unit)
    free = [slot for slot in free_slots(complaint, now=now) if slot.start >= now + SOONEST]
    days = groupby(free, key=lambda slot: complaint.unit.local(slot.start).date())
    return [next(slots) for _day, slots in islice(days, OFFERED)]
