"""The promise of a first contact: when it falls due, and when its alerts do.

A unit counts all hours, or those during which it is open (``Unit.contact_clock``). An hour counts once in both.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from complaints.enums import AlertLevel
from complaints.models import Complaint
from units.calendar import holidays_of
from units.enums import ContactClock
from units.models import Unit
from units.opening_time import after_opening_hours


def due_at(unit: Unit, filed_at: datetime, *, hours: int | None = None) -> datetime:
    """Until when the unit promises to contact whoever files at that instant; ``hours`` where an incident says more."""
    return _after(unit, filed_at, 1, hours)


def first_alert_at(unit: Unit, filed_at: datetime, *, hours: int | None = None) -> datetime:
    """When three quarters of the time are gone."""
    return _after(unit, filed_at, 0.75, hours)


def next_alert_at(complaint: Complaint, given: AlertLevel) -> datetime | None:
    """When the alert after this one falls due, by the clock of the unit that has the pre-complaint now."""
    if given == AlertLevel.REMINDED:
        return complaint.contact_due_at
    if given == AlertLevel.OVERDUE:
        hours = complaint.incident.contact_hours if complaint.incident else None
        return _after(complaint.unit, complaint.contact_due_at, 0.5, hours)
    return None


def _after(unit: Unit, start: datetime, share: float, hours: int | None) -> datetime:
    """``share`` of the promised time later. Where opening hours aren't known, or mean nothing, all hours count."""
    length = timedelta(hours=hours or settings.CONTACT_HOURS) * share
    if unit.contact_clock == ContactClock.OPENING:
        holidays = holidays_of(unit, (start.year, start.year + 1))
        counted = after_opening_hours(start, length, hours=unit.hours, holidays=holidays, zone=unit.zone)
        if counted is not None and counted < start + timedelta(days=settings.RETENTION_DAYS):
            return counted
    return start + length
