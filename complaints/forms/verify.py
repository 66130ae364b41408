"""What the holder of a receipt, or of a proof of erasure, copies from it to have it checked. No query anywhere."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.enums import OPEN_STATUSES, Kind, Status
from complaints.forms.copied import Reference, Signs
from complaints.questions.fields import Text
from complaints.questions.moments import Day, Hour
from complaints.sealing.receipts import ErasureFacts, ReceiptFacts, genuine

LONGEST_NAME = 400
CHOOSE = ("", _("Choisissez"))


class PrintedDay(Day):
    """A day copied from a paper: one to come is as good as another."""

    def _past(self, day: date) -> date:
        return day


class PaperForm(forms.Form):
    """What both papers have in common: a reference and a code, in any writing.

    A code that isn't the right one is no error of the form: ``is_genuine`` says it.
    """

    paper: str

    reference = Reference(missing=_("Donnez la référence imprimée sur le document."))
    code = Signs(
        label=_("Code de vérification"),
        help_text=_("Quinze signes, imprimés dans le cadre « Pour vérifier ce document »."),
        missing=_("Donnez le code de vérification imprimé sur le document."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix=self.paper, label_suffix="")
        self.order_fields([name for name in self.fields if name != "code"])

    def facts(self) -> ReceiptFacts | ErasureFacts:
        """What was copied, once the form is valid."""
        raise NotImplementedError

    @property
    def is_genuine(self) -> bool:
        """Whether a paper of ours says exactly this."""
        return genuine(self.cleaned_data["code"], self.facts())


class ReceiptCheck(PaperForm):
    """A receipt: what its code covers."""

    paper = "recepisse"

    filed_on = PrintedDay(label=_("Déposée le"), missing=_("Donnez la date de dépôt imprimée sur le récépissé."))
    unit = Text(
        label=_("Unité"),
        max_length=LONGEST_NAME,
        autocomplete="off",
        help_text=_("Le nom de l’unité, comme il est imprimé."),
        missing=_("Donnez le nom de l’unité imprimé sur le récépissé."),
    )
    kind = forms.ChoiceField(
        label=_("Nature des faits"),
        choices=[CHOOSE, *Kind.choices],
        error_messages={"required": _("Choisissez la nature des faits imprimée sur le récépissé.")},
    )
    name = Text(
        label=_("Victime"),
        max_length=LONGEST_NAME,
        autocomplete="off",
        help_text=_("Tous les noms et prénoms imprimés, dans l’ordre que vous voulez."),
        missing=_("Donnez le nom de la victime imprimé sur le récépissé."),
    )

    @property
    def kind_label(self) -> str:
        return str(Kind(self.cleaned_data["kind"]).label)

    def facts(self) -> ReceiptFacts:
        given = self.cleaned_data
        return ReceiptFacts(given["reference"], given["filed_on"], given["unit"], given["kind"], given["name"])


class ErasureCheck(PaperForm):
    """A proof of erasure: what its code covers."""

    paper = "effacement"

    on = PrintedDay(label=_("Effacée le"), missing=_("Donnez la date d’effacement imprimée sur la preuve."))
    at = Hour(
        label=_("À (heure)"),
        help_text=_("Par exemple 18:05."),
        error_messages={"required": _("Donnez l’heure imprimée sur la preuve.")},
    )
    cause = forms.ChoiceField(
        label=_("Cause"),
        choices=[CHOOSE, *((one.value, one.label) for one in Status if one not in OPEN_STATUSES)],
        error_messages={"required": _("Choisissez la cause imprimée sur la preuve.")},
    )
    unreadable_from = PrintedDay(
        label=_("Sauvegardes illisibles à partir du"), missing=_("Donnez cette date, imprimée sur la preuve.")
    )

    @property
    def cause_label(self) -> str:
        return str(Status(self.cleaned_data["cause"]).label)

    def facts(self) -> ErasureFacts:
        given = self.cleaned_data
        return ErasureFacts(
            given["reference"], given["on"], f"{given['at']:%H:%M}", given["cause"], given["unreadable_from"]
        )


CHECKS: tuple[type[PaperForm], ...] = (ReceiptCheck, ErasureCheck)
