"""The victim is there: noted at the desk, so that colleagues know who waits, and nobody is noted absent by mistake."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.enums import Act, AppointmentState
from complaints.models import Appointment, Complaint
from complaints.services import journal, status
from complaints.services.appointments import NoAppointment
from units.models import Officer


@transaction.atomic
def arrive(complaint: Complaint, *, by: Officer, now: datetime | None = None) -> Appointment:
    """Note that the victim has come to the confirmed appointment, on its day; twice, it is noted once.

    ``NoAppointment`` when there is none, or on another day (of the unit's own calendar).
    """
    now = now or timezone.now()
    complaint = status.lock(complaint)
    appointment = _booked(complaint)
    if complaint.unit.local(now).date() != appointment.start.date():
        raise NoAppointment(_("L’arrivée se note le jour du rendez-vous."))
    if appointment.arrived_at is None:
        _note(appointment, now)
        journal.record(complaint, Act.ARRIVED, by=by)
    return appointment


@transaction.atomic
def take_back(complaint: Complaint, *, by: Officer) -> Appointment:
    """It was somebody else, or a slip of the hand: the arrival is taken back, and the journal keeps both."""
    complaint = status.lock(complaint)
    appointment = _booked(complaint)
    if appointment.arrived_at is not None:
        _note(appointment, None)
        journal.record(complaint, Act.ARRIVED, by=by, detail="undone")
    return appointment


def _booked(complaint: Complaint) -> Appointment:
    booked = complaint.appointments.filter(state=AppointmentState.CONFIRMED).select_related("unit").first()
    if booked is None:
        raise NoAppointment(_("Il n’y a pas de rendez-vous confirmé."))
    return booked


def _note(appointment: Appointment, arrived_at: datetime | None) -> None:
    appointment.arrived_at = arrived_at
    appointment.save(update_fields=["arrived_at"])
