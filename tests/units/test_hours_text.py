"""Opening hours as they are typed and shown back, day by day."""

from __future__ import annotations

import pytest
from django.utils import translation

from units.admin_forms import WeekField
from units.hours_text import Unreadable, read_day, write_day

NIGHT = [["00:00", "08:00"], ["20:00", "24:00"]]


@pytest.mark.parametrize(
    ("typed", "day", "shown"),
    [
        ("8h30-12h, 14h-18h", [["08:30", "12:00"], ["14:00", "18:00"]], "8h30-12h, 14h-18h"),
        ("8:30–12:00; 14:00 – 18:00", [["08:30", "12:00"], ["14:00", "18:00"]], "8h30-12h, 14h-18h"),
        ("14h-18h et 8-12", [["08:00", "12:00"], ["14:00", "18:00"]], "8h-12h, 14h-18h"),
        ("de 8 h 30 à 12 heures / 14H00 À 18H00.", [["08:30", "12:00"], ["14:00", "18:00"]], "8h30-12h, 14h-18h"),
        ("8\u202fh\u202f30\u00a0—\u00a012\u202fh", [["08:30", "12:00"]], "8h30-12h"),
        ("20h-0h, 0h-8h", NIGHT, "0h-8h, 20h-24h"),
        ("24h/24", [["00:00", "24:00"]], "24h/24"),
        ("24 heures sur 24", [["00:00", "24:00"]], "24h/24"),
        ("0h-24h", [["00:00", "24:00"]], "24h/24"),
        ("fermé", [], "fermé"),
        ("Fermée", [], "fermé"),
        (" – ", [], "fermé"),
        ("", [], "fermé"),
    ],
)
def test_a_day_in_any_usual_writing(typed: str, day: list[list[str]], shown: str) -> None:
    assert read_day(typed) == day
    assert write_day(day) == shown
    assert read_day(shown) == day


@pytest.mark.parametrize("day", [[], [["00:00", "24:00"]], [["08:30", "12:00"], ["14:00", "18:05"]]])
def test_what_is_shown_is_read_again_in_english(day: list[list[str]]) -> None:
    with translation.override("en"):
        assert read_day(write_day(day)) == day


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("le matin", "« le matin » ne se lit pas"),
        ("8h30", "« 8h30 » ne se lit pas"),
        ("12h-8h30", "« 12h-8h30 » finit avant de commencer"),
        ("20h-8h", "« 20h-8h » finit avant de commencer"),
        ("8h-8h", "« 8h-8h » finit avant de commencer"),
        ("8h-26h", "« 26h » n’est pas une heure"),
        ("8h75-12h", "« 8h75 » n’est pas une heure"),
        ("8h-24h30", "« 24h30 » n’est pas une heure"),
        ("8h-12h, 11h-18h", "deux plages se touchent ou se chevauchent (11h)"),
        ("8h-12h, 12h-18h", "deux plages se touchent ou se chevauchent (12h)"),
    ],
)
def test_what_cannot_be_read_is_told(typed: str, problem: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_day(typed)

    assert str(refusal.value).replace("\u00a0", " ") == problem


def test_a_week_without_a_line_is_unknown_and_closed_days_are_known() -> None:
    field = WeekField(required=False)

    assert field.clean([""] * 7) == []
    assert field.clean(["fermé"] * 7) == [[]] * 7
    assert field.clean(["8h-12h", *[""] * 6]) == [[["08:00", "12:00"]], *[[]] * 6]


def test_a_week_written_otherwise_has_not_changed() -> None:
    field = WeekField(required=False)
    stored = [[["08:00", "12:00"]], *[[]] * 6]

    assert not field.has_changed(stored, ["8:00–12:00", *[""] * 6])
    assert not field.has_changed([], [""] * 7)
    assert field.has_changed(stored, ["8h-13h", *[""] * 6])
    assert field.has_changed(stored, ["matin", *[""] * 6])
