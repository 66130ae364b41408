"""Who may type into a form begun at the desk: the officer who began it, signed in, in that browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from complaints.enums import Act, Channel
from complaints.filing import drafts
from complaints.filing.drafts import AlreadyFiled, OpenDraft
from complaints.filing.journey import Journey
from complaints.filing.places import Place, channel_in_words
from complaints.models import Complaint
from complaints.services.filing import DraftGone
from complaints.views import evidence
from complaints.views.filing_buttons import keep_as_it_was
from units.access import OfficerRequest
from units.models import Officer

EntryView = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Band:
    """What every page of the form says: for whom it is typed, by whom, and how to go about it."""

    title: str
    officer: str
    how: str


class EntryRequest(OfficerRequest):
    """A request of the officer who types a form."""

    entry: Band


def entry_required(view: EntryView) -> Callable[..., HttpResponse]:
    """Give the view the form that this officer types in this browser, as long as it isn't sent.

    Whoever's session has ended signs in and comes back: what was typed on the page is kept first. Nothing of it is
    shown or kept for another officer.
    """

    @wraps(view)
    def guarded(request: HttpRequest, number: str, **named: Any) -> HttpResponse:
        draft = drafts.at_desk(request, number)
        officer = request.user
        if not isinstance(officer, Officer) or not officer.is_active:
            return _sign_in(request, draft, **named)
        if draft is None:
            return gone(request)
        if draft.is_filed:
            return redirect(draft.place.receipt)
        if not _is_theirs(draft, officer):
            return _refused(request)
        draft.place = Place(number, officer)
        return _shown(request, draft, officer, view, **named)

    return guarded


def _shown(request: HttpRequest, draft: OpenDraft, officer: Officer, view: EntryView, **named: Any) -> HttpResponse:
    known = cast(EntryRequest, request)
    known.officer, known.entry = officer, band(draft, officer)
    if request.method == "POST" and request.POST.get("draft") != draft.number:
        return gone(request)
    try:
        response = view(known, draft, **named)
    except AlreadyFiled:
        return redirect(draft.place.receipt)
    except DraftGone:
        return gone(request)
    if draft.kept and draft.place.cookie not in response.cookies:
        drafts.remember(response, draft)
    return response


def _sign_in(request: HttpRequest, draft: OpenDraft | None, *, slug: str = "", **_named: Any) -> HttpResponse:
    """To the sign-in page and back. The cookie of the form alone opens it to be written, as a visitor's does."""
    if draft and slug and request.method == "POST" and request.POST.get("draft") == draft.number:
        _keep(request, draft, slug)
    return redirect_to_login(request.get_full_path())


def _keep(request: HttpRequest, draft: OpenDraft, slug: str) -> None:
    if draft.is_filed:
        return
    journey = Journey.of(draft)
    step = journey.find(slug)
    if step is None or not journey.is_open(step):
        return
    form = journey.form(step, request.POST)
    try:
        if evidence.received(request, draft, form) is None:
            keep_as_it_was(draft, form)
    except (AlreadyFiled, DraftGone):
        return  # it was sent or erased in another tab: the page shown after signing in says so


def _is_theirs(draft: OpenDraft, officer: Officer) -> bool:
    return draft.entry is not None and draft.entry.officer == str(officer.pk)


def band(draft: OpenDraft, officer: Officer) -> Band:
    channel = draft.entry.channel if draft.entry else ""
    if channel == Channel.CALLER:
        how = _("Lisez chaque question, et relisez chaque réponse.")
    else:
        how = _("La personne peut lire l’écran avec vous.")
    return Band(channel_in_words(channel), officer.name, how)


def filed_by(request: OfficerRequest, number: str) -> Complaint | None:
    """What the form became, for the officer who sent it, while this browser still knows it."""
    draft = drafts.at_desk(request, number)
    complaint = draft.complaint() if draft else None
    if complaint is None or not complaint.journal.filter(act=Act.FILED, officer=request.officer).exists():
        return None
    return complaint


def gone(request: HttpRequest) -> HttpResponse:
    """No such form in this browser: expired, erased, or begun elsewhere."""
    return render(request, "complaints/desk/entry_gone.html", {"another": False}, status=410)


def _refused(request: HttpRequest) -> HttpResponse:
    return render(request, "complaints/desk/entry_gone.html", {"another": True}, status=403)
