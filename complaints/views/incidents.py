"""The page of an incident, and the way from it into the short form."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from complaints.filing import drafts
from complaints.filing.journey import Journey, answered
from complaints.models import Incident
from complaints.questions.steps.identity import IdentityStep
from complaints.services.incidents import filed_so_far
from complaints.views import filing_pages as pages

PAGE_SECONDS = 60


def incident_of(slug: str) -> Incident:
    """The incident of that address that has a page; else 404."""
    return get_object_or_404(Incident.objects.published().prefetch_related("organisations"), slug=slug)


@require_safe
@cache_control(public=True, max_age=PAGE_SECONDS)
def incident(request: HttpRequest, slug: str, language: str = settings.LANGUAGE_CODE) -> HttpResponse:
    """What happened, who is concerned, whether filing is needed. The same for everybody, in the language it names."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        found = incident_of(slug)
        return render(request, "complaints/incidents/page.html", _page(found, language))


def _page(found: Incident, language: str) -> dict[str, Any]:
    return {
        "incident": found,
        "open": found.takes_filings(),
        "filed": filed_so_far(found),
        "categories": [str(label) for value, label in found.category_choices if value in found.categories],
        "others": [code for code, _name in settings.LANGUAGES if code != language],
        "default": settings.LANGUAGE_CODE,
        "retention_days": found.life.days,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def incident_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The first page of the short form. A draft is made only once it holds."""
    found = incident_of(slug)
    draft = drafts.of(request)
    if draft and not draft.is_filed:
        return _go_on(request, draft, found)
    if not found.takes_filings():
        return redirect("complaints:incident", slug=slug)
    notes = {"incident": {"id": str(found.pk), "slug": found.slug, "routing": found.routing}}
    journey = Journey({}, notes)
    form = journey.form(IdentityStep, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        draft = drafts.begin({form.slug: answered(form)}, notes)
        response = redirect(pages.way_on(draft)["resume"])
        drafts.remember(response, draft)
        return response
    return pages.first_of_incident(request, found, journey, form, filed=draft.complaint() if draft else None)


def _go_on(request: HttpRequest, draft: drafts.OpenDraft, found: Incident) -> HttpResponse:
    """A form is open in this browser: this incident's goes on, another one is the visitor's to keep or to erase."""
    noted = draft.notes.get("incident") or {}
    if noted.get("id") == str(found.pk):
        return redirect(pages.way_on(draft)["resume"])
    return pages.choice(request, draft)
