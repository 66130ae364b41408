from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.questions.base import Answers, StepForm
from complaints.questions.fields import Text
from complaints.questions.legal import FALSE_REPORT
from complaints.questions.steps.identity import IdentityStep

WITH_EMAIL = "email"


@dataclass(frozen=True)
class Confirmation:
    """Where the proof of the address declared stands. ``sent``: a code left for it."""

    email: str
    proved: bool = False
    sent: bool = False


class RecapStep(StepForm):
    """Everything once more, the proof of the e-mail address, the warning of the law, and the sending."""

    slug = "recap"
    title = _("Vérification")
    heading = _("Vérifiez, puis envoyez")
    minutes = 1
    page, body = "complaints/filing/recap.html", "complaints/filing/recap_body.html"
    same_for_all = False

    email_code = Text(
        label=_("Code reçu par courriel"),
        help_text=_("Six chiffres."),
        required=False,
        max_length=40,  # room for blanks, whatever way they are pasted
        autocomplete="one-time-code",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-10", "spellcheck": "false"}),
    )
    warning_read = forms.BooleanField(
        label=_("J’ai lu cet avertissement et je déclare que ces réponses sont exactes."),
        error_messages={"required": _("Cochez cette case pour envoyer.")},
    )
    warning = FALSE_REPORT
    confirmation: Confirmation | None = None
    """Set where the page is shown: it is the draft that knows."""
    phrase = ""
    aloud = False
    """Whether an officer reads the page out to the person."""

    @classmethod
    def variant(cls, answers: Answers) -> str:
        return WITH_EMAIL if answers.get(IdentityStep.slug, {}).get("email") else ""

    def arrange(self) -> None:
        if self.wording != WITH_EMAIL:
            self.drop("email_code")

    def read_aloud(self, *, present: bool) -> None:
        """Fit the page to an officer who types for somebody: no code, and the warning is read out.

        ``present``: the person sees the screen, and can read their address there.
        """
        self.aloud = True
        self.fields.pop("email_code", None)
        if present and self.wording == WITH_EMAIL:
            label = _("La personne a relu son adresse électronique à l’écran : elle est exacte.")
            self.fields = {"email_read": forms.BooleanField(label=label, required=False)} | self.fields
            self.fields["email_read"].unmarked = True  # type: ignore[attr-defined]  # read by the template of a question
        if present:
            self.reword(warning_read=_("La personne a entendu cet avertissement et déclare ces réponses exactes."))
        else:
            self.reword(
                warning_read=_("J’ai lu cet avertissement au téléphone ; la personne déclare ces réponses exactes.")
            )
        self.fields["warning_read"].error_messages["required"] = gettext(
            "Lisez l’avertissement à la personne, puis cochez cette case pour envoyer."
        )

    @property
    def was_read(self) -> bool:
        """Whether the person read their address on the officer's screen."""
        return "email_read" in self.fields and bool(self.data.get("email_read"))

    @property
    def typed_code(self) -> str:
        """The code as it was typed; empty where none is asked for."""
        return str(self.data.get("email_code", "")).strip() if "email_code" in self.fields else ""

    def refuse_code(self, text: str) -> None:
        """Say once that the code is wrong, in an empty box: without it, the form can be sent."""
        if "email_code" not in self.errors:
            self.add_error("email_code", text)
        data = MultiValueDict({name: [self.data[name]] for name in self.data})  # what is posted can't be changed
        data["email_code"] = ""
        self.data = data
