from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.enums import Kind
from complaints.questions.base import Answers, Repeated
from complaints.questions.fields import Choice, Text
from complaints.questions.layout import Lazy
from complaints.questions.moments import Day
from complaints.questions.repeating import RepeatingStep
from complaints.questions.secrets import Guarded
from complaints.questions.steps.identity import LINKS, MAJORITY, age
from complaints.questions.steps.situation import MINOR, PROTECTED, kind_of

SORTS: list[tuple[str, Lazy]] = [
    (MINOR, _("Un enfant mineur dont je suis le parent ou le tuteur")),
    (PROTECTED, _("Un adulte protégé dont je suis le tuteur ou le curateur")),
]


class Member(Repeated):
    """Somebody whom the declarant represents: a pre-complaint of their own is filed with theirs."""

    name = "members"
    label = _("Personne")
    list_label = _("Personnes représentées")
    ask_label = _("Ajouter une personne")
    chooser = "category"

    category = Choice(
        label=_("Qui ?"), choices=[("", _("Choisissez")), *SORTS], widget=forms.Select, missing=_("Choisissez.")
    )
    birth_name = Text(label=_("Nom de naissance"), missing=_("Indiquez le nom de naissance."))
    first_names = Text(label=_("Prénoms"), missing=_("Indiquez les prénoms."))
    birth_day = Day(label=_("Date de naissance"), missing=_("Indiquez la date de naissance."))
    birth_place = Text(label=_("Lieu de naissance"), required=False)
    link = Choice(label=_("Vous êtes"), choices=[], missing=_("Dites ce que vous êtes pour cette personne."))
    letter_code = Guarded(label=_("Code de sa lettre"), required=False, max_length=40)

    def arrange(self) -> None:
        links = LINKS.get(self.sort, [one for links in LINKS.values() for one in links])
        self.fields["link"].choices = list(dict(links).items())  # type: ignore[attr-defined]  # a Choice

    @property
    def sort_label(self) -> str:
        """Who it is, in the words of the list."""
        return str(dict(SORTS).get(self.sort, ""))

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        born = given.get("birth_day")
        if self.sort == MINOR and born and age(born) >= MAJORITY:
            text = gettext("À cette date de naissance, cette personne est majeure : elle dépose elle-même.")
            self.add_error("birth_day", ValidationError(text))
        return given


class HouseholdStep(RepeatingStep):
    """The minors and protected adults for whom one files in the same go. Reached from the recap; may be left out."""

    slug = "foyer"
    title = _("Personnes représentées")
    heading = _("Déposez-vous aussi pour un enfant ou un adulte protégé ?")
    intro = _(
        "Chaque personne a sa propre pré-plainte et son propre récépissé. Un autre adulte de la maison dépose lui-même."
    )
    part = "identity"
    minutes = 1
    optional = True
    repeats = Member
    body = "complaints/filing/things_body.html"

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return kind_of(answers) == Kind.DATA_LEAK

    def opened(self) -> Sequence[str]:
        return ()

    def sorts(self) -> Sequence[tuple[str, Lazy]]:
        return SORTS
