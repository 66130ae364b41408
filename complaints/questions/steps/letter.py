from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.enums import Kind
from complaints.enums_incidents import DataCategory, Harm, LearntBy
from complaints.models import Organisation
from complaints.questions.base import Answers, StepForm
from complaints.questions.fields import Amount, Choice, Choices
from complaints.questions.moments import Day
from complaints.questions.secrets import Guarded, LongGuarded
from complaints.questions.steps.situation import incident_of, kind_of

UNKNOWN = "unknown"
NONE = "none"


class LetterStep(StepForm):
    """What the organisation wrote to a victim of a leak, and what has come of it since. Never the data itself.

    Its wording is the key of the incident, whose organisations it offers.
    """

    slug = "lettre"
    title = _("Lettre et suites")
    heading = _("Que savez-vous de la fuite ?")
    intro = _("Ne recopiez aucune donnée volée : seulement ce que dit la lettre.")
    part = "statement"
    minutes = 1
    legends = {"organisation": _("La lettre"), "harm": _("Depuis")}
    folded = {"money_lost": _("Préciser ces suites (facultatif)")}
    unmarked = ("money_lost", "harm_day", "harm_details")

    organisation = Choice(
        label=_("Quel organisme a perdu vos données ?"),
        choices=[(UNKNOWN, _("Je ne sais pas"))],
        widget=forms.Select,
        missing=_("Choisissez l’organisme, ou « Je ne sais pas »."),
    )
    learnt = Choice(
        label=_("Comment l’avez-vous appris ?"),
        choices=LearntBy.choices,
        missing=_("Dites comment vous l’avez appris."),
    )
    letter_day = Day(label=_("Date de la lettre"), required=False)
    letter_reference = Guarded(label=_("Référence de la lettre"), required=False, max_length=60)
    letter_code = Guarded(
        label=_("Code de la lettre"),
        required=False,
        max_length=40,
        help_text=_("Si la lettre en porte un. Sans lui, votre pré-plainte est reçue de la même façon."),
    )
    categories = Choices(
        label=_("Quelles données la lettre cite-t-elle ?"),
        choices=[*DataCategory.choices, (UNKNOWN, _("Je ne sais pas"))],
        missing=_("Cochez au moins une réponse ; « Je ne sais pas » convient."),
    )
    harm = Choices(
        label=_("Que s’est-il passé depuis ?"),
        choices=[(NONE, _("Rien à ma connaissance")), *Harm.choices],
        missing=_("Cochez au moins une réponse ; « Rien à ma connaissance » convient."),
    )
    money_lost = Amount(label=_("Somme perdue en euros"), required=False)
    harm_day = Day(label=_("Depuis le"), required=False)
    harm_details = LongGuarded(
        label=_("Ce qui s’est passé"),
        required=False,
        rows=3,
        help_text=_("En quelques mots. Ne donnez ni mot de passe, ni numéro de carte ou de sécurité sociale."),
    )

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return kind_of(answers) == Kind.DATA_LEAK

    @classmethod
    def variant(cls, answers: Answers) -> str:
        return incident_of(answers)

    @classmethod
    def edition(cls, wording: str) -> str:
        """The blank page is rendered again once the organisations have changed; one query."""
        return "\n".join(name for _key, name in organisations(wording))

    def arrange(self) -> None:
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]  # a Choice
            ("", _("Choisissez")),
            *organisations(self.wording),
            (UNKNOWN, _("Je ne sais pas, ou il n’est pas dans la liste")),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if len(given.get("harm", [])) > 1 and NONE in given["harm"]:
            text = gettext("« Rien à ma connaissance » ne va pas avec une autre réponse. Décochez l’une des deux.")
            self.add_error("harm", ValidationError(text))
        return given


def organisations(incident: str) -> list[tuple[str, str]]:
    """Those of the incident of that key, as choices; none of an unknown one."""
    try:
        key = UUID(incident)
    except ValueError:
        return []
    rows = Organisation.objects.filter(incident=key).order_by("name").values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]
