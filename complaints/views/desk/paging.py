"""Pages by key: a page begins after a row, not at a number, so that deep pages cost what the first one does.

Each unit and each urgency gives its own first rows, in the order of the index; a sort of those few does the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, F, Func, TextField, UUIDField, Value
from django.db.models.lookups import GreaterThan, LessThan
from django.http import QueryDict

from complaints.models import Complaint
from complaints.models.complaint import ComplaintQuerySet
from complaints.models.inbox import ORDER
from complaints.sealing import urltext
from complaints.services.filters import Filters

PAGE_SIZE = 50
SIZES = (15, PAGE_SIZE, 100)
AFTER, BEFORE, SIZE = "apres", "avant", "taille"
BACKWARD = tuple(f"-{name}" for name in ORDER)


@dataclass(frozen=True)
class Place:
    """Where a row stands in the inbox: what the rows are sorted by."""

    rank: int
    at: datetime
    pk: UUID

    @classmethod
    def of(cls, row: Complaint) -> Place:
        return cls(rank=row.urgency, at=row.act_at, pk=row.pk)

    @classmethod
    def read(cls, text: str) -> Place | None:
        """The place written in an address; ``None`` when somebody wrote something else."""
        try:
            rank, at, pk = (urltext.read(text) or b"").decode("ascii").split("|")
            place = cls(int(rank), datetime.fromisoformat(at), UUID(pk))
        except ValueError:
            return None
        return place if place.at.tzinfo and 0 <= place.rank < 10 else None

    def __str__(self) -> str:
        return urltext.written(f"{self.rank}|{self.at.isoformat()}|{self.pk.hex}".encode())

    def within(self, comparison: type[GreaterThan | LessThan]) -> Any:
        """Rows of this urgency that come after this place, or before it: one comparison, which the index answers.

        Urgency stands apart: in the comparison, the planner would take it for all that counts, and a filter that few
        rows answer would be looked for along the whole inbox.
        """
        here = Func(
            Value(self.at, DateTimeField()), Value(self.pk, UUIDField()), function="ROW", output_field=TextField()
        )
        return comparison(Func(F("act_at"), F("pk"), function="ROW", output_field=TextField()), here)


@dataclass(frozen=True)
class KeyPage:
    """Rows, and where the pages beside begin (empty: there is none)."""

    rows: list[Complaint]
    previous: str = ""
    next: str = ""


def size_of(query: QueryDict) -> int:
    """How many rows the address asks for, among those offered."""
    return next((size for size in SIZES if str(size) == query.get(SIZE)), PAGE_SIZE)


def following(filters: Filters, place: Place | None, *, now: datetime, limit: int) -> ComplaintQuerySet:
    """The first rows after this place, or at all, most urgent first."""
    parts = [part.queryset(now) for part in _by_unit(filters)]
    if place is not None:
        beside = [part.filter(place.within(GreaterThan), urgency=place.rank) for part in parts]
        parts = beside + [part.filter(urgency__gt=place.rank) for part in parts]
    return _nearest(parts, ORDER, limit)


def preceding(filters: Filters, place: Place, *, now: datetime, limit: int) -> ComplaintQuerySet:
    """The last rows before this place, the nearest to it first."""
    parts = [part.queryset(now) for part in _by_unit(filters)]
    beside = [part.filter(place.within(LessThan), urgency=place.rank) for part in parts]
    return _nearest(beside + [part.filter(urgency__lt=place.rank) for part in parts], BACKWARD, limit)


def _by_unit(filters: Filters) -> list[Filters]:
    return [filters.within(unit) for unit in filters.units] if len(filters.unit_ids) > 1 else [filters]


def _nearest(parts: list[ComplaintQuerySet], order: tuple[str, ...], limit: int) -> ComplaintQuerySet:
    """The first rows of all parts together, each of which the index gives in this order."""
    slices = [rows.order_by(*order)[:limit] for rows in parts]
    if len(slices) == 1:
        return slices[0]
    first, *others = (rows.values("pk") for rows in slices)
    return Complaint.objects.filter(pk__in=first.union(*others, all=True)).order_by(*order)[:limit]


def page_of(filters: Filters, query: QueryDict, *, now: datetime) -> KeyPage:
    """The page the address asks for; the first one when it asks for none, or for one that has emptied."""
    size = size_of(query)
    if place := Place.read(query.get(AFTER, "")):
        found = list(following(filters, place, now=now, limit=size + 1).with_row())
        if found:
            return _page(found[:size], previous=True, following=len(found) > size)
    elif place := Place.read(query.get(BEFORE, "")):
        found = list(preceding(filters, place, now=now, limit=size + 1).with_row())
        if found:
            return _page(found[:size][::-1], previous=len(found) > size, following=True)
    found = list(following(filters, None, now=now, limit=size + 1).with_row())
    return _page(found[:size], previous=False, following=len(found) > size)


def _page(rows: list[Complaint], *, previous: bool, following: bool) -> KeyPage:
    return KeyPage(
        rows=rows,
        previous=str(Place.of(rows[0])) if previous else "",
        next=str(Place.of(rows[-1])) if following else "",
    )
