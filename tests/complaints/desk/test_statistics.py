"""The page of statistics and its file: one's own units exactly, the rest without small numbers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints.enums import DismissReason, Kind, Status
from complaints.views.desk.statistics import cell, delay
from tests.complaints.desk.pages import queries, words
from tests.factories import ComplaintFactory, OfficerFactory, UnitFactory
from units.enums import Role
from units.models import Officer, Unit

pytestmark = pytest.mark.django_db

PAGE, FILE = "/agents/statistiques/", "/agents/statistiques/csv/"


def rows(response: Any) -> list[list[str]]:
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


@pytest.fixture
def elsewhere(unit: Unit) -> Unit:
    """Another unit of the same department, with files of few persons."""
    other = UnitFactory(department=unit.department)
    for _number in range(3):
        ComplaintFactory(unit=other, kind=Kind.SCAM)
    return other


def test_the_page_says_what_it_counts(unit: Unit, elsewhere: Unit, desk: Client) -> None:
    ComplaintFactory(unit=unit, kind=Kind.PHONE)
    ComplaintFactory(unit=unit, status=Status.DISMISSED, dismiss_reason=DismissReason.NO_OFFENCE)

    page = desk.get(PAGE)
    said = words(page)

    assert reverse("desk:statistics") == PAGE
    assert "Déposées 2" in said
    assert "Vol de téléphone 1" in said
    assert "moins de 5" not in said
    assert page.context["exact"] is True
    assert [line.value for line in page.context["reasons"]] == ["0", "0", "0", "1", "0", "0"]


def test_charts_are_read_aloud_and_need_no_inline_style(unit: Unit, desk: Client) -> None:
    ComplaintFactory(unit=unit)

    body = desk.get(PAGE).content.decode()

    for name in ("weeks", "kinds"):
        assert f'role="img" aria-labelledby="chart-{name}-title chart-{name}-desc"' in body
    assert "Autre vol : 1" in body
    assert " style=" not in body
    assert not re.search(r'(?:x|y|width|height)="\d+,', body)


def test_outside_ones_units_small_numbers_are_hidden(unit: Unit, elsewhere: Unit, desk: Client) -> None:
    for _number in range(5):
        ComplaintFactory(unit=unit)

    for scope in (f"dep-{unit.department}", "france"):
        page = desk.get(PAGE, {"perimetre": scope})
        kinds = {line.label: line.value for line in page.context["kinds"]}
        assert (page.context["exact"], kinds["Escroquerie"], kinds["Autre vol"]) == (False, "moins de 5", "5")
        assert "aucun ne dit rien d’une personne" in words(page)
        numbers = {line[3] for line in rows(desk.get(FILE, {"perimetre": scope}))[3:]}
        assert numbers <= {"0", "5", "10", "moins de 5", "–", "0 %", "100 %"}


def test_nobody_chooses_anothers_unit_or_department(elsewhere: Unit, desk: Client) -> None:
    for scope in (str(elsewhere.pk), "dep-99", "miennes", "x"):
        page = desk.get(PAGE, {"perimetre": scope})
        assert page.status_code == 422
        assert "figures" not in page.context
        assert desk.get(FILE, {"perimetre": scope}).status_code == 422
    assert Client().get(PAGE).url == f"/agents/connexion/?next={PAGE}"


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        ("", "2026-03-01", "Indiquez les deux jours."),
        ("2026-03-02", "2026-03-01", "Le dernier jour vient avant le premier."),
        ("2024-01-01", "2026-03-01", "Choisissez une période d’un an au plus."),
        ("9999-12-31", "9999-12-31", "Saisissez une date valide."),
    ],
)
def test_wrong_dates_are_said(desk: Client, first: str, last: str, refusal: str) -> None:
    page = desk.get(PAGE, {"periode": "dates", "du": first, "au": last, "perimetre": "france"})

    assert page.status_code == 422
    assert refusal in words(page)


def test_dates_beside_a_number_of_weeks_are_not_passed_over(desk: Client) -> None:
    page = desk.get(PAGE, {"periode": "4", "du": "2026-03-01", "au": "", "perimetre": "france"})

    assert page.status_code == 422
    assert page.context["form"].errors == {
        "periode": ["Choisissez «\N{NO-BREAK SPACE}entre deux dates\N{NO-BREAK SPACE}», ou videz les deux jours."]
    }


def test_dates_are_taken_as_typed_in_ones_own_unit(unit: Unit, desk: Client) -> None:
    day = timezone.localdate()
    ComplaintFactory(unit=unit)
    ComplaintFactory(unit=unit, filed_at=timezone.now() - timedelta(days=1))

    lines = rows(desk.get(FILE, {"periode": "dates", "du": day.isoformat(), "au": day.isoformat()}))

    assert lines[:4] == [
        ["Indicateur", "Précision", "Semaine du", "Valeur"],
        ["Pré-plaintes", str(unit), "", ""],
        ["Période", lines[2][1], "", ""],
        ["Premier contact à temps", "", "", "–"],
    ]
    for line in (["Déposées", "", "", "1"], ["Nature des faits", "Autre vol", "", "1"]):
        assert line in lines


def test_the_file_is_for_spreadsheets_and_holds_no_formula(
    unit: Unit, officer: Officer, signed_in: Callable[[Officer], Client]
) -> None:
    Unit.objects.filter(pk=unit.pk).update(name="=HYPERLINK(1)")

    response = signed_in(officer).get(FILE)

    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; filename=")
    assert rows(response)[1] == ["Pré-plaintes", "'=HYPERLINK(1)", "", ""]
    assert [cell(text) for text in ("=1", "+1", "-1", "@x", "\tx", "moins de 5", "–")] == [
        "'=1", "'+1", "'-1", "'@x", "'\tx", "moins de 5", "–",
    ]  # fmt: skip


def test_several_units_and_an_administrator(unit: Unit, signed_in: Callable[[Officer], Client]) -> None:
    second = UnitFactory(department="28")
    both = OfficerFactory(units=[unit, second])
    administrator = OfficerFactory(role=Role.ADMINISTRATOR)
    for one in (unit, second):
        ComplaintFactory(unit=one)

    page = signed_in(both).get(PAGE)
    admin_page = signed_in(administrator).get(PAGE, {"perimetre": "dep-28"})

    assert "Toutes mes unités" in words(page)
    assert page.context["figures"][0].value == "2"
    assert admin_page.context["figures"][0].value == "moins de 5"


@pytest.mark.django_db(transaction=True)
def test_queries_do_not_grow(unit: Unit, desk: Client) -> None:
    ComplaintFactory(unit=unit)
    once = queries(desk, PAGE)
    for kind in (Kind.SCAM, Kind.PHONE):
        ComplaintFactory(unit=unit, kind=kind, filed_at=timezone.now() - timedelta(days=9))

    assert queries(desk, PAGE) == once


def test_delays_in_words() -> None:
    hour = timedelta(hours=1)
    assert [delay(one) for one in (None, 0.4 * hour, 31 * hour, 77 * hour)] == ["–", "0 h", "31 h", "3,2 j"]
