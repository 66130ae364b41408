"""The way in to one's own pre-complaint: the form, the link of a mail, and the way out."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from complaints.forms.tracking import AccessForm
from complaints.services.access import take_over
from complaints.views.follow import access as follow_access
from complaints.views.limited import too_many
from preplainte import limits

WINDOW = timedelta(minutes=15)
TRIES_BY_ADDRESS = 100  # a school or a town hall behind one address stays far below
TRIES_BY_REFERENCE = 10  # against 50 bits of code


@require_http_methods(["GET", "HEAD", "POST"])
def tracking(request: HttpRequest) -> HttpResponse:
    """Reference and code. A wrong one and one that doesn't exist get the same answer, for the same work."""
    form = AccessForm(request.POST or None)
    if not form.is_valid():
        return render(request, "complaints/tracking/access.html", {"form": form}, status=422 if form.is_bound else 200)
    reference, code = form.cleaned_data["reference"], form.cleaned_data["code"]
    if not _may_try(request, reference):
        return too_many(request, "complaints/tracking/limited.html", window=WINDOW)
    complaint = follow_access.by_code(reference, code)
    if complaint is None:
        form.add_error("code", _("Cette référence et ce code ne vont pas ensemble. Vérifiez les deux."))
        return render(request, "complaints/tracking/access.html", {"form": form}, status=422)
    return follow_access.remember(redirect("complaints:follow", complaint.reference), complaint)


@require_http_methods(["GET", "HEAD", "POST"])
def follow_link(request: HttpRequest, secret: str) -> HttpResponse:
    """The link of a mail. Opening it only leaves a cookie: scanners of mails open links too.

    A new link, asked for by who had lost the former, takes over only by its button.
    """
    response = _opened(request, secret)
    # This address is a secret. The page with a button says at least its origin: browsers would hide where the form
    # comes from, which is checked.
    response.headers["Referrer-Policy"] = "strict-origin" if response.status_code == 200 else "no-referrer"
    return response


def _opened(request: HttpRequest, secret: str) -> HttpResponse:
    complaint = follow_access.by_link(secret)
    if complaint is None and (renewed := follow_access.by_new_link(secret)):
        if request.method != "POST":
            return render(request, "complaints/tracking/new_link.html")
        take_over(renewed)
        complaint = renewed
    if complaint is None:
        return render(request, "complaints/tracking/bad_link.html", status=404)
    return follow_access.remember(redirect("complaints:follow", complaint.reference), complaint)


@require_http_methods(["GET", "HEAD", "POST"])
def follow_close(request: HttpRequest, reference: str) -> HttpResponse:
    """« J’ai terminé »: this browser forgets the pre-complaint, and the receipt if it has it: see there."""
    if request.method != "POST":
        return redirect("complaints:follow", reference)
    # The receipt's cookie only goes to the addresses of the form, so the request goes on there.
    return follow_access.forget(redirect("complaints:close_receipt", preserve_request=True), reference)


@require_safe
def tracking_closed(request: HttpRequest) -> HttpResponse:
    return render(request, "complaints/tracking/closed.html")


def _may_try(request: HttpRequest, reference: str) -> bool:
    by_address = limits.allow("tracking-address", limits.address_of(request), limit=TRIES_BY_ADDRESS, window=WINDOW)
    return by_address and limits.allow("tracking-reference", reference, limit=TRIES_BY_REFERENCE, window=WINDOW)
