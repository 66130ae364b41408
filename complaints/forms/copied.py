"""References and codes copied from a paper, a mail or a note, in any writing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.models.reference import parse_reference

ROOM = 60  # for blanks and hyphens, whatever way twenty signs are written


class Signs(forms.CharField):
    """Signs that mean nothing: the browser neither completes nor corrects them. ``width`` is a class of the sheet."""

    def __init__(self, *, missing: Any, width: str = "w-20", **options: Any) -> None:
        self.width = width
        super().__init__(max_length=ROOM, error_messages={"required": missing}, **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        quiet = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        return {**super().widget_attrs(widget), **quiet, "class": self.width}


class Reference(Signs):
    """The reference of a pre-complaint; ``clean`` gives it as it is stored."""

    def __init__(self, *, missing: Any, **options: Any) -> None:
        help_text = _("Dix signes, par exemple 7KQ4M-2XW9D.")
        super().__init__(label=_("Référence"), help_text=help_text, missing=missing, **options)

    def clean(self, value: Any) -> str:
        """A slip of the fingers is told at once: the check sign shows it, and says nothing of what exists."""
        try:
            return parse_reference(super().clean(value))
        except ValueError:
            message = gettext("Il manque un signe à cette référence, ou l’un d’eux n’est pas le bon.")
            raise forms.ValidationError(message, code="mistyped") from None
