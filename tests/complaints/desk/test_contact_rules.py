"""The officer reads how to call before reading the number, and sees that the victim changed it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from complaints.enums import MailKind, MailState, Status
from complaints.models import Complaint
from complaints.services import erasure
from complaints.services.corrections import correct_phone
from complaints.services.triage import open_file
from tests.complaints.desk.pages import words
from tests.factories import ComplaintFactory, OutgoingMailFactory, identity_answers
from units.models import Officer, Unit

pytestmark = pytest.mark.django_db

RULES = {"call_days": ["1"], "no_voicemail": True, "call_note": "Ne pas dire <b>police</b>"}
NUMBER = "06 39 98 00 17"


@pytest.fixture
def careful(unit: Unit, officer: Officer) -> Complaint:
    return open_file(ComplaintFactory(unit=unit, identity=identity_answers(unite=RULES)), by=officer)


def first(text: str, *parts: str) -> list[int]:
    return [text.index(part) for part in parts]


@pytest.mark.parametrize("name", ["file", "propose", "fix"])
def test_the_rules_come_before_the_number(careful: Complaint, desk: Client, name: str) -> None:
    text = words(desk.get(reverse(f"desk:{name}", args=[careful.reference])))

    places = first(text, "Avant d’appeler ou d’écrire", "Appelez seulement le mardi.", "Ne laissez pas", NUMBER)
    assert places == sorted(places)
    assert "Consigne de la victime : Ne pas dire <b>police</b>" in text


def test_they_come_before_the_number_on_the_list_of_calls(careful: Complaint, desk: Client) -> None:
    OutgoingMailFactory(complaint=careful, state=MailState.BY_HAND)
    text = words(desk.get(reverse("desk:to_tell")))

    places = first(text, "Appelez seulement le mardi.", NUMBER)
    assert places == sorted(places)


def test_they_come_before_the_number_that_outlives_the_erasure(unit: Unit, desk: Client) -> None:
    """An expiry is told by phone to who proved no address: everything is erased by then, save that call."""
    identity = identity_answers(unite={**RULES, "wishes": "le matin"}, service={})
    complaint = ComplaintFactory(unit=unit, identity=identity, status=Status.EXPIRED)

    erasure.erase(complaint, closing=MailKind.EXPIRED, by=None)

    assert complaint.mails.get().payload["rules"] == {"unite": RULES}
    text = words(desk.get(reverse("desk:to_tell")))
    places = first(text, "Appelez seulement le mardi.", "Ne laissez pas", "Ne pas dire <b>police</b>", NUMBER)
    assert places == sorted(places)


def test_without_rules_nothing_is_said(unit: Unit, desk: Client) -> None:
    complaint = ComplaintFactory(unit=unit)

    assert "Avant d’appeler" not in words(desk.get(complaint.get_absolute_url()))


def test_a_corrected_number_is_marked(unit: Unit, officer: Officer, desk: Client) -> None:
    complaint = open_file(ComplaintFactory(unit=unit), by=officer)
    assert "Téléphone corrigé" not in words(desk.get(complaint.get_absolute_url()))

    correct_phone(complaint, phone="+33639987700")

    text = words(desk.get(complaint.get_absolute_url()))
    assert "06 39 98 77 00 Téléphone corrigé le" in text
    assert "Coordonnées corrigées par la victime" in text
    assert NUMBER not in text


@pytest.mark.parametrize(("service", "marked"), [({"email_proved": True}, False), ({}, True)])
def test_an_address_that_nobody_confirmed_is_marked(
    unit: Unit, desk: Client, service: dict[str, Any], marked: bool
) -> None:
    complaint = ComplaintFactory(unit=unit, identity=identity_answers(service={"phrase": "a b c", **service}))

    assert ("Non confirmée" in words(desk.get(complaint.get_absolute_url()))) is marked


def test_a_new_code_is_dictated(careful: Complaint, desk: Client) -> None:
    OutgoingMailFactory(complaint=careful, kind="access", state=MailState.BY_HAND)

    assert f"Code : {careful.next_code}" in words(desk.get(reverse("desk:to_tell")))
    assert careful.next_code not in words(desk.get(reverse("desk:inbox")))
