from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from complaints.enums import Kind
from complaints.questions.base import Answers, StepForm
from complaints.questions.fields import LongText, Text
from complaints.questions.steps.facts import kind_of
from complaints.sealing.tokens import TokenKind


class CluesStep(StepForm):
    """What may help the inquiry. Nothing is compulsory."""

    slug = "elements"
    title = _("Indices")
    heading = _("Qu’est-ce qui peut aider l’enquête ?")
    intro = _("Tout est facultatif. Passez à la suite si vous n’avez rien à ajouter.")
    part = "statement"
    minutes = 1
    tokens = {"plates": TokenKind.IDENTIFIER, "contacts": TokenKind.IDENTIFIER}

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

    @classmethod
    def variant(cls, answers: Answers) -> str:
        return kind_of(answers)

    def arrange(self) -> None:
        if self.wording == Kind.SCAM:
            self.drop("traces")
        else:
            self.drop("contacts")
