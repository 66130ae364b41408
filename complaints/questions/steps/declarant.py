from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from complaints.questions.base import Answers, StepForm
from complaints.questions.fields import Choice

SELF, MINOR, PROTECTED, ENTITY = "self", "minor", "protected", "entity"


class DeclarantStep(StepForm):
    """Who files, and for whom."""

    slug = "declarant"
    title = _("Déclarant")
    heading = _("Pour qui déposez-vous ?")
    part = "identity"
    minutes = 1

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


def who(answers: Answers) -> str:
    """For whom it is filed: the wording of most steps."""
    return str(answers.get(DeclarantStep.slug, {}).get("who", SELF))
