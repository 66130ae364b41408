"""What an officer says before typing a pre-complaint for somebody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.enums import Channel, Language
from complaints.questions.fields import Choice
from units.models import Officer


class EntryForm(forms.Form):
    """For whom, in which language that person is written to, and from which of the officer's units."""

    channel = Choice(
        label=_("Pour qui saisissez-vous ?"),
        choices=[
            (Channel.VISITOR.value, _("Une personne présente, qui voit l’écran")),
            (Channel.CALLER.value, _("Une personne au téléphone")),
        ],
        missing=_("Dites pour qui vous saisissez."),
    )
    language = Choice(
        label=_("Langue des messages à cette personne"),
        choices=Language.choices,
        initial=Language.FRENCH,
        inline=True,
        missing=_("Choisissez la langue des messages."),
    )
    unit = Choice(label=_("Votre unité"), choices=[], missing=_("Choisissez votre unité."))

    def __init__(self, data: Any = None, *, officer: Officer) -> None:
        super().__init__(data, label_suffix="")
        units = [(str(unit.pk), str(unit)) for unit in officer.units.order_by("name")]
        self.fields["unit"].choices = units  # type: ignore[attr-defined]  # a Choice
        self.has_units = bool(units)
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0][0]
