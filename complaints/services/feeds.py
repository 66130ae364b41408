"""The private calendar address of an officer: made, renewed, ended, and what it opens."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from complaints.enums import AppointmentState
from complaints.models import Appointment, CalendarFeed
from complaints.sealing import access
from units.models import Officer

BACK = timedelta(days=1)
"""How far into the past a feed goes."""


@transaction.atomic
def make(officer: Officer, *, only_mine: bool) -> CalendarFeed:
    """A new address; the one before, if any, opens nothing from now on."""
    Officer.objects.select_for_update().get(pk=officer.pk)  # asked twice at once: one address stays
    end(officer)
    return CalendarFeed.objects.create(officer=officer, only_mine=only_mine)


def end(officer: Officer) -> None:
    """The address opens nothing any more. Asked twice, it is done once."""
    CalendarFeed.objects.filter(officer=officer).delete()


def opened(secret: str) -> CalendarFeed | None:
    """The feed at this address; nothing when it is forged, ended, renewed, or when its officer's account is closed."""
    feed_id = access.feed_opened(secret)
    if feed_id is None:
        return None
    return CalendarFeed.objects.select_related("officer").filter(pk=feed_id, officer__is_active=True).first()


def appointments(feed: CalendarFeed, *, now: datetime) -> list[Appointment]:
    """Confirmed ones of the units the officer is of now, from yesterday on, soonest first; one query."""
    booked = Appointment.objects.filter(state=AppointmentState.CONFIRMED, unit__officers=feed.officer)
    booked = booked.filter(period__endswith__gt=now - BACK)
    if feed.only_mine:
        booked = booked.filter(complaint__officer=feed.officer)
    booked = booked.select_related("unit", "complaint").order_by("period", "pk")
    return list(booked.defer("complaint__identity", "complaint__statement", "complaint__tokens"))
