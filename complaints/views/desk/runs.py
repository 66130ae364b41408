"""What became of an officer's bulk acts: all of them, then line by line; stopped, taken up again, fetched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from complaints.enums import BulkAction, LineState, RunState
from complaints.models import BulkLine, BulkRun, Complaint
from complaints.refusals import Refused
from complaints.services import bulk, bulk_acts, export
from complaints.views.desk.exports import streamed
from complaints.views.desk.live import FRAGMENT, fragment
from units.access import OfficerRequest, officer_required
from units.models import Officer

PAGE_SIZE = 50
LISTED = 100
"""Runs shown in the list; they live for a month."""
REFUSED, AFTER, BEFORE = "refuses", "apres", "avant"
LONGEST_KEY = 18


@dataclass(frozen=True)
class LinePage:
    """Lines of a run, and where the pages beside begin."""

    lines: Sequence[BulkLine]
    previous: int | None
    next: int | None


@officer_required
@require_safe
def runs(request: OfficerRequest) -> HttpResponse:
    """The officer's own, the last one first."""
    found = list(BulkRun.objects.filter(officer=request.officer)[:LISTED])
    with timezone.override(_zone(request.officer)):
        return render(request, "complaints/desk/runs.html", {"runs": found, **_unit(request.officer)})


@officer_required
@require_safe
def run(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """How far it is, and what became of each file."""
    found = run_for(request.officer, pk)
    with timezone.override(_zone(request.officer)):
        context = _context(request, found)
        if FRAGMENT in request.GET:
            return fragment(request, "complaints/desk/run_live.html", context)
        return render(request, "complaints/desk/run.html", context)


@officer_required
@require_POST
def run_stop(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Nothing more is done; what is done stays done."""
    bulk.stop(run_for(request.officer, pk))
    messages.success(request, _("Le lot est arrêté. Ce qui est fait reste fait."))
    return redirect("desk:run", pk)


@officer_required
@require_POST
def run_resume(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """What a stop left is done after all."""
    try:
        bulk.resume(run_for(request.officer, pk))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Le lot reprend."))
    return redirect("desk:run", pk)


@officer_required
@require_POST
def run_archive(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The archive that was prepared, for its officer alone."""
    found = run_for(request.officer, pk)
    try:
        export.check_ready(found)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:run", pk)
    name = f"preplainte-{timezone.localtime(found.created_at):%Y-%m-%d}.zip"
    return streamed(export.download(found, by=request.officer), name=name)


def run_for(officer: Officer, pk: UUID) -> BulkRun:
    """A run of this officer; else 404."""
    return get_object_or_404(BulkRun, pk=pk, officer=officer)


def _context(request: OfficerRequest, run: BulkRun) -> dict[str, Any]:
    refused = run.lines.filter(state=LineState.REFUSED).count()
    pending = run.lines.filter(state=LineState.PENDING).count()
    run.handled = run.total - pending  # its row is a second behind
    only = REFUSED in request.GET
    page = _page(request, run, only=only)
    ended = run.state in (RunState.DONE, RunState.STOPPED)
    now = timezone.now()
    return {
        "run": run,
        "about": bulk_acts.about(run),
        "now": now,
        "page": page,
        "only": only,
        "refused": refused,
        "ended": ended,
        "pending": pending,
        "ready": run.action == BulkAction.EXPORT and ended and bool(run.handled - refused) and _kept(run),
        "lapsed": run.action == BulkAction.EXPORT and ended and not _kept(run),
        "previous_url": _url(run, only, BEFORE, page.previous),
        "next_url": _url(run, only, AFTER, page.next),
        **_unit(request.officer),
    }


def _kept(run: BulkRun) -> bool:
    return run.file_key is not None and run.expires_at is not None and run.expires_at > timezone.now()


def _page(request: OfficerRequest, run: BulkRun, *, only: bool) -> LinePage:
    """By key, like every list of the desk. A file is a link while its officer may open it."""
    visible = Complaint.objects.visible_to(request.officer).filter(pk=OuterRef("complaint"))
    found = run.lines.select_related("complaint").annotate(visible=Exists(visible))
    if only:
        found = found.filter(state=LineState.REFUSED)
    before, after = (_key(request.GET.get(name, "")) for name in (BEFORE, AFTER))
    if before:
        lines = list(found.filter(pk__lt=before).order_by("-pk")[: PAGE_SIZE + 1])
        shown = lines[:PAGE_SIZE][::-1]
        return _beside(shown, previous=len(lines) > PAGE_SIZE, following=True)
    lines = list(found.filter(pk__gt=after or 0).order_by("pk")[: PAGE_SIZE + 1])
    return _beside(lines[:PAGE_SIZE], previous=bool(after), following=len(lines) > PAGE_SIZE)


def _beside(lines: Sequence[BulkLine], *, previous: bool, following: bool) -> LinePage:
    first, last = (lines[0].pk, lines[-1].pk) if lines else (None, None)
    return LinePage(lines, first if previous else None, last if following else None)


def _key(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY else None


def _url(run: BulkRun, only: bool, name: str, key: int | None) -> str:
    if key is None:
        return ""
    return f"{reverse('desk:run', args=[run.pk])}?{f'{REFUSED}=1&' if only else ''}{name}={key}"


def _unit(officer: Officer) -> dict[str, Any]:
    units = list(officer.units.all()[:2])
    return {"unit": units[0] if len(units) == 1 else None}


def _zone(officer: Officer) -> tzinfo:
    """The clock of the officer's unit; ours for several."""
    unit = _unit(officer)["unit"]
    return unit.zone if unit else timezone.get_default_timezone()
