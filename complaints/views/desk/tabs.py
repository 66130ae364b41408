"""What stands above every list of the desk: the views of the inbox, with how many wait in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.enums import Queue
from complaints.models import Complaint
from units.models import Officer


@dataclass(frozen=True)
class Tab:
    """One list, with how many stand in it; ``alert`` when one is too many."""

    label: str
    url: str
    number: int
    current: bool
    alert: bool = False


def queue_url(queue: Queue, **more: str) -> str:
    query = {**({} if queue == Queue.ALL else {"vue": queue.value}), **more}
    return reverse("desk:inbox") + (f"?{urlencode(query)}" if query else "")


def tabs(officer: Officer, *, now: datetime, current: Queue | None, waiting: int) -> list[Tab]:
    """One a view, then "to call or to post" (``current`` is ``None`` there); one query."""
    numbers = Complaint.objects.visible_to(officer).count_by_queue(officer=officer, now=now)
    found = [
        Tab(str(queue.label), queue_url(queue), numbers[queue], queue == current, alert=queue == Queue.LATE)
        for queue in Queue
    ]
    return [*found, Tab(_("À prévenir"), reverse("desk:to_tell"), waiting, current is None)]
