"""Views that officers keep under a name: whose they are, who sees them, who may change them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from complaints.models import SavedView
from complaints.services import saved_views
from complaints.services.filters import Filters
from tests.complaints.desk.pages import said, words
from tests.factories import OfficerFactory, UnitFactory
from units.enums import Role
from units.models import Officer, Unit

pytestmark = pytest.mark.django_db

SignIn = Callable[[Officer], Client]
NEW = reverse("desk:view_new")


def kept(officer: Officer, name: str, *, unit: Unit | None = None, query: str = "nature=scam") -> SavedView:
    return saved_views.keep_view(Filters.parse(query, officer), name=name, unit=unit, daily=False)


def names(officer: Officer) -> list[str]:
    return [view.name for view in saved_views.views_of(officer)]


def test_filters_are_kept_and_found_again_beside_the_tabs(unit: Unit, officer: Officer, desk: Client) -> None:
    address = f"{NEW}?nature=scam&vue=en-retard&nonsense=1"
    page = desk.get(address)
    posted = desk.post(address, {"name": "Escroqueries en retard", "unit": "moi", "daily": "on"})
    view = SavedView.objects.get()
    inbox = desk.get(posted.url)

    assert "Elle garde : En retard Escroquerie" in words(page)
    assert (view.officer, view.unit, view.name, view.daily) == (officer, None, "Escroqueries en retard", True)
    assert view.query == "vue=en-retard&nature=scam"
    assert posted.url == "/agents/?vue=en-retard&nature=scam"
    assert [(tab.label, tab.url, tab.current) for tab in inbox.context["views"]] == [
        ("Escroqueries en retard", posted.url, True)
    ]
    assert "Enregistrer cette vue" not in words(inbox)
    assert "Escroqueries en retard En retard Escroquerie pour vous seul · résumé chaque jour" in words(
        desk.get(reverse("desk:views"))
    )


def test_a_view_is_its_owner_s_or_the_unit_s(
    unit: Unit, officer: Officer, colleague: Officer, stranger: Officer
) -> None:
    kept(officer, "à moi")
    kept(officer, "à tous", unit=unit)
    kept(colleague, "au collègue")

    assert (names(officer), names(colleague), names(stranger)) == (["à moi", "à tous"], ["au collègue", "à tous"], [])


def test_only_its_owner_or_a_head_of_the_unit_changes_a_view(
    unit: Unit, officer: Officer, colleague: Officer, stranger: Officer, signed_in: SignIn
) -> None:
    shared, private = kept(officer, "à tous", unit=unit), kept(officer, "à moi")
    head = OfficerFactory(units=[unit], role=Role.HEAD)
    new = {"name": "autre", "unit": str(unit.pk)}

    answers = {
        who: [
            (
                signed_in(who).post(reverse("desk:view_change", args=[view.pk]), new).status_code,
                signed_in(who).post(reverse("desk:view_drop", args=[view.pk])).status_code,
            )
            for view in (shared, private)
        ]
        for who in (colleague, stranger)
    }

    assert answers == {colleague: [(302, 302), (404, 404)], stranger: [(404, 404), (404, 404)]}
    assert sorted(SavedView.objects.values_list("name", flat=True)) == ["à moi", "à tous"]
    assert signed_in(head).post(reverse("desk:view_change", args=[shared.pk]), new).status_code == 302
    assert signed_in(head).post(reverse("desk:view_drop", args=[private.pk])).status_code == 404
    shared.refresh_from_db()
    assert (shared.name, shared.unit, shared.officer) == ("autre", unit, officer)
    signed_in(officer).post(reverse("desk:view_drop", args=[shared.pk]))
    assert names(officer) == ["à moi"]


def test_what_cannot_be_kept_is_said(
    unit: Unit, officer: Officer, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(officer, "Escroqueries")
    monkeypatch.setattr(saved_views, "MOST", 2)

    taken = desk.post(NEW, {"name": "escroqueries", "unit": "moi"})
    elsewhere = desk.post(NEW, {"name": "ailleurs", "unit": str(UnitFactory().pk)})
    unnamed = desk.post(NEW, {"name": " ", "unit": "moi"})
    desk.post(NEW, {"name": "deuxième", "unit": "moi"})
    full = desk.post(NEW, {"name": "troisième", "unit": "moi"})

    assert "Une vue porte déjà ce nom." in words(taken)
    assert "Vous gardez déjà 2 vues : supprimez-en une d’abord." in words(full)
    assert [page.status_code for page in (taken, elsewhere, unnamed, full)] == [422] * 4
    assert names(officer) == ["Escroqueries", "deuxième"]


def test_a_view_of_one_unit_is_shared_with_that_one_only(officer: Officer, unit: Unit, desk: Client) -> None:
    other = UnitFactory()
    officer.units.add(other)
    address = f"{NEW}?unite={other.pk}"

    assert desk.post(address, {"name": "là-bas", "unit": str(unit.pk)}).status_code == 422
    desk.post(address, {"name": "là-bas", "unit": str(other.pk)})
    assert SavedView.objects.get().unit == other


def test_a_get_of_a_button_only_shows_the_list(officer: Officer, desk: Client) -> None:
    view = kept(officer, "à moi")

    assert desk.get(reverse("desk:view_drop", args=[view.pk])).url == reverse("desk:views")
    dropped = desk.post(reverse("desk:view_drop", args=[view.pk]))

    assert said(dropped) == ["Vue « à moi » supprimée."]
    assert "Aucune vue enregistrée" in words(desk.get(reverse("desk:views")))
