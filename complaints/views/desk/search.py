"""The search box of the desk: typed in a POST, shown at an address that tells nothing (``docs/adr/0013``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from complaints.models import Complaint
from complaints.services.filters import Filters
from complaints.services.search import MOST, Found, search
from complaints.services.terms import LONGEST
from complaints.views.desk import typed
from complaints.views.desk.access import page_or_act
from complaints.views.desk.clock import Clock, days_left
from complaints.views.desk.inbox import Row, row
from complaints.views.limited import too_many
from preplainte import limits
from units.access import OfficerRequest, officer_required
from units.models import Officer, Unit

WINDOW = timedelta(minutes=10)
SEARCHES = 300  # by one officer: one every two seconds; nobody reads so fast


@dataclass(frozen=True)
class Results:
    """What was found, apart: at the officer's units, and elsewhere, where no name and no file is shown."""

    rows: list[Row]
    elsewhere: list[Complaint]
    more: bool

    @property
    def number(self) -> int:
        return len(self.rows) + len(self.elsewhere)


@officer_required
@page_or_act
def ask(request: OfficerRequest) -> HttpResponse:
    """What may be searched; or, posted, where the answer is. Nothing that was typed stands in an address."""
    if request.method != "POST":
        return render(request, "complaints/desk/search.html", _frame(request))
    words = request.POST.get("q", "").strip()
    if not words:
        messages.info(request, _("Tapez ce que vous cherchez dans le champ en haut de la page."))
        return redirect("desk:search")
    everywhere = request.officer.searches_everywhere and "partout" in request.POST
    # One sign more than may be searched is enough to tell that it is too long.
    return redirect("desk:results", typed.keep(request, typed.Typed(words[: LONGEST + 1], everywhere)))


@officer_required
@require_safe
def results(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """What is found now; shown again, it is searched and recorded again."""
    said = typed.read(request, pk)
    if said is None:
        messages.info(request, _("Cette recherche n’est plus gardée : tapez-la de nouveau."))
        return redirect("desk:search")
    if not limits.allow("search", str(request.officer.pk), limit=SEARCHES, window=WINDOW):
        return too_many(request, "complaints/desk/search_limited.html", window=WINDOW, **_frame(request))
    found = search(said.words, by=request.officer, everywhere=said.everywhere)
    frame = _frame(request)
    context = {
        **frame,
        "searched": said,
        "terms": found.terms,
        "most": MOST,
        "results": _results(found, request.officer, frame["units"]),
        "table": {"label": _("Pré-plaintes trouvées")},
    }
    return render(request, "complaints/desk/search_results.html", context)


def _frame(request: OfficerRequest) -> dict[str, Any]:
    units = list(request.officer.units.all())
    return {"units": units, "unit": units[0] if len(units) == 1 else None}


def _results(found: Found, officer: Officer, units: Sequence[Unit]) -> Results:
    now, own = timezone.now(), {unit.pk for unit in units}
    whole = Filters(officer, tuple(units))
    rows = [_row(complaint, whole, now) for complaint in found.complaints if complaint.unit_id in own]
    return Results(rows, [one for one in found.complaints if one.unit_id not in own], found.more)


def _row(complaint: Complaint, whole: Filters, now: datetime) -> Row:
    """The line of the inbox, but alone: it leads to the file out of any list, and a closed one has no clock."""
    line = replace(row(complaint, whole, now), url=complaint.get_absolute_url())
    if complaint.is_open:
        return line
    text = _("effacée %(when)s") % {"when": days_left(complaint.expires_at, now)}
    return replace(line, clock=Clock(text, ""), fading="")
