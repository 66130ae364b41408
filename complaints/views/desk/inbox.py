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

from complaints.enums import Status
from complaints.models import Complaint
from complaints.questions.person import Person
from complaints.services.filters import Filters
from complaints.views.desk import telling
from complaints.views.desk.clock import Clock, clock
from complaints.views.desk.paging import AFTER, BEFORE, page_of
from complaints.views.desk.tabs import inbox_url, tabs
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
    name: str
    clock: Clock
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
    """Open pre-complaints of the officer's units, the most urgent first."""
    officer, now = request.officer, timezone.now()
    filters = Filters.read(dict(request.GET.lists()), officer)
    page = page_of(filters.queryset(now).for_inbox(), request.GET)
    owed = telling.owed_by_hand(officer)
    waiting = owed.count()
    context = {
        **heading(filters, now=now, waiting=waiting),
        "rows": [row(complaint, now) for complaint in page.rows],
        "previous_url": inbox_url(filters, **{BEFORE: page.previous}) if page.previous else "",
        "next_url": inbox_url(filters, **{AFTER: page.next}) if page.next else "",
        "lines": telling.lines(owed[:PANEL_LINES]) if waiting else [],
        "undelivered": telling.undelivered(officer),
    }
    return render(request, "complaints/desk/inbox.html", context)


def heading(filters: Filters, *, now: datetime, waiting: int, elsewhere: bool = False) -> dict[str, Any]:
    """What every list of the desk begins with; one query."""
    counted = tabs(filters, now=now, waiting=waiting, elsewhere=elsewhere)
    return {
        "units": filters.units,
        "unit": filters.units[0] if len(filters.units) == 1 else None,
        "tabs": counted.tabs,
        "found": counted.found,
        "queue": filters.queue,
        "waiting": waiting,
    }


def row(complaint: Complaint, now: datetime) -> Row:
    """The line of one pre-complaint as ``for_inbox`` found it; opens its identity."""
    awaited_at = complaint.awaited_at
    booked_at = awaited_at if complaint.status == Status.CONFIRMED else None
    answer_due_at = awaited_at if complaint.status in WAITING else None
    return Row(
        complaint=complaint,
        name=Person.of(complaint.identity).title,
        clock=clock(complaint, now),
        status_tag=STATUS_TAGS[Status(complaint.status)],
        fading=fading(complaint, now),
        booked=_words(booked_at, complaint.unit),
        passed=bool(booked_at and booked_at <= now),
        answer_due=_words(answer_due_at, complaint.unit),
        zone_label=zone_label(complaint.unit, awaited_at or now),
    )


def fading(complaint: Complaint, now: datetime) -> str:
    """The day before which evidence is to be seized; nothing once it has come."""
    until = complaint.evidence_until
    return date_format(complaint.unit.local(until), _("D j N")) if until and until > now else ""


def _words(at: datetime | None, unit: Unit) -> str:
    """A moment on the unit's clock; rows of several units stand on one page."""
    return date_format(unit.local(at), _("D j N à H:i")) if at else ""
