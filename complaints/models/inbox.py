"""The inbox as the database sees it: which pre-complaints stand in which view, and which are the most urgent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Case, DateTimeField, F, FilteredRelation, Q, SmallIntegerField, When
from django.db.models.functions import Coalesce

from complaints.enums import AppointmentState, Queue, Status

WITH_THE_UNIT = (Status.FILED, Status.RECEIVED)
"""Statuses in which the unit has to contact the victim: for the first time, or again after an absence."""

MOMENTS = {"booked_at": F("booking__period__startswith"), "answer_due_at": F("offer__deadline")}

ORDER = ("rank", "next_at", "pk")


def urgency(now: datetime) -> dict[str, Any]:
    """First who waits for a first contact, by deadline; then who is to be contacted again; then what has a date.

    Where evidence is about to fade, a first contact counts as due since the filing, and a second one by that moment.
    """
    fading = Q(evidence_until__gt=now)
    return {
        "rank": Case(
            When(contacted_at=None, then=0),
            When(status__in=WITH_THE_UNIT, then=1),
            default=2,
            output_field=SmallIntegerField(),
        ),
        "next_at": Case(
            When(fading, contacted_at=None, then=F("filed_at")),
            When(contacted_at=None, then=F("contact_due_at")),
            When(fading, status__in=WITH_THE_UNIT, then=F("evidence_until")),
            default=Coalesce("booked_at", "answer_due_at", "expires_at"),
            output_field=DateTimeField(),
        ),
    }


def relations() -> dict[str, Any]:
    """The confirmed appointment and the open proposal: joins, as the database allows one of each a pre-complaint.

    Made anew for each query, which changes them.
    """
    return {
        "booking": FilteredRelation("appointments", condition=Q(appointments__state=AppointmentState.CONFIRMED)),
        "offer": FilteredRelation("proposals", condition=Q(proposals__closed_at=None)),
    }


def clause(queue: Queue, now: datetime) -> Q:
    """What an open pre-complaint must be to stand in this view."""
    return {
        Queue.ALL: ~Q(pk=None),
        Queue.NEW: Q(status=Status.FILED),
        Queue.TO_CONTACT: Q(status__in=WITH_THE_UNIT),
        Queue.APPOINTMENTS: Q(status=Status.CONFIRMED),
        Queue.LATE: Q(contacted_at=None, contact_due_at__lte=now),
    }[queue]
