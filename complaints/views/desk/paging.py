"""Pages by key: a page begins after a row, not at a number, so that deep pages cost what the first one does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, F, Func, SmallIntegerField, TextField, UUIDField, Value
from django.db.models.lookups import GreaterThan, LessThan
from django.http import QueryDict

from complaints.models import Complaint
from complaints.models.complaint import ComplaintQuerySet
from complaints.sealing import urltext

PAGE_SIZE = 50
AFTER, BEFORE = "apres", "avant"


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

    def beyond(self, comparison: type[GreaterThan | LessThan]) -> Any:
        """Rows that come after this place, or before it: one comparison of rows, which the index answers."""
        here = Func(
            Value(self.rank, SmallIntegerField()),
            Value(self.at, DateTimeField()),
            Value(self.pk, UUIDField()),
            function="ROW",
            output_field=TextField(),
        )
        return comparison(Func(F("urgency"), F("act_at"), F("pk"), function="ROW", output_field=TextField()), here)


@dataclass(frozen=True)
class KeyPage:
    """Rows, and where the pages beside begin (empty: there is none)."""

    rows: list[Complaint]
    previous: str = ""
    next: str = ""


def page_of(rows: ComplaintQuerySet, query: QueryDict, *, size: int = PAGE_SIZE) -> KeyPage:
    """The page the address asks for; the first one when it asks for none, or for one that has emptied."""
    if place := Place.read(query.get(AFTER, "")):
        found = list(rows.filter(place.beyond(GreaterThan))[: size + 1])
        if found:
            return _page(found[:size], previous=True, following=len(found) > size)
    elif place := Place.read(query.get(BEFORE, "")):
        found = list(rows.filter(place.beyond(LessThan)).reverse()[: size + 1])
        if found:
            return _page(found[:size][::-1], previous=len(found) > size, following=True)
    found = list(rows[: size + 1])
    return _page(found[:size], previous=False, following=len(found) > size)


def _page(rows: list[Complaint], *, previous: bool, following: bool) -> KeyPage:
    return KeyPage(
        rows=rows,
        previous=str(Place.of(rows[0])) if previous else "",
        next=str(Place.of(rows[-1])) if following else "",
    )
