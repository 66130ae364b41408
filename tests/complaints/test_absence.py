"""Who doesn't come is told so, and offered other slots at once when there are any."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail as django_mail

from complaints.enums import Act, MailKind, MailState, Status
from complaints.models import Complaint
from complaints.services import absence, appointments, mailing
from complaints.services.appointments import NoAppointment
from complaints.views.desk import telling
from tests.factories import ComplaintFactory, OfficerFactory, UnitFactory
from units.models import Officer, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_broker")]

SUNDAY = datetime(2026, 11, 22, 10, tzinfo=UTC)
MONDAY_9 = datetime(2026, 11, 23, 8, tzinfo=UTC)  # 9:00 in Paris
DAY = timedelta(days=1)


@pytest.fixture
def officer() -> Officer:
    return OfficerFactory(units=[UnitFactory(agenda=1)])


def booked(officer: Officer, **fields: Any) -> Complaint:
    unit: Unit = officer.units.get()
    values = {"filed_at": SUNDAY, "expires_at": SUNDAY + 30 * DAY, "status": Status.RECEIVED, **fields}
    complaint = ComplaintFactory(unit=unit, **values)
    appointments.fix(complaint, start=MONDAY_9, by=officer, now=SUNDAY)
    complaint.mails.all().delete()
    complaint.journal.all().delete()
    return complaint


def slots(complaint: Complaint) -> list[tuple[datetime, str]]:
    return [(one.start, one.state) for one in complaint.appointments.order_by("period")]


def lines(complaint: Complaint) -> list[tuple[str, str]]:
    return list(complaint.journal.values_list("act", "detail"))


def body(complaint: Complaint, now: datetime) -> str:
    """What the victim then reads, the foot apart."""
    mailing.sweep(now=now)
    (message,) = django_mail.outbox
    assert message.to == ["camille.martin@courriel.example"]
    return str(message.body).replace("\xa0", " ").split("-" * 70)[0]


def test_the_next_free_slots_are_held_one_a_day(officer: Officer) -> None:
    complaint = booked(officer)
    now = MONDAY_9 + timedelta(hours=1)

    absence.miss(complaint, by=officer, now=now)

    complaint.refresh_from_db()
    held = [MONDAY_9 + DAY + timedelta(hours=1), MONDAY_9 + 2 * DAY, MONDAY_9 + 3 * DAY]  # a day to answer at least
    assert slots(complaint) == [(MONDAY_9, "missed"), *((start, "held") for start in held)]
    assert (complaint.status, complaint.awaited_at) == (Status.PROPOSED, held[0])
    assert lines(complaint) == [
        (Act.STATUS, "confirmed → received"),
        (Act.MISSED, ""),
        (Act.STATUS, "received → proposed"),
        (Act.PROPOSED, "3"),
    ]
    text = body(complaint, now)
    assert "C’était le lundi 23 novembre 2026 à 09:00. Cela arrive." in text
    assert "- mardi 24 novembre 2026 à 10:00\n- mercredi 25 novembre 2026 à 09:00\n- jeudi 26 novembre" in text
    assert "choisissez avant le mardi 24 novembre à 10:00" in text


def test_without_free_slots_it_goes_back_to_the_inbox(officer: Officer) -> None:
    complaint = booked(officer)
    complaint.unit.rules.all().delete()
    now = MONDAY_9 + timedelta(hours=1)

    absence.miss(complaint, by=officer, now=now)

    complaint.refresh_from_db()
    assert (complaint.status, slots(complaint)) == (Status.RECEIVED, [(MONDAY_9, "missed")])
    assert lines(complaint) == [(Act.STATUS, "confirmed → received"), (Act.MISSED, "")]
    text = body(complaint, now)
    assert "L’unité va vous contacter pour convenir d’un autre rendez-vous." in text
    assert "créneau" not in text


def test_absent_again_is_offered_again_until_the_erasure(officer: Officer) -> None:
    complaint = booked(officer, expires_at=MONDAY_9 + 2 * DAY)
    absence.miss(complaint, by=officer, now=MONDAY_9)
    second = complaint.appointments.filter(state="held").get()  # Wednesday would be too late
    appointments.choose(complaint, appointment_id=second.pk, now=MONDAY_9)

    absence.miss(complaint, by=officer, now=second.start)

    complaint.refresh_from_db()
    assert (complaint.status, [state for _start, state in slots(complaint)]) == (Status.RECEIVED, ["missed", "missed"])
    mailing.sweep(now=second.start)
    days = [str(message.body).partition("C’était le ")[2][:8] for message in django_mail.outbox]
    assert days == ["lundi 23", "mardi 24"]


def test_an_absence_of_who_has_since_agreed_on_another_day_is_not_told(officer: Officer) -> None:
    complaint = booked(officer)
    absence.miss(complaint, by=officer, now=MONDAY_9)
    appointments.fix(complaint, start=MONDAY_9 + 2 * DAY, by=officer, now=MONDAY_9)

    mailing.sweep(now=MONDAY_9)

    states = complaint.mails.order_by("pk").values_list("kind", "state")
    assert list(states) == [(MailKind.MISSED, MailState.CANCELLED), (MailKind.CONFIRMED, MailState.SENT)]


@pytest.mark.parametrize("offered", [True, False])
def test_without_an_address_it_is_to_be_said_by_hand(officer: Officer, offered: bool) -> None:
    complaint = booked(officer, email="")
    if not offered:
        complaint.unit.rules.all().delete()

    absence.miss(complaint, by=officer, now=MONDAY_9)

    (line,) = telling.lines(telling.owed_by_hand(officer.units.all()))
    words = "Créneaux proposés : mardi 24 novembre à 09:00," if offered else "L’unité va proposer un autre rendez-vous."
    assert line.words.replace("\xa0", " ").startswith(f"Personne n’est venu au rendez-vous. {words}")


def test_nobody_is_absent_before_the_hour(officer: Officer) -> None:
    complaint = booked(officer)

    with pytest.raises(NoAppointment):
        absence.miss(complaint, by=officer, now=MONDAY_9 - timedelta(minutes=1))

    assert (lines(complaint), slots(complaint), complaint.mails.count()) == ([], [(MONDAY_9, "confirmed")], 0)
