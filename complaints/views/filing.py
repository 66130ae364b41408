"""The form, step by step: sorting, steps, sending, receipt."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.filing import confirming, drafts
from complaints.filing.drafts import OpenDraft
from complaints.filing.journey import Incomplete, Journey, answered, keep
from complaints.questions.base import StepForm
from complaints.questions.sorting import Door
from complaints.questions.steps.recap import RecapStep
from complaints.questions.steps.triage import TriageStep
from complaints.services.filing import file_complaint
from complaints.views import evidence, papers
from complaints.views import filing_pages as pages
from complaints.views.filing_buttons import pressed
from complaints.views.filing_guard import draft_required, without_draft
from complaints.views.follow import access as follow_access
from complaints.views.leave import clear_browser
from preplainte import limits

WINDOW = timedelta(hours=1)


def _without_receipt(request: HttpRequest) -> HttpResponse:
    """To the beginning, told why; what happened to a form that this browser still knows of has its own page."""
    if drafts.token_of(request) is None:
        reason = _("Ce navigateur n’a pas de récépissé à montrer : il est oublié quand on ferme le navigateur.")
        way = _("Pour retrouver une pré-plainte, ouvrez son lien de suivi, ou saisissez sa référence et son code.")
        messages.info(request, f"{reason} {way}")
    return without_draft(request)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The sorting questions. A draft is made only when they lead here."""
    draft = drafts.of(request)
    if draft and not draft.is_filed and not draft.is_blank:
        return pages.choice(request, draft)
    if request.method != "POST":
        return pages.sorting(request, TriageStep(), filed=draft.complaint() if draft else None)
    form = TriageStep(request.POST)
    if door := form.door():
        return pages.refused(request, door)
    if not form.is_valid():
        return pages.sorting(request, form, status=422)
    if draft and not draft.is_filed:
        draft.discard()
    draft = drafts.begin({form.slug: answered(form)})
    response = redirect(pages.way_on(draft)["resume"])
    drafts.remember(response, draft)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def step(request: HttpRequest, draft: OpenDraft, slug: str) -> HttpResponse:
    """One step of the visitor's own form."""
    return fill(request, draft, slug)


def fill(request: HttpRequest, draft: OpenDraft, slug: str) -> HttpResponse:
    """One step, wherever the form is filled. Asked too early, it leads to the first one without its answer."""
    journey = Journey.of(draft)
    asked = journey.find(slug)
    if asked is None:
        raise Http404
    if not journey.is_open(asked):
        return redirect(journey.url_of(journey.next))
    if request.method != "POST":
        return pages.step(request, draft, journey.form(asked))
    form = journey.form(asked, request.POST)
    return evidence.received(request, draft, form) or pressed(request, draft, form) or _answer(request, draft, form)


def _answer(request: HttpRequest, draft: OpenDraft, form: StepForm) -> HttpResponse:
    """« Continuer »: keep a valid step and lead on; at the recap, send. What isn't valid is kept as it was typed."""
    if door := form.door():
        return _refused(request, draft, form, door)
    if isinstance(form, RecapStep):
        confirming.take_proof(draft, form)
    if not form.is_valid():
        keep(draft, form)
        return pages.step(request, draft, form, status=422)
    if isinstance(form, RecapStep):
        return _send(request, draft)
    draft.save(form.slug, answered(form))
    return redirect(pages.way_on(draft)["resume"])


def _refused(request: HttpRequest, draft: OpenDraft, form: StepForm, door: Door) -> HttpResponse:
    """The right door, and the way back. Of sorting answers that lead elsewhere nothing is kept; of a page, all."""
    if isinstance(form, TriageStep):
        return pages.refused(request, door, resume=pages.way_on(draft)["resume"])
    keep(draft, form)
    return pages.refused(request, door, resume=draft.place.step(form.slug), kept=True)


def _send(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    """Every step once more, then the filing. Sending twice files once; a network that sends too many has to wait.

    Officers aren't counted: they are known, and their whole station comes from one address.
    """
    place, entry = draft.place, draft.entry
    language = entry.language if entry else translation.get_language()
    try:
        declaration = Journey.of(draft).declaration(language or "fr")
    except Incomplete as incomplete:
        messages.warning(request, _("Cette étape est à revoir avant l’envoi. Rien n’a été envoyé."))
        return redirect(place.step(incomplete.slug))
    network = limits.address_of(request)
    counted = not place.at_desk
    if counted and not limits.allow("filing", network, limit=settings.FILINGS_PER_ADDRESS, window=WINDOW):
        return pages.limited(request, window=WINDOW)
    file_complaint(declaration, draft_id=draft.row.pk, draft_key=draft.key, by=place.officer)
    response = redirect(place.receipt)
    drafts.remember(response, draft, until_closed=True)
    return response


@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """The receipt of what this browser filed last, until it is closed or the draft's life ends.

    Of a pre-complaint that was erased there is nothing left to show but its end. Without a receipt, the page to
    which it leads says why. Once a new code was asked for, this browser may be the one to be kept out.
    """
    draft = drafts.of(request)
    if draft is None:
        return _without_receipt(request)
    complaint = draft.complaint()
    if complaint is None:
        messages.info(request, _("Cette pré-plainte n’est pas encore envoyée : elle n’a pas de récépissé."))
        return redirect(pages.way_on(draft)["resume"])
    if complaint.access_generation:
        return redirect("complaints:tracking")
    if complaint.erased_at is not None:
        return redirect("complaints:follow_link", complaint.follow_secret)
    return pages.receipt(request, complaint)


@require_safe
def receipt_file(request: HttpRequest) -> HttpResponse:
    """The same receipt on paper; where there is none, the page that says why."""
    draft = drafts.of(request)
    complaint = draft.complaint() if draft else None
    if complaint is None or not complaint.is_open or complaint.access_generation:
        return redirect("complaints:receipt")
    return papers.receipt(complaint)


@require_http_methods(["GET", "HEAD", "POST"])
def close_receipt(request: HttpRequest) -> HttpResponse:
    """« J’ai terminé »: this browser forgets what it filed, whose receipt opens everything. An open form stays."""
    if request.method != "POST":
        return redirect("complaints:receipt")
    draft = drafts.of(request)
    complaint = draft.complaint() if draft else None
    response = redirect("complaints:tracking_closed")
    if complaint is not None:
        drafts.forget(response)
        follow_access.forget(response, complaint.reference)
    if draft is None or draft.is_filed:
        clear_browser(response)
    return response


@require_POST
@draft_required
def restart(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    """Erase the open draft at once and begin again."""
    draft.discard()
    response = redirect("complaints:start")
    drafts.forget(response)
    return response
