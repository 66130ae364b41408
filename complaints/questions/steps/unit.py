from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.questions.base import Answers, StepForm
from complaints.questions.fields import Text
from complaints.questions.steps.facts import FactsStep
from complaints.questions.steps.identity import IdentityStep
from units.models import Commune, Unit
from units.search import Suggestion, find_communes, search_units, suggest_units

NOT_CHOSEN = _("Choisissez l’unité où vous irez signer.")
SUGGESTED = 6  # a screen or two on a phone; the search finds the others


class UnitField(forms.Field):
    """A unit that still receives the public, by its key."""

    widget = forms.RadioSelect
    default_error_messages = {"required": NOT_CHOSEN}

    def clean(self, value: Any) -> Unit:
        self.validate(value)
        try:
            unit = Unit.objects.select_related("commune").get(pk=UUID(str(value)))
        except (ValueError, Unit.DoesNotExist):
            raise ValidationError(NOT_CHOSEN) from None
        if not unit.receives_public:
            text = gettext("L’unité « %(unit)s » ne reçoit plus le public. Choisissez-en une autre.")
            raise ValidationError(text % {"unit": unit})
        return unit

    def stored(self, value: Unit) -> dict[str, str]:
        return {"id": str(value.pk), "name": str(value)}

    def shown(self, stored: dict[str, str]) -> str:
        return stored["name"]


class UnitSearchForm(forms.Form):
    """Any unit of the country, by place or by name. Posted: what is searched stays out of addresses and logs."""

    search = Text(
        label=_("Chercher une autre unité"),
        max_length=100,
        help_text=_("Commune, code postal ou nom de l’unité."),
        missing=_("Écrivez une commune, un code postal ou un nom."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="", use_required_attribute=False)


class UnitStep(StepForm):
    """Where the complaint will be signed: the victim's choice, free."""

    slug = "unite"
    title = _("Unité")
    heading = _("Dans quelle unité voulez-vous signer ?")
    intro = _("L’unité choisie vous contacte et vous y signez la plainte. Vous êtes libre de choisir.")
    minutes = 1
    body = "complaints/filing/units.html"
    same_for_all = False

    unit = UnitField(label=_("Unité"))

    def arrange(self) -> None:
        self.search = UnitSearchForm()

    @classmethod
    def variant(cls, answers: Answers) -> str:
        """The commune of the facts: another one suggests other units."""
        return str(answers.get(FactsStep.slug, {}).get("commune", {}).get("code", ""))

    @cached_property
    def suggestions(self) -> list[Suggestion]:
        """Competent for the facts first, then the nearest to home; the one already chosen is always there."""
        commune = Commune.objects.filter(code=self.wording).first()
        suggestions = suggest_units(commune, home=self._home(commune), limit=SUGGESTED) if commune else []
        chosen = self.cleaned_data.get("unit") if self.is_bound and not self.errors else None
        if chosen and chosen.pk not in {suggestion.unit.pk for suggestion in suggestions}:
            suggestions = [Suggestion(chosen, competent=False, distance_km=None), *suggestions]
        return suggestions

    @cached_property
    def found(self) -> list[Suggestion]:
        """What the search gives, told with what is known of those already suggested."""
        known = {suggestion.unit.pk: suggestion for suggestion in self.suggestions}
        units = search_units(self.search.cleaned_data["search"]) if self.search.is_valid() else []
        return [known.get(unit.pk, Suggestion(unit, competent=False, distance_km=None)) for unit in units]

    @property
    def others(self) -> list[Suggestion]:
        """The suggestions that the search doesn't show already."""
        return [suggestion for suggestion in self.suggestions if suggestion not in self.found]

    def _home(self, commune: Commune) -> Commune | None:
        """The victim's own commune, when its name and postal code leave no doubt."""
        contact = self.answers.get(IdentityStep.slug, {})
        if contact.get("country") or not contact.get("postal_code"):
            return None
        if contact["postal_code"] in commune.postal_codes:
            return commune
        found = find_communes(f"{contact['city']} {contact['postal_code']}")
        return found[0] if found else None

    @property
    def chosen(self) -> str:
        return str(self.data.get("unit", ""))
