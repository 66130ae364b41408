"""How a pre-complaint ends at the desk: the signature, or a reason."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.enums import DismissReason
from complaints.models import Complaint
from complaints.models.reference import parse_reference

# Written in the software of the two institutions in ways of their own: 2026/001234, 12345/00678/2026, 2026-000123…
PV_NUMBER = re.compile(r"^[A-Z0-9](?:[ ./_-]?[A-Z0-9]){3,39}$", re.IGNORECASE)


class SignatureForm(forms.Form):
    """The complaint is signed. The reference is typed again, so that the right file is erased."""

    reference = forms.CharField(
        label=gettext_lazy("Référence de la pré-plainte"),
        help_text=gettext_lazy("Recopiez-la : c’est ce dossier qui sera effacé."),
        max_length=40,
        error_messages={"required": gettext_lazy("Recopiez la référence du dossier.")},
        widget=forms.TextInput(attrs={"class": "w-10", "autocomplete": "off", "spellcheck": "false"}),
    )
    pv_number = forms.CharField(
        label=gettext_lazy("Numéro du procès-verbal"),
        help_text=gettext_lazy("Tel que le logiciel de rédaction l’a donné. Il n’est pas gardé en clair."),
        max_length=60,
        error_messages={"required": gettext_lazy("Indiquez le numéro du procès-verbal.")},
        widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "off", "spellcheck": "false"}),
    )
    unprinted = forms.BooleanField(
        label=gettext_lazy(
            "Le dossier n’a jamais été imprimé : il ne pourra plus l’être. Je continue sans impression."
        ),
        error_messages={
            "required": gettext_lazy("Imprimez d’abord le dossier, ou cochez la case pour continuer sans impression.")
        },
    )

    def __init__(self, *args: Any, complaint: Complaint, printed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.complaint = complaint
        if printed:
            del self.fields["unprinted"]

    def clean_reference(self) -> str:
        try:
            reference = parse_reference(self.cleaned_data["reference"])
        except ValueError as error:
            raise forms.ValidationError(_("Cette référence comporte une erreur. Vérifiez chaque signe.")) from error
        if reference != self.complaint.reference:
            raise forms.ValidationError(_("Cette référence est celle d’un autre dossier."))
        return reference

    def clean_pv_number(self) -> str:
        number: str = self.cleaned_data["pv_number"]
        if not PV_NUMBER.match(number) or not any(sign.isdigit() for sign in number):
            message = _("Ce numéro n’est pas lisible : des chiffres, parfois des lettres, points, barres ou tirets.")
            raise forms.ValidationError(message)
        return number


class DismissalForm(forms.Form):
    """Why the pre-complaint is closed without a signature: each reason is a sentence the victim receives."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Motif"),
        help_text=gettext_lazy("La victime reçoit cette phrase telle quelle."),
        choices=DismissReason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choisissez un motif."),
            "invalid_choice": gettext_lazy("Choisissez un motif de la liste."),
        },
    )
