"""The one door through which the desk reaches anything of a pre-complaint."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from complaints.enums import Recipient
from complaints.models import Complaint, OutgoingMail
from complaints.models.reference import parse_reference
from complaints.refusals import Refused
from complaints.services.status import MovedAway
from units.access import OfficerRequest, officer_required
from units.models import Officer

FileView = Callable[[OfficerRequest, Complaint], HttpResponse]

AFTER = "suite"
"""Where an act prepared from the agenda leads back to: a path of the agenda, nothing else."""

page_or_act = require_http_methods(["GET", "HEAD", "POST"])


def complaint_for(officer: Officer, reference: str) -> Complaint:
    """The pre-complaint, if it belongs to one of the officer's units; else 404, as for one that doesn't exist."""
    try:
        reference = parse_reference(reference)
    except ValueError as error:
        raise Http404 from error
    return get_object_or_404(Complaint.objects.visible_to(officer).with_places(), reference=reference)


def mail_for(officer: Officer, mail_id: UUID) -> OutgoingMail:
    """The mail owed to a victim of one of the officer's units; else 404."""
    victims = OutgoingMail.objects.filter(recipient=Recipient.VICTIM).select_related("complaint__unit")
    return get_object_or_404(victims, pk=mail_id, complaint__in=Complaint.objects.visible_to(officer))


def after_act(request: HttpRequest) -> str:
    """The page of the agenda from which an act was asked for; empty when it was asked for elsewhere."""
    path = request.POST.get(AFTER) or request.GET.get(AFTER, "")
    agenda = path.startswith(reverse("desk:agenda")) and ".." not in path
    return path if agenda and url_has_allowed_host_and_scheme(path, allowed_hosts=None) else ""


def file_view(view: FileView) -> Callable[[HttpRequest, str], HttpResponse]:
    """Give the view the pre-complaint the address names, on the clock of its unit.

    What a service refuses is said on the page of the file (of the agenda, where the act was asked for there), or in
    the inbox once another unit has it.
    """

    @wraps(view)
    @officer_required
    def guarded(request: OfficerRequest, /, reference: str) -> HttpResponse:
        complaint = complaint_for(request.officer, reference)
        with timezone.override(complaint.unit.zone):
            try:
                return view(request, complaint)
            except MovedAway as refusal:
                messages.error(request, str(refusal))
                return redirect("desk:inbox")
            except Refused as refusal:
                messages.error(request, str(refusal))
                return redirect(after_act(request) or complaint)

    return guarded


def act_only(view: FileView) -> FileView:
    """Only a POST acts. Whoever signs in again between the page and the button comes back by a GET: to the page."""

    @wraps(view)
    def posted(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
        return view(request, complaint) if request.method == "POST" else redirect(complaint)

    return posted
