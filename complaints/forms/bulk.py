"""What is asked before an act on many files: to whom, with which word, where to, from which day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.enums import BulkAction
from complaints.forms.acts import Colleague, Word
from complaints.refusals import Refused
from complaints.services import tags
from complaints.services.appointments import MAX_PROPOSED
from units.models import Officer, Unit


class BulkForm(forms.Form):
    """Settles ``params``: ids and codes, but for a tag's word. ``officer`` is who asks."""

    def __init__(self, data: Any = None, *, officer: Officer) -> None:
        super().__init__(data)

    def params(self) -> dict[str, Any]:
        """What the run is told."""
        return {}

    def told(self) -> str:
        """The same, in the words of the page that asks for a confirmation."""
        return ""


class BulkAssignForm(BulkForm):
    officer = Colleague(refused=_("Choisissez un agent de vos unités, dont le compte est actif."))

    def __init__(self, data: Any = None, *, officer: Officer) -> None:
        super().__init__(data, officer=officer)
        colleagues = Officer.objects.filter(units__in=officer.units.all(), is_active=True).distinct()
        self.fields["officer"].queryset = colleagues  # type: ignore[attr-defined]  # its own

    def params(self) -> dict[str, Any]:
        return {"officer": str(self.cleaned_data["officer"].pk)}

    def told(self) -> str:
        return str(self.cleaned_data["officer"].name)


class BulkTagForm(BulkForm):
    name = Word(label=_("Étiquette à ajouter"))

    def clean_name(self) -> str:
        try:
            found = tags.clean([self.cleaned_data["name"]])
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal
        if not found:
            raise ValidationError(gettext("Écrivez une étiquette."))
        return found[0]

    def params(self) -> dict[str, Any]:
        return {"name": self.cleaned_data["name"]}

    def told(self) -> str:
        return str(self.cleaned_data["name"])


class BulkTransferForm(BulkForm):
    unit = forms.ModelChoiceField(queryset=Unit.objects.receiving(), widget=forms.HiddenInput)

    def params(self) -> dict[str, Any]:
        return {"unit": str(self.cleaned_data["unit"].pk)}

    def told(self) -> str:
        return str(self.cleaned_data["unit"].name)


class BulkProposeForm(BulkForm):
    day = forms.DateField(
        label=_("À partir du"),
        initial=lambda: timezone.localdate() + timedelta(days=1),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choisissez un jour."), "invalid": _("Choisissez un jour.")},
    )
    slots = forms.TypedChoiceField(
        label=_("Créneaux proposés à chaque victime"),
        coerce=int,
        choices=[(number, str(number)) for number in range(1, MAX_PROPOSED + 1)],
        initial=3,
        help_text=_("Ils restent réservés jusqu’à sa réponse."),
        error_messages={"required": _("Choisissez combien."), "invalid_choice": _("Choisissez combien.")},
    )

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise ValidationError(gettext("Ce jour est passé."))
        return day

    def params(self) -> dict[str, Any]:
        return {"day": self.cleaned_data["day"].isoformat(), "slots": self.cleaned_data["slots"]}


FORMS: dict[BulkAction, type[BulkForm]] = {
    BulkAction.ASSIGN: BulkAssignForm,
    BulkAction.TAG: BulkTagForm,
    BulkAction.TRANSFER: BulkTransferForm,
    BulkAction.PROPOSE: BulkProposeForm,
    BulkAction.EXPORT: BulkForm,
}
