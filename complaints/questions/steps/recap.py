from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.questions.base import StepForm
from complaints.questions.legal import FALSE_REPORT


class RecapStep(StepForm):
    """Everything once more, the warning of the law, and the sending."""

    slug = "recap"
    title = _("Vérification")
    heading = _("Vérifiez, puis envoyez")
    minutes = 1
    body = "complaints/filing/recap_body.html"
    same_for_all = False

    warning_read = forms.BooleanField(
        label=_("J’ai lu cet avertissement et je déclare que ces réponses sont exactes."),
        error_messages={"required": _("Cochez cette case pour envoyer.")},
    )
    warning = FALSE_REPORT
