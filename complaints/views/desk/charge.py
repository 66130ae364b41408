"""Who has a file in charge: taken, given to a colleague, given back to the unit."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from complaints.forms.acts import AssignForm
from complaints.models import Complaint
from complaints.services import assignment, status
from complaints.views.desk.access import act_only, file_view, page_or_act
from complaints.views.desk.acting import act, act_page
from units.access import OfficerRequest


@file_view
@act_only
def take(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """The officer is in charge; a colleague who was first is named. Nothing can be overwritten by it."""
    assignment.take(complaint, by=request.officer)
    messages.success(request, _("Vous avez ce dossier en charge."))
    return redirect(complaint)


@file_view
@page_or_act
def assign(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """A colleague of the unit, or the officer, is in charge from now on."""
    status.check_open(complaint)
    form = AssignForm(request.POST if request.method == "POST" else None, unit=complaint.unit)
    if not form.is_valid():
        return act_page(request, complaint, "assign.html", form=form)
    to = form.cleaned_data["officer"]
    done = _("Le dossier est confié à %(officer)s.") % {"officer": to.name}

    def give() -> object:
        return assignment.assign(complaint, to=to, by=request.officer)

    return act(request, complaint, "assign.html", give, done=done, form=form)


@file_view
@page_or_act
def give_back(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """Nobody is in charge any more: the whole unit sees to it."""
    status.check_open(complaint)
    if request.method != "POST":
        return act_page(request, complaint, "give_back.html")

    def release() -> object:
        return assignment.give_back(complaint, by=request.officer)

    return act(request, complaint, "give_back.html", release, done=_("Personne n’a plus ce dossier en charge."))
