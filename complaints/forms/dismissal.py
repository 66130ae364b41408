"""Closing a pre-complaint without a signature: the words that the victim receives, among the administrators’."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.enums import DismissReason
from complaints.models import ReplyTemplate


class DismissalForm(forms.Form):
    """One template, under its reason; the page that follows shows what it says."""

    template = forms.ChoiceField(
        label=_("Ce que la victime recevra"),
        help_text=_("Vous lisez le message en entier avant de clore."),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez un modèle."),
            "invalid_choice": _("Choisissez un modèle de la liste : celui-ci n’est plus proposé."),
        },
    )

    def __init__(self, data: Any = None, *, templates: Iterable[ReplyTemplate]) -> None:
        super().__init__(data)
        self.templates = {str(one.pk): one for one in templates}
        by_reason = groupby(self.templates.values(), key=lambda one: one.reason)
        choices = [
            (DismissReason(reason).label, [(str(one.pk), one.name) for one in ones]) for reason, ones in by_reason
        ]
        self.fields["template"].choices = choices  # type: ignore[attr-defined]  # a field of choices

    @property
    def chosen(self) -> ReplyTemplate:
        """The template, once the form is valid."""
        return self.templates[self.cleaned_data["template"]]
