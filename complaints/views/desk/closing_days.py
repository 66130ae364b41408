"""Closing the agenda for a while: whom it touches is shown first; then all are freed and offered anew in one act."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from complaints.forms.opening import ClosureForm
from complaints.services import closures
from complaints.services.closures import AT_ONCE
from complaints.views.desk.opening import head_view, page_or_act
from complaints.views.desk.zones import zone_label
from units.access import OfficerRequest
from units.models import Unit


@head_view
@page_or_act
def closing(request: OfficerRequest, unit: Unit, day: date) -> HttpResponse:
    """What to close, whom it touches, then the act."""
    first = max(day, timezone.localdate())
    initial = {"first_day": first, "last_day": first}
    form = ClosureForm(request.POST if request.method == "POST" else None, zone=unit.zone, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return _page(request, unit, day, form, status=422 if request.method == "POST" else 200)
    if "confirm" not in request.POST:
        touched = closures.touched(unit, form.period, form.cleaned_data["desk"])
        listed = list(touched.select_related("complaint", "unit").order_by("period", "desk"))
        return _page(request, unit, day, form, listed=listed, ready=True)
    closure = closures.close_period(
        unit,
        period=form.period,
        desk=form.cleaned_data["desk"],
        reason=form.cleaned_data["reason"],
        by=request.officer,
    )
    settled = closures.settle(closure, at_most=AT_ONCE)
    done = ngettext("C’est fermé. %(number)s dossier prévenu.", "C’est fermé. %(number)s dossiers prévenus.", settled)
    left = closures.touched(unit, form.period, form.cleaned_data["desk"]).count()
    more = _("Les %(left)s autres le sont dans les minutes qui viennent.") % {"left": left} if left else ""
    messages.success(request, " ".join([done % {"number": settled}, more]).strip())
    return redirect("desk:opening", unit.pk, day)


@head_view
@require_POST
def reopening(request: OfficerRequest, unit: Unit, day: date) -> HttpResponse:
    """Open again what was closed. Who was told otherwise stays told."""
    closure = get_object_or_404(unit.closures, pk=request.POST.get("closure", "") or None)
    closures.reopen(closure, by=request.officer)
    messages.success(request, _("C’est rouvert. Les rendez-vous annulés le restent."))
    return redirect("desk:opening", unit.pk, day)


def _page(
    request: OfficerRequest, unit: Unit, day: date, form: ClosureForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    shown = {"unit": unit, "day": day, "zone_label": zone_label(unit, timezone.now()), "form": form}
    return render(
        request, "complaints/desk/closing.html", {**shown, "listed": [], "ready": False, **context}, status=status
    )
