"""What the follow-up page never shows, whose clock it tells, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from complaints.sealing.box import SealBroken
from tests.complaints import stages
from tests.complaints.following import address, page_of, post, sign_in, text_of
from tests.factories import CommuneFactory, OfficerFactory, identity_answers, statement_answers
from tests.markup import Elements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday")]

MONDAY = "lundi 23 novembre 2026 à 09:00"


# -- nothing of the victim, nothing of the officers ------------------------------------------------
def values_of(answers: object) -> Iterator[str]:
    if isinstance(answers, dict):
        for value in answers.values():
            yield from values_of(value)
    elif isinstance(answers, list):
        for value in answers:
            yield from values_of(value)
    elif isinstance(answers, str) and len(answers) > 3:
        yield answers


@pytest.mark.parametrize("stage", stages.ALL)
def test_no_answer_is_shown_and_no_officer_is_named(client: Client, stage: str) -> None:
    complaint = stages.ALL[stage]()
    html = page_of(client, complaint)

    typed = [*values_of(identity_answers()), *values_of(statement_answers()), "Adjudante Perrin", "2026/001234"]
    typed = [value for value in typed if value not in ("27000", "none", "self")]  # the unit's own postal code
    assert [value for value in typed if value in html] == []


@pytest.mark.parametrize("stage", stages.ALL)
def test_no_seal_is_opened(client: Client, stage: str) -> None:
    complaint = stages.ALL[stage]()
    if complaint.erased_at is None:
        stages.spoil_seals(complaint)
        with pytest.raises(SealBroken):  # the proof that whoever opened them would fail
            _ = stages.fresh(complaint).identity

    sign_in(client, complaint)
    names = ("follow_move", "follow_cancel", "follow_withdraw", "follow_pick", "follow_phone")
    for name in names if stage in stages.OPEN else ("follow", *names):
        assert client.get(reverse(f"complaints:{name}", args=[complaint.reference])).status_code in (200, 302)


def test_the_page_itself_opens_the_identity_alone(client: Client) -> None:
    """It has to know whether the address still waits for its proof, and who signs; what was declared stays sealed. So
    does the calendar file, which says what the signer brings."""
    complaint = stages.confirmed()
    stages.spoil_seals(complaint, "statement")

    page_of(client, complaint)
    assert client.get(address("follow_calendar", complaint)).status_code == 200
    with pytest.raises(SealBroken):
        _ = stages.fresh(complaint).statement


# -- clocks ----------------------------------------------------------------------------------------
def test_times_are_those_of_the_unit(client: Client) -> None:
    """Réunion is three hours ahead of Paris in winter: the page says whose clock it shows."""
    unit = stages.unit(commune=CommuneFactory(code="97411", name="Saint-Denis"))
    assert unit.time_zone == "Indian/Reunion"
    complaint = stages.received(unit)
    triage_start = stages.MONDAY_9 - timedelta(hours=3)  # 9:00 there
    officer = OfficerFactory(units=[unit])
    stages.appointments.fix(complaint, start=triage_start, by=officer)

    text = text_of(page_of(client, complaint))
    assert MONDAY in text
    assert "Pré-plainte déposée dimanche 22 novembre 2026 à 13:00" in text
    assert "Les heures de cette page sont celles de Saint-Denis." in text


def test_metropolitan_pages_say_nothing_of_clocks(client: Client) -> None:
    assert "Les heures de cette page" not in page_of(client, stages.confirmed())


def test_an_appointment_under_way_is_still_shown(client: Client) -> None:
    complaint = stages.confirmed()

    with time_machine.travel(stages.TUESDAY_9 + timedelta(minutes=29), tick=False):
        assert Elements(page_of(client, complaint)).texts("h1") == ["Rendez-vous confirmé"]
    with time_machine.travel(stages.TUESDAY_9 + timedelta(minutes=30), tick=False):
        assert Elements(page_of(client, complaint)).texts("h1") == ["L’heure du rendez-vous est passée"]


# -- figures ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("stage", stages.ALL)
def test_four_queries_whatever_happened(
    client: Client, stage: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    complaint = stages.ALL[stage]()
    page_of(client, complaint)

    with django_assert_num_queries(4 + (stage == "asked")):  # what is asked: its files too
        client.get(reverse("complaints:follow", args=[complaint.reference]))


def test_no_server_session(client: Client) -> None:
    complaint = stages.proposed()
    page_of(client, complaint)

    assert set(client.cookies) == {"preplainte_suivi", settings.CSRF_COOKIE_NAME}
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize("number", [1, 3])
def test_no_page_costs_more_than_eight_queries(
    client: Client, number: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    unit = stages.unit(agenda=5)
    for _ in range(number):
        stages.proposed(unit)
    confirmed, proposed = stages.confirmed(unit), stages.proposed(unit)
    for complaint, names in (
        (confirmed, ("follow", "follow_move", "follow_cancel", "follow_withdraw", "follow_calendar")),
        (proposed, ("follow", "follow_pick", "follow_withdraw")),
    ):
        sign_in(client, complaint)
        for name in names:
            with django_assert_max_num_queries(8):
                assert client.get(address(name, complaint)).status_code == 200
        with django_assert_max_num_queries(8):
            assert post(client, "follow_move", complaint, starts="").status_code == 422
