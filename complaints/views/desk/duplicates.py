"""What an officer decides about two pre-complaints that look alike."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from complaints.enums import LinkKind
from complaints.models import Complaint
from complaints.services import duplicates
from complaints.views.desk.access import act_only, file_view
from units.access import OfficerRequest

UNDO = "annuler"
"""Name of the button that takes a decision back; the others' are those of ``LinkKind``."""


@file_view
@act_only
def decide(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """Same facts, distinct, or undecided again. 404 for a pair that this officer wasn't shown."""
    asked = next((name for name in (UNDO, *LinkKind.values) if name in request.POST), None)
    if asked is None:
        raise Http404
    try:
        pair = duplicates.find(complaint, request.POST.get("autre", ""), seen_by=request.officer)
    except LookupError as error:
        raise Http404 from error
    kind = None if asked == UNDO else LinkKind(asked)
    duplicates.decide(complaint, pair.complaint, kind=kind, by=request.officer)
    messages.success(request, _said(kind))
    return redirect(complaint.get_absolute_url() + "#rapprochements")


def _said(kind: LinkKind | None) -> str:
    if kind is None:
        return _("La décision est annulée.")
    return _("Les deux dossiers sont rapprochés.") if kind == LinkKind.SAME else _("Les dossiers sont notés distincts.")
