"""What unit and victim write to each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from complaints.models import ReplyTemplate
from complaints.questions.fields import LongText
from complaints.services.asking import LEAST_DAYS, MOST_DAYS
from complaints.services.messages import LONGEST

OWN_WORDS = "libre"


class AnswerForm(forms.Form):
    """The victim's answer to what is asked: words, files added beside, or both."""

    target = forms.UUIDField(widget=forms.HiddenInput)
    answer = LongText(
        label=_("Votre réponse"),
        help_text=_("L’unité la lit telle quelle. Elle s’ajoute à votre pré-plainte, sans rien y remplacer."),
        max_length=LONGEST,
        rows=6,
        required=False,
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["answer"].unmarked = True  # type: ignore[attr-defined]  # a file may do, not nothing


class LetterForm(forms.Form):
    """The victim writes to the unit."""

    message = LongText(
        label=_("Votre message à l’unité"),
        help_text=_("Pour une urgence, appelez le 17. L’unité lit votre message quand elle ouvre votre dossier."),
        max_length=LONGEST,
        rows=5,
        missing=_("Écrivez votre message."),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, use_required_attribute=False, **options)


class UnitMessageForm(forms.Form):
    """The unit writes to the victim."""

    message = LongText(
        label=_("Message à la victime"),
        help_text=_("Elle le lit sur sa page de suivi. Le courriel dit seulement qu’un message l’attend."),
        max_length=LONGEST,
        rows=4,
        missing=_("Écrivez le message."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, use_required_attribute=False)


class AskForm(forms.Form):
    """What to start from, and how long the victim has."""

    template = forms.ChoiceField(
        label=_("Que demandez-vous ?"),
        help_text=_("Vous pouvez changer le texte à la page suivante."),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez un modèle, ou écrivez vous-même."),
            "invalid_choice": _("Choisissez dans la liste : ce modèle n’est plus proposé."),
        },
    )
    days = forms.IntegerField(
        label=_("Délai pour répondre, en jours"),
        min_value=LEAST_DAYS,
        max_value=MOST_DAYS,
        widget=forms.TextInput(attrs={"class": "w-2", "inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, templates: Iterable[ReplyTemplate]) -> None:
        super().__init__(data, initial={"days": settings.ASK_DAYS})
        self.templates = {str(one.pk): one for one in templates}
        named = [(pk, one.name) for pk, one in self.templates.items()]
        field = self.fields["template"]
        field.choices = [*named, (OWN_WORDS, _("Autre chose : j’écris le texte"))]  # type: ignore[attr-defined]  # a choice
        between = _("Un nombre de jours, de %(least)s à %(most)s.") % {"least": LEAST_DAYS, "most": MOST_DAYS}
        for code in ("required", "invalid"):
            self.fields["days"].error_messages[code] = between
        for validator in self.fields["days"].validators:
            validator.message = between  # type: ignore[attr-defined]  # those of the two bounds

    @property
    def chosen(self) -> ReplyTemplate | None:
        """The template, once the form is valid; nothing for words of one's own."""
        return self.templates.get(self.cleaned_data["template"])


class AskTextForm(forms.Form):
    """What the victim will read."""

    text = LongText(
        label=_("Ce que la victime lira"),
        help_text=_("Sur sa page de suivi. Le courriel dit seulement que l’unité demande un complément."),
        max_length=LONGEST,
        rows=9,
        missing=_("Écrivez ce que vous demandez."),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, use_required_attribute=False, **options)
