"""The victim is at the counter: noted once, on the day of the appointment; undone when it was a mistake."""

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

UNDONE = "undone"
"""The detail of an arrival that was noted by mistake."""


def awaited(appointment: Appointment, now: datetime) -> bool:
    """Whether an arrival may be noted now: from the first hour of its day, on the unit's clock, until that day ends.

    An appointment that runs past midnight is awaited to its end.
    """
    today = appointment.unit.local(now).date() == appointment.start.date()
    return appointment.state == AppointmentState.CONFIRMED and (
        today or appointment.period.lower <= now < appointment.period.upper
    )


@transaction.atomic
def arrive(complaint: Complaint, *, by: Officer, now: datetime | None = None) -> Appointment:
    """Note when the victim came; the status stays. Asked twice, it is done once. ``NoAppointment`` on another day."""
    now = now or timezone.now()
    appointment = _today(complaint, now)
    if appointment.arrived_at is None:
        _write(appointment, now, by=by)
    return appointment


@transaction.atomic
def not_arrived(complaint: Complaint, *, by: Officer, now: datetime | None = None) -> Appointment:
    """Undo an arrival noted by mistake, the same day. Asked twice, it is done once."""
    appointment = _today(complaint, now or timezone.now())
    if appointment.arrived_at is not None:
        _write(appointment, None, by=by)
    return appointment


def _today(complaint: Complaint, now: datetime) -> Appointment:
    """The appointment of the day, under the lock of its file."""
    complaint = status.lock_open(complaint)
    booked = complaint.appointments.filter(state=AppointmentState.CONFIRMED).select_related("unit").first()
    if booked is None:
        raise NoAppointment(_("Il n’y a pas de rendez-vous confirmé."))
    if not awaited(booked, now):
        raise NoAppointment(_("L’arrivée se note le jour du rendez-vous."))
    return booked


def _write(appointment: Appointment, at: datetime | None, *, by: Officer) -> None:
    appointment.arrived_at = at
    appointment.save(update_fields=["arrived_at"])
    journal.record(appointment.complaint, Act.ARRIVED, by=by, detail="" if at else UNDONE)
