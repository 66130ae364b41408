"""How the unit reaches whoever files: the second half of the page about identity."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.questions.base import StepForm
from complaints.questions.fields import Email, LongText, Phone, Text
from complaints.sealing.tokens import TokenKind

CONTACT_TOKENS = {"phone": TokenKind.PHONE, "other_phone": TokenKind.PHONE, "email": TokenKind.EMAIL}
OCCUPATIONS = [
    _("Agent d’entretien"),
    _("Agriculteur, agricultrice"),
    _("Artisan"),
    _("Commerçant, commerçante"),
    _("Employé, employée"),
    _("Enseignant, enseignante"),
    _("Étudiant, étudiante"),
    _("Fonctionnaire"),
    _("Ouvrier, ouvrière"),
    _("Retraité, retraitée"),
    _("Sans emploi"),
    _("Soignant, soignante"),
]
FAMILY_SITUATIONS = [
    _("Célibataire"),
    _("En concubinage"),
    _("Marié, mariée"),
    _("Pacsé, pacsée"),
    _("Divorcé, divorcée"),
    _("Veuf, veuve"),
]


class ContactQuestions(StepForm):
    """Where to write and to call. One way to be reached at least."""

    phone = Phone(label=_("Téléphone"), required=False, help_text=_("Un portable de préférence."))
    other_phone = Phone(label=_("Autre téléphone"), required=False)
    email = Email(
        label=_("Adresse électronique"),
        required=False,
        help_text=_("Pour recevoir le récépissé et le rendez-vous. Un téléphone suffit si vous n’en avez pas."),
    )
    address = LongText(
        label=_("Adresse"),
        max_length=200,
        rows=2,
        help_text=_("Numéro et rue, bâtiment, lieu-dit. Sans domicile : l’adresse où vous recevez votre courrier."),
        missing=_("Indiquez l’adresse."),
        autocomplete="street-address",
    )
    postal_code = Text(label=_("Code postal"), max_length=12, required=False, autocomplete="postal-code")
    city = Text(label=_("Commune"), missing=_("Indiquez la commune."), autocomplete="address-level2")
    country = Text(
        label=_("Pays, si ce n’est pas la France"), required=False, max_length=60, autocomplete="country-name"
    )
    occupation = Text(label=_("Profession"), required=False, autocomplete="organization-title", suggestions=OCCUPATIONS)
    family = Text(label=_("Situation de famille"), required=False, suggestions=FAMILY_SITUATIONS)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        tried = {"phone", "email"} & self.errors.keys()
        if not tried and not (given.get("phone") or given.get("other_phone") or given.get("email")):
            self.add_error(
                "phone", gettext("Indiquez un téléphone ou une adresse électronique : l’un des deux suffit.")
            )
        return given
