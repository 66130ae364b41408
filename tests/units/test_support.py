"""The victim-support office nearest to a unit."""

from __future__ import annotations

import re

import pytest

from tests.factories import CommuneFactory, UnitFactory
from units.models import Unit
from units.support import nearest, offices
from units.territories import zone_name


def test_the_list_is_clean() -> None:
    found = offices()

    assert len(found) == 168
    assert all(office.name.startswith("Bureau d’aide aux victimes du tribunal") for office in found)
    assert all(re.fullmatch(r"\d{5}", office.postal_code) and office.city for office in found)
    assert all(re.fullmatch(r"|(0\d( \d\d){4})", office.phone) for office in found)
    assert all(zone_name(office.department) for office in found)
    assert not [office for office in found if re.search(r"CEDEX|\bBP\b|\bCS\b|'|  ", " ".join(office.lines))]
    assert len({office.department for office in found}) == 105


def unit(department: str, place: tuple[float, float] | tuple[None, None]) -> Unit:
    latitude, longitude = place
    return Unit(department=department, latitude=latitude, longitude=longitude)


@pytest.mark.parametrize(
    ("department", "place", "city"),
    [
        ("27", (49.02, 1.15), "Evreux"),
        ("27", (None, None), "Evreux"),
        ("76", (49.92, 1.07), "Dieppe"),
        ("76", (49.50, 0.12), "Le Havre"),
        ("974", (-21.30, 55.40), "Saint Pierre"),
        ("2B", (42.70, 9.45), "Bastia"),
        # No office in the department: the nearest one; nothing to say without a position.
        ("984", (-21.00, 55.50), "Sainte Clotilde"),
        ("984", (None, None), None),
    ],
)
def test_the_nearest_of_the_department(
    department: str, place: tuple[float, float] | tuple[None, None], city: str | None
) -> None:
    found = nearest(unit(department, place))

    assert (found.city if found else None) == city


@pytest.mark.django_db
def test_each_office_has_an_address_and_a_number_to_dial() -> None:
    office = nearest(UnitFactory(commune=CommuneFactory(code="27229")))

    assert office is not None
    assert office.lines == ["palais de justice, 30 rue Joséphine", "27022 Evreux"]
    assert office.dialled == office.phone.replace(" ", "")
