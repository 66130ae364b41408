"""The commune of the facts: typed by name or postal code, chosen in a list when the text may mean several."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.questions.fields import Choice, Text
from units.models import Commune
from units.search import meant


class CommuneField(Text):
    """What was typed gives the communes it may mean, best first; one only when there is no doubt."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=100, **options)
        self.widget.attrs["autocomplete"] = "off"

    def clean(self, value: Any) -> list[Commune]:
        text = super().clean(value)
        if not text:
            return []
        sure, found = meant(text)
        if not found:
            raise ValidationError(
                gettext("Aucune commune ne porte ce nom. Vérifiez l’orthographe, ou écrivez le code postal.")
            )
        return [sure] if sure else found

    def stored(self, value: Commune) -> dict[str, str]:
        return {"code": value.code, "name": str(value)}

    def shown(self, stored: dict[str, str]) -> str:
        return stored["name"]


def choice_among(communes: list[Commune]) -> Choice:
    """The question asked when there is a doubt."""
    return Choice(
        label=_("Quelle commune ?"),
        choices=[(commune.code, _told_apart(commune)) for commune in communes],
        missing=_("Choisissez la commune."),
    )


def _told_apart(commune: Commune) -> str:
    """With the department: two communes of one name are rarely known by their postal codes."""
    return gettext("%(name)s (%(code)s, département %(department)s)") % {
        "name": commune.name,
        "code": commune.postal_code or commune.code,
        "department": commune.department,
    }
