"""Who may see a page of the form: the visitor whose open draft it is. Anybody else is told what became of theirs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from complaints.filing import drafts
from complaints.filing.drafts import AlreadyFiled, OpenDraft
from complaints.services.filing import DraftGone
from complaints.views import filing_pages as pages

DraftView = Callable[..., HttpResponse]


def draft_required(view: DraftView) -> DraftView:
    """Give the view the visitor's open draft; without one, a page says what to do.

    What is posted for another draft (an older tab) never reaches the view. A form sent already shows its receipt.
    When the view made the draft's life begin again, the visitor's cookie follows.
    """

    @wraps(view)
    def guarded(request: HttpRequest, **named: str) -> HttpResponse:
        draft = drafts.of(request)
        if draft is None:
            return without_draft(request)
        try:
            response = _for_this_draft(request, draft) or view(request, draft, **named)
        except AlreadyFiled:
            return redirect("complaints:receipt")
        except DraftGone:
            return pages.gone(request)
        if draft.kept and draft.place.cookie not in response.cookies:
            drafts.remember(response, draft)
        return response

    return guarded


def without_draft(request: HttpRequest) -> HttpResponse:
    """To the beginning for who simply typed the address; else a page that says what happened to the form."""
    if drafts.token_of(request) is None and request.method != "POST":
        return redirect("complaints:start")
    return pages.gone(request)


def _for_this_draft(request: HttpRequest, draft: OpenDraft) -> HttpResponse | None:
    """The page to show instead, when the request isn't for an open draft or comes from another one's page."""
    if draft.is_filed:
        return redirect("complaints:receipt")
    if request.method == "POST" and request.POST.get("draft") != draft.number:
        return pages.other_form(request, draft)
    return None
