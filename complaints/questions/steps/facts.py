from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from complaints.enums import Kind
from complaints.questions.base import Answers
from complaints.questions.fields import NARRATIVE, LongText
from complaints.questions.steps.clues import CLUES_TITLE, CLUES_TOKENS, CluesQuestions
from complaints.questions.steps.situation import kind_of
from complaints.questions.steps.when import WhenQuestions
from complaints.questions.steps.where import WhereQuestions

TALKED = (Kind.SCAM, Kind.ABUSE_OF_TRUST)
"""Kinds in which the author spoke or wrote to the victim, and left no trace on the spot."""


class FactsStep(CluesQuestions, WhereQuestions, WhenQuestions):
    """What happened, when and where, and what may help to find who did it."""

    slug = "faits"
    title = _("Faits")
    heading = _("Que s’est-il passé ?")
    part = "statement"
    minutes = 4
    extra_keys = ("commune_choice",)
    tokens = CLUES_TOKENS
    legends = {"from_day": _("Quand ?"), "commune": _("Où ?"), "narrative": _("Comment ?")}
    folded = {"suspect": CLUES_TITLE}
    unmarked = ("from_time", "hours", "to_day", "to_time", "place", "line", "journey_end", *CluesQuestions.base_fields)
    rows = (("from_time", "hours"),)
    conditions = WhereQuestions.where_conditions

    narrative = LongText(
        label=_("Racontez ce qui s’est passé"),
        max_length=NARRATIVE,
        rows=10,
        help_text=_("Avec vos mots, dans l’ordre. 4 000 caractères au plus, environ une page."),
        missing=_("Racontez ce qui s’est passé, même brièvement."),
    )

    @classmethod
    def variant(cls, answers: Answers) -> str:
        return kind_of(answers)

    def arrange(self) -> None:
        self.fields["hours"].widget.attrs["class"] = "options-inline"
        if self.wording in TALKED:
            self.drop("traces")
        elif self.wording != Kind.DISCRIMINATION:
            self.drop("contacts")
        clues = [name for name in CluesQuestions.base_fields if name in self.fields]
        self.order_fields([name for name in self.fields if name not in clues])

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        self.check_place(given)
        self.check_period(given)
        return given
