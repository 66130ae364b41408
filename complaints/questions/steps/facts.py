from __future__ import annotations

from copy import deepcopy
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.enums import Kind
from complaints.questions.base import Answers
from complaints.questions.details import DETAIL_CONDITIONS, DETAIL_TOKENS, DETAILS
from complaints.questions.fields import NARRATIVE, LongText
from complaints.questions.sorting import ON_THE_WAY, Door, refusal
from complaints.questions.steps.clues import CLUES_TITLE, CLUES_TOKENS, CluesQuestions
from complaints.questions.steps.situation import ENTITY, MINOR, PROTECTED, SELF, kind_of, who
from complaints.questions.steps.when import WhenQuestions
from complaints.questions.steps.where import WhereQuestions

CLUES_OF = {
    Kind.SCAM: ("suspect", "contacts", "plates", "witnesses", "cameras"),
    Kind.ABUSE_OF_TRUST: ("suspect", "contacts", "plates", "witnesses"),
    Kind.DISCRIMINATION: ("suspect", "contacts", "witnesses", "cameras"),
    Kind.HIT_AND_RUN: ("suspect", "witnesses", "cameras", "traces"),
}
"""Where it isn't the usual list."""
USUAL_CLUES = ("suspect", "plates", "witnesses", "cameras", "traces")
LEFT_OUT = ("place", "line", "journey_end", "hurt", "named", "bank_uses")


class FactsStep(CluesQuestions, WhereQuestions, WhenQuestions):
    """What happened, when and where, and what may help to find who did it.

    Its wording is the kind of facts, then for whom it is filed where that isn't oneself: ``phone``, ``phone:minor``.
    """

    slug = "faits"
    title = _("Faits")
    heading = _("Que s’est-il passé ?")
    part = "statement"
    minutes = 4
    extra_keys = ("commune_choice",)
    tokens = {**DETAIL_TOKENS, **CLUES_TOKENS}
    folded = {"suspect": CLUES_TITLE}
    unmarked = (*LEFT_OUT, *CluesQuestions.base_fields)
    rows = (("to_day", "to_time"),)
    conditions = {**DETAIL_CONDITIONS, **WhereQuestions.where_conditions}

    narrative = LongText(
        label=_("Racontez ce qui s’est passé"),
        max_length=NARRATIVE,
        rows=10,
        help_text=_("Avec vos mots, dans l’ordre. 4 000 caractères au plus, environ une page."),
        missing=_("Racontez ce qui s’est passé, même brièvement."),
    )
    hurt = forms.BooleanField(
        label=_("J’ai été frappé, menacé ou blessé"),
        required=False,
        help_text=_("Cochez seulement si c’est le cas : vous serez orienté vers une autre aide."),
    )
    named = forms.BooleanField(label=_("J’ai appris le prénom et le nom de l’auteur"), required=False)

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return kind_of(answers) != Kind.DATA_LEAK

    @classmethod
    def variant(cls, answers: Answers) -> str:
        kind, whom = kind_of(answers), who(answers)
        return kind if whom == SELF else f"{kind}:{whom}"

    def arrange(self) -> None:
        kind, _colon, whom = self.wording.partition(":")
        self.kind = kind or Kind.THEFT.value
        details = deepcopy(dict(DETAILS[self.kind]))
        clues = CLUES_OF.get(Kind(self.kind), USUAL_CLUES)
        self.arrange_places(self.kind)
        first = ("narrative", *details, *WhenQuestions.base_fields, *WhereQuestions.base_fields, "hurt", "named")
        self.fields |= details
        self.fields = {name: self.fields[name] for name in (*first, *clues) if name in self.fields}
        self.legends = {
            "narrative": _("Le récit"),
            next(iter(details)): _("Les circonstances"),
            "from_day": _("Quand ?"),
            "where" if "where" in self.fields else "commune": _("Où ?"),
            "hurt": _("Avant de continuer"),
        }
        self._reword_for(whom or SELF)

    def _reword_for(self, whom: str) -> None:
        """« Votre enfant », « l’organisme » rather than « vous »."""
        if whom == MINOR:
            self.reword(
                narrative=_("Racontez ce qui est arrivé à votre enfant"),
                hurt=_("Mon enfant a été frappé, menacé ou blessé"),
            )
        elif whom == PROTECTED:
            self.reword(
                narrative=_("Racontez ce qui est arrivé à la personne que vous représentez"),
                hurt=_("Cette personne a été frappée, menacée ou blessée"),
            )
        elif whom == ENTITY:
            self.reword(
                narrative=_("Racontez ce qui est arrivé à l’organisme"),
                hurt=_("Une personne a été frappée, menacée ou blessée"),
                named=_("Nous avons appris le prénom et le nom de l’auteur"),
            )

    def door(self) -> Door | None:
        return refusal({name: str(self.data.get(name, "")) for name in ("hurt", "named")}, ON_THE_WAY)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        self.check_place(given)
        self.check_period(given)
        if self.door():
            self.add_error(None, gettext("Ces faits relèvent d’un autre service."))
        return given
