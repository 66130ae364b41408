"""One question, one place: what is stored and what is shown follow from the step's fields."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.utils import translation

from complaints.questions.answers import Row, Section, facts_day, index_values, part_of, sections, to_json
from complaints.questions.moments import Day
from complaints.questions.person import SERVICE, Person
from complaints.questions.steps import STEPS
from complaints.questions.steps.identity import IdentityStep
from complaints.questions.steps.situation import kind_of
from complaints.questions.steps.things import Thing, ThingsStep
from complaints.sealing.tokens import TokenKind
from tests.complaints.driver import OBJECTS, YESTERDAY, file_online
from tests.complaints.questions.test_steps import bound

STORED: dict[str, Any] = {
    "tri": {"kind": "theft", "violence": "no", "author": "no"},
    "situation": {"theft": "theft", "who": "self"},
    "faits": {
        "from_day": YESTERDAY.isoformat(),
        "from_time": "14:30",
        "to_time": "16:00",
        "commune": {"code": "27229", "name": "Évreux (27000)"},
        "where": "public",
        "place": "Parking du supermarché, allée C",
        "narrative": "Je suis revenue à ma voiture et la vitre était cassée.\nMon sac n’était plus là.",
        "suspect": "Un homme grand, veste rouge",
        "witnesses": "La caissière",
        "cameras": "Deux au-dessus de l’entrée",
        "plates": "AB-123-CD, EF-456-GH",
    },
    "objets": {
        "objects": [
            {
                "category": "phone",
                "description": "Téléphone noir, écran fêlé",
                "brand": "Fairphone 5",
                "imei": "490154203237518",
                "value": "450.50",
            }
        ],
        "total": "600.00",
    },
    "identite": {
        "birth_name": "Delaunay",
        "usage_name": "Marchand",
        "first_names": "Anne Louise",
        "birth_day": "1985-03-27",
        "birth_place": "Bernay",
        "nationality": "française",
        "phone": "+33639981234",
        "email": "anne.delaunay@courriel.example",
        "address": "12 rue des Lilas\nBâtiment B",
        "postal_code": "27000",
        "city": "Évreux",
        "occupation": "fleuriste",
    },
}


@pytest.mark.django_db
def test_what_is_filed_is_what_was_answered(client: Client) -> None:
    complaint = file_online(client)

    assert complaint.identity is not None
    answered = {slug: given for slug, given in complaint.identity.items() if slug != SERVICE}
    assert answered == {slug: STORED[slug] for slug in ("situation", "identite")}
    assert complaint.statement == {slug: STORED[slug] for slug in ("tri", "faits", "objets")}
    assert complaint.facts_on == YESTERDAY


def test_answers_as_a_person_reads_them() -> None:
    assert sections(STORED)[2:4] == [
        Section(
            "faits",
            "Faits",
            [
                Row("Racontez ce qui s’est passé", STORED["faits"]["narrative"], "narrative"),
                Row(
                    "Jour des faits",
                    Day(label="").shown(YESTERDAY.isoformat()),
                    "from_day",
                ),
                Row("Heure", "14:30", "from_time"),
                Row("Dernière heure possible", "16:00", "to_time"),
                Row("Dans quelle sorte de lieu\u00a0?", "Dans un lieu public\u00a0: rue, parking, parc, gare", "where"),
                Row("Commune", "Évreux (27000)", "commune"),
                Row("Adresse, ou description du lieu", "Parking du supermarché, allée C", "place"),
                Row("Description de l’auteur", "Un homme grand, veste rouge", "suspect"),
                Row("Plaques d’immatriculation vues", "AB-123-CD, EF-456-GH", "plates"),
                Row("Témoins", "La caissière", "witnesses"),
                Row("Caméras", "Deux au-dessus de l’entrée", "cameras"),
            ],
        ),
        Section(
            "objets",
            "Préjudice",
            [
                Row(
                    "Objet 1",
                    "Type d’objet\u00a0: Téléphone\n"
                    "Description\u00a0: Téléphone noir, écran fêlé\n"
                    "Marque et modèle\u00a0: Fairphone 5\n"
                    "Numéro IMEI\u00a0: 490154203237518\n"
                    "Valeur en euros\u00a0: 450,50\u00a0€",
                    "objects-1",
                ),
                Row("Somme des montants indiqués", "450,50\u00a0€", "sum"),
                Row("Votre estimation du préjudice total, en euros", "600,00\u00a0€", "total"),
            ],
        ),
    ]


def test_nothing_is_shown_of_an_erased_one() -> None:
    assert sections({}) == []


def test_sections_query_nothing(django_assert_num_queries: Any, db: None) -> None:
    with django_assert_num_queries(0):
        assert [section.slug for section in sections(STORED)] == list(STORED)


def test_dates_follow_the_reader() -> None:
    with translation.override("en"):
        rows = {row.name: row.value for section in sections(STORED) for row in section.rows}

    assert rows["birth_day"] == "27 March 1985"


@pytest.mark.django_db
def test_adding_a_question_is_one_edit(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A field more in the class: asked, kept, recapped, stored, shown and read, in the place where it stands."""
    monkeypatch.setitem(IdentityStep.base_fields, "shoe_size", forms.IntegerField(label="Pointure", required=False))
    monkeypatch.setitem(Thing.base_fields, "weight", forms.CharField(label="Poids"))

    complaint = file_online(client, identite={"shoe_size": "38"}, objets={"objects-0-weight": "200 g"})

    assert complaint.identity["identite"]["shoe_size"] == 38
    assert complaint.statement["objets"]["objects"][0]["weight"] == "200 g"
    shown = {row.name: row for section in sections(complaint.answers()) for row in section.rows}
    assert shown["shoe_size"] == Row("Pointure", "38", "shoe_size")
    assert "Poids\u00a0: 200 g" in shown["objects-1"].value


def test_an_answer_whose_question_is_gone_is_still_shown() -> None:
    shown = sections({"situation": {"who": "self", "motto": "Toujours"}})

    assert shown[0].rows[-1] == Row("motto", "Toujours", "motto")


def test_only_what_was_answered_is_stored() -> None:
    form = bound(ThingsStep, OBJECTS | {"objects-0-brand": "", "total": ""}, wording="theft")

    assert form.is_valid()
    assert to_json(form) == {
        "objects": [
            {
                "category": "phone",
                "description": "Téléphone noir, écran fêlé",
                "imei": "490154203237518",
                "value": "450.50",
            }
        ]
    }


def test_each_kept_step_belongs_to_one_column() -> None:
    assert set(part_of(STORED, "identity")) | set(part_of(STORED, "statement")) == set(STORED)
    assert [step.slug for step in STEPS if step.part == "none"] == ["recap"]
    assert kind_of(STORED) == "theft"
    assert facts_day(STORED) == YESTERDAY


def test_what_the_index_is_fed_with() -> None:
    assert index_values(STORED) == [
        (TokenKind.IDENTIFIER, "AB-123-CD"),
        (TokenKind.IDENTIFIER, "EF-456-GH"),
        (TokenKind.IDENTIFIER, "490154203237518"),
        (TokenKind.NAME, "Delaunay"),
        (TokenKind.NAME, "Marchand"),
        (TokenKind.NAME, "Anne Louise"),
        (TokenKind.BIRTH_DATE, "1985-03-27"),
        (TokenKind.PHONE, "+33639981234"),
        (TokenKind.EMAIL, "anne.delaunay@courriel.example"),
    ]


def test_a_person() -> None:
    person = Person.of(part_of(STORED, "identity"))

    assert (person.name, person.title, person.signer) == ("MARCHAND/DELAUNAY Anne Louise",) * 3
    assert person.birth_date == date(1985, 3, 27)
    assert person.contact() == {
        "name": "MARCHAND/DELAUNAY Anne Louise",
        "email": "anne.delaunay@courriel.example",
        "phone": "+33639981234",
        "address_lines": ["12 rue des Lilas", "Bâtiment B", "27000 Évreux"],
    }
    assert person.fingerprint_source() == "1985-03-27 Delaunay Anne"
    assert person.index_values() == index_values(STORED)[3:]


def test_a_child_an_entity_and_nobody() -> None:
    child = Person.of(
        {
            "situation": {"who": "minor"},
            "identite": {
                "birth_name": "Petit",
                "first_names": "Léo",
                "own_birth_name": "Grand",
                "own_first_names": "Paul",
            },
        }
    )
    entity = Person.of(
        {
            "situation": {"who": "entity"},
            "identite": {
                "entity_name": "La Boulange",
                "siren": "732829320",
                "birth_name": "Petit",
                "first_names": "Léa",
            },
        }
    )

    assert (child.name, child.declarant, child.signer, child.title) == (
        "PETIT Léo",
        "GRAND Paul",
        "GRAND Paul",
        "PETIT Léo",
    )
    assert (entity.name, entity.entity, entity.title) == ("PETIT Léa", "La Boulange", "La Boulange")
    assert entity.fingerprint_source() == "732829320"
    assert Person.of({}).name == Person.of(None).email == ""
