"""What a victim types to go on with a form later, or elsewhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.forms.copied import Signs
from complaints.questions.fields import Email
from complaints.sealing import draftkeys

LONGEST = 60


class ResumeForm(forms.Form):
    """A code, and the mark of the page it was typed on: together they open the form in this browser alone."""

    code = Signs(
        label=_("Code de reprise"),
        help_text=_("Vingt signes, par exemple 7KQ4-M2XW-9D3F-V8TR-6HJ5."),
        missing=_("Donnez le code de reprise."),
    )
    place = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="", initial={"place": draftkeys.new_token()})

    def clean_code(self) -> str:
        """A sign too many or too few is told at once: it says nothing of what exists."""
        code: str = self.cleaned_data["code"]
        if draftkeys.parse_resume(code) is None:
            raise forms.ValidationError(gettext("Ce code a vingt signes : il en manque, ou il y en a trop."))
        return code


class ResumeMailForm(forms.Form):
    """Where to send the link that resumes the form."""

    email = Email(
        label=_("Votre adresse électronique"),
        help_text=_("Elle ne sert ici qu’à envoyer ce lien."),
        error_messages={"required": _("Indiquez votre adresse électronique.")},
    )

    def __init__(self, data: Any = None, *, known: str = "") -> None:
        super().__init__(data, label_suffix="", initial={"email": known}, use_required_attribute=False)
