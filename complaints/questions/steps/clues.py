"""What may help the inquiry: the end of the page about the facts. Nothing is compulsory."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from complaints.questions.base import StepForm
from complaints.questions.fields import LongText, Text
from complaints.sealing.tokens import TokenKind

CLUES_TOKENS = {"plates": TokenKind.IDENTIFIER, "contacts": TokenKind.IDENTIFIER}
CLUES_TITLE = _("Ce qui peut aider l’enquête (facultatif)")


class CluesQuestions(StepForm):
    """Suspect, witnesses, cameras, traces."""

    suspect = LongText(
        label=_("Description de l’auteur"),
        required=False,
        help_text=_("Taille, âge, vêtements, voix, direction de fuite, surnom entendu."),
    )
    contacts = Text(
        label=_("Numéros, adresses ou comptes utilisés par l’auteur"),
        required=False,
        max_length=300,
        help_text=_("Téléphone, adresse électronique, pseudonyme, IBAN. Séparez-les par des virgules."),
    )
    plates = Text(
        label=_("Plaques d’immatriculation vues"),
        required=False,
        help_text=_("Par exemple : AB-123-CD. Séparez-les par des virgules."),
    )
    witnesses = LongText(
        label=_("Témoins"), required=False, help_text=_("Qui a vu ou entendu quelque chose, et comment les joindre.")
    )
    cameras = LongText(
        label=_("Caméras"),
        required=False,
        rows=2,
        help_text=_("Commerce, immeuble, rue, bus : les images sont souvent effacées en quelques jours."),
    )
    traces = LongText(
        label=_("Traces laissées"),
        required=False,
        rows=2,
        help_text=_("Empreintes, objets oubliés, outils, effraction. Touchez-y le moins possible."),
    )
