"""What is asked about one thing taken or damaged: a few questions for all, and those that serve for its category."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.questions.base import Repeated
from complaints.questions.fields import YES_NO, YES_NO_UNKNOWN, Amount, Choice, Phone, Text
from complaints.questions.identifiers import (
    BicycleMarking,
    Card,
    DocumentNumber,
    Iban,
    Imei,
    Plate,
    Serial,
    Unknown,
    Vin,
    settle,
)
from complaints.questions.layout import Condition, Lazy
from complaints.sealing.tokens import TokenKind

CATEGORIES: list[tuple[str, Lazy]] = [
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
DOCUMENTS = [
    ("", _("Choisissez")),
    ("identity_card", _("Carte d’identité")),
    ("passport", _("Passeport")),
    ("driving_licence", _("Permis de conduire")),
    ("registration", _("Carte grise")),
    ("residence_permit", _("Titre de séjour")),
    ("health_card", _("Carte Vitale")),
    ("other", _("Autre document")),
]
PROOFS = [
    ("", _("Choisissez")),
    ("invoice", _("Facture ou ticket")),
    ("photo", _("Photo")),
    ("packaging", _("Emballage ou notice")),
    ("warranty", _("Garantie ou certificat")),
    ("statement", _("Relevé bancaire")),
    ("other", _("Autre preuve")),
    ("none", _("Aucune")),
]

BOUGHT = ("value", "bought", "proof")
# Questions that stand only with some categories; all others are asked about each thing.
ONLY: dict[str, tuple[str, ...]] = {
    "phone": ("brand", "imei", "imei_unknown", "phone_number", "operator", *BOUGHT),
    "computer": ("brand", "serial", "serial_unknown", *BOUGHT),
    "vehicle": ("brand", "colour", "plate", "plate_unknown", "vin", "vin_unknown", *BOUGHT),
    "bicycle": ("brand", "colour", "marking", "marking_unknown", "serial", "serial_unknown", *BOUGHT),
    "papers": ("document", "document_number", "document_number_unknown"),
    "payment": (
        "means", "last_four", "last_four_unknown", "cheques", "account", "account_unknown",
        "bank", "opposed", "used", "value",
    ),
    "cash": ("value",),
    "jewel": BOUGHT,
    "bag": ("brand", *BOUGHT),
    "tool": ("brand", "serial", "serial_unknown", *BOUGHT),
    "home": ("brand", *BOUGHT),
    "building": ("value",),
    "other": ("brand", *BOUGHT),
}  # fmt: skip
SOMEWHERE = {name for names in ONLY.values() for name in names}
SAID_ENOUGH = ("papers", "payment", "cash")
"""Categories that need no description."""
WORDS: dict[str, dict[str, Lazy]] = {
    "cash": {"value": _("Somme en euros")},
    "payment": {"value": _("Somme prise avec ce moyen de paiement, en euros")},
    "building": {"value": _("Coût estimé des réparations, en euros")},
    "bicycle": {"serial": _("Numéro de série ou de cadre")},
}


class Thing(Repeated):
    """One thing taken or damaged."""

    name = "objects"
    label = _("Objet")
    list_label = _("Objets")
    ask_label = _("Ajouter un objet")
    chooser = "category"
    tokens = {
        "imei": TokenKind.IDENTIFIER,
        "phone_number": TokenKind.PHONE,
        "plate": TokenKind.IDENTIFIER,
        "vin": TokenKind.IDENTIFIER,
        "marking": TokenKind.IDENTIFIER,
        "serial": TokenKind.IDENTIFIER,
        "document_number": TokenKind.IDENTIFIER,
    }
    conditions = {
        "last_four": Condition("means", ("card",)),
        "last_four_unknown": Condition("means", ("card",)),
        "cheques": Condition("means", ("cheque",)),
        "account": Condition("means", ("cheque",)),
        "account_unknown": Condition("means", ("cheque",)),
    }
    rows = (("brand", "colour"), ("phone_number", "operator"), ("bought", "proof"))

    category = Choice(
        label=_("Type d’objet"),
        choices=[("", _("Choisissez")), *CATEGORIES],
        widget=forms.Select,
        missing=_("Choisissez le type d’objet."),
    )
    document = Choice(
        label=_("Document"), choices=DOCUMENTS, widget=forms.Select, missing=_("Choisissez le type de document.")
    )
    document_number = DocumentNumber(
        label=_("Numéro du document"),
        asked=True,
        help_text=_("Pas celui d’une carte Vitale : c’est votre numéro de sécurité sociale."),
    )
    document_number_unknown = Unknown(label=_("Je ne connais pas le numéro du document"))
    means = Choice(
        label=_("Moyen de paiement"),
        choices=[("card", _("Carte bancaire")), ("cheque", _("Chèque ou chéquier"))],
        inline=True,
        missing=_("Choisissez le moyen de paiement."),
    )
    last_four = Card(
        label=_("Quatre derniers chiffres de la carte"),
        help_text=_("Eux seuls sont gardés, même si vous écrivez le numéro entier."),
        unmarked=True,
    )
    last_four_unknown = Unknown(label=_("Je ne connais pas les chiffres de la carte"))
    cheques = Serial(label=_("Numéros des chèques"), help_text=_("Par exemple : de 1234567 à 1234580."))
    account = Iban(
        label=_("Quatre derniers signes de l’IBAN du compte"),
        help_text=_("Eux seuls sont gardés, même si vous écrivez l’IBAN entier."),
    )
    account_unknown = Unknown(label=_("Je ne connais pas l’IBAN du compte"))
    bank = Text(label=_("Banque"), required=False)
    opposed = Choice(
        label=_("Avez-vous fait opposition ?"),
        choices=YES_NO,
        inline=True,
        missing=_("Dites si vous avez fait opposition."),
    )
    used = Choice(
        label=_("A-t-on payé ou retiré de l’argent avec ?"),
        choices=YES_NO_UNKNOWN,
        inline=True,
        missing=_("Choisissez une réponse."),
    )
    description = Text(
        label=_("Description"),
        max_length=300,
        help_text=_("Couleur, taille, signes particuliers, dégâts."),
        missing=_("Décrivez l’objet en quelques mots."),
    )
    brand = Text(label=_("Marque et modèle"), required=False)
    colour = Text(label=_("Couleur"), required=False, max_length=60)
    imei = Imei(
        label=_("Numéro IMEI"),
        asked=True,
        help_text=_("15 chiffres : sur la boîte, la facture, ou dans votre compte Apple, Google ou opérateur."),
    )
    imei_unknown = Unknown(label=_("Je ne connais pas l’IMEI"))
    phone_number = Phone(label=_("Numéro de téléphone de la ligne"), required=False)
    operator = Text(label=_("Opérateur"), required=False, max_length=60)
    plate = Plate(
        label=_("Immatriculation"), asked=True, help_text=_("Par exemple : AB-123-CD. Une plaque étrangère convient.")
    )
    plate_unknown = Unknown(label=_("Je ne connais pas l’immatriculation"))
    vin = Vin(label=_("Numéro de série du véhicule (VIN)"), help_text=_("17 signes, ligne E de la carte grise."))
    vin_unknown = Unknown(label=_("Je ne connais pas le numéro de série du véhicule"))
    marking = BicycleMarking(
        label=_("Marquage gravé sur le cadre"), asked=True, help_text=_("Obligatoire sur les vélos vendus depuis 2021.")
    )
    marking_unknown = Unknown(label=_("Je ne connais pas le marquage"))
    serial = Serial(label=_("Numéro de série"), help_text=_("Sur l’appareil, sa boîte ou sa facture."))
    serial_unknown = Unknown(label=_("Je ne connais pas le numéro de série"))
    value = Amount(label=_("Valeur en euros"), required=False)
    bought = Text(
        label=_("Date d’achat"), required=False, max_length=60, help_text=_("Par exemple : mars 2023, ou vers 2020.")
    )
    proof = Choice(label=_("Preuve d’achat"), choices=PROOFS, widget=forms.Select, required=False)

    def arrange(self) -> None:
        kept = ONLY.get(self.sort, BOUGHT)
        self.fields = {name: field for name, field in self.fields.items() if name in kept or name not in SOMEWHERE}
        if self.sort in SAID_ENOUGH:
            description = self.fields["description"]
            description.required, description.label, description.help_text = False, _("Précisions"), ""
        if self.sort == "cash":
            self.fields["value"].required = True
            self.fields["value"].error_messages["required"] = _("Indiquez la somme.")
        for name, label in WORDS.get(self.sort, {}).items():
            self.fields[name].label = label  # type: ignore[assignment]  # any lazy text does

    @property
    def sort_label(self) -> str:
        """What it is, in the words of the list."""
        return str(dict(CATEGORIES).get(self.sort, ""))

    def clean(self) -> dict[str, Any]:
        settle(self)
        self.check_conditions()
        given = self.cleaned_data
        if given.get("document") == "health_card":
            # The number of this card is that of its holder for life: not to be stored.
            given["document_number"] = ""
            self.errors.pop("document_number", None)
        told = given.get("last_four") or given.get("last_four_unknown") or "last_four" in self.errors
        if given.get("means") == "card" and not told:
            text = gettext("Indiquez les quatre derniers chiffres, ou cochez la case en dessous.")
            self.add_error("last_four", text)
        return given
