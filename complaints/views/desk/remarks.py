"""What officers add to a file, and which overwrites nothing: attempts to reach the victim, notes, tags."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from complaints.enums import ContactOutcome
from complaints.forms.acts import ContactForm, NoteForm, TagForm
from complaints.models import Complaint
from complaints.services import contact, notes, status, tags
from complaints.services.tags import BadTag
from complaints.views.desk.access import act_only, file_view, page_or_act
from complaints.views.desk.acting import act_page
from units.access import OfficerRequest

REMOVE = "retirer"
"""Name of the button that takes a tag away; its value is the tag."""


@file_view
@page_or_act
def attempt(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """Called, no answer, message left, mail sent: each stops the clock of the first contact."""
    status.check_open(complaint)
    form = ContactForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return act_page(request, complaint, "attempt.html", form=form)
    contact.attempt(complaint, outcome=ContactOutcome(form.cleaned_data["outcome"]), by=request.officer)
    messages.success(request, _("Le contact est noté."))
    return redirect(complaint)


@file_view
@page_or_act
def note(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """A note for the unit."""
    status.check_open(complaint)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return act_page(request, complaint, "note.html", form=form)
    notes.add(complaint, text=form.cleaned_data["note"], by=request.officer)
    messages.success(request, _("La note est gardée."))
    return redirect(complaint)


@file_view
@page_or_act
def tag(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """One more tag."""
    status.check_open(complaint)
    form = TagForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            tags.add_tag(complaint, name=form.cleaned_data["tag"], by=request.officer)
        except BadTag as refusal:
            form.add_error("tag", str(refusal))
        else:
            messages.success(request, _("L’étiquette est posée."))
            return redirect(complaint)
    return act_page(request, complaint, "tag.html", form=form)


@file_view
@act_only
def untag(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """One tag less."""
    tags.remove_tag(complaint, name=request.POST.get(REMOVE, ""), by=request.officer)
    messages.success(request, _("L’étiquette est retirée."))
    return redirect(complaint)
