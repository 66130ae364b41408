"""The everyday acts on a file: who has it, what is noted about it, what came of a call."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.enums import ContactOutcome
from complaints.questions.fields import Text
from complaints.services import notes, tags
from units.models import Officer, Unit


class Colleague(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """An officer, among those that the form says; ``refused`` is told of any other."""

    def __init__(self, *, refused: Any) -> None:
        super().__init__(
            label=_("Agent"),
            queryset=Officer.objects.none(),
            empty_label=_("Choisir un agent"),
            error_messages={"required": _("Choisissez un agent."), "invalid_choice": refused},
        )


class Word(forms.CharField):
    """A tag as it is typed. Which words can be one: ``services.tags``."""

    def __init__(self, *, label: Any) -> None:
        super().__init__(
            label=label,
            help_text=_("Trente signes au plus. Pas de nom de personne."),
            max_length=tags.LONGEST * 4,
            strip=False,  # the service says what is wrong with what can't be seen
            error_messages={"required": _("Écrivez une étiquette.")},
            widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "off"}),
        )


class AssignForm(forms.Form):
    """To whom the file is given, among the active officers of its unit."""

    officer = Colleague(refused=_("Choisissez un agent de l’unité, dont le compte est actif."))

    def __init__(self, data: Any = None, *, unit: Unit) -> None:
        super().__init__(data)
        self.fields["officer"].queryset = unit.officers.filter(is_active=True)  # type: ignore[attr-defined]  # its own


class NoteForm(forms.Form):
    """A note for the unit."""

    note = Text(
        label=_("Note"),
        help_text=_("Pour l’unité seulement. Elle ne se modifie pas, et s’efface avec le dossier."),
        max_length=notes.LONGEST,
        missing=_("Écrivez la note."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class TagForm(forms.Form):
    """One more tag."""

    tag = Word(label=_("Étiquette"))


class ContactForm(forms.Form):
    """What came of an attempt to reach the victim."""

    outcome = forms.ChoiceField(
        label=_("Qu’a donné le contact ?"),
        choices=ContactOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Dites ce qu’a donné le contact."),
            "invalid_choice": _("Choisissez une réponse de la liste."),
        },
    )


class UnitForm(forms.Form):
    """The unit to which a file goes: any that receives the public."""

    unit = forms.ModelChoiceField(queryset=Unit.objects.receiving(), widget=forms.HiddenInput)
