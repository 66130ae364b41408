"""What the follow-up page gives to keep: the receipt while the pre-complaint is open, the proof once it is erased."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from complaints.models import Complaint
from complaints.services.erasure_proof import proof
from complaints.views import papers
from complaints.views.follow.access import followed


@require_safe
@followed
def follow_receipt(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """The receipt as things stand; once the pre-complaint is over, the page that says so."""
    if not complaint.is_open:
        return redirect("complaints:follow", complaint.reference)
    # Read again whole: the follow-up pages leave aside what is sealed.
    return papers.receipt(Complaint.objects.with_places().get(pk=complaint.pk))


@require_safe
@followed
def follow_erasure(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """The proof of erasure; before that, the page that says where the pre-complaint stands."""
    found = proof(complaint)
    return papers.erasure(found) if found else redirect("complaints:follow", complaint.reference)
