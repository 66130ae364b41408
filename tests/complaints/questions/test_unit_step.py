"""The choice of the unit: what each offers, the search that loses nothing, the wishes and the rules that are kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from complaints.enums import Kind
from complaints.filing.offers import delay_text, slot_text
from complaints.models import Complaint
from complaints.questions.answers import part_of, sections
from complaints.questions.contact_rules import ContactRules
from complaints.services.booking import first_free
from complaints.services.delays import FEWEST
from tests.complaints import stages
from tests.complaints.driver import answers_for, draft_number, evreux, file_online, fill, post, unit_of
from tests.factories import CommuneFactory, ComplaintFactory, OpeningRuleFactory, UnitFactory
from tests.markup import Elements
from units.models import Unit

pytestmark = [pytest.mark.django_db]

RULES = {
    "wishes": ["1-am", "3-pm"],
    "wish_note": "Pas avant 10 h",
    "call_days": ["1", "3"],
    "call_from": "12h",
    "call_until": "13 h 30",
    "no_voicemail": "on",
    "neutral": "on",
    "call_note": "Demander Anne sans dire qui appelle.",
}
STORED = {
    "wishes": ["1-am", "3-pm"],
    "wish_note": "Pas avant 10 h",
    "call_days": ["1", "3"],
    "call_from": "12:00",
    "call_until": "13:30",
    "no_voicemail": True,
    "neutral": True,
    "call_note": "Demander Anne sans dire qui appelle.",
}
SHOWN = [
    ("Jours qui vous arrangent", "mardi matin\njeudi après-midi"),
    ("Précision", "Pas avant 10 h"),
    ("Jours où l’on peut vous appeler", "mardi\njeudi"),
    ("Appeler à partir de", "12:00"),
    ("Et jusqu’à", "13:30"),
    ("Ne pas laisser de message vocal", "Oui"),
    ("Courriels discrets : leur objet ne parle ni de police ni de plainte", "Oui"),
    ("Autre consigne pour l’unité", "Demander Anne sans dire qui appelle."),
]
URL = reverse("complaints:step", args=["unite"])


def until_unit(client: Client, **changes: dict[str, Any]) -> Unit:
    """Answer everything before the choice; the competent unit has an agenda."""
    commune = evreux()
    unit = UnitFactory(commune=commune, competent=[commune], agenda=1, accessible=True)
    fill(client, answers_for(**changes), until="unite")
    return unit


def page_text(html: str) -> str:
    (text,) = Elements(html.replace("\u00a0", " ")).texts("main")
    return text


# -- what each unit offers -------------------------------------------------------------------------
def test_each_unit_is_told_with_all_that_helps_to_choose(client: Client) -> None:
    unit = until_unit(client)
    far = UnitFactory(commune=CommuneFactory(name="Bourg-Loin", latitude=49.1, longitude=1.2), accessible=False)
    other = UnitFactory(commune=CommuneFactory(name="Bourg-Autre"))
    for _ in range(FEWEST):
        filed = ComplaintFactory(unit=unit)
        filed.contacted_at = filed.filed_at + timedelta(hours=14)
        filed.save(update_fields=["contacted_at"])

    html = client.get(URL).content.decode()
    text = page_text(html)

    assert {option["value"] for option in Elements(html).attributes("input") if option.get("name") == "unit"} == {
        str(one.pk) for one in (unit, far, other)
    }
    assert text.count("Premier créneau libre pour l’instant :") == 1
    assert "Il n’est pas réservé." in text
    assert text.count("Répond d’habitude en 14 heures environ") == 1
    assert text.count("Accessible en fauteuil roulant") == 1
    assert text.count("Non accessible en fauteuil roulant") == 1
    assert text.count("Accès en fauteuil roulant : non communiqué") == 1
    assert text.count("Compétente pour le lieu des faits") == 1


@pytest.mark.usefixtures("sunday")
def test_the_first_free_slot_is_told_on_the_units_own_clock() -> None:
    overseas = stages.unit(commune=CommuneFactory(code="97411", name="Saint-Denis"))
    slot = first_free([overseas], now=stages.SUNDAY)[overseas.pk]

    assert slot_text(overseas, slot).replace("\u00a0", " ") == (
        "Premier créneau libre pour l’instant : lundi 23 novembre à 09:00. Il n’est pas réservé."
    )
    assert slot_text(overseas, None).startswith("Aucun créneau libre en ligne en ce moment")


@pytest.mark.parametrize(
    ("delay", "said"),
    [
        (timedelta(minutes=20), "en moins d’une heure"),
        (timedelta(minutes=70), "en une heure environ"),
        (timedelta(hours=14, minutes=20), "en 14 heures environ"),
        (timedelta(hours=47), "en 47 heures environ"),
        (timedelta(hours=49), "en 2 jours environ"),
        (timedelta(days=12), "en 12 jours environ"),
    ],
)
def test_delays_are_told_in_plain_hours_and_days(delay: timedelta, said: str) -> None:
    assert delay_text(delay) == f"Répond d’habitude {said} (médiane des 90 derniers jours)."


def test_the_page_costs_at_most_eight_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    until_unit(client, identite={"postal_code": "27400", "city": "Louviers"})
    for number in range(6):
        UnitFactory(commune=CommuneFactory(name=f"Bourg-{number}"), agenda=2)

    with django_assert_max_num_queries(8):
        page = client.get(URL)
    assert page.content.decode().count('name="unit"') == 6


def test_farther_units_that_receive_sooner_are_offered_below(client: Client) -> None:
    unit = until_unit(client)
    for number in range(5):
        UnitFactory(commune=CommuneFactory(name=f"Bourg-{number}"), agenda=1)
    Unit.objects.update(minimum_notice_hours=10 * 24)
    far = {
        days: UnitFactory(commune=CommuneFactory(name=f"Ville-{days}"), agenda=1, minimum_notice_hours=days * 24)
        for days in (20, 1, 6, 4, 2)
    }
    for_scams = UnitFactory(commune=CommuneFactory(name="Ville-Escroqueries"), minimum_notice_hours=0)
    for weekday in range(7):
        OpeningRuleFactory(unit=for_scams, weekday=weekday, kinds=[Kind.SCAM])

    page = client.get(URL).content.decode()

    offered = [option["value"] for option in Elements(page).attributes("input") if option.get("name") == "unit"]
    assert len(offered) == 6 + 3
    assert offered[0] == str(unit.pk)
    assert offered[6:] == [str(far[days].pk) for days in (1, 2, 4)]
    assert "Plus loin, mais plus tôt" in page_text(page)

    response = post(client, "unite", {"unit": str(far[1].pk), "call_from": "25h"})

    values = [one for one in Elements(response.content.decode()).attributes("input") if one.get("name") == "unit"]
    assert [one["value"] for one in values if "checked" in one] == [str(far[1].pk)]
    assert len(values) == len({one["value"] for one in values})


# -- the search ------------------------------------------------------------------------------------
def test_a_search_keeps_the_choice_the_wishes_and_the_rules(client: Client) -> None:
    unit = until_unit(client)
    UnitFactory(commune=CommuneFactory(code="97411", name="Saint-Paul", postal_codes=["97460"]))

    response = post(client, "unite", {**RULES, "unit": str(unit.pk), "search": "Saint-Paul", "find": "1"})

    assert response.status_code == 200
    page = Elements(response.content.decode())
    ticked = {(one["name"], one.get("value") or "on") for one in page.attributes("input") if "checked" in one}
    assert {name: {value for key, value in ticked if key == name} for name, _value in ticked} == {
        "unit": {str(unit.pk)},
        "wishes": {"1-am", "3-pm"},
        "call_days": {"1", "3"},
        "no_voicemail": {"on"},
        "neutral": {"on"},
    }
    assert page.by_id("id_wish_note")[1]["value"] == "Pas avant 10 h"
    assert "Demander Anne sans dire qui appelle." in response.content.decode()
    assert "Brigade de gendarmerie de Saint-Paul" in response.content.decode()
    assert "error-summary" not in response.content.decode()


@pytest.mark.parametrize(
    ("posted", "status"),
    [
        ({"search": "Bourg"}, 200),  # the Enter key, in the search
        ({"search": "Bourg", "find": "1"}, 200),
        ({"search": "", "find": "1"}, 422),
        ({"search": "Bourg", "continue": "1"}, 302),  # a search that was typed and left
        ({"search": ""}, 302),
        ({}, 302),
    ],
)
def test_what_looks_for_units_and_what_goes_on(client: Client, posted: dict[str, str], status: int) -> None:
    unit = until_unit(client)

    assert post(client, "unite", {"unit": str(unit.pk), **posted}).status_code == status


def test_a_unit_found_by_search_stays_in_the_list_after_an_error(client: Client) -> None:
    until_unit(client)
    far = UnitFactory(commune=CommuneFactory(code="97411", name="Saint-Paul", postal_codes=["97460"]))

    response = post(client, "unite", {"unit": str(far.pk), "call_from": "25h"})

    assert response.status_code == 422
    (option,) = [
        one for one in Elements(response.content.decode()).attributes("input") if one.get("value") == str(far.pk)
    ]
    assert "checked" in option


# -- wishes and rules ------------------------------------------------------------------------------
def test_everything_is_kept_and_shown_but_the_unit_which_has_its_column(client: Client) -> None:
    complaint = file_online(client, unite={**RULES, "unit": str(unit_of(evreux()).pk)})

    assert (complaint.identity or {})["unite"] == STORED
    shown = {section.slug: section for section in sections(complaint.answers())}["unite"]
    assert [(row.label, row.value) for row in shown.rows] == SHOWN
    assert ContactRules.of(complaint.identity).neutral


def test_nothing_is_kept_of_what_was_left_out(client: Client) -> None:
    complaint = file_online(client)

    assert "unite" not in (complaint.identity or {})
    assert "unite" not in {section.slug for section in sections(complaint.answers())}
    assert not ContactRules.of(complaint.identity)


def test_the_recap_shows_them(client: Client) -> None:
    unit = until_unit(client)
    post(client, "unite", {**RULES, "unit": str(unit.pk)})

    text = page_text(client.get(reverse("complaints:step", args=["recap"])).content.decode())
    assert "mardi matin" in text
    assert "Ne pas laisser de message vocal Oui" in text


def test_the_unit_is_in_no_sealed_column() -> None:
    answers = {"unite": {"unit": {"id": "x", "name": "Brigade"}, "neutral": True}}

    assert part_of(answers, "identity") == {"unite": {"neutral": True}}
    assert part_of({"unite": {"unit": {"id": "x", "name": "Brigade"}}}, "identity") == {}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"call_from": "14h", "call_until": "12h"}, "Cette heure vient avant l’autre. Inversez-les."),
        ({"call_from": "demain"}, "Écrivez l’heure ainsi : 14 h 30, ou 14:30."),
        ({"wishes": ["9-am"]}, "Choisissez parmi les réponses proposées."),
        ({"call_days": ["8"]}, "Choisissez parmi les réponses proposées."),
        ({"call_note": "x" * 301}, "Ce texte est trop long"),
    ],
)
def test_what_can_not_be_is_refused_in_one_sentence(client: Client, typed: dict[str, Any], said: str) -> None:
    unit = until_unit(client)

    response = post(client, "unite", {"unit": str(unit.pk), **typed})

    assert response.status_code == 422
    assert said in page_text(response.content.decode())
    assert Complaint.objects.count() == 0
    assert draft_number(response)
