from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.questions.base import Answers, StepForm
from complaints.questions.fields import Email, LongText, Phone, Text
from complaints.questions.steps.declarant import ENTITY, MINOR, PROTECTED, who
from complaints.sealing.tokens import TokenKind


class ContactStep(StepForm):
    """How the unit reaches whoever files. One way at least."""

    slug = "contact"
    title = _("Coordonnées")
    heading = _("Comment vous joindre ?")
    intro = _("Un numéro de téléphone ou une adresse électronique suffit. L’unité s’en sert pour fixer le rendez-vous.")
    part = "identity"
    minutes = 1
    tokens = {"phone": TokenKind.PHONE, "other_phone": TokenKind.PHONE, "email": TokenKind.EMAIL}
    unmarked = ("phone", "email")
    rows = (("postal_code", "city"),)

    phone = Phone(label=_("Téléphone"), required=False, help_text=_("Un portable de préférence."))
    other_phone = Phone(label=_("Autre téléphone"), required=False)
    email = Email(
        label=_("Adresse électronique"),
        required=False,
        help_text=_("Pour recevoir le récépissé et le rendez-vous. Vérifiez-la : une erreur ne se voit pas."),
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
    occupation = Text(label=_("Profession"), required=False, autocomplete="organization-title")

    @classmethod
    def variant(cls, answers: Answers) -> str:
        return who(answers)

    def arrange(self) -> None:
        self.fields["postal_code"].widget.attrs |= {"class": "w-6", "inputmode": "numeric"}
        if self.wording in (MINOR, PROTECTED):
            self.reword(address=_("Votre adresse"), occupation=_("Votre profession"))
        if self.wording == ENTITY:
            self.drop("occupation")
            self.reword(address=_("Adresse de l’organisme"))

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        tried = {"phone", "email"} & self.errors.keys()
        if not tried and not (given.get("phone") or given.get("other_phone") or given.get("email")):
            self.add_error(
                "phone", gettext("Indiquez un téléphone ou une adresse électronique : l’un des deux suffit.")
            )
        return given
