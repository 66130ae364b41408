"""What stands above every list of the desk: the views of the inbox, with how many wait in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.enums import Queue
from complaints.services.filters import COUNTED, Filters, counts
from complaints.services.saved_views import views_of


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
    return list_url(filters.values | more)


def list_url(values: dict[str, str]) -> str:
    """The inbox with these values in its address."""
    return reverse("desk:inbox") + (f"?{urlencode(values)}" if values else "")


def tabs(filters: Filters, *, now: datetime, waiting: int, elsewhere: bool, more: dict[str, str]) -> Tabs:
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
    return Tabs([*found, Tab(_("À prévenir"), reverse("desk:to_tell"), waiting, elsewhere, alert=True)], numbers[-1])


@dataclass(frozen=True)
class SavedTab:
    """A view that somebody keeps; ``shared`` with the unit."""

    label: str
    url: str
    current: bool
    shared: bool


def saved_tabs(filters: Filters) -> list[SavedTab]:
    """The views kept by the officer and by their units; one query."""
    return [
        SavedTab(
            view.name, list_url(dict(parse_qsl(view.query))), view.query == filters.query, view.unit_id is not None
        )
        for view in views_of(filters.officer)
    ]
