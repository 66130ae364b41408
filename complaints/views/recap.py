"""The buttons of the recap that don't send: check a code, ask for another, draw another phrase."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from complaints.filing import confirming
from complaints.filing.drafts import OpenDraft
from complaints.questions.base import StepForm
from complaints.questions.steps.recap import RecapStep
from complaints.refusals import Refused
from complaints.views import filing_pages as pages
from preplainte import limits


def verify(request: HttpRequest, draft: OpenDraft, form: StepForm) -> HttpResponse | None:
    """« Vérifier le code ». Only the code is judged, not the tick that sends."""
    if not isinstance(form, RecapStep):
        return None
    form.unjudged()
    if form.typed_code and not confirming.take_code(draft, form):
        return pages.step(request, draft, form, status=422)
    if not form.typed_code:
        messages.warning(request, _("Tapez d’abord le code reçu par courriel."))
    return redirect(draft.place.step(RecapStep.slug) + "#courriel")


def resend(request: HttpRequest, draft: OpenDraft, form: StepForm) -> HttpResponse | None:
    """« Renvoyer un code »."""
    if not isinstance(form, RecapStep):
        return None
    try:
        confirming.resend(draft, network=limits.address_of(request))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Un nouveau code part vers votre adresse. Le précédent ne sert plus."))
    return redirect(draft.place.step(RecapStep.slug) + "#courriel")


def another_phrase(request: HttpRequest, draft: OpenDraft, form: StepForm) -> HttpResponse | None:
    """« Une autre phrase »."""
    if not isinstance(form, RecapStep):
        return None
    confirming.redraw(draft)
    return redirect(draft.place.step(RecapStep.slug) + "#phrase")
