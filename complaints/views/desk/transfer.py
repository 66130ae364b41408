"""Handing a file over to another unit: found by its commune or its name, then what will be told, then the act."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from complaints.forms.acts import UnitForm
from complaints.models import Complaint
from complaints.services import status, transfer
from complaints.views.desk.access import file_view, page_or_act
from complaints.views.desk.acting import act_page
from complaints.views.desk.seen import Changed, if_unchanged
from units.access import OfficerRequest
from units.models import Commune, Unit
from units.search import LONGEST_QUESTION, meant, search_units, suggest_units

CONFIRMED = "confirmer"
"""Name of the button that hands over, on the page that says what the victim is told."""
QUESTION = "q"


@file_view
@page_or_act
def hand_over(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """Choose the unit, read what happens, then do it. The file is then out of reach from here."""
    status.check_open(complaint)
    form = UnitForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _choice(request, complaint)
    to: Unit = form.cleaned_data["unit"]
    if CONFIRMED not in request.POST:
        return act_page(request, complaint, "transfer_confirm.html", to=to)
    try:
        if_unchanged(request, complaint, lambda: transfer.transfer(complaint, to=to, by=request.officer))
    except Changed as change:
        return act_page(request, complaint, "transfer_confirm.html", to=to, changed=change.events)
    sentence = _("Le dossier %(reference)s est transféré à %(unit)s.")
    messages.success(request, sentence % {"reference": complaint.reference, "unit": to.name})
    return redirect("desk:inbox")


def _choice(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """Units for what was asked; before any question, those for the place of the facts."""
    question = request.GET.get(QUESTION, "").strip()[:LONGEST_QUESTION]
    commune = complaint.commune
    if question:
        commune, _communes = meant(question)
    units = [one for one in units_for(commune, question) if one[0].pk != complaint.unit_id]
    return act_page(request, complaint, "transfer.html", question=question, commune=commune, units=units)


def units_for(commune: Commune | None, question: str) -> list[tuple[Unit, bool]]:
    """For a commune, the units for what happened there, each with whether it is competent; else those of that name."""
    if commune is not None:
        return [(one.unit, one.competent) for one in suggest_units(commune)]
    return [(unit, False) for unit in search_units(question)]
