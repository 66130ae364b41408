"""How a view of the inbox is kept: its name, for whom, and whether it is summed up each day."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from units.models import Unit

ALONE = "moi"


class SavedViewForm(forms.Form):
    """``units`` are those it may be shared with."""

    name = forms.CharField(
        label=_("Nom de la vue"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "off"}),
        help_text=_("Pas de nom de personne : « Cambriolages du centre », par exemple."),
    )
    unit = forms.ChoiceField(label=_("Pour qui ?"), initial=ALONE, widget=forms.RadioSelect)
    daily = forms.BooleanField(
        label=_("Recevoir chaque jour un courriel qui dit combien de pré-plaintes s’y trouvent"), required=False
    )

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        shared = [(str(unit.pk), _("Toute l’unité : %(unit)s") % {"unit": unit}) for unit in units]
        cast(forms.ChoiceField, self.fields["unit"]).choices = [(ALONE, _("Pour moi seul")), *shared]

    @property
    def shared_with(self) -> Unit | None:
        """The unit chosen, once the form is valid."""
        return next((unit for unit in self.units if str(unit.pk) == self.cleaned_data["unit"]), None)
