"""How a pre-complaint ends at the desk with a signature."""

from __future__ import annotations

import re
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.models import Complaint
from complaints.models.reference import parse_reference
from complaints.questions import differences

SAME, CHANGED = "same", "changed"
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
    same = forms.ChoiceField(
        label=gettext_lazy("Ce qui a changé entre la déclaration et la plainte"),
        choices=[(SAME, gettext_lazy("Rien n’a changé")), (CHANGED, gettext_lazy("Des réponses ont changé"))],
        initial=SAME,
        required=False,
        widget=forms.RadioSelect,
    )
    changed = forms.MultipleChoiceField(
        label=gettext_lazy("Lesquelles ?"),
        help_text=gettext_lazy("Seul le nom des questions est gardé, jamais les réponses."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy("Une des cases n’est pas de ce dossier. Cochez-les de nouveau."),
        },
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
        for name in ("same", "changed"):
            self.fields[name].unmarked = True  # type: ignore[attr-defined]  # read by the template of a question
        asked = differences.groups(complaint.answers())
        self.fields["changed"].choices = [(group.title, group.questions) for group in asked]  # type: ignore[attr-defined]
        if printed:
            del self.fields["unprinted"]

    @cached_property
    def helper(self) -> FormHelper:
        """The questions to tick show with the answer that calls for them, as in the victim's form."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        names = Field("changed", template="complaints/desk/differences.html")
        which = Div("same", Div(names, css_class="only only-2"), css_class="picks")
        last = [name for name in ("unprinted",) if name in self.fields]
        helper.layout = Layout("reference", "pv_number", which, *last)
        return helper

    def clean(self) -> dict[str, Any]:
        """What is ticked must go with the choice above it: nothing noted is dropped in silence."""
        given = super().clean() or self.cleaned_data
        if "changed" in self.errors:
            return given
        if given.get("same") == CHANGED and not given.get("changed"):
            self.add_error("changed", _("Cochez ce qui a changé, ou choisissez « Rien n’a changé »."))
        elif given.get("same") != CHANGED and given.get("changed"):
            text = _("Des cases sont cochées : choisissez « Des réponses ont changé », ou décochez-les.")
            self.add_error("same", text)
        return given

    @property
    def changed_names(self) -> list[str]:
        """The questions noted, once the form is valid."""
        names: list[str] = self.cleaned_data["changed"]
        return names

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
