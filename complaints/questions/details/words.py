"""The two usual shapes of a question about one kind of facts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.questions.fields import YES_NO_UNKNOWN, Choice


def yes_no(label: Any, *, help_text: Any = "") -> Choice:
    """A question answered by yes, no, or « je ne sais pas »; it may be left out."""
    return Choice(label=label, choices=YES_NO_UNKNOWN, inline=True, required=False, help_text=help_text)


def one_of(label: Any, choices: list[tuple[str, Any]], *, help_text: Any = "") -> Choice:
    """One answer of a list, folded so that the page stays short; it may be left out."""
    listed = [("", _("Choisissez")), *choices]
    return Choice(label=label, choices=listed, widget=forms.Select, required=False, help_text=help_text)
