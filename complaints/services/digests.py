"""The daily summary of a saved view, to the officer who keeps it."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from complaints.enums import MailKind, Status
from complaints.models import SavedView
from complaints.services import mailing
from complaints.services.filters import Filters
from units.territories import METROPOLITAN_ZONE

MORNING = (time(7), time(12))
"""Between these hours of Paris: later, after an outage, the day's summary comes too late to plan a day."""
PARIS = ZoneInfo(METROPOLITAN_ZONE)


def send_daily(*, now: datetime | None = None) -> int:
    """Owe each view its summary of this morning, once; returns how many. May run twice at once.

    Nothing is written about a view that holds nothing, nor to who can't be written to or may not read it any more.
    """
    now = now or timezone.now()
    if not MORNING[0] <= now.astimezone(PARIS).time() < MORNING[1]:
        return 0
    sent = 0
    while (one := _send_next(now)) is not None:
        sent += one
    return sent


@transaction.atomic
def _send_next(now: datetime) -> bool | None:
    """Whether a summary was owed for the next view; ``None`` when all have had their turn today."""
    today = now.astimezone(PARIS).date()
    waiting = SavedView.objects.filter(Q(sent_on=None) | Q(sent_on__lt=today), daily=True).order_by("pk")
    view = waiting.select_for_update(of=("self",), skip_locked=True).select_related("officer", "unit").first()
    if view is None:
        return None
    view.sent_on = today
    view.save(update_fields=["sent_on"])
    if not _may_have(view):
        return False
    filters = Filters.parse(view.query, view.officer)
    numbers = _numbers(filters, now)
    if not numbers["found"]:
        return False
    payload = {**numbers, "label": str(filters.queue.label), "query": filters.query, "day": today.isoformat()}
    mailing.queue_for_officer(view.officer, MailKind.DIGEST, view=view, payload=payload, now=now)
    return True


def _may_have(view: SavedView) -> bool:
    """The officer has an account and an address, and is still of the unit with which the view is shared."""
    officer = view.officer
    reachable = officer.is_active and bool(officer.email)
    return reachable and (view.unit is None or officer.units.filter(pk=view.unit.pk).exists())


def _numbers(filters: Filters, now: datetime) -> dict[str, int]:
    """How many pre-complaints the view holds, and of which sort. One query."""
    late = Q(contacted_at=None, contact_due_at__lte=now)
    return filters.queryset(now).aggregate(
        found=Count("pk"),
        new=Count("pk", filter=Q(status=Status.FILED)),
        late=Count("pk", filter=late),
        waiting=Count("pk", filter=Q(status__in=(Status.ASKED, Status.PROPOSED))),
    )
