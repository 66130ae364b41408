"""From one file to the next within the list it was opened from, without ever loading that list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from complaints.enums import Queue
from complaints.models import Complaint
from complaints.models.complaint import ComplaintQuerySet
from complaints.services.filters import Filters
from complaints.views.desk.paging import Place, following, preceding
from complaints.views.desk.tabs import inbox_url
from units.access import OfficerRequest

LIST = "liste"
"""Which list a file was opened from, as its address says it: the query of the filters, empty for the whole inbox."""


@dataclass(frozen=True)
class Neighbours:
    """Where to go from a file. Empty: there is none on that side."""

    back_url: str
    label: str
    previous_url: str
    next_url: str


def remember(request: OfficerRequest, filters: Filters) -> None:
    """Keep the list for the pages that an act leads to, which have no place for it in their address.

    Written only when it changes; a second window of the same browser shares it.
    """
    if request.session.get(LIST, "") != filters.query:
        request.session[LIST] = filters.query


def file_url(complaint: Complaint, filters: Filters) -> str:
    """The page of a file, opened from this list."""
    return f"{complaint.get_absolute_url()}?{urlencode({LIST: filters.query})}"


def neighbours(request: OfficerRequest, complaint: Complaint, *, now: datetime) -> Neighbours:
    """The files beside this one, by its own place: even when it stands in the list no more.

    Two queries, beside those that read the filters; two more at the end of the list.
    """
    filters = Filters.parse(request.GET.get(LIST, request.session.get(LIST, "")), request.officer)
    place = Place.of(complaint)
    before, after = preceding(filters, place, now=now, limit=1), following(filters, place, now=now, limit=1)
    return Neighbours(
        back_url=inbox_url(filters),
        label="" if filters.queue == Queue.ALL else str(filters.queue.label),
        previous_url=_first_url(before, filters),
        next_url=_first_url(after, filters) or _start_url(complaint, filters, now),
    )


def _first_url(rows: ComplaintQuerySet, filters: Filters) -> str:
    found = next(iter(rows.only("reference")), None)
    return file_url(found, filters) if found else ""


def _start_url(complaint: Complaint, filters: Filters, now: datetime) -> str:
    """After the last file comes the first one again, for a file that left the list: what was done moved it away."""
    if filters.queryset(now).filter(pk=complaint.pk).exists():
        return ""
    return _first_url(following(filters, None, now=now, limit=1), filters)
