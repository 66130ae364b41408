"""What stands above every list of the desk: the views of the inbox, with how many wait in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.enums import Queue
from complaints.services.filters import COUNTED, Filters, counts


@dataclass(frozen=True)
class Tab:
    """One list, with how many stand in it; ``alert`` when one is too many."""

    label: str
    url: str
    number: int
    current: bool
    alert: bool = False

    @property
    def shown(self) -> str:
        return number_shown(self.number)


@dataclass(frozen=True)
class Tabs:
    """All of them, and how many answer the filters of the page."""

    tabs: list[Tab]
    found: int


def number_shown(number: int) -> str:
    """Exact up to 999; beyond, nobody counts: ``999+``."""
    return str(number) if number <= COUNTED else f"{COUNTED}+"


def inbox_url(filters: Filters, **more: str) -> str:
    """The inbox with these filters; ``more`` is where the page begins, and its size."""
    query = urlencode({**filters.values, **more})
    return reverse("desk:inbox") + (f"?{query}" if query else "")


def tabs(filters: Filters, *, now: datetime, waiting: int, elsewhere: bool = False, **more: str) -> Tabs:
    """One a view, then "to call or to post" (the current one when the page stands ``elsewhere``); one query.

    A tab leads to the whole of its view, and counts it. ``more`` is kept from page to page.
    """
    views = [filters.whole(queue) for queue in Queue]
    numbers = counts([*views, filters], now)
    found = [
        Tab(
            label=str(view.queue.label),
            url=inbox_url(view, **more),
            number=number,
            current=view.queue == filters.queue and not elsewhere,
            alert=view.queue == Queue.LATE,
        )
        for view, number in zip(views, numbers, strict=False)
    ]
    return Tabs([*found, Tab(_("À prévenir"), reverse("desk:to_tell"), waiting, elsewhere)], numbers[-1])
