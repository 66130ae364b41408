"""The demo's invented pre-complaints: every kind of facts, accepted by the form's own steps."""

from __future__ import annotations

import pytest

from complaints.enums import ORDINARY_KINDS
from complaints.models import Complaint
from preplainte.demo import files
from preplainte.demo.stories import PEOPLE
from preplainte.demo.units import load_demo_officers, load_demo_units
from tests.preplainte.test_demo_units import own_list

__all__ = ["own_list"]  # the fixture, found by its name


@pytest.mark.django_db
@pytest.mark.usefixtures("own_list")
def test_every_kind_of_facts_is_shown() -> None:
    """``create`` stops at the first answer that a step refuses."""
    load_demo_units()
    load_demo_officers()

    assert files.create() == 30
    assert set(Complaint.objects.values_list("kind", flat=True)) == set(ORDINARY_KINDS)
    assert {PEOPLE[case.person].who for case in files.CASES} == {"self", "minor", "entity"}
    assert files.create() == 0
