from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.enums import THEFTS, Kind
from complaints.questions.base import Answers, Json, Repeated
from complaints.questions.fields import Amount, Choice, LongText
from complaints.questions.layout import Lazy
from complaints.questions.repeating import RepeatingStep
from complaints.questions.steps.situation import kind_of
from complaints.questions.things import CATEGORIES, Thing

PAYMENTS = [
    ("", _("Choisissez")),
    ("transfer", _("Virement")),
    ("card", _("Carte bancaire")),
    ("cheque", _("Chèque")),
    ("cash", _("Argent liquide")),
    ("coupon", _("Coupon ou ticket prépayé")),
    ("crypto", _("Cryptomonnaie")),
    ("none", _("Aucun paiement")),
    ("other", _("Autre moyen")),
]
# Kinds in which money may be lost without any thing, and what is then asked about it.
MONEY: dict[str, tuple[str, ...]] = {
    Kind.SCAM: ("payment", "money_lost", "payment_details"),
    Kind.ABUSE_OF_TRUST: ("money_lost",),
}
# What the kind of facts already tells of the first thing.
OPENED: dict[str, tuple[str, ...]] = {
    Kind.VEHICLE: ("vehicle",),
    Kind.PHONE: ("phone",),
    Kind.PAPERS: ("papers",),
    Kind.BANK_MEANS: ("payment",),
    Kind.HIT_AND_RUN: ("vehicle",),
}
# What is most often added then; the other categories follow.
LIKELY: dict[str, tuple[str, ...]] = {
    Kind.BURGLARY: ("jewel", "computer", "cash", "home"),
    Kind.FROM_VEHICLE: ("bag", "vehicle", "tool", "computer"),
    Kind.VEHICLE: ("papers", "bag", "tool"),
    Kind.PHONE: ("bag", "payment", "papers"),
    Kind.PAPERS: ("papers", "bag", "payment", "cash"),
    Kind.BANK_MEANS: ("payment", "bag", "papers", "cash"),
    Kind.THEFT: ("bag", "bicycle", "phone", "computer"),
    Kind.DAMAGE: ("vehicle", "building", "home", "bicycle"),
    Kind.HIT_AND_RUN: ("bicycle", "building", "phone"),
    Kind.SCAM: ("payment", "jewel", "vehicle", "cash"),
    Kind.ABUSE_OF_TRUST: ("vehicle", "computer", "tool"),
}
# About a card or cheques: the page of the facts asks these where they are what was stolen.
ASKED_WITH_THE_FACTS = ("opposed", "used")
HEADINGS: dict[str, Lazy] = {
    Kind.DAMAGE: _("Qu’est-ce qui a été abîmé ?"),
    Kind.HIT_AND_RUN: _("Qu’est-ce qui a été abîmé ?"),
    Kind.SCAM: _("Qu’avez-vous perdu ?"),
    Kind.ABUSE_OF_TRUST: _("Qu’avez-vous perdu ?"),
    Kind.DISCRIMINATION: _("Avez-vous subi une perte ?"),
}


class ThingsStep(RepeatingStep):
    """What was taken or damaged, and what it is worth; the money lost, where somebody was deceived."""

    slug = "objets"
    title = _("Préjudice")
    part = "statement"
    minutes = 2
    unmarked = ("nothing_taken",)
    repeats = Thing
    page, body = "complaints/filing/things.html", "complaints/filing/things_body.html"

    nothing_taken = forms.BooleanField(label=_("Rien n’a été pris : c’était une tentative"), required=False)
    payment = Choice(
        label=_("Comment avez-vous payé ?"),
        choices=PAYMENTS,
        widget=forms.Select,
        missing=_("Choisissez le moyen de paiement, ou « Aucun paiement »."),
    )
    money_lost = Amount(label=_("Somme perdue en euros"), required=False)
    payment_details = LongText(
        label=_("À qui, quand, par quelle banque ?"),
        required=False,
        rows=3,
        help_text=_("Ne donnez ni numéro de carte ni code."),
    )
    total = Amount(
        label=_("Votre estimation du préjudice total, en euros"),
        required=False,
        help_text=_("Seulement si elle diffère de la somme des montants indiqués."),
    )

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return kind_of(answers) != Kind.DATA_LEAK

    @classmethod
    def variant(cls, answers: Answers) -> str:
        return kind_of(answers)

    @property
    def asks_repeated(self) -> bool:
        return self.wording != Kind.DISCRIMINATION

    @property
    def money_first(self) -> bool:  # type: ignore[override]  # depends on the kind of facts
        """Whether money was lost before any thing: the page then asks for the whole by itself, last."""
        return self.wording == Kind.SCAM

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        if self.money_first:
            helper.layout.fields.remove("total")
        return helper

    def _thing(self, number: int, sort: str = "") -> Repeated:
        thing = super()._thing(number, sort)
        if self.wording == Kind.BANK_MEANS:
            thing.fields = {name: field for name, field in thing.fields.items() if name not in ASKED_WITH_THE_FACTS}
        return thing

    def opened(self) -> Sequence[str]:
        return OPENED.get(self.wording, ())

    def sorts(self) -> Sequence[tuple[str, Lazy]]:
        likely = LIKELY.get(self.wording, ())
        return [
            *((name, dict(CATEGORIES)[name]) for name in likely),
            *(one for one in CATEGORIES if one[0] not in likely),
        ]

    def arrange(self) -> None:
        self.heading = HEADINGS.get(self.wording, _("Qu’est-ce qui a été pris ?"))
        attempt = ("nothing_taken",) if self.wording in (*THEFTS, "") else ()
        self.keep(*MONEY.get(self.wording, attempt), "total")
        if self.wording == Kind.DISCRIMINATION:
            self.reword(total=_("Somme perdue en euros"))
            self.fields["total"].help_text = _("Par exemple : un salaire, une caution, des frais.")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        described = any(given.get(name) for name in (Thing.name, "nothing_taken", "payment", "money_lost"))
        if self.asks_repeated and not described and not self.errors:
            self.add_error(None, ValidationError(self._nothing_described()))
        return given

    def _nothing_described(self) -> str:
        if "nothing_taken" in self.fields:
            return gettext("Ajoutez au moins un objet, ou cochez « Rien n’a été pris ».")
        if "money_lost" in self.fields:
            return gettext("Ajoutez au moins un objet, ou indiquez la somme perdue.")
        return gettext("Ajoutez au moins un objet.")

    # -- what it all comes to ----------------------------------------------------------------------
    @classmethod
    def computed_rows(cls, stored: Mapping[str, Json]) -> list[tuple[str, str, str]]:
        amounts = [thing.get("value") for thing in stored.get(Thing.name, ())]
        sums = [Decimal(amount) for amount in (*amounts, stored.get("money_lost")) if amount]
        if not sums:
            return []
        return [(gettext("Somme des montants indiqués"), cls.base_fields["total"].shown(str(sum(sums))), "sum")]  # type: ignore[attr-defined]  # an Amount

    @property
    def sum_typed(self) -> str:  # type: ignore[override]  # computed
        """The same, of what is typed so far; nothing while no amount can be read."""
        amounts = [*(thing["value"].data for thing in self.repeated if "value" in thing.fields)]
        if "money_lost" in self.fields:
            amounts.append(self["money_lost"].data)
        read = [{"value": amount} for amount in _readable(amounts)]
        rows = self.computed_rows({Thing.name: read}) if self.is_bound else []
        return rows[0][1] if rows else ""


def _readable(amounts: Iterable[Any]) -> list[str]:
    field = Amount(required=False)
    read = []
    for typed in amounts:
        try:
            amount = field.clean(typed)
        except ValidationError:
            continue  # said at « Continuer »
        if amount is not None:
            read.append(str(amount))
    return read
