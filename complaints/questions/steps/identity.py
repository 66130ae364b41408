from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.enums import Kind
from complaints.questions.advice import signer
from complaints.questions.base import Answers
from complaints.questions.fields import Choice, Siren, Text
from complaints.questions.moments import Day
from complaints.questions.steps.contact import CONTACT_TOKENS, ContactQuestions
from complaints.questions.steps.situation import ENTITY, MINOR, PROTECTED, SELF, kind_of, who
from complaints.sealing.tokens import TokenKind

ENTITY_NAMES = ("entity_name", "siren", "capacity")
DECLARANT_NAMES = ("own_birth_name", "own_first_names", "link")
MAJORITY = 18
LEAK = "leak"
"""The wording of the short form: one files for oneself, and is asked only what a summons and a signature need."""
LEAK_ASKS = (
    "birth_name", "usage_name", "first_names", "no_first_name", "birth_day", "birth_place",
    "phone", "email", "address", "postal_code", "city", "country",
)  # fmt: skip
LINKS: dict[str, list[tuple[str, Any]]] = {
    MINOR: [
        ("parent", _("Son père ou sa mère")),
        ("guardian", _("Son tuteur ou sa tutrice")),
        ("authority", _("Une autre personne qui exerce l’autorité parentale")),
    ],
    PROTECTED: [
        ("guardian", _("Son tuteur ou sa tutrice")),
        ("curator", _("Son curateur ou sa curatrice")),
        ("authorised", _("Une personne habilitée par le juge")),
    ],
}
"""What the declarant is for whom they represent."""


class IdentityStep(ContactQuestions):
    """The victim; with it, whoever represents them, and how to reach them.

    The representative's own identity stands for an entity. The contact is always that of whoever files.
    """

    slug = "identite"
    title = _("Identité")
    part = "identity"
    minutes = 3
    rows = (("postal_code", "city"),)
    unmarked = ("no_first_name", "own_first_names", "phone", "email")
    tokens = {
        "entity_name": TokenKind.NAME,
        "siren": TokenKind.IDENTIFIER,
        "birth_name": TokenKind.NAME,
        "usage_name": TokenKind.NAME,
        "first_names": TokenKind.NAME,
        "own_birth_name": TokenKind.NAME,
        "own_first_names": TokenKind.NAME,
        "birth_day": TokenKind.BIRTH_DATE,
        **CONTACT_TOKENS,
    }

    entity_name = Text(
        label=_("Nom de l’entreprise, de l’association ou de l’organisme"), missing=_("Indiquez ce nom.")
    )
    siren = Siren(
        label=_("Numéro SIREN ou SIRET"),
        required=False,
        help_text=_("Neuf ou quatorze chiffres. Une association peut ne pas en avoir."),
    )
    capacity = Text(
        label=_("Vous la représentez en tant que"),
        help_text=_("Par exemple : gérante, président, salarié avec un pouvoir."),
        missing=_("Indiquez à quel titre vous représentez cet organisme."),
    )
    birth_name = Text(
        label=_("Nom de naissance"),
        help_text=_("Celui de l’acte de naissance."),
        missing=_("Indiquez le nom de naissance."),
        autocomplete="family-name",
    )
    usage_name = Text(
        label=_("Nom d’usage"),
        required=False,
        help_text=_("S’il est différent : nom d’époux ou d’épouse, par exemple."),
    )
    first_names = Text(
        label=_("Prénoms"),
        missing=_("Indiquez les prénoms, ou cochez la case qui dit qu’il n’y en a pas."),
        autocomplete="given-name",
    )
    no_first_name = forms.BooleanField(label=_("Cette personne n’a qu’un seul nom, sans prénom"), required=False)
    birth_day = Day(label=_("Date de naissance"), birth=True, missing=_("Indiquez la date de naissance."))
    birth_place = Text(
        label=_("Lieu de naissance"),
        help_text=_("Ville, et pays si ce n’est pas la France. Par exemple : Évreux, ou Oran (Algérie)."),
        missing=_("Indiquez la ville ou le pays de naissance."),
    )
    nationality = Text(
        label=_("Nationalité"),
        help_text=_("Si elle n’est pas connue, écrivez « inconnue »."),
        missing=_("Indiquez la nationalité."),
    )
    own_birth_name = Text(
        label=_("Votre nom de naissance"), missing=_("Indiquez votre nom de naissance."), autocomplete="family-name"
    )
    own_first_names = Text(label=_("Vos prénoms"), required=False, autocomplete="given-name")
    link = Choice(label=_("Vous êtes"), choices=[], missing=_("Dites ce que vous êtes pour cette personne."))

    @classmethod
    def variant(cls, answers: Answers) -> str:
        whom = who(answers)
        return LEAK if whom == SELF and kind_of(answers) == Kind.DATA_LEAK else whom

    def arrange(self) -> None:
        {
            SELF: self._self,
            MINOR: self._minor,
            PROTECTED: self._protected,
            ENTITY: self._entity,
            LEAK: self._leak,
        }[self.wording or SELF]()
        self.intro = signer(self.wording)
        self.order_fields([name for name in self.fields if name not in ContactQuestions.base_fields])
        self.fields["postal_code"].widget.attrs |= {"class": "w-6", "inputmode": "numeric"}
        # Many people in the world have one name only: the box frees them from inventing another.
        self.fields["first_names"].required = not (self.is_bound and self.data.get("no_first_name"))

    def _self(self) -> None:
        self.drop(*ENTITY_NAMES, *DECLARANT_NAMES)
        self.heading = _("Qui êtes-vous, et comment vous joindre ?")
        self.legends = {"birth_name": _("Vous"), "phone": _("Comment vous joindre")}
        self.reword(no_first_name=_("Je n’ai qu’un seul nom, sans prénom"))

    def _leak(self) -> None:
        self._self()
        self.keep(*LEAK_ASKS)

    def _minor(self) -> None:
        self._represented(_("L’enfant"))
        self.fields["usage_name"].help_text = _("S’il est différent : les noms de ses deux parents, par exemple.")
        self.heading = _("Qui est l’enfant, et qui êtes-vous ?")
        self.fields["link"].choices = LINKS[MINOR]  # type: ignore[attr-defined]  # a Choice

    def _protected(self) -> None:
        self._represented(_("L’adulte protégé"))
        self.heading = _("Qui est la personne protégée, et qui êtes-vous ?")
        self.fields["link"].choices = LINKS[PROTECTED]  # type: ignore[attr-defined]  # a Choice

    def _represented(self, legend: Any) -> None:
        self.drop(*ENTITY_NAMES)
        self.legends = {
            "birth_name": legend,
            "own_birth_name": _("Vous, qui déposez"),
            "phone": _("Comment vous joindre"),
        }
        self.reword(
            address=_("Votre adresse"), occupation=_("Votre profession"), family=_("Votre situation de famille")
        )
        for name in ("birth_name", "first_names", "birth_day"):
            _no_autocomplete(self.fields[name])

    def _entity(self) -> None:
        self.drop(*DECLARANT_NAMES, "occupation", "family")
        self.heading = _("Qui représentez-vous, et qui êtes-vous ?")
        self.legends = {
            "entity_name": _("L’organisme"),
            "birth_name": _("Vous, qui le représentez"),
            "phone": _("Comment vous joindre"),
        }
        self.reword(address=_("Adresse de l’organisme"))
        self.fields["address"].help_text = _("Celle du siège, ou de l’établissement où les faits ont eu lieu.")
        self.reword(no_first_name=_("Je n’ai qu’un seul nom, sans prénom"))

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        born = given.get("birth_day")
        if self.wording == MINOR and born and age(born) >= MAJORITY:
            text = gettext("À cette date de naissance, cette personne est majeure : elle dépose elle-même.")
            self.add_error("birth_day", ValidationError(text))
        return given


def age(born: date) -> int:
    """In whole years, today."""
    today = timezone.localdate()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _no_autocomplete(field: forms.Field) -> None:
    """The browser would offer the parent's own name and birthday."""
    for widget in (field.widget, *getattr(field.widget, "widgets", ())):
        widget.attrs.pop("autocomplete", None)
