from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from complaints.enums import THEFTS, Kind
from complaints.questions.base import Answers, StepForm
from complaints.questions.fields import Choice
from complaints.questions.steps.triage import TriageStep

SELF, MINOR, PROTECTED, ENTITY = "self", "minor", "protected", "entity"
THEFT_CHOICES = [
    (Kind.PHONE.value, _("Un téléphone")),
    (Kind.PAPERS.value, _("Des papiers : carte d’identité, permis, carte grise")),
    (Kind.BANK_MEANS.value, _("Une carte bancaire ou un chéquier")),
    (Kind.FROM_VEHICLE.value, _("Quelque chose dans un véhicule, ou une pièce de ce véhicule")),
    (Kind.VEHICLE.value, _("Un véhicule : voiture, moto, scooter, trottinette, vélo")),
    (Kind.BURGLARY.value, _("Quelque chose dans un logement, une cave, un garage ou un local : un cambriolage")),
    (Kind.THEFT.value, _("Autre chose")),
]


class SituationStep(StepForm):
    """Which theft exactly, where it is one; and who was harmed."""

    slug = "situation"
    title = _("Situation")
    heading = _("De quoi s’agit-il ?")
    part = "identity"
    minutes = 1

    theft = Choice(
        label=_("Qu’est-ce qui a été volé, ou visé ?"),
        help_text=_("Plusieurs choses ? Choisissez la plus importante : vous décrirez les autres plus loin."),
        choices=THEFT_CHOICES,
        missing=_("Choisissez ce qui a été volé."),
    )
    who = Choice(
        label=_("Qui a subi les faits ?"),
        help_text=_("La personne qui dépose viendra signer la plainte."),
        choices=[
            (SELF, _("Moi")),
            (MINOR, _("Un enfant mineur dont je suis le parent ou le tuteur")),
            (PROTECTED, _("Un adulte protégé dont je suis le tuteur ou le curateur")),
            (ENTITY, _("Une entreprise, une association ou un organisme que je représente")),
        ],
        missing=_("Choisissez qui a subi les faits."),
    )

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        """A leak has a short form of its own, which asks for the others of the household later: never asked there."""
        return family_of(answers) != Kind.DATA_LEAK or "who" in answers.get(cls.slug, {})

    @classmethod
    def variant(cls, answers: Answers) -> str:
        """A theft asks which one."""
        return family_of(answers)

    def arrange(self) -> None:
        if self.wording != Kind.THEFT:
            self.drop("theft")
            self.heading = _("Pour qui déposez-vous ?")


def family_of(answers: Answers) -> str:
    """What the sorting said: any theft is a theft there."""
    return str(answers.get(TriageStep.slug, {}).get("kind", Kind.THEFT.value))


def kind_of(answers: Answers) -> str:
    """The kind of facts, one of ``Kind``: theft of another thing unless said otherwise."""
    family = family_of(answers)
    if family != Kind.THEFT:
        return family
    theft = str(answers.get(SituationStep.slug, {}).get("theft", ""))
    return theft if theft in THEFTS else Kind.THEFT.value


def incident_of(answers: Answers) -> str:
    """The key of the incident under which a leak is declared; empty for anything else."""
    return str(answers.get(TriageStep.slug, {}).get("incident", ""))


def is_routed(answers: Answers) -> bool:
    """Whether the incident says which unit receives it, so that the victim isn't asked."""
    return answers.get(TriageStep.slug, {}).get("routing", "victim") != "victim"


def who(answers: Answers) -> str:
    """For whom it is filed: the wording of most steps."""
    return str(answers.get(SituationStep.slug, {}).get("who", SELF))
