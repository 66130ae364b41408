"""Views of the inbox that officers keep under a name: for themselves, or for a unit of theirs."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.models import SavedView
from complaints.refusals import Refused
from complaints.services.filters import Filters
from units.enums import Role
from units.models import Officer, Unit

MOST = 30
"""Views that one officer may keep: more than anybody finds again."""

NOT_YOURS = gettext_lazy("Seule la personne qui l’a créée ou le chef de l’unité peut changer cette vue.")


class ViewRefused(Refused):
    """A view can't be kept or changed; the sentence says why."""


def views_of(officer: Officer) -> QuerySet[SavedView]:
    """The officer's own views, and those shared with a unit of theirs, by name."""
    units = officer.units.values("pk")
    return SavedView.objects.filter(Q(officer=officer, unit=None) | Q(unit__in=units)).select_related("officer", "unit")


def may_change(view: SavedView, officer: Officer) -> bool:
    """Its owner; for a shared one also who heads the unit."""
    heads = officer.role in (Role.HEAD, Role.ADMINISTRATOR)
    return view.officer_id == officer.pk or (heads and view.unit is not None and _member(officer, view.unit))


@transaction.atomic
def keep_view(filters: Filters, *, name: str, unit: Unit | None, daily: bool) -> SavedView:
    """Keep these filters under a name, for their officer alone or for ``unit`` too.

    Raises ``ViewRefused`` for one too many, for a name taken, and for a unit that isn't theirs.
    """
    officer = filters.officer
    _check(officer, name=name, unit=unit, but=None)
    if SavedView.objects.filter(officer=officer).count() >= MOST:
        raise ViewRefused(_("Vous gardez déjà %(number)s vues : supprimez-en une d’abord.") % {"number": MOST})
    return SavedView.objects.create(officer=officer, unit=unit, name=name, query=filters.query, daily=daily)


@transaction.atomic
def change_view(view: SavedView, *, name: str, unit: Unit | None, daily: bool, by: Officer) -> SavedView:
    """Give it another name, share it or not, send its daily summary or not. Raises ``ViewRefused``."""
    view = _changeable(view, by)
    _check(by, name=name, unit=unit, but=view)
    view.name, view.unit, view.daily = name, unit, daily
    view.save(update_fields=["name", "unit", "daily"])
    return view


@transaction.atomic
def drop_view(view: SavedView, *, by: Officer) -> None:
    """Forget it; the pre-complaints stay. Raises ``ViewRefused``."""
    _changeable(view, by).delete()


def _changeable(view: SavedView, by: Officer) -> SavedView:
    """The row read again under a lock, if it may be changed."""
    found = SavedView.objects.select_for_update(of=("self",)).filter(pk=view.pk).select_related("unit").first()
    if found is None:
        raise ViewRefused(_("Cette vue vient d’être supprimée."))
    if not may_change(found, by):
        raise ViewRefused(NOT_YOURS)
    return found


def _check(officer: Officer, *, name: str, unit: Unit | None, but: SavedView | None) -> None:
    if unit is not None and unit != (but and but.unit) and not _member(officer, unit):
        raise ViewRefused(_("Vous n’appartenez pas à cette unité."))
    same = SavedView.objects.filter(name__iexact=name, unit=unit)
    if unit is None:
        same = same.filter(officer=but.officer if but else officer)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise ViewRefused(_("Une vue porte déjà ce nom."))


def _member(officer: Officer, unit: Unit) -> bool:
    return officer.units.filter(pk=unit.pk).exists()
