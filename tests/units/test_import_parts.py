"""What the importers put right, piece by piece: telephone numbers, addresses, towns, hours."""

from __future__ import annotations

import json

import pytest

from units.importers import repair
from units.importers.hours import from_directory, from_osm, from_sentence
from units.importers.identity import town_of
from units.importers.repair import Place

PLACE = Place("14118", "Caen", "14", ("14000",), 49.18, -0.37)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("", "")),
        ("02 61 91 00 17", ("02 61 91 00 17", "")),
        ("+33 2 61 91 00 17", ("02 61 91 00 17", "")),
        ("+590 5 90 89 77 17", ("0590 89 77 17", "")),
        ("+590 41 14 20", ("0590 41 14 20", "the telephone number lacked its prefix")),
        ("+262 2 62 42 47 50", ("0262 42 47 50", "")),
        ("+689 40 91 03 05", ("+689 40 91 03 05", "")),
        ("17 ou 112 (en cas d'urgence) ou 02 61 91 00 13",
         ("02 61 91 00 13", "the telephone number was picked out of a sentence")),
        ("17", ("17", "")),
        ("appelez", ("", "the telephone number is not one: left out")),
    ],
)  # fmt: skip
def test_phone_numbers(text, expected):
    assert repair.phone(text) == expected


def test_a_postal_code_of_a_neighbour_is_kept():
    assert repair.address("14200", "Caen", PLACE, {"14000", "14200"}) == ("14200", "Caen", "")
    assert repair.address("", "", PLACE, {"14000"})[:2] == ("14000", "Caen")


@pytest.mark.parametrize(
    ("name", "town"),
    [
        ("Gendarmerie - Brigade de proximité de Châtillon-sur-Chalaronne", "chatillon sur chalaronne"),
        ("Gendarmerie - Brigade territoriale autonome de l'Isle-Adam", "isle adam"),
        ("Gendarmerie - Brigade de La-Désirade", "desirade"),
        ("Commissariat de police de Le Lamentin", "lamentin"),
        ("Hôtel de police du Lamentin", "lamentin"),
        ("Commissariat subdivisionnaire de police des Lilas", "lilas"),
        ("Commissariat central de police de Nice", "nice"),
        ("Commissariat de police de L'Hay-les-Roses", "hay les roses"),
    ],
)
def test_the_town_in_a_name(name, town):
    assert town_of(name) == town


def test_directory_hours_in_any_order_and_told_twice():
    hours = from_directory(
        json.dumps(
            [
                {"du": "vendredi", "au": "lundi", "plages": [["09:00", "12:00"]]},
                {"du": "lundi", "plages": [["14:00", "18:00"], ["09:00", "12:00"]], "note": "Sur rendez-vous."},
            ]
        )
    )

    assert hours.normal() == [
        [["09:00", "12:00"], ["14:00", "18:00"]], [], [], [],
        [["09:00", "12:00"]], [["09:00", "12:00"]], [["09:00", "12:00"]],
    ]  # fmt: skip
    assert (hours.notes, hours.problem) == (["Sur rendez-vous."], "")


@pytest.mark.parametrize(
    ("text", "monday", "problem"),
    [
        ("Mo 08:00-12:00,10:00-17:15", [["08:00", "17:15"]], "hours that overlap were joined"),
        ("Mo 08:00-10:00,09:00-12:00,11:00-13:00", [["08:00", "13:00"]], "hours that overlap were joined"),
        ("Mo 08:00-12:00,12:00-14:00", [["08:00", "14:00"]], "hours that overlap were joined"),
        ("Mo 20:00-00:00", [["20:00", "24:00"]], ""),
        ("24/7", [["00:00", "24:00"]], ""),
        ("Mo 18:00-08:00", None, "hours that cannot be read were left out"),
        ("Mo 08:00-26:00", None, "hours that cannot be read were left out"),
        ("Mo-We,Fr sunrise-sunset", None, "hours that cannot be read were left out"),
        ("Mo 08:00-12:00; every full moon", [["08:00", "12:00"]], "hours that cannot be read were left out"),
    ],
)
def test_openstreetmap_hours(text, monday, problem):
    hours = from_osm(text)
    days = hours.normal()

    assert (days[0] if days else None, hours.problem) == (monday, problem)


def test_hours_in_a_sentence():
    hours = from_sentence("Mardi : 14h00-18h00 Jours fériés : 9h00-12h00")

    assert hours.normal() == [[], [["14:00", "18:00"]], [], [], [], [], []]
    assert from_sentence("sur rendez-vous").problem == "hours that cannot be read were left out"
    assert from_sentence("").normal() == []
