"""The body of a step. Unanswered, it is the same for everybody: rendered once a process, wording and language."""

from __future__ import annotations

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from complaints.filing.offers import beside
from complaints.questions.base import StepForm


def body(form: StepForm) -> SafeString:
    """The questions as HTML, without the form tag, the CSRF token and the draft's number, which stand outside."""
    if form.is_bound or not form.same_for_all:
        return render_to_string(form.body, {"form": form, **beside(form)})
    edition = form.edition(form.wording)
    return blank(type(form), form.wording, translation.get_language() or "", edition)


@lru_cache(maxsize=256)
def blank(step: type[StepForm], wording: str, language: str, edition: str) -> SafeString:
    """Made from the step's class and the names of a wording and a language: nothing of a visitor comes near it.

    ``edition`` only tells two states of the same page apart.
    """
    with translation.override(language):
        return render_to_string(step.body, {"form": step(wording=wording)})
