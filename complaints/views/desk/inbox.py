"""The unit's mailbox of pre-complaints: who waits, for what, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from complaints.enums import Kind, Status
from complaints.models import Complaint
from complaints.questions.person import Person
from complaints.services.filters import COUNTED, Filters
from complaints.views.desk import telling
from complaints.views.desk.bar import bar
from complaints.views.desk.clock import Clock, clock
from complaints.views.desk.live import FRAGMENT, fragment
from complaints.views.desk.neighbours import file_url, remember
from complaints.views.desk.paging import AFTER, BEFORE, PAGE_SIZE, SIZE, page_of, size_of
from complaints.views.desk.tabs import inbox_url, number_shown, saved_tabs, tabs
from complaints.views.desk.zones import zone_label
from units.access import OfficerRequest, officer_required
from units.models import Unit

PANEL_LINES = 3
"""Lines "to call or to post" shown above the inbox; all of them have a page of their own."""

STATUS_TAGS = {
    Status.FILED: "accent",
    Status.RECEIVED: "",
    Status.ASKED: "info",
    Status.PROPOSED: "info",
    Status.CONFIRMED: "success",
}
WAITING = (Status.ASKED, Status.PROPOSED)
"""Statuses in which the victim is to answer."""


@dataclass(frozen=True)
class Row:
    """One line of the inbox; times are on the unit's clock."""

    complaint: Complaint
    url: str
    name: str
    clock: Clock
    kind: str
    status: str
    status_tag: str
    fading: str
    """Until when what may vanish is still there to seize, in words; empty when nothing is known to."""
    booked: str
    """When the confirmed appointment is, in words; empty without one."""
    passed: bool
    answer_due: str
    zone_label: str


@officer_required
@require_safe
def inbox(request: OfficerRequest) -> HttpResponse:
    """Open pre-complaints of the officer's units, the most urgent first, narrowed as the address says."""
    if FRAGMENT in request.GET:
        return refreshed(request)
    officer, now = request.officer, timezone.now()
    filters = read_filters(request)
    remember(request, filters)
    owed = telling.owed_by_hand(filters.units)
    waiting = owed.order_by()[: COUNTED + 1].count()
    context = {
        **listing(request, filters, now=now, waiting=waiting),
        "bar": bar(filters, size=size_of(request.GET), more=kept(request)),
        "lines": telling.lines(owed[:PANEL_LINES]) if waiting and not filters.query else [],
        "undelivered": telling.undelivered(officer),
    }
    return render(request, "complaints/desk/inbox.html", context)


def refreshed(request: OfficerRequest) -> HttpResponse:
    """What may have changed. New arrivals are counted from when the page was first shown (``depuis``).

    Writes nothing, not even the session.
    """
    now, filters = timezone.now(), read_filters(request)
    waiting = telling.owed_by_hand(filters.units).order_by()[: COUNTED + 1].count()
    context = listing(request, filters, now=now, waiting=waiting) | {
        "arrived": arrived(filters, since=request.GET.get("depuis", ""), now=now)
    }
    return fragment(request, "complaints/desk/live.html", context)


def read_filters(request: OfficerRequest) -> Filters:
    return Filters.read(dict(request.GET.lists()), request.officer)


def kept(request: OfficerRequest) -> dict[str, str]:
    """What links carry from page to page beside the filters."""
    size = size_of(request.GET)
    return {} if size == PAGE_SIZE else {SIZE: str(size)}


def arrived(filters: Filters, *, since: str, now: datetime) -> int:
    """How many of the list were filed since the page was first shown."""
    try:
        moment = datetime.fromisoformat(since)
    except ValueError:
        return 0
    if moment.tzinfo is None:
        return 0
    return filters.queryset(now).filter(filed_at__gt=moment)[: COUNTED + 1].count()


def listing(request: OfficerRequest, filters: Filters, *, now: datetime, waiting: int) -> dict[str, Any]:
    """What is shown of the list itself, and shown again when it is refreshed."""
    more = kept(request)
    page = page_of(filters, request.GET, now=now)
    return {
        **heading(filters, now=now, waiting=waiting, more=more),
        "now": now,
        "filters": filters,
        "rows": [row(complaint, filters, now) for complaint in page.rows],
        "previous_url": inbox_url(filters, **more, **{BEFORE: page.previous}) if page.previous else "",
        "next_url": inbox_url(filters, **more, **{AFTER: page.next}) if page.next else "",
    }


def heading(
    filters: Filters, *, now: datetime, waiting: int, elsewhere: bool = False, more: dict[str, str] | None = None
) -> dict[str, Any]:
    """What every list of the desk begins with; two queries. ``more`` is kept from page to page."""
    counted = tabs(filters, now=now, waiting=waiting, elsewhere=elsewhere, more=more or {})
    return {
        "units": filters.units,
        "unit": filters.units[0] if len(filters.units) == 1 else None,
        "tabs": counted.tabs,
        "views": (views := saved_tabs(filters)),
        "kept_already": any(view.current for view in views),
        "total": counted.found,
        "found": number_shown(counted.found),
        "queue": filters.queue,
        "waiting": waiting,
        "waiting_shown": number_shown(waiting),
    }


def row(complaint: Complaint, filters: Filters, now: datetime) -> Row:
    """The line of one pre-complaint loaded ``with_row``; opens its identity."""
    awaited_at = complaint.awaited_at
    booked_at = awaited_at if complaint.status == Status.CONFIRMED else None
    answer_due_at = awaited_at if complaint.status in WAITING else None
    return Row(
        complaint=complaint,
        url=file_url(complaint, filters),
        name=Person.of(complaint.identity).title,
        clock=clock(complaint, now),
        kind=str(Kind(complaint.kind).label),
        status=str(Status(complaint.status).label),
        status_tag=STATUS_TAGS.get(Status(complaint.status), ""),
        fading=fading(complaint, now),
        booked=_words(booked_at, complaint.unit),
        passed=bool(booked_at and booked_at <= now),
        answer_due=_words(answer_due_at, complaint.unit),
        zone_label=zone_label(complaint.unit, awaited_at or now),
    )


def fading(complaint: Complaint, now: datetime) -> str:
    """The day before which evidence is to be seized; nothing once it has come."""
    until = complaint.evidence_until
    return date_format(complaint.unit.local(until), _("j N")) if until and until > now else ""


def _words(at: datetime | None, unit: Unit) -> str:
    """A moment on the unit's clock; rows of several units stand on one page."""
    return date_format(unit.local(at), _("D j N à H:i")) if at else ""
