"""Finding pre-complaints by what somebody says on the phone, without opening any (``docs/adr/0013``)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from operator import and_, or_

from django.db.models import Case, Q, SmallIntegerField, Value, When

from complaints.enums import OPEN_STATUSES
from complaints.models import Complaint, SearchRecord
from complaints.models.complaint import ComplaintQuerySet
from complaints.sealing import tokens
from complaints.sealing.keyring import ring
from complaints.services.everywhere import named
from complaints.services.terms import Arm, Criterion, Terms, understand
from units.models import Officer

MOST = 50
"""Pre-complaints shown for one search."""

OPEN_FIRST = Case(When(status__in=OPEN_STATUSES, then=Value(0)), default=Value(1), output_field=SmallIntegerField())


@dataclass(frozen=True)
class Found:
    """What a search gave: open ones first, then the latest filed. ``more``: there were others, not loaded."""

    terms: Terms
    complaints: list[Complaint]
    more: bool = False


def search(typed: str, *, by: Officer, everywhere: bool = False) -> Found:
    """Pre-complaints not erased yet that meet everything typed, in any reading of it. Never fails on what is typed.

    Within the officer's units; ``everywhere`` looks in all of them for who has that right, and counts for nothing
    otherwise. The search is recorded before anything of it can be shown.
    """
    terms = understand(typed)
    if not terms.arms:
        return Found(terms, [])
    everywhere = everywhere and by.searches_everywhere
    rows = _everywhere(terms) if everywhere else _within(terms, by)
    # ``found``: one more than shown stands for « more than that ».
    SearchRecord.objects.create(officer=by, everywhere=everywhere, tokens=_marks(terms), found=len(rows))
    return Found(terms, rows[:MOST], more=len(rows) > MOST)


def matching(values: Iterable[int]) -> Q:
    """Rows that bear one of these tokens at least."""
    # Django would send a bare list as small integers, which no index answers.
    return Q(tokens__overlap=Value(sorted(set(values)), output_field=Complaint._meta.get_field("tokens")))


def _within(terms: Terms, officer: Officer) -> list[Complaint]:
    units = list(officer.units.values_list("pk", flat=True))
    return _rows(Complaint.objects.of_units(units), _any(terms.arms, [str(pk) for pk in units])) if units else []


def _everywhere(terms: Terms) -> list[Complaint]:
    """Names have tokens of their own in each unit. A number typed with them says first which units are worth asking."""
    arms = [parts for arm in terms.arms for parts in product(*(criterion.apart() for criterion in arm))]
    anchored = [arm for arm in arms if any(criterion.anywhere for criterion in arm)]
    others = [arm for arm in arms if arm not in anchored]
    found = [named(others, most=MOST + 1)] if others else []
    if anchored:
        anchors = reduce(or_, (_all(filter(_is_anywhere, arm), []) for arm in anchored))
        met = Complaint.objects.filter(anchors, erased_at=None).order_by().values_list("unit", flat=True).distinct()
        found.append(_any(anchored, [str(pk) for pk in met]))
    return _rows(Complaint.objects.all(), reduce(or_, found))


def _is_anywhere(criterion: Criterion) -> bool:
    return criterion.anywhere


def _rows(complaints: ComplaintQuerySet, where: Q) -> list[Complaint]:
    """All that one line shows, opened by nobody yet."""
    rows = complaints.filter(where, erased_at=None).with_row()
    return list(rows.order_by(OPEN_FIRST, "-filed_at", "pk")[: MOST + 1])


def _any(arms: Sequence[Arm], units: Sequence[str]) -> Q:
    return reduce(or_, (_all(arm, units) for arm in arms))


def _all(arm: Iterable[Criterion], units: Sequence[str]) -> Q:
    return reduce(and_, (_meets(criterion, units) for criterion in arm))


def _meets(criterion: Criterion, units: Sequence[str]) -> Q:
    found = matching(
        token for kind, value in criterion.values for token in tokens.query_units(kind, value, units=units)
    )
    return found | Q(reference=criterion.reference) if criterion.reference else found


def _marks(terms: Terms) -> list[int]:
    """What the record keeps: one token for each value looked for, none of which stands in a pre-complaint's names."""
    key = ring().newest()
    values = {value for arm in terms.arms for criterion in arm for value in criterion.values}
    return sorted({tokens.token(kind, value, key=key) for kind, value in values})
