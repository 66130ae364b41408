"""The bar by which an officer narrows the inbox: what may be chosen, and what is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.enums import OPEN_STATUSES, Kind
from complaints.models import Tag
from complaints.services.filters import NOBODY, Filters
from complaints.views.desk.paging import SIZES
from complaints.views.desk.tabs import inbox_url, list_url
from units.models import Officer

GONE = {
    "unite": gettext_lazy("unité"),
    "commune": gettext_lazy("commune"),
    "agent": gettext_lazy("agent en charge"),
    "etiquette": gettext_lazy("étiquette"),
}
"""What a filter named that isn't there any more, or isn't this officer's."""


@dataclass(frozen=True)
class Option:
    """One value of a list to choose from."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Chip:
    """A filter that holds, and the list without it."""

    label: str
    url: str


@dataclass(frozen=True)
class Bar:
    """All that the form of the filters shows."""

    filters: Filters
    kinds: list[Option]
    statuses: list[Option]
    officers: list[Option]
    tags: list[Option]
    units: list[Option]
    sizes: list[Option]
    chips: list[Chip]
    whole_url: str
    places: list[Chip]
    """The communes that what was typed may mean, each leading to its list."""


def bar(filters: Filters, *, size: int, more: dict[str, str]) -> Bar:
    """Two queries: the colleagues and the tags of the officer's units. ``more`` is kept from page to page."""
    said = filters.values
    ids = [unit.pk for unit in filters.units]
    several = len(ids) > 1
    officers = Officer.objects.filter(units__in=ids, is_active=True).distinct()
    tags = Tag.objects.filter(unit__in=ids).select_related("unit")
    return Bar(
        filters=filters,
        kinds=_options(((one.value, str(one.label)) for one in Kind), said.get("nature")),
        statuses=_options(((one.value, str(one.label)) for one in OPEN_STATUSES), said.get("etat")),
        officers=_options([(NOBODY, _("Personne")), *((str(one.pk), one.name) for one in officers)], said.get("agent")),
        tags=_options(
            ((str(one.pk), f"{one.name} ({one.unit})" if several else one.name) for one in tags), said.get("etiquette")
        ),
        units=_options(((str(one.pk), str(one)) for one in filters.units if several), said.get("unite")),
        sizes=_options(((str(one), str(one)) for one in SIZES), str(size)),
        chips=chips(filters, more),
        whole_url=inbox_url(filters.whole(filters.queue), **more),
        places=[Chip(str(one), list_url(said | {"commune": one.code} | more)) for one in filters.communes],
    )


def chips(filters: Filters, more: dict[str, str]) -> list[Chip]:
    """The filters that hold, in words; the view isn't one of them."""
    words = {
        "unite": str(filters.unit),
        "nature": str(filters.kind.label) if filters.kind else "",
        "etat": str(filters.status.label) if filters.status else "",
        "du": _day(_("déposées à partir du %(day)s"), filters.filed_from),
        "au": _day(_("déposées jusqu’au %(day)s"), filters.filed_until),
        "commune": str(filters.commune),
        "agent": _("sans agent en charge") if filters.nobody else str(filters.in_charge),
        "etiquette": str(filters.tag),
        "pieces": _("avec pièces jointes"),
        "message": _("la victime a répondu"),
    }
    words |= {name: _("n’existe plus : %(what)s") % {"what": GONE[name]} for name, _value in filters.gone}
    return [Chip(words[name], _without(filters, name, more)) for name in filters.narrowed]


def _options(values: Iterable[tuple[str, str]], chosen: str | None) -> list[Option]:
    return [Option(value, label, value == chosen) for value, label in values]


def _day(words: str, day: date | None) -> str:
    return words % {"day": date_format(day, _("j N Y"))} if day else ""


def _without(filters: Filters, name: str, more: dict[str, str]) -> str:
    return list_url({one: value for one, value in filters.values.items() if one != name} | more)
