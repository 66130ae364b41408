"""Keeping the inbox as it is narrowed, under a name; and changing or forgetting what is kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from complaints.forms.saved_views import ALONE, SavedViewForm
from complaints.models import SavedView
from complaints.refusals import Refused
from complaints.services.filters import Filters
from complaints.services.saved_views import NOT_YOURS, change_view, drop_view, keep_view, may_change, views_of
from complaints.views.desk.bar import chips
from complaints.views.desk.tabs import inbox_url
from units.access import OfficerRequest, officer_required


@officer_required
@require_safe
def views(request: OfficerRequest) -> HttpResponse:
    """All views of the officer and of their units, with what each keeps."""
    found = [
        {
            "view": view,
            "url": inbox_url(filters := Filters.parse(view.query, request.officer)),
            "chips": _words(filters),
            "changeable": may_change(view, request.officer),
        }
        for view in views_of(request.officer)
    ]
    return render(request, "complaints/desk/saved_views.html", {"found": found})


@officer_required
def view_new(request: OfficerRequest) -> HttpResponse:
    """Keep the filters that the address carries. Unknown ones are left out, as in the inbox."""
    filters = Filters.read(dict(request.GET.lists()), request.officer)
    form = _form(request, filters)
    if form.is_valid() and _done(request, form, partial(keep_view, filters)):
        return redirect(inbox_url(filters))
    return _page(request, form, filters)


@officer_required
def view_change(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Another name, other readers, a daily summary or none."""
    view = get_object_or_404(views_of(request.officer), pk=pk)
    if not may_change(view, request.officer):
        messages.error(request, NOT_YOURS)
        return redirect("desk:views")
    filters = Filters.parse(view.query, request.officer)
    form = _form(request, filters, view)
    if form.is_valid() and _done(request, form, partial(change_view, view, by=request.officer)):
        return redirect("desk:views")
    return _page(request, form, filters, view)


@officer_required
def view_drop(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Forget a view. A GET comes from signing in again: it only shows the list."""
    if request.method == "POST":
        view = get_object_or_404(views_of(request.officer), pk=pk)
        try:
            drop_view(view, by=request.officer)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Vue « %(name)s » supprimée.") % {"name": view.name})
    return redirect("desk:views")


def _form(request: OfficerRequest, filters: Filters, view: SavedView | None = None) -> SavedViewForm:
    """A view of one unit is shared with that one only: elsewhere it would show something else."""
    initial = {}
    if view:
        initial = {"name": view.name, "unit": str(view.unit_id) if view.unit_id else ALONE, "daily": view.daily}
    units = [filters.unit] if filters.unit else list(filters.units)
    return SavedViewForm(request.POST if request.method == "POST" else None, initial=initial, units=units)


def _done(request: OfficerRequest, form: SavedViewForm, deed: Callable[..., SavedView]) -> bool:
    """Do it; what is refused is said beside the name."""
    data = form.cleaned_data
    try:
        view = deed(name=data["name"], unit=form.shared_with, daily=data["daily"])
    except Refused as refusal:
        form.add_error("name", str(refusal))
        return False
    messages.success(request, _("Vue « %(name)s » enregistrée.") % {"name": view.name})
    return True


def _page(
    request: OfficerRequest, form: SavedViewForm, filters: Filters, view: SavedView | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "view": view,
        "chips": _words(filters),
        "back_url": inbox_url(filters),
        "no_address": not request.officer.email,
    }
    return render(request, "complaints/desk/saved_view.html", context, status=422 if form.errors else 200)


def _words(filters: Filters) -> list[str]:
    """What a view keeps, in words."""
    return [str(filters.queue.label), *(chip.label for chip in chips(filters, {}))]
