"""The victim didn't come: told so, and offered the next free slots at once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.enums import Act, AppointmentState, MailKind, Recipient, Status
from complaints.models import Complaint
from complaints.services import journal, mailing, status
from complaints.services.appointments import NoAppointment
from complaints.services.booking import next_slots
from complaints.services.holding import end, offer
from units.models import Officer


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
    if slots := next_slots(complaint, now):
        offer(complaint, slots, by=by, now=now)
    mailing.queue(complaint, MailKind.MISSED, Recipient.VICTIM, now=now)
    return complaint
