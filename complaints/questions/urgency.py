"""What disappears soon: until when the inquiry can still seize it, and what the victim does now. One table of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.enums import THEFTS, Kind
from complaints.questions.advice.traces import CAMERAS, CASH_CAMERAS, STOP_CARD, STOP_LINE, TELL_INSURER, traces
from complaints.questions.answers import facts_day
from complaints.questions.base import Answers
from complaints.questions.steps.situation import kind_of
from units.territories import METROPOLITAN_ZONE


@dataclass(frozen=True)
class Declared:
    """What the rules look at."""

    kind: str
    answers: Answers

    def says(self, name: str) -> bool:
        """Whether a question of that name was answered, in whatever step it stands."""
        return any(step.get(name) for step in self.answers.values())

    def has(self, *categories: str) -> bool:
        """Whether one of the things declared is of these categories."""
        return any(thing.get("category") in categories for thing in self._things())

    def paid_by(self, *means: str) -> bool:
        return any(step.get("payment") in means for step in self.answers.values())

    def _things(self) -> Iterator[Mapping[str, Any]]:
        for step in self.answers.values():
            for answer in step.values():
                if isinstance(answer, list):
                    yield from (thing for thing in answer if isinstance(thing, dict))


@dataclass(frozen=True)
class Rule:
    """When it ``applies``: what to do at once, and how many days after the facts there is less left to seize."""

    name: str
    applies: Callable[[Declared], bool]
    advice: tuple[str | Promise, ...]
    fades: tuple[int, ...] = ()
    covers: tuple[str | Promise, ...] = ()
    """What the advice on keeping traces would say again."""


RULES: tuple[Rule, ...] = (
    Rule(
        "cameras",
        lambda declared: declared.says("cameras"),
        (
            _(
                "Demandez aujourd’hui au commerce, à la mairie ou au syndic de garder les images de ses caméras : "
                "elles s’effacent souvent en 7 à 30 jours. Donnez le jour et l’heure des faits."
            ),
        ),
        fades=(7, 30),
        covers=(CAMERAS, CASH_CAMERAS),
    ),
    Rule(
        "bank_means",
        lambda declared: declared.kind == Kind.BANK_MEANS or (declared.kind in THEFTS and declared.has("payment")),
        (
            _(
                "Carte ou chéquier volé : faites opposition tout de suite auprès de votre banque, ou au "
                "0 892 705 705 (jour et nuit, appel payant). Notez le numéro d’opposition."
            ),
        ),
        covers=(STOP_CARD,),
    ),
    Rule(
        "phone",
        lambda declared: declared.kind == Kind.PHONE or (declared.kind in THEFTS and declared.has("phone")),
        (
            _(
                "Téléphone volé : localisez-le depuis votre compte, notez l’adresse et l’heure. "
                "N’allez pas le chercher vous-même."
            ),
            _(
                "Demandez ensuite à votre opérateur de bloquer la ligne et le téléphone, avec son numéro IMEI "
                "(sur la boîte ou la facture)."
            ),
        ),
        covers=(STOP_LINE,),
    ),
    Rule(
        "vehicle",
        lambda declared: declared.kind == Kind.VEHICLE or (declared.kind == Kind.BURGLARY and declared.has("vehicle")),
        (
            _(
                "Véhicule volé : n’attendez pas qu’on vous appelle. Appelez l’unité avec votre référence, "
                "pour qu’il soit vite signalé volé partout en France et en Europe."
            ),
            _("Prévenez votre assurance : elle laisse en général deux jours ouvrés."),
        ),
        fades=(3,),
        covers=(TELL_INSURER,),
    ),
    Rule(
        "papers",
        lambda declared: declared.kind == Kind.PAPERS or (declared.kind in THEFTS and declared.has("papers")),
        (
            _(
                "Papiers volés : prévenez votre banque, quelqu’un peut s’en servir à votre nom. "
                "Demandez à l’unité de les signaler volés."
            ),
        ),
    ),
    Rule(
        "payment",
        lambda declared: declared.kind in (Kind.SCAM, Kind.ABUSE_OF_TRUST) and declared.paid_by("transfer", "card"),
        (_("Appelez votre banque tout de suite : un paiement récent peut parfois être arrêté."),),
    ),
)


def advice_now(answers: Answers, *, kind: str | None = None) -> list[str]:
    """What not to put off until the appointment: fixed sentences, in the language active now. Empty once erased."""
    return [str(sentence) for rule in _applying(answers, kind) for sentence in rule.advice]


def traces_left(answers: Answers, kind: str) -> list[str]:
    """What to keep and to do until the appointment, without what ``advice_now`` says already."""
    said = {str(line) for rule in _applying(answers, kind) for line in rule.covers}
    return [line for line in traces(kind) if line not in said]


def evidence_until(answers: Answers, filed_at: datetime, *, kind: str | None = None) -> datetime | None:
    """The next moment after the filing at which there is less left to seize; ``None`` when nothing is known to fade.

    Days run from the first possible day of the facts. What was lost before the filing doesn't count any more.
    """
    days = {day for rule in _applying(answers, kind) for day in rule.fades}
    losses = (_start_of(answers, day) for day in days)
    return min((loss for loss in losses if loss > filed_at), default=None)


def _applying(answers: Answers, kind: str | None) -> list[Rule]:
    """``kind`` where the sorting answers aren't at hand any more: they aren't kept."""
    declared = Declared(kind or kind_of(answers), answers)
    return [rule for rule in RULES if answers and rule.applies(declared)]


def _start_of(answers: Answers, days_after: int) -> datetime:
    day = facts_day(answers) + timedelta(days=days_after)
    return datetime.combine(day, time(), ZoneInfo(METROPOLITAN_ZONE))
