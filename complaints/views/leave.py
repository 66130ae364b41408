"""Leaving at once: to a neutral site, this browser keeping nothing of ours."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from complaints.filing import drafts
from complaints.models.reference import parse_reference
from complaints.views.follow import access as follow_access
from preplainte.context import NEUTRAL

EVERYTHING = '"cache", "cookies", "storage"'


# Exempt: this button never answers that a page is too old. Requests that other sites make are told by the browser.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """« Quitter vite ce site »: forget everything here, go elsewhere. The form itself stays until its life ends.

    Not a redirect: the policy of the pages lets no form lead to another site, not even by a detour.
    """
    if request.method != "POST" or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return redirect("complaints:home")
    response = render(request, "complaints/leave.html")
    response.headers["Refresh"] = f"0; url={NEUTRAL}"
    response.headers["Referrer-Policy"] = "no-referrer"
    drafts.forget(response)
    _forget_followed(request, response)
    return clear_browser(response)


def clear_browser(response: HttpResponse) -> HttpResponse:
    """Have the browser drop all it holds of this site."""
    response.headers["Clear-Site-Data"] = EVERYTHING
    return response


def _forget_followed(request: HttpRequest, response: HttpResponse) -> None:
    """For browsers that don't know ``Clear-Site-Data``: the cookie of the pre-complaint the page was about."""
    try:
        follow_access.forget(response, parse_reference(request.POST.get("reference", "")))
    except ValueError:
        return
