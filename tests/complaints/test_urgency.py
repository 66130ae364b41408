"""The evidence clock: what fades, until when, what to do at once; and what the desk makes of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from complaints.enums import Kind, Status
from complaints.models import Complaint
from complaints.questions.urgency import RULES, advice_now, evidence_until
from complaints.services import reminders
from tests.complaints.desk.pages import slots, url, values, words
from tests.factories import AppointmentFactory, ComplaintFactory, OfficerFactory, UnitFactory
from units.models import Officer, Unit

FILED_AT = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)


def answers(*, cameras: str = "", things: tuple[str, ...] = (), payment: str = "", day: str = "2026-03-02") -> Any:
    """Enough of stored answers for the rules."""
    faits = {"from_day": day} | ({"cameras": cameras} if cameras else {})
    harm: dict[str, Any] = {"objects": [{"category": category} for category in things]}
    return {"faits": faits, "objets": harm | ({"payment": payment} if payment else {})}


CASES: list[tuple[str, Any, list[str]]] = [
    (Kind.THEFT, answers(), []),
    (Kind.THEFT, answers(cameras="Une, à l’entrée"), ["cameras"]),
    (Kind.DAMAGE, answers(cameras="Une, à l’entrée", things=("vehicle", "phone")), ["cameras"]),
    (Kind.PHONE, answers(), ["phone"]),
    (Kind.THEFT, answers(things=("bag", "phone", "payment")), ["bank_means", "phone"]),
    (Kind.BANK_MEANS, answers(), ["bank_means"]),
    (Kind.VEHICLE, answers(things=("vehicle",)), ["vehicle"]),
    (Kind.BURGLARY, answers(things=("vehicle", "papers")), ["vehicle", "papers"]),
    (Kind.FROM_VEHICLE, answers(things=("vehicle",)), []),
    (Kind.PAPERS, answers(things=("papers",)), ["papers"]),
    (Kind.SCAM, answers(payment="transfer"), ["payment"]),
    (Kind.SCAM, answers(payment="cash"), []),
    (Kind.ABUSE_OF_TRUST, answers(payment="card"), ["payment"]),
    (Kind.VEHICLE, {}, []),
]


@pytest.mark.parametrize(("kind", "given", "expected"), CASES)
def test_each_rule_says_its_own_sentences(kind: str, given: Any, expected: list[str]) -> None:
    sentences = [str(text) for rule in RULES if rule.name in expected for text in rule.advice]

    assert advice_now(given, kind=kind) == sentences


def test_every_rule_is_reached_by_a_case() -> None:
    assert {name for _kind, _given, names in CASES for name in names} == {rule.name for rule in RULES}


@pytest.mark.parametrize(
    ("kind", "given", "until"),
    [
        (Kind.THEFT, answers(), None),
        (Kind.PHONE, answers(), None),
        # Midnight in Paris, seven days after the day of the facts.
        (Kind.THEFT, answers(cameras="oui"), datetime(2026, 3, 8, 23, 0, tzinfo=UTC)),
        # Filed later: the images kept longest are still there, until day 30.
        (Kind.THEFT, answers(cameras="oui", day="2026-02-20"), datetime(2026, 3, 21, 23, 0, tzinfo=UTC)),
        (Kind.THEFT, answers(cameras="oui", day="2026-01-20"), None),
        (Kind.VEHICLE, answers(), datetime(2026, 3, 4, 23, 0, tzinfo=UTC)),
        # What goes first counts; what has gone already doesn't.
        (Kind.VEHICLE, answers(cameras="oui"), datetime(2026, 3, 4, 23, 0, tzinfo=UTC)),
        (Kind.VEHICLE, answers(cameras="oui", day="2026-02-27"), datetime(2026, 3, 5, 23, 0, tzinfo=UTC)),
        # In summer time.
        (Kind.THEFT, answers(cameras="oui", day="2026-03-26"), datetime(2026, 4, 1, 22, 0, tzinfo=UTC)),
    ],
)
def test_evidence_fades_from_the_day_of_the_facts(kind: str, given: Any, until: datetime | None) -> None:
    assert evidence_until(given, FILED_AT, kind=kind) == until


def test_the_moment_is_always_after_the_filing() -> None:
    given = answers(cameras="oui")

    found = [evidence_until(given, FILED_AT + timedelta(days=days), kind=Kind.VEHICLE) for days in range(40)]

    for days, until in enumerate(found):
        assert until is None or until > FILED_AT + timedelta(days=days)
    assert found[-1] is None


# -- on the desk -----------------------------------------------------------------------------------
@pytest.fixture
def unit(db: None) -> Unit:
    return UnitFactory(agenda=2)


@pytest.fixture
def desk(unit: Unit) -> Client:
    officer: Officer = OfficerFactory(units=[unit])
    client = Client()
    client.force_login(officer)
    return client


def filed(unit: Unit, *, hours: float, fades_in: float | None = None, **fields: Any) -> Complaint:
    """Filed some hours ago; ``fades_in``: days from now until evidence fades."""
    until = timezone.now() + timedelta(days=fades_in) if fades_in is not None else None
    return ComplaintFactory(unit=unit, filed_at=timezone.now() - timedelta(hours=hours), evidence_until=until, **fields)


def contacted(unit: Unit, status: Status, *, hours: float, fades_in: float | None = None) -> Complaint:
    return filed(unit, hours=hours, fades_in=fades_in, status=status, contacted_at=timezone.now())


def test_what_fades_raises_the_complaint_in_the_inbox(unit: Unit, desk: Client) -> None:
    late, older = filed(unit, hours=30), filed(unit, hours=5)
    faded = filed(unit, hours=4, fades_in=-1)
    fading = filed(unit, hours=1, fades_in=3)
    again, again_fading = (contacted(unit, Status.RECEIVED, hours=50, fades_in=days) for days in (None, 3))
    booked = contacted(unit, Status.CONFIRMED, hours=50, fades_in=3)
    AppointmentFactory(complaint=booked)
    reminders.forget_evidence()

    response = desk.get("/agents/")

    expected = [late, fading, older, faded, again_fading, again, booked]
    assert [row.complaint.reference for row in response.context["rows"]] == [one.reference for one in expected]
    assert [bool(row.fading) for row in response.context["rows"]] == [
        one in (fading, again_fading, booked) for one in expected
    ]
    assert words(response).count("indices à recueillir avant") == 3


def test_slots_before_what_fades_come_first(unit: Unit, desk: Client) -> None:
    complaint = filed(unit, hours=1, fades_in=5, status=Status.RECEIVED)
    until = complaint.evidence_until
    assert until is not None
    before = [start for start in slots(complaint) if start < until]

    first = desk.get(url("propose", complaint))
    more = desk.post(url("propose", complaint), {"semaines": "0", "plus": "1"})

    shown = [hour.value for day in first.context["agenda"].days for hour in day.hours]
    assert shown == [start.isoformat() for start in before]
    assert "Des indices peuvent disparaître à partir du" in words(first)
    assert "Les créneaux d’avant sont montrés d’abord." in words(first)
    assert "Montrer aussi les créneaux d’après" in words(first)
    assert len([hour for day in more.context["agenda"].days for hour in day.hours]) > len(before)
    assert "Montrer deux semaines de plus" in words(more)


def test_any_free_slot_may_still_be_proposed(unit: Unit, desk: Client) -> None:
    complaint = filed(unit, hours=1, fades_in=2, status=Status.RECEIVED)
    last = slots(complaint)[-1]

    desk.post(url("propose", complaint), values([last]))

    complaint.refresh_from_db()
    assert complaint.status == Status.PROPOSED


@pytest.mark.parametrize(("fades_in", "said"), [(0.0001, True), (-1, False), (None, False)])
def test_without_a_slot_in_time_two_weeks_are_shown_and_it_is_said(
    unit: Unit, desk: Client, fades_in: float | None, said: bool
) -> None:
    complaint = filed(unit, hours=1, fades_in=fades_in, status=Status.RECEIVED)

    response = desk.get(url("propose", complaint))

    days = [day.day for day in response.context["agenda"].days]
    assert (days[-1] - days[0]).days > 7
    assert ("Aucun créneau n’est libre avant" in words(response)) is said


def test_the_page_of_the_file_says_until_when(unit: Unit, desk: Client) -> None:
    complaint = filed(unit, hours=1, fades_in=5)

    assert "Indices menacés à partir du" in words(desk.get(complaint.get_absolute_url()))
