from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.enums import Kind
from complaints.questions.base import Answers, StepForm
from complaints.questions.fields import YES_NO, Choice
from complaints.questions.layout import Condition
from complaints.questions.sorting import Door, refusal

FAMILIES = [
    (Kind.THEFT.value, _("Un vol, un cambriolage, ou une tentative")),
    (Kind.DAMAGE.value, _("Une dégradation : quelque chose a été abîmé ou détruit")),
    (Kind.HIT_AND_RUN.value, _("Un délit de fuite : un véhicule a causé des dégâts, puis il est parti")),
    (Kind.SCAM.value, _("Une escroquerie : on vous a trompé pour obtenir de l’argent ou un bien")),
    (Kind.ABUSE_OF_TRUST.value, _("Un abus de confiance : ce que vous aviez confié ne vous a pas été rendu")),
    (Kind.DISCRIMINATION.value, _("Une discrimination : on vous a traité moins bien à cause de ce que vous êtes")),
    ("card", _("Un paiement fait avec ma carte bancaire, que j’ai toujours")),
    ("leak", _("Une fuite de données : un organisme a perdu des informations sur moi")),
    ("content", _("Un contenu illégal vu sur Internet")),
    ("harassment", _("Un enfant ou un adolescent harcelé")),
    ("other", _("Autre chose")),
]
UNANSWERED = _("Choisissez oui ou non.")


class TriageStep(StepForm):
    """Five questions at most that send each visitor to the right door; this one among others."""

    slug = "tri"
    title = _("Nature des faits")
    heading = _("Est-ce le bon service ?")
    intro = _("Quelques questions pour vous orienter. Si un autre service convient mieux, rien n’est gardé.")
    part = "statement"
    unmarked = ("online",)
    conditions = {
        "online": Condition(
            "kind", (Kind.SCAM.value,), _("Pour une escroquerie, dites si elle s’est passée sur Internet.")
        )
    }

    emergency = Choice(
        label=_("Quelqu’un est-il en danger, ou les faits sont-ils en train de se produire ?"),
        choices=YES_NO,
        inline=True,
        missing=UNANSWERED,
    )
    kind = Choice(label=_("Que s’est-il passé ?"), choices=FAMILIES, missing=_("Choisissez ce qui s’est passé."))
    online = Choice(
        label=_("Pour une escroquerie : s’est-elle passée uniquement sur Internet ?"),
        help_text=_("Par courriel, sur un site, un réseau social ou une messagerie, sans rencontre."),
        choices=YES_NO,
        inline=True,
        required=False,
    )
    violence = Choice(
        label=_("Une personne a-t-elle été frappée, menacée ou blessée ?"),
        choices=YES_NO,
        inline=True,
        missing=UNANSWERED,
    )
    author = Choice(
        label=_("Connaissez-vous l’auteur ?"),
        help_text=_(
            "Connaître, c’est pouvoir donner son prénom et son nom. Une description, un surnom, un pseudonyme ou une "
            "plaque ne suffit pas."
        ),
        choices=YES_NO,
        inline=True,
        missing=UNANSWERED,
    )

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        """Whoever comes from the page of an incident is at the right door."""
        return answers.get(cls.slug, {}).get("kind") != Kind.DATA_LEAK

    def door(self) -> Door | None:
        return refusal({name: str(self.data.get(name, "")) for name in self.fields})

    def clean(self) -> dict[str, object]:
        given = super().clean()
        if self.door():
            self.add_error(None, gettext("Ces faits relèvent d’un autre service."))
        given["emergency"] = ""  # it was no: nothing to keep
        return given
