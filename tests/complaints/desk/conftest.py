"""The cast of the desk: an officer, a colleague of the same unit, a stranger from another."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from complaints.enums import Status
from complaints.models import Complaint
from tests.factories import AppointmentFactory, ComplaintFactory, OfficerFactory, UnitFactory
from units.models import Officer, Unit


@pytest.fixture
def unit() -> Unit:
    return UnitFactory(agenda=2)


@pytest.fixture
def officer(unit: Unit) -> Officer:
    return OfficerFactory(units=[unit], name="Claire Morel")


@pytest.fixture
def colleague(unit: Unit) -> Officer:
    return OfficerFactory(units=[unit], name="Paul Petit")


@pytest.fixture
def stranger() -> Officer:
    return OfficerFactory(units=[UnitFactory(agenda=1)], name="Jean Loin")


@pytest.fixture
def signed_in() -> Callable[[Officer], Client]:
    def sign_in(officer: Officer) -> Client:
        client = Client()
        client.force_login(officer)
        return client

    return sign_in


@pytest.fixture
def desk(officer: Officer, signed_in: Callable[[Officer], Client]) -> Client:
    """A browser in which the officer has signed in."""
    return signed_in(officer)


@pytest.fixture
def received(unit: Unit) -> Complaint:
    return ComplaintFactory(unit=unit, status=Status.RECEIVED)


@pytest.fixture
def booked(unit: Unit) -> Complaint:
    complaint = ComplaintFactory(unit=unit, status=Status.CONFIRMED, contacted_at=timezone.now())
    AppointmentFactory(complaint=complaint)
    return complaint
