"""The first contact: what the unit promised, and what stops its clock."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from complaints.enums import Act, ContactOutcome
from complaints.models import Complaint
from complaints.services import journal, status
from units.models import Officer


def contacted(complaint: Complaint, now: datetime) -> None:
    """The unit has kept its promise: the clock of the first contact stops. The caller has locked the row."""
    if complaint.contacted_at is None:
        complaint.contacted_at, complaint.alert_at = now, None
        complaint.save(update_fields=["contacted_at", "alert_at"])


@transaction.atomic
def attempt(complaint: Complaint, *, outcome: ContactOutcome, by: Officer, now: datetime | None = None) -> Complaint:
    """An officer tried to reach the victim: journaled with what came of it, and the clock stops.

    Even without an answer: the victim sees that they were called. ``Over`` once the pre-complaint is closed.
    Returns the locked row.
    """
    complaint = status.lock_open(complaint)
    journal.record(complaint, Act.CONTACT, by=by, detail=ContactOutcome(outcome))
    contacted(complaint, now or timezone.now())
    return complaint
