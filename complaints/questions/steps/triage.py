from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from complaints.enums import Kind
from complaints.questions.base import StepForm
from complaints.questions.fields import Choice
from complaints.questions.sorting import Door, refusal

YES_NO = [("yes", _("Oui")), ("no", _("Non"))]
KINDS = [
    (Kind.THEFT.value, _("Un vol, ou une tentative de vol")),
    (Kind.DAMAGE.value, _("Une dégradation : quelque chose a été abîmé ou détruit")),
    (Kind.SCAM.value, _("Une escroquerie : on vous a trompé pour obtenir de l’argent ou un bien")),
    ("card", _("Un paiement fait avec ma carte bancaire, que j’ai toujours")),
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

    emergency = Choice(
        label=_("Quelqu’un est-il en danger, ou les faits sont-ils en train de se produire ?"),
        choices=YES_NO,
        missing=UNANSWERED,
    )
    kind = Choice(label=_("Que s’est-il passé ?"), choices=KINDS, missing=_("Choisissez ce qui s’est passé."))
    violence = Choice(
        label=_("Y a-t-il eu des violences ou des menaces contre une personne ?"), choices=YES_NO, missing=UNANSWERED
    )
    author = Choice(
        label=_("Connaissez-vous l’auteur ?"),
        help_text=_(
            "Connaître, c’est pouvoir donner son prénom et son nom. Une description, un surnom ou un pseudonyme ne "
            "suffit pas."
        ),
        choices=YES_NO,
        missing=UNANSWERED,
    )
    online = Choice(
        label=_("Pour une escroquerie : s’est-elle passée uniquement sur Internet ?"),
        help_text=_("Par courriel, sur un site, un réseau social ou une messagerie, sans rencontre."),
        choices=YES_NO,
        required=False,
    )

    def arrange(self) -> None:
        for name in ("emergency", "violence", "author", "online"):
            self.fields[name].widget.attrs["class"] = "options-inline"

    def door(self) -> Door | None:
        """Where to go instead, as far as the answers already tell."""
        return refusal({name: str(self.data.get(name, "")) for name in self.fields})

    def clean(self) -> dict[str, object]:
        given = super().clean()
        if given.get("kind") == Kind.SCAM and not given.get("online"):
            self.add_error("online", str(_("Pour une escroquerie, dites si elle s’est passée sur Internet.")))
        if given.get("kind") != Kind.SCAM:
            given["online"] = ""
        if self.door():
            self.add_error(None, str(_("Ces faits relèvent d’un autre service.")))
        given["emergency"] = ""  # it was no: nothing to keep
        return given
