"""The buttons of a step that aren't « Continuer ». Each keeps what was typed, judged or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext

from complaints.filing import resume
from complaints.filing.drafts import OpenDraft
from complaints.filing.journey import Journey, answered, keep
from complaints.questions.base import StepForm
from complaints.questions.steps.recap import RecapStep
from complaints.questions.steps.unit import UnitSearchForm, UnitStep
from complaints.views import filing_pages as pages
from complaints.views import recap
from complaints.views.limited import minutes_left
from units.views.finder import SEARCH_WINDOW, may_search

Button = Callable[[HttpRequest, OpenDraft, StepForm], HttpResponse | None]


def pressed(request: HttpRequest, draft: OpenDraft, form: StepForm) -> HttpResponse | None:
    """The page after the button that was pressed; nothing when it is « Continuer », or isn't this step's."""
    buttons = (button for name, button in BUTTONS.items() if name in request.POST)
    return next((page for button in buttons if (page := button(request, draft, form))), None)


def _things(request: HttpRequest, draft: OpenDraft, form: StepForm) -> HttpResponse | None:
    """One more thing to describe, one less, or one of another sort."""
    return _again(request, draft, form) if form.press(request.POST) else None


def _again(request: HttpRequest, draft: OpenDraft, form: StepForm) -> HttpResponse:
    keep(draft, form)
    return pages.step(request, draft, form)


def _search(request: HttpRequest, draft: OpenDraft, form: StepForm) -> HttpResponse | None:
    """The choice of the unit as it stands, with what the search finds."""
    if not isinstance(form, UnitStep) or not form.wants_search:
        return None
    keep(draft, form)
    shown = Journey.of(draft).form(UnitStep)
    shown.unjudged()
    shown.search = UnitSearchForm(request.POST)
    if not draft.place.at_desk and not may_search(request):
        return _search_later(request, draft, shown)
    return pages.step(request, draft, shown, status=200 if shown.search.is_valid() else 422)


def _search_later(request: HttpRequest, draft: OpenDraft, shown: UnitStep) -> HttpResponse:
    """The units proposed can still be chosen: only the search has to wait."""
    minutes = minutes_left(SEARCH_WINDOW)
    text = ngettext(
        "Trop de recherches depuis votre connexion : réessayez dans %(minutes)s minute, ou choisissez une unité "
        "proposée.",
        "Trop de recherches depuis votre connexion : réessayez dans %(minutes)s minutes, ou choisissez une unité "
        "proposée.",
        minutes,
    )
    shown.search.add_error("search", text % {"minutes": minutes})
    return pages.step(request, draft, shown, status=429)


def _later(request: HttpRequest, draft: OpenDraft, form: StepForm) -> HttpResponse:
    """« Enregistrer et continuer plus tard »: what is typed is kept, and a page tells how to come back.

    What an officer types stays in this browser, in the list of what they have begun: nothing of it goes elsewhere.
    """
    keep_as_it_was(draft, form)
    if draft.place.at_desk:
        return redirect(draft.place.start)
    resume.issue(draft)
    return redirect("complaints:later")


def _back(request: HttpRequest, draft: OpenDraft, form: StepForm) -> HttpResponse:
    """« Revenir à l’étape précédente »."""
    keep_as_it_was(draft, form)
    return redirect(Journey.of(draft).before(type(form)))


def keep_as_it_was(draft: OpenDraft, form: StepForm) -> None:
    """A step that was answered stays so if it still holds; any other waits for its « Continuer »."""
    if isinstance(form, RecapStep):
        return
    if Journey.of(draft).is_done(type(form)) and form.door() is None and form.is_valid():
        draft.save(form.slug, answered(form))
    else:
        keep(draft, form)


BUTTONS: Mapping[str, Button] = {
    "add": _things,
    "remove": _things,
    "change": _things,
    "search": _search,
    "later": _later,
    "back": _back,
    "verify": recap.verify,
    "resend": recap.resend,
    "phrase": recap.another_phrase,
}
