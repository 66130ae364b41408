"""Answers that many questions share."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from complaints.questions.fields import Choice

YES, NO, UNKNOWN = "yes", "no", "unknown"
YES_NO_UNKNOWN = [(YES, _("Oui")), (NO, _("Non")), (UNKNOWN, _("Je ne sais pas"))]


def yes_no(label: Any, *, help_text: Any = "") -> Choice:
    """A question answered by yes, no, or « je ne sais pas »; it may be left out."""
    field = Choice(label=label, choices=YES_NO_UNKNOWN, required=False, help_text=help_text)
    field.widget.attrs["class"] = "options-inline"
    return field


def one_of(label: Any, choices: list[tuple[str, Any]], **options: Any) -> Choice:
    """One answer of a list; it may be left out unless told otherwise."""
    return Choice(label=label, choices=choices, **{"required": False, **options})
