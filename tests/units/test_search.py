from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from tests.factories import CommuneFactory, UnitFactory
from units.models import Competence
from units.normal import search_name
from units.search import Suggestion, find_communes, search_units, suggest_units

pytestmark = pytest.mark.django_db


def names(found) -> list[str]:
    return [one.name for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’Haÿ-les-Roses", "l hay les roses"),
        ("St-Étienne", "saint etienne"),
        ("STE MARIE", "sainte marie"),
        ("Schœlcher", "schoelcher"),
        ("Paris 14e Arrondissement", "paris 14e arrondissement"),
        ("  \u00a0'- ", ""),
    ],
)
def test_names_are_compared_bare(text, expected):
    assert search_name(text) == expected


# -- communes --------------------------------------------------------------------------------------


@pytest.fixture
def towns():
    CommuneFactory(code="27229", name="Évreux", postal_codes=["27000"], population=49_000)
    CommuneFactory(code="27684", name="Le Vieil-Évreux", postal_codes=["27930"], population=800)
    CommuneFactory(code="93066", name="Saint-Denis", postal_codes=["93200", "93210"], population=110_000)
    CommuneFactory(code="97411", name="Saint-Denis", postal_codes=["97400"], population=155_000)
    CommuneFactory(code="11339", name="Saint-Denis", postal_codes=["11310"], population=500)
    CommuneFactory(code="30247", name="Saint-Dézéry", postal_codes=["30190"], population=400)
    CommuneFactory(code="2A004", name="Ajaccio", postal_codes=["20000", "20090"], population=70_000)
    CommuneFactory(code="98412", name="Archipel des Kerguelen", postal_codes=[], population=0)


@pytest.mark.parametrize("text", ["Évreux", "evreux", "EVREUX", " évreux ", "27229", "27000", "Évreux (27000)"])
def test_a_commune_is_found_however_it_is_typed(towns, text):
    assert find_communes(text)[0].code == "27229"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("evreux", ["27229", "27684"]),  # the exact name, then a name with that word
        ("st denis", ["97411", "93066", "11339"]),  # the largest first
        ("saint-d", ["97411", "93066", "11339", "30247"]),
        ("93210", ["93066"]),
        ("saint denis 93200", ["93066"]),
        ("2a004", ["2A004"]),
        ("2A004", ["2A004"]),
        ("kerguelen", ["98412"]),
        ("vreux", []),  # words are found by their beginning only
        ("75999", []),
        ("", []),
        (" -'’ ", []),
        ("!:*&|()<->", []),
        ("'; drop table units_commune; --", []),
        ("evreux" + " x" * 2_000, []),
    ],
)
def test_communes_in_order(towns, text, expected, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        assert [commune.code for commune in find_communes(text)] == expected


def test_no_more_than_twenty_communes():
    for _ in range(25):
        CommuneFactory()

    assert len(find_communes("villeneuve")) == 20


# -- units to suggest ------------------------------------------------------------------------------


def place(**fields):
    return CommuneFactory(latitude=fields.pop("latitude", None), longitude=fields.pop("longitude", None), **fields)


def test_the_competent_unit_then_the_nearest():
    here = place(code="27016", latitude=49.25, longitude=1.40)
    near = UnitFactory(name="near", commune=place(code="27017"), latitude=49.26, longitude=1.42)
    far = UnitFactory(name="far", commune=place(code="27018"), latitude=48.80, longitude=1.00, competent=[here])
    across = UnitFactory(name="across", commune=place(code="95101"), latitude=49.20, longitude=1.60)
    unplaced = UnitFactory(name="unplaced", commune=place(code="27019"))
    UnitFactory(name="too far", commune=place(code="13055"), latitude=43.3, longitude=5.4)
    UnitFactory(name="closed", commune=here, receives_public=False, latitude=49.25, longitude=1.40, competent=[here])

    assert suggest_units(here) == [
        Suggestion(far, competent=True, distance_km=57.9),
        Suggestion(near, competent=False, distance_km=1.8),
        Suggestion(across, competent=False, distance_km=15.6),
        Suggestion(unplaced, competent=False, distance_km=None),
    ]


def test_distances_are_from_home_when_it_is_known():
    facts = place(code="27016", latitude=49.25, longitude=1.40)
    home = place(code="27018", latitude=48.80, longitude=1.00)
    competent = UnitFactory(name="there", commune=facts, latitude=49.25, longitude=1.40, competent=[facts])
    neighbour = UnitFactory(name="here", commune=home, latitude=48.80, longitude=1.00)
    other = UnitFactory(name="middle", commune=place(code="27019"), latitude=49.0, longitude=1.2)

    found = suggest_units(facts, home=home)

    assert [(one.unit, one.competent) for one in found] == [(competent, True), (neighbour, False), (other, False)]
    assert found[1].distance_km == 0.0


def test_without_coordinates_the_kin_come_first():
    here = place(code="27016", epci="200072312", district="271")
    stranger = UnitFactory(name="a", commune=place(code="27300"))
    district = UnitFactory(name="b", commune=place(code="27301", district="271"))
    group = UnitFactory(name="c", commune=place(code="76001", epci="200072312"))
    seat = UnitFactory(name="d", commune=here)
    UnitFactory(name="e", commune=place(code="76002"))

    found = suggest_units(here)

    assert [one.unit for one in found] == [seat, group, district, stranger]
    assert {(one.competent, one.distance_km) for one in found} == {(False, None)}


def test_without_coordinates_the_competent_unit_is_the_centre():
    here = place(code="27016")
    competent = UnitFactory(name="z", commune=here, latitude=49.25, longitude=1.40, competent=[here])
    far = UnitFactory(name="a", commune=place(code="27300"), latitude=48.8, longitude=1.0)
    near = UnitFactory(name="b", commune=place(code="27301"), latitude=49.3, longitude=1.4)

    assert [one.unit for one in suggest_units(here)] == [competent, near, far]


def test_arrondissements_and_their_commune_stand_in_for_each_other():
    paris = CommuneFactory(code="75056", name="Paris")
    first = CommuneFactory(code="75101", name="Paris 1er", parent=paris)
    second = CommuneFactory(code="75102", name="Paris 2e", parent=paris)
    own = UnitFactory(name="first", commune=first, competent=[first])

    assert [one.unit for one in suggest_units(paris) if one.competent] == [own]
    assert [one.unit for one in suggest_units(second) if one.competent] == []

    whole = UnitFactory(name="whole", commune=paris, competent=[paris])

    assert [one.unit for one in suggest_units(first) if one.competent] == [own]
    assert [one.unit for one in suggest_units(second) if one.competent] == [whole]
    assert [one.unit for one in suggest_units(paris) if one.competent] == [whole]


@pytest.mark.parametrize("number", [1, 10])
def test_suggestions_cost_two_queries(number, django_assert_num_queries):
    here = place(code="27016", latitude=49.25, longitude=1.40)
    for _ in range(number):
        UnitFactory(commune=here, competent=[here], latitude=49.25, longitude=1.40)

    with django_assert_num_queries(2):
        found = suggest_units(here)
        assert [one.unit.commune.code for one in found] == ["27016"] * min(number, 8)


# -- any unit of the country -----------------------------------------------------------------------


def test_units_by_commune_postal_code_or_name(django_assert_max_num_queries):
    bourg = CommuneFactory(code="01053", name="Bourg-en-Bresse", postal_codes=["01000"], population=41_000)
    station = UnitFactory(name="Commissariat de police de Bourg-en-Bresse", commune=bourg)
    paris = CommuneFactory(code="75056", name="Paris", postal_codes=["75001"], population=2_000_000)
    first = CommuneFactory(code="75101", name="Paris 1er Arrondissement", postal_codes=["75001"], parent=paris)
    halles = UnitFactory(name="Commissariat des Halles – L’Étoile", commune=first)
    UnitFactory(name="closed", commune=bourg, receives_public=False)

    for text, expected in {
        "bourg en bresse": [station],
        "01053": [station],
        "01000": [station],
        "paris": [halles],
        "75001": [halles],
        "etoile halles": [halles],
        "commissariat": [halles, station],
        "marseille": [],
        "": [],
    }.items():
        with django_assert_max_num_queries(2):
            assert sorted(names(search_units(text))) == sorted(names(expected)), text


def test_a_commune_without_a_unit_finds_the_one_competent_there():
    town = CommuneFactory(code="27229", name="Évreux", postal_codes=["27000"])
    village = CommuneFactory(code="27299", name="Gravigny", postal_codes=["27930"])
    station = UnitFactory(name="Commissariat de police d’Évreux", commune=town)
    UnitFactory(name="Brigade d’à côté", commune=town)
    Competence.objects.create(commune=village, unit=station)

    for text in ("Gravigny", "27930", "27299"):
        assert names(search_units(text)) == names([station]), text


# -- the page --------------------------------------------------------------------------------------


def test_the_page_tells_the_units_of_a_commune(client, django_assert_max_num_queries):
    evreux = CommuneFactory(code="27229", name="Évreux", postal_codes=["27000"])
    hours = [[["08:00", "12:00"], ["14:00", "18:30"]]] * 5 + [[], []]
    UnitFactory(name="Commissariat d’Évreux", commune=evreux, competent=[evreux], hours=hours, accessible=True)

    with django_assert_max_num_queries(4):
        response = client.get(reverse("finder:find"), {"q": "evreux"})

    page = response.content.decode()
    assert response.status_code == 200
    for text in (
        "Commissariat d’Évreux", "Unité compétente", "02 61 91 00 17", "1 rue des Tilleuls", "27000 Évreux",
        "lundi à vendredi\u00a0: 8\u00a0h\u00a0à\u00a012\u00a0h, 14\u00a0h\u00a0à\u00a018\u00a0h\u00a030",
        "samedi et dimanche\u00a0: fermé",
    ):  # fmt: skip
        assert text in page
    assert "sessionid" not in response.cookies


def test_the_page_asks_which_commune(client):
    for code in ("93066", "97411"):
        CommuneFactory(code=code, name="Saint-Denis", postal_codes=[f"{code[:3]}00"])

    page = client.get(reverse("finder:find"), {"q": "saint denis"}).content.decode()

    assert f'href="{reverse("finder:find")}?commune=93066"' in page
    assert f'href="{reverse("finder:find")}?commune=97411"' in page


def test_the_page_follows_the_choice(client):
    commune = CommuneFactory(code="97411", name="Saint-Denis", postal_codes=["97400"])
    UnitFactory(name="Commissariat du Barachois", commune=commune)

    assert "Commissariat du Barachois" in client.get(reverse("finder:find"), {"commune": "97411"}).content.decode()


@pytest.mark.parametrize("query", [{}, {"q": "nulle part"}, {"commune": "00000"}, {"commune": "x\x00"}, {"q": "\x00"}])
def test_the_page_never_breaks(client, query):
    assert client.get(reverse("finder:find"), query).status_code == 200


def test_searches_of_one_network_are_braked(client, monkeypatch):
    monkeypatch.setattr("units.views.finder.SEARCHES_BY_ADDRESS", 2)

    with time_machine.travel("2026-11-22T12:10:00Z", tick=False):
        said = [client.get(reverse("finder:find"), {"q": "Évreux"}) for _ in range(3)]
        assert [response.status_code for response in said] == [200, 200, 429]
        assert said[2]["Retry-After"] == "300"
        assert "Réessayez dans 5 minutes." in said[2].content.decode()
        assert 'value="Évreux"' in said[2].content.decode()
        assert client.get(reverse("finder:find")).status_code == 200


def test_what_is_typed_is_shown_and_never_interpreted(client):
    page = client.get(reverse("finder:find"), {"q": "<script>alert(1)</script>"}).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_exact_name_is_chosen_and_the_others_offered(client, towns):
    response = client.get(reverse("finder:find"), {"q": "évreux"})

    assert (response.context["commune"].code, names(response.context["communes"])) == ("27229", ["Le Vieil-Évreux"])
    page = response.content.decode()
    assert "Les unités pour Évreux (27000)" in page
    assert "Une autre commune" in page
    assert "Nous ne connaissons aucune unité près de cette commune." in page


def test_the_page_finds_units_by_name(client):
    UnitFactory(name="Commissariat du Barachois", phone="+689 40 47 01 47")

    page = client.get(reverse("finder:find"), {"q": "commissariat barachois"}).content.decode()

    assert "Les unités de ce nom" in page
    assert '<a class="nowrap" href="tel:+68940470147">+689 40 47 01 47</a>' in page
