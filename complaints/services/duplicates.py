"""Pre-complaints that look alike, and what an officer decides about a pair: the same facts, or not.

Same victim (fingerprint), same thing (number of an object, plate seen) or same facts (commune, day and kind), whichever
unit has the other one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID

from django.db import transaction
from django.db.models import BooleanField, Case, Q, Value, When
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.enums import Act, LinkKind
from complaints.models import Complaint, ComplaintLink
from complaints.questions.answers import index_values
from complaints.questions.person import Person
from complaints.questions.steps.facts import FactsStep
from complaints.refusals import Refused
from complaints.sealing import tokens
from complaints.sealing.tokens import TokenKind
from complaints.services import journal, status
from complaints.services.search import matching
from units.models import Officer

MOST = 10
"""Shown at once: on one day of riots a town has hundreds of the same facts."""
FURTHEST = 200
"""How far down the list a pair may still be decided, when others came meanwhile."""
UNDONE = "undone"
THINGS = (TokenKind.IDENTIFIER, TokenKind.PHONE)


class Reason(Enum):
    """Why two pre-complaints look alike, the surest first."""

    PERSON = gettext_lazy("même victime")
    THING = gettext_lazy("même objet ou même numéro")
    FACTS = gettext_lazy("même jour, même commune, mêmes faits")


@dataclass(frozen=True)
class Likeness:
    """Another pre-complaint. Of one that isn't at the officer's units only the unit and the reasons may be shown."""

    complaint: Complaint
    mine: bool
    handle: str
    reasons: tuple[Reason, ...] = ()
    link: ComplaintLink | None = None

    @property
    def name(self) -> str:
        """How the victim is called; nothing at another unit, and once erased."""
        return Person.of(self.complaint.identity).title if self.mine and self.complaint.identity else ""


@dataclass(frozen=True)
class Duplicates:
    """All that looks like one pre-complaint: decided or still to be looked at."""

    linked: list[Likeness] = field(default_factory=list)
    distinct: list[Likeness] = field(default_factory=list)
    candidates: list[Likeness] = field(default_factory=list)
    more: bool = False

    def __bool__(self) -> bool:
        return bool(self.linked or self.distinct or self.candidates)


class NotAlike(Refused):
    """No such pair, or not any more."""

    def __init__(self) -> None:
        super().__init__(_("Ce dossier ne ressemble plus à celui-ci, ou il a été effacé."))


def duplicates(complaint: Complaint, *, seen_by: Officer, most: int = MOST) -> Duplicates:
    """What looks like ``complaint``, as that officer may see it; three queries. Nothing of an erased one."""
    if complaint.erased_at is not None:
        return Duplicates()
    units = set(seen_by.units.values_list("pk", flat=True))
    decided = [_decided(link, complaint, units) for link in _links(complaint)]
    alike = _alike(complaint, apart_from=[one.complaint.pk for one in decided], most=most + 1)
    return Duplicates(
        linked=[one for one in decided if one.link and one.link.kind == LinkKind.SAME],
        distinct=[one for one in decided if one.link and one.link.kind == LinkKind.DISTINCT],
        candidates=[_candidate(other, complaint, units) for other in alike[:most]],
        more=len(alike) > most,
    )


def find(complaint: Complaint, handle: str, *, seen_by: Officer) -> Likeness:
    """The pair that a page named by its handle. ``LookupError`` when this officer wasn't shown one."""
    shown = duplicates(complaint, seen_by=seen_by, most=FURTHEST)
    for one in (*shown.linked, *shown.distinct, *shown.candidates):
        if constant_time_compare(one.handle, handle):
            return one
    raise LookupError("no such pair")


@transaction.atomic
def decide(complaint: Complaint, other: Complaint, *, kind: LinkKind | None, by: Officer) -> None:
    """Say that both are about the same facts, or that they aren't; ``None`` takes it back. Both journals tell it.

    The last decision counts, whichever side it is taken from; the same one again changes nothing. ``NotAlike`` when
    one of them has been erased, ``status.MovedAway`` when ``complaint`` has left the officer's unit.
    """
    first, second = _locked(complaint, other)
    link = ComplaintLink.objects.filter(first=first, second=second).first()
    if (link.kind if link else None) == kind:
        return
    if kind is None:
        ComplaintLink.objects.filter(first=first, second=second).delete()
    else:
        decision = {"kind": kind, "officer": by}
        ComplaintLink.objects.update_or_create(first=first, second=second, defaults=decision)
    journal.record_each([first, second], Act.LINKED, by=by, detail=kind or UNDONE)


def _locked(*pair: Complaint) -> tuple[Complaint, Complaint]:
    """Both rows, always in the same order: two officers who decide at once wait for each other.

    ``MovedAway`` when the first one, which the officer read at their unit, has just left it.
    """
    rows = Complaint.objects.select_for_update().filter(pk__in=[one.pk for one in pair], erased_at=None)
    found = list(rows.only("pk", "unit").order_by("pk"))
    if len(found) != len(pair):
        raise NotAlike
    if any(row.pk == pair[0].pk and row.unit_id != pair[0].unit_id for row in found):
        raise status.MovedAway
    return found[0], found[1]


# -- what looks alike ------------------------------------------------------------------------------
def _alike(complaint: Complaint, *, apart_from: Sequence[UUID], most: int) -> list[Complaint]:
    reasons = {
        "same_person": _same_person(complaint),
        "same_thing": _same_thing(complaint),
        "same_facts": _same_facts(complaint),
    }
    flags = {
        name: Case(When(clause, then=Value(True)), default=Value(False), output_field=BooleanField())
        for name, clause in reasons.items()
    }
    any_of = reasons["same_person"] | reasons["same_thing"] | reasons["same_facts"]
    rows = Complaint.objects.filter(any_of, erased_at=None).exclude(pk__in=[complaint.pk, *apart_from])
    rows = rows.select_related("unit").defer("statement", "tokens").annotate(**flags)
    return list(rows.order_by(flags["same_person"].desc(), flags["same_thing"].desc(), "-filed_at", "pk")[:most])


def _same_person(complaint: Complaint) -> Q:
    """Keyed by the month's key at the filing: another month gives another fingerprint of the same person."""
    source = Person.of(complaint.identity).fingerprint_source()
    return Q(fingerprint__in=tokens.query(TokenKind.PERSON, source)) if source.strip() else Q(pk__in=[])


def _same_thing(complaint: Complaint) -> Q:
    """By the numbers of what was taken and by the plates seen.

    Not by how the victim is reached: families share a phone. Nor by the author's accounts: one of them may stand in
    ten thousand files, which a search finds and which aren't the same.
    """
    statement = complaint.statement or {}
    facts = {name: value for name, value in statement.get(FactsStep.slug, {}).items() if name != "contacts"}
    values = [(kind, value) for kind, value in index_values({**statement, FactsStep.slug: facts}) if kind in THINGS]
    wanted = [token for kind, value in values for token in tokens.query(kind, value)]
    return matching(wanted) if wanted else Q(pk__in=[])


def _same_facts(complaint: Complaint) -> Q:
    if complaint.commune_id is None:
        return Q(pk__in=[])
    return Q(commune=complaint.commune_id, facts_on=complaint.facts_on, kind=complaint.kind)


def _candidate(other: Complaint, complaint: Complaint, units: set[UUID]) -> Likeness:
    flags = (other.same_person, other.same_thing, other.same_facts)  # type: ignore[attr-defined]  # annotated
    reasons = tuple(reason for reason, true in zip(Reason, flags, strict=True) if true)
    return Likeness(other, other.unit_id in units, _handle(complaint, other), reasons)


# -- what was decided ------------------------------------------------------------------------------
def _links(complaint: Complaint) -> Iterable[ComplaintLink]:
    pairs = ComplaintLink.objects.filter(Q(first=complaint) | Q(second=complaint))
    sides = ("first__unit", "second__unit", "officer")
    unread = [f"{side}__{column}" for side in ("first", "second") for column in ("statement", "tokens")]
    return pairs.select_related(*sides).defer(*unread).order_by("-at", "pk")


def _decided(link: ComplaintLink, complaint: Complaint, units: set[UUID]) -> Likeness:
    other = link.second if link.first_id == complaint.pk else link.first
    return Likeness(other, other.unit_id in units, _handle(complaint, other), link=link)


def _handle(complaint: Complaint, other: Complaint) -> str:
    """Names the other one on this file's page only, and tells nothing of it: not even when it was filed."""
    return salted_hmac("preplainte.duplicates", f"{complaint.pk}{other.pk}", algorithm="sha256").hexdigest()[:32]
