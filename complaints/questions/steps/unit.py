from __future__ import annotations

from typing import Any
from uuid import UUID

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.contrib.postgres.aggregates import ArrayAgg
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.questions.base import Answers, StepForm
from complaints.questions.fields import Choices, LongText, Text
from complaints.questions.moments import Hour
from complaints.questions.steps.facts import FactsStep
from complaints.questions.steps.identity import IdentityStep
from units.enums import Weekday
from units.models import Commune, Unit
from units.search import Suggestion, distance_km, find_communes, search_units, suggest_units

NOT_CHOSEN = _("Choisissez l’unité où vous irez signer.")
SUGGESTED = 6  # a screen or two on a phone; the search finds the others
NEAREST = 30
"""Among how many a sooner appointment is looked for."""
LEADING_ON = ("continue", "later", "back")
"""Buttons that leave the page. Posted without any, a search that was typed is one: the Enter key pressed it."""
DAYS = [(str(day.value), day.label) for day in Weekday]
HALF_DAYS = [
    (f"{day.value}-{half}", format_lazy(words, day=day.label))
    for day in Weekday
    if day is not Weekday.SUNDAY
    for half, words in (("am", _("{day} matin")), ("pm", _("{day} après-midi")))
]


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
    """Where the complaint will be signed, the victim's free choice; when they could come, how to reach them safely."""

    slug = "unite"
    title = _("Unité et contact")
    heading = _("Dans quelle unité voulez-vous signer ?")
    intro = _("L’unité choisie vous contacte et vous y signez la plainte. Vous êtes libre de choisir.")
    part = "identity"
    elsewhere = ("unit",)
    minutes = 1
    page, body = "complaints/filing/unit.html", "complaints/filing/unit_body.html"
    same_for_all = False
    folded = {
        "wishes": _("Quand pourriez-vous venir ? (facultatif)"),
        "call_days": _("Vous contacter sans risque (facultatif)"),
    }
    rows = (("call_from", "call_until"),)
    unmarked = ("wishes", "wish_note", "call_days", "call_from", "call_until", "no_voicemail", "neutral", "call_note")

    own = ""
    """Key of the unit of the officer who types; empty when a victim fills the form."""

    unit = UnitField(label=_("Unité"))
    wishes = Choices(
        label=_("Jours qui vous arrangent"),
        required=False,
        choices=HALF_DAYS,
        inline=True,
        help_text=_("Ce n’est pas un rendez-vous : l’unité en tient compte si elle le peut."),
    )
    wish_note = Text(
        label=_("Précision"), required=False, help_text=_("Par exemple : pas avant 10 h, ou en semaine paire.")
    )
    call_days = Choices(
        label=_("Jours où l’on peut vous appeler"),
        required=False,
        choices=DAYS,
        inline=True,
        help_text=_("Si rien n’est coché, l’unité appelle n’importe quel jour."),
    )
    call_from = Hour(label=_("Appeler à partir de"), required=False, help_text=_("Par exemple : 12 h."))
    call_until = Hour(label=_("Et jusqu’à"), required=False, help_text=_("Par exemple : 13 h 30."))
    no_voicemail = forms.BooleanField(label=_("Ne pas laisser de message vocal"), required=False)
    neutral = forms.BooleanField(
        label=_("Courriels discrets : leur objet ne parle ni de police ni de plainte"), required=False
    )
    call_note = LongText(
        label=_("Autre consigne pour l’unité"),
        required=False,
        max_length=300,
        rows=2,
        help_text=_("Par exemple : demander à me parler sans dire qui appelle."),
    )

    def arrange(self) -> None:
        self.search = UnitSearchForm()

    @cached_property
    def helper(self) -> FormHelper:
        """The units are a list of their own, with the search: the other questions follow it."""
        helper = super().helper
        helper.layout = Layout(*(item for item in helper.layout if item != "unit"))
        return helper

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        since, until = given.get("call_from"), given.get("call_until")
        if since and until and until <= since:
            self.add_error("call_until", gettext("Cette heure vient avant l’autre. Inversez-les."))
        return given

    @property
    def wants_search(self) -> bool:
        """Whether what was posted asks for units to be found, by the button or by the Enter key."""
        typed = str(self.data.get("search", "")).strip()
        return "find" in self.data or (bool(typed) and not any(name in self.data for name in LEADING_ON))

    @classmethod
    def variant(cls, answers: Answers) -> str:
        """The commune of the facts: another one suggests other units."""
        return str(answers.get(FactsStep.slug, {}).get("commune", {}).get("code", ""))

    @cached_property
    def nearest(self) -> list[Suggestion]:
        """Competent for the facts first, then the nearest to home."""
        place = self._place
        return suggest_units(place, home=self._home, limit=NEAREST) if place else []

    @property
    def suggestions(self) -> list[Suggestion]:
        """The few that are shown whatever they offer."""
        return self.nearest[:SUGGESTED]

    @property
    def farther(self) -> list[Suggestion]:
        """The next nearest, worth the way if they receive sooner; none beside what a search gives."""
        if self.search.is_valid():
            return []
        return [one for one in self.nearest[SUGGESTED:] if str(one.unit.pk) != self.chosen]

    @cached_property
    def found(self) -> list[Suggestion]:
        """What the search gives, told as the suggestions are."""
        units = search_units(self.search.cleaned_data["search"]) if self.search.is_valid() else []
        return [self._told(unit) for unit in units]

    @cached_property
    def others(self) -> list[Suggestion]:
        """Below what a search gives, the unit already chosen; without a search, the suggestions. It is always there."""
        shown = self.found if self.search.is_valid() else self.suggestions
        known = {"", *(str(one.unit.pk) for one in shown)}
        chosen = [] if self.chosen in known else self._chosen_elsewhere()
        return chosen if self.search.is_valid() else [*chosen, *self.suggestions]

    def _chosen_elsewhere(self) -> list[Suggestion]:
        """The unit chosen, one that a search had found."""
        try:
            return [self._told(UnitField().clean(self.chosen))]
        except ValidationError:
            return []

    def _told(self, unit: Unit) -> Suggestion:
        place = self._place
        if place is None:
            return Suggestion(unit, competent=False, distance_km=None)
        return Suggestion(unit, unit.pk in place.competent, distance_km(self._home or place, unit))

    @cached_property
    def _place(self) -> Any:
        """The commune of the facts, with the keys of the units competent there; nothing when it isn't known."""
        competent = ArrayAgg("competences__unit", filter=Q(competences__isnull=False), default=[])
        return Commune.objects.filter(code=self.wording).annotate(competent=competent).first()

    @cached_property
    def _home(self) -> Commune | None:
        """The victim's own commune, when its name and postal code leave no doubt."""
        contact = self.answers.get(IdentityStep.slug, {})
        if contact.get("country") or not contact.get("postal_code"):
            return None
        if self._place and contact["postal_code"] in self._place.postal_codes:
            return self._place  # type: ignore[no-any-return]  # a Commune, with one thing more
        found = find_communes(f"{contact['city']} {contact['postal_code']}")
        return found[0] if found else None

    @property
    def chosen(self) -> str:
        """The key of the unit chosen; on the blank page, of the one of the officer who types."""
        return str(self.data.get("unit", "")) if self.is_bound else self.own
