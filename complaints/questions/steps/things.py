from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.enums import Kind
from complaints.questions.base import Answers, Repeated, StepForm
from complaints.questions.fields import Amount, Choice, LongText, Text
from complaints.questions.steps.facts import kind_of
from complaints.sealing.tokens import TokenKind

CATEGORIES = [
    ("", _("Choisissez")),
    ("phone", _("Téléphone")),
    ("computer", _("Ordinateur, tablette, appareil photo ou vidéo")),
    ("vehicle", _("Voiture, moto ou autre véhicule à moteur")),
    ("bicycle", _("Vélo ou trottinette")),
    ("papers", _("Papiers d’identité ou du véhicule")),
    ("payment", _("Carte bancaire ou chéquier")),
    ("cash", _("Argent liquide")),
    ("jewel", _("Bijou ou montre")),
    ("bag", _("Sac, vêtement ou accessoire")),
    ("tool", _("Outil ou matériel")),
    ("home", _("Mobilier ou équipement de la maison")),
    ("building", _("Porte, fenêtre, mur ou autre partie d’un bâtiment")),
    ("other", _("Autre")),
]
PAYMENTS = [
    ("", _("Choisissez")),
    ("transfer", _("Virement")),
    ("card", _("Carte bancaire")),
    ("cheque", _("Chèque")),
    ("cash", _("Argent liquide")),
    ("coupon", _("Coupon ou ticket prépayé")),
    ("crypto", _("Cryptomonnaie")),
    ("none", _("Aucun paiement")),
    ("other", _("Autre moyen")),
]


class Thing(Repeated):
    """One thing taken or damaged."""

    name = "objects"
    label = _("Objet")
    add_label = _("Ajouter un autre objet")
    tokens = {"identifier": TokenKind.IDENTIFIER}
    rows = (("brand", "value"),)

    category = Choice(
        label=_("Type d’objet"), choices=CATEGORIES, widget=forms.Select, missing=_("Choisissez le type d’objet.")
    )
    description = Text(
        label=_("Description"),
        max_length=300,
        help_text=_("Couleur, taille, signes particuliers."),
        missing=_("Décrivez l’objet en quelques mots."),
    )
    brand = Text(label=_("Marque et modèle"), required=False)
    value = Amount(label=_("Valeur en euros"), required=False)
    identifier = Text(
        label=_("Numéro qui l’identifie"),
        required=False,
        help_text=_(
            "IMEI (tapez *#06# sur un téléphone), numéro de série, plaque, gravure du cadre, numéro du document."
        ),
    )


class ThingsStep(StepForm):
    """What was taken or damaged, and what it is worth; for a scam, the money lost."""

    slug = "objets"
    title = _("Préjudice")
    part = "statement"
    minutes = 2
    unmarked = ("nothing_taken",)
    repeats = Thing
    body = "complaints/filing/things.html"

    nothing_taken = forms.BooleanField(label=_("Rien n’a été pris : c’était une tentative"), required=False)
    payment = Choice(
        label=_("Comment avez-vous payé ?"),
        choices=PAYMENTS,
        widget=forms.Select,
        missing=_("Choisissez le moyen de paiement, ou « Aucun paiement »."),
    )
    money_lost = Amount(label=_("Somme perdue en euros"), required=False)
    payment_details = LongText(
        label=_("À qui, quand, par quelle banque ?"),
        required=False,
        rows=3,
        help_text=_("Ne donnez ni numéro de carte ni code."),
    )
    goods = LongText(
        label=_("Biens remis à l’auteur"), required=False, rows=3, help_text=_("Objets, bijoux, carte, documents.")
    )
    total = Amount(
        label=_("Montant total du préjudice en euros"), required=False, help_text=_("Une estimation suffit.")
    )

    @classmethod
    def variant(cls, answers: Answers) -> str:
        return kind_of(answers)

    @property
    def asks_repeated(self) -> bool:
        return self.wording != Kind.SCAM

    def arrange(self) -> None:
        if self.wording == Kind.SCAM:
            self.keep("payment", "money_lost", "payment_details", "goods", "total")
            self.heading = _("Qu’avez-vous perdu ?")
        elif self.wording == Kind.DAMAGE:
            self.keep("total")
            self.heading = _("Qu’est-ce qui a été abîmé ?")
        else:
            self.keep("nothing_taken", "total")
            self.heading = _("Qu’est-ce qui a été pris ?")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if self.asks_repeated and not given.get(Thing.name) and not given.get("nothing_taken") and not self.errors:
            text = gettext("Décrivez au moins un objet.")
            if self.wording != Kind.DAMAGE:
                text = gettext("Décrivez au moins un objet, ou cochez « Rien n’a été pris ».")
            self.add_error(None, ValidationError(text))
        return given
