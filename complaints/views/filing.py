"""The form, step by step: sorting, steps, sending, receipt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.filing import drafts
from complaints.filing.drafts import AlreadyFiled, OpenDraft
from complaints.filing.journey import Incomplete, Journey, answered, url_of
from complaints.questions.base import StepForm
from complaints.questions.steps.recap import RecapStep
from complaints.questions.steps.triage import TriageStep
from complaints.questions.steps.unit import UnitSearchForm, UnitStep
from complaints.services.filing import DraftGone, file_complaint
from complaints.views import filing_pages as pages
from complaints.views.follow import access as follow_access
from preplainte import limits

WINDOW = timedelta(hours=1)

DraftView = Callable[..., HttpResponse]


def draft_required(view: DraftView) -> DraftView:
    """Give the view the visitor's open draft; without one, a page says what to do.

    What is posted for another draft (an older tab) never reaches the view. A form sent already shows its receipt.
    """

    @wraps(view)
    def guarded(request: HttpRequest, **named: str) -> HttpResponse:
        draft = drafts.find(drafts.token_of(request) or "")
        if draft is None:
            return _without_draft(request)
        try:
            return _for_this_draft(request, draft) or view(request, draft, **named)
        except AlreadyFiled:
            return redirect("complaints:receipt")
        except DraftGone:
            return pages.gone(request)

    return guarded


def _without_draft(request: HttpRequest) -> HttpResponse:
    """To the beginning for who simply typed the address; else a page that says what happened to the form."""
    if drafts.token_of(request) is None and request.method != "POST":
        return redirect("complaints:start")
    return pages.gone(request)


def _without_receipt(request: HttpRequest) -> HttpResponse:
    """To the beginning, told why; what happened to a form that this browser still knows of has its own page."""
    if drafts.token_of(request) is None:
        reason = _("Ce navigateur n’a pas de récépissé à montrer : il est oublié quand on ferme le navigateur.")
        way = _("Pour retrouver une pré-plainte, ouvrez son lien de suivi, ou saisissez sa référence et son code.")
        messages.info(request, f"{reason} {way}")
    return _without_draft(request)


def _for_this_draft(request: HttpRequest, draft: OpenDraft) -> HttpResponse | None:
    """The page to show instead, when the request isn't for an open draft or comes from another one's page."""
    if draft.is_filed:
        return redirect("complaints:receipt")
    if request.method == "POST" and request.POST.get("draft") != draft.number:
        return pages.other_form(request, draft)
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The sorting questions. A draft is made only when they lead here."""
    draft = drafts.find(drafts.token_of(request) or "")
    if draft and not draft.is_filed and not draft.is_blank:
        return pages.choice(request, draft)
    if request.method != "POST":
        return pages.sorting(request, TriageStep(), filed=draft.complaint() if draft else None)
    form = TriageStep(request.POST)
    if door := form.door():
        return pages.refused(request, door, draft=draft)
    if not form.is_valid():
        return pages.sorting(request, form, status=422)
    if draft and not draft.is_filed:
        draft.discard()
    draft = drafts.begin(form.slug, answered(form))
    return _saved(draft)


def _saved(draft: OpenDraft) -> HttpResponse:
    """Lead to the next step; the visitor's token lives on."""
    response = redirect(url_of(Journey(draft.steps).next))
    drafts.remember(response, draft)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def step(request: HttpRequest, draft: OpenDraft, slug: str) -> HttpResponse:
    """One step. Asked too early, it leads to the first one without its answer."""
    journey = Journey(draft.steps)
    asked = journey.find(slug)
    if asked is None:
        raise Http404
    if not journey.is_open(asked):
        return redirect(url_of(journey.next))
    if request.method != "POST":
        return pages.step(request, draft, journey.form(asked))
    form = journey.form(asked, request.POST)
    return _button(request, draft, form) or _answer(request, draft, form)


def _answer(request: HttpRequest, draft: OpenDraft, form: StepForm) -> HttpResponse:
    """« Continuer »: keep a valid step and lead on; at the recap, send."""
    if isinstance(form, TriageStep) and (door := form.door()):
        return pages.refused(request, door, draft=draft)
    if not form.is_valid():
        return pages.step(request, draft, form, status=422)
    if isinstance(form, RecapStep):
        return _send(request, draft)
    draft.save(form.slug, answered(form))
    return _saved(draft)


def _button(request: HttpRequest, draft: OpenDraft, form: StepForm) -> HttpResponse | None:
    """The page again, after a button that isn't « Continuer »; what was typed stays."""
    if "add" in request.POST and form.asks_repeated:
        form.add()
    elif "remove" in request.POST and form.asks_repeated:
        form.remove(request.POST["remove"])
    elif "search" in request.POST and isinstance(form, UnitStep):
        form = _searching(draft, UnitSearchForm(request.POST))
        return pages.step(request, draft, form, status=200 if form.search.is_valid() else 422)
    else:
        return None
    return pages.step(request, draft, form)


def _searching(draft: OpenDraft, search: UnitSearchForm) -> UnitStep:
    """The choice of the unit as it stands, with what the search finds."""
    form = Journey(draft.steps).form(UnitStep)
    form.search = search
    return form


def _send(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    """Every step once more, then the filing. Sending twice files once; a network that sends too many has to wait."""
    try:
        declaration = Journey(draft.steps).declaration(translation.get_language() or "fr")
    except Incomplete as incomplete:
        messages.warning(request, _("Cette étape est à revoir avant l’envoi. Rien n’a été envoyé."))
        return redirect("complaints:step", slug=incomplete.slug)
    if not limits.allow("filing", limits.address_of(request), limit=settings.FILINGS_PER_ADDRESS, window=WINDOW):
        return pages.limited(request, window=WINDOW)
    file_complaint(declaration, draft_id=draft.row.pk)
    response = redirect("complaints:receipt")
    drafts.remember(response, draft, until_closed=True)
    return response


@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """The receipt of what this browser filed last, until it is closed or the draft's life ends.

    Of a pre-complaint that was erased there is nothing left to show but its end. Without a receipt, the page to
    which it leads says why.
    """
    draft = drafts.find(drafts.token_of(request) or "")
    if draft is None:
        return _without_receipt(request)
    complaint = draft.complaint()
    if complaint is None:
        messages.info(request, _("Cette pré-plainte n’est pas encore envoyée : elle n’a pas de récépissé."))
        return redirect(url_of(Journey(draft.steps).next))
    if complaint.erased_at is not None:
        return redirect("complaints:follow_link", complaint.follow_secret)
    return pages.receipt(request, complaint)


@require_http_methods(["GET", "HEAD", "POST"])
def close_receipt(request: HttpRequest) -> HttpResponse:
    """« J’ai terminé »: this browser forgets what it filed, whose receipt opens everything. An open form stays."""
    if request.method != "POST":
        return redirect("complaints:receipt")
    draft = drafts.find(drafts.token_of(request) or "")
    complaint = draft.complaint() if draft else None
    response = redirect("complaints:tracking_closed")
    if complaint is not None:
        drafts.forget(response)
        follow_access.forget(response, complaint.reference)
    return response


@require_POST
@draft_required
def restart(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    """Erase the open draft at once and begin again."""
    draft.discard()
    response = redirect("complaints:start")
    drafts.forget(response)
    return response
