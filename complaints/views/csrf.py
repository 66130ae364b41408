from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from complaints.filing import drafts
from complaints.views.evidence import too_large
from complaints.views.filing_pages import way_on
from preplainte import uploads


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page was sent without its proof of origin: what it carried is dropped, what was saved is offered again."""
    if uploads.unreadable(request):  # its proof of origin wasn't read either
        return too_large(request)
    draft = drafts.here(request)
    resume = way_on(draft)["resume"] if draft and not draft.is_filed else ""
    context = {"resume": resume, "at_desk": request.path.startswith(("/agents/", "/admin/")), "back": request.path}
    return render(request, "complaints/csrf.html", context, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What could not be read, said without reading it again: Django's own page looks for a token in it, and fails."""
    return render(request, "400.html", status=400)
