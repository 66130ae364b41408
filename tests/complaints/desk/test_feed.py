"""The private calendar of an officer: no name in it, and nothing without its address."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from complaints.enums import AppointmentState, Kind, Status
from complaints.models import CalendarFeed, Complaint
from complaints.sealing import access, urltext
from complaints.services import appointments, feeds
from preplainte.logs import DiscreetFormatter
from tests.complaints.desk.pages import words
from tests.factories import AppointmentFactory, ComplaintFactory, UnitFactory
from units.models import Officer, Unit

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 9, 11, 0, tzinfo=UTC)
PAGE = "/agents/mon-calendrier/"


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def address(feed: CalendarFeed) -> str:
    return reverse("complaints:feed", args=[feed.secret])


def book(unit: Unit, start: datetime, **more: object) -> Complaint:
    complaint = ComplaintFactory(unit=unit, status=Status.CONFIRMED, **more)
    AppointmentFactory(complaint=complaint, start=start)
    return complaint


def entries(path: str) -> list[dict[str, object]]:
    """What a calendar reads there, without any cookie."""
    answer = Client().get(path)
    assert answer.status_code == 200
    return [
        {"summary": str(one["summary"]), "start": one.decoded("dtstart"), "uid": str(one["uid"])}
        for one in Calendar.from_ical(answer.content).walk("VEVENT")
    ]


def test_a_feed_gives_hours_references_and_kinds_only(officer: Officer, unit: Unit):
    feed = feeds.make(officer, only_mine=False)
    later = book(unit, NOW + timedelta(days=2), kind=Kind.SCAM)
    sooner = book(unit, NOW - timedelta(hours=20))
    book(unit, NOW - timedelta(days=2))
    book(UnitFactory(agenda=1), NOW)
    AppointmentFactory(complaint=later, start=NOW, state=AppointmentState.CANCELLED)
    answer = Client().get(address(feed))
    text = answer.content.decode()

    assert [(one["summary"], one["start"]) for one in entries(address(feed))] == [
        (f"Autre vol · {sooner.reference}", NOW - timedelta(hours=20)),
        (f"Escroquerie · {later.reference}", NOW + timedelta(days=2)),
    ]
    assert "BEGIN:VTIMEZONE" in text
    assert "TZID:Europe/Paris" in text
    assert not any(word in text.upper() for word in ("DELATTRE", "MARTIN", "COURRIEL.EXAMPLE", "ATTENDEE", "39980017"))
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert not answer.cookies


def test_an_empty_feed_is_a_calendar(officer: Officer):
    assert entries(address(feeds.make(officer, only_mine=False))) == []


def test_entries_keep_a_name_that_is_not_the_victims(officer: Officer, unit: Unit):
    complaint = book(unit, NOW + timedelta(days=2))
    (before,) = entries(address(feeds.make(officer, only_mine=False)))
    appointments.move(complaint, start=datetime(2026, 3, 12, 8, 0, tzinfo=UTC), by=officer)
    (after,) = entries(address(feeds.make(officer, only_mine=False)))

    assert before["uid"] == after["uid"]
    assert before["start"] != after["start"]
    assert str(complaint.appointments.get().pk) not in str(after["uid"])


def test_a_feed_may_hold_only_ones_own(officer: Officer, unit: Unit):
    mine = book(unit, NOW + timedelta(days=1), officer=officer)
    book(unit, NOW + timedelta(days=2))
    feed = feeds.make(officer, only_mine=True)

    assert [one["summary"] for one in entries(address(feed))] == [f"Autre vol · {mine.reference}"]


def test_leaving_the_unit_empties_the_feed(officer: Officer, unit: Unit):
    book(unit, NOW + timedelta(days=1))
    feed = feeds.make(officer, only_mine=False)
    officer.units.clear()

    assert entries(address(feed)) == []


def test_a_closed_account_has_no_feed(officer: Officer):
    feed = feeds.make(officer, only_mine=False)
    Officer.objects.filter(pk=officer.pk).update(is_active=False)

    assert Client().get(address(feed)).status_code == 404


@pytest.mark.parametrize("secret", ["x", "é", "A" * 43, "A" * 400])
def test_a_wrong_address_costs_no_query(secret: str, django_assert_num_queries: Callable[..., object]):
    with django_assert_num_queries(0):
        assert Client().get(f"/agenda/{secret}.ics").status_code == 404


def test_a_proof_of_something_else_opens_nothing(officer: Officer, received: Complaint):
    feed = feeds.make(officer, only_mine=False)
    raw = urltext.read(feed.secret) or b""
    forged = urltext.written(raw[:-1] + bytes([raw[-1] ^ 1]))

    assert len(raw) == 32
    for secret in (forged, received.follow_secret, access.link_secret(feed.pk, 0)):
        assert Client().get(f"/agenda/{secret}.ics").status_code == 404


def test_a_feed_is_read_so_often(officer: Officer):
    feed = feeds.make(officer, only_mine=False)

    assert [Client().get(address(feed)).status_code for _number in range(61)] == [200] * 60 + [429]


def test_a_feed_costs_the_same_however_full(
    officer: Officer, unit: Unit, django_assert_num_queries: Callable[..., object]
):
    feed = feeds.make(officer, only_mine=False)
    for number in (1, 2, 3):
        book(unit, NOW + timedelta(days=number))
        if number in (1, 3):
            with django_assert_num_queries(2):
                entries(address(feed))


def test_logs_hide_the_address(officer: Officer):
    path = address(feeds.make(officer, only_mine=False))
    feed = logging.LogRecord("django.request", logging.ERROR, "", 1, "Server Error: %s", (path,), None)
    desk = logging.LogRecord("django.request", logging.ERROR, "", 1, "Server Error: /agents/agenda/x/", (), None)

    assert DiscreetFormatter().format(feed) == "Server Error: /agenda/[…]"
    assert DiscreetFormatter().format(desk) == "Server Error: /agents/agenda/x/"


def test_the_page_makes_renews_and_ends_the_address(desk: Client, officer: Officer):
    assert "Créer l’adresse" in words(desk.get(PAGE))
    desk.post(PAGE, {"miens": "oui"})
    first = CalendarFeed.objects.get(officer=officer)
    page = desk.get(PAGE)

    assert first.only_mine
    assert address(first) in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    desk.post(PAGE)
    second = CalendarFeed.objects.get(officer=officer)
    assert (second.only_mine, Client().get(address(first)).status_code) == (False, 404)
    assert Client().get(address(second)).status_code == 200
    desk.post(PAGE, {"fin": "oui"})
    assert not CalendarFeed.objects.exists()
    assert Client().get(address(second)).status_code == 404


def test_the_page_asks_to_sign_in():
    assert "/agents/connexion/" in Client().get(PAGE).url


def test_two_officers_have_two_addresses(officer: Officer, colleague: Officer):
    assert feeds.make(officer, only_mine=False).secret != feeds.make(colleague, only_mine=False).secret
