"""Where one's own pre-complaint stands, and taking it back."""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from complaints.documents import ics
from complaints.forms.tracking import ChoiceForm
from complaints.models import Complaint
from complaints.services import triage
from complaints.services.erasure_proof import proof
from complaints.services.status import TooLate
from complaints.views.follow.access import followed
from complaints.views.follow.events import events
from complaints.views.follow.state import Situation
from units import support

# An address to post to is also opened by hand, or reloaded: it then leads to the page of the pre-complaint.
act = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@followed
def follow(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    return page(request, complaint)


@require_safe
@followed
def follow_calendar(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """The firm appointment, for a calendar."""
    appointment = Situation.of(complaint, now=timezone.now()).appointment
    if appointment is None:
        return redirect("complaints:follow", complaint.reference)
    headers = {"Content-Disposition": 'attachment; filename="rendez-vous.ics"'}
    return HttpResponse(ics.invitation(appointment), content_type="text/calendar; charset=utf-8", headers=headers)


@act
@followed
def follow_withdraw(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Ask first, then take the pre-complaint back."""
    if request.method == "POST":
        with suppress(TooLate):  # it is over already, by this very button or otherwise: its page says how
            triage.withdraw(complaint)
        return redirect("complaints:follow", complaint.reference)
    if not complaint.is_open:
        return redirect("complaints:follow", complaint.reference)
    situation = Situation.of(complaint, now=timezone.now())
    return render(request, "complaints/tracking/withdraw.html", {"situation": situation, "complaint": complaint})


def page(
    request: HttpRequest, complaint: Complaint, *, form: ChoiceForm | None = None, refusal: str = ""
) -> HttpResponse:
    """The page as things stand; with what was refused, or the form to correct, it is a 422."""
    situation = Situation.of(complaint, now=timezone.now())
    context = {
        "complaint": complaint,
        "situation": situation,
        "events": events(situation),
        "form": form or ChoiceForm(held=situation.held),
        "refusal": refusal,
        "proof": proof(complaint),
        "office": support.nearest(complaint.unit),
        "listed_in": support.LISTED_IN,
    }
    return render(request, "complaints/tracking/follow.html", context, status=422 if form or refusal else 200)
