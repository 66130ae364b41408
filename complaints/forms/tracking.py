"""What a victim types or chooses on the follow-up pages."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from datetime import datetime
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.forms.copied import Reference, Signs
from complaints.models import Appointment
from complaints.questions.fields import Email, Phone
from complaints.questions.steps.unit import UnitStep
from complaints.questions.wishes import NAMES

LONGEST = 40
LONGEST_CONTACT = 254


class ReferenceForm(forms.Form):
    """A reference, in any writing."""

    reference = Reference(width="w-10", missing=_("Donnez la référence de votre pré-plainte."))


class AccessForm(ReferenceForm):
    """The reference and the code noted at the filing, in any writing."""

    code = Signs(
        label=_("Code de suivi"),
        help_text=_("Dix signes, donnés avec la référence après le dépôt."),
        width="w-10",
        missing=_("Donnez le code de suivi."),
    )


class LostCodeForm(ReferenceForm):
    """The reference, and one way to be reached that was given at the filing."""

    contact = forms.CharField(
        label=_("Adresse électronique ou téléphone"),
        help_text=_("L’un de ceux que vous avez donnés dans la pré-plainte."),
        max_length=LONGEST_CONTACT,
        error_messages={"required": _("Donnez une adresse électronique ou un numéro de téléphone.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].widget.attrs |= {"class": "w-20", "autocomplete": "email", "spellcheck": "false"}

    def clean_contact(self) -> str:
        """The address, or the number in E.164."""
        typed = self.cleaned_data["contact"]
        if "@" in typed:
            return str(Email().clean(typed))
        return Phone().clean(typed).as_e164  # type: ignore[no-any-return]  # untyped library


class PhoneForm(forms.Form):
    """The number at which the unit can call from now on."""

    phone = Phone(
        label=_("Nouveau numéro"),
        help_text=_("Il remplace le premier numéro que vous avez donné. Un second numéro, s’il y en a un, reste."),
        error_messages={"required": _("Donnez le nouveau numéro.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, use_required_attribute=False)
        self.fields["phone"].widget.attrs |= {"class": "w-20"}

    def clean_phone(self) -> str:
        """In E.164."""
        return self.cleaned_data["phone"].as_e164  # type: ignore[no-any-return]  # untyped library


class EmailCodeForm(forms.Form):
    """The six digits received by mail."""

    code = forms.CharField(
        label=_("Code reçu"),
        help_text=_("Six chiffres."),
        max_length=LONGEST,
        error_messages={"required": _("Écrivez les six chiffres du code.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, use_required_attribute=False)
        self.fields["code"].widget.attrs |= {
            "class": "w-6",
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "spellcheck": "false",
        }


class TargetForm(forms.Form):
    """Names what a button ends, as the page that showed the button knew it: nothing newer is ended by mistake."""

    target = forms.UUIDField(widget=forms.HiddenInput)


class DeclineForm(TargetForm):
    """None of the slots proposed suits: which proposal, and when the victim could come, in the words of the filing."""

    wishes = deepcopy(UnitStep.base_fields["wishes"])
    wish_note = deepcopy(UnitStep.base_fields["wish_note"])

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id="id_decline_%s", **options)
        for name in NAMES:
            self.fields[name].unmarked = True  # type: ignore[attr-defined]  # read by the template of a question

    @property
    def said(self) -> dict[str, Any]:
        """What they wish, once the form is valid; empty when they say nothing."""
        return {name: self.cleaned_data[name] for name in NAMES if self.cleaned_data.get(name)}


class ChoiceForm(forms.Form):
    """One of the slots that the unit proposes. Whether it may still be taken, the service says."""

    appointment = forms.UUIDField(
        label=_("Quel créneau vous convient ?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez un créneau."), "invalid": _("Choisissez un créneau de la liste.")},
    )

    def __init__(self, data: Any = None, *, held: Iterable[Appointment]) -> None:
        super().__init__(data)
        choices = [(one.pk, _span(one.start, one.end)) for one in held]
        self.fields["appointment"].widget = forms.RadioSelect(choices=choices, attrs={"required": True})


def _span(start: datetime, end: datetime) -> str:
    return gettext("%(day)s, de %(start)s à %(end)s") % {
        "day": date_format(start, "l j F Y"),
        "start": date_format(start, "H:i"),
        "end": date_format(end, "H:i"),
    }
