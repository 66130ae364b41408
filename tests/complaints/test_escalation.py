"""Alerts of first contacts that don't come: when, to whom, once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core import mail as django_mail
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from complaints import wake
from complaints.enums import Act, ContactOutcome, Kind, MailState, Status
from complaints.models import Complaint, JournalEntry, OutgoingMail
from complaints.services import contact, escalation, mailing
from complaints.services.promise import first_alert_at
from complaints.views.desk import telling
from tests.factories import ComplaintFactory, OfficerFactory, UnitFactory
from units.enums import Role
from units.models import Officer, Unit

pytestmark = pytest.mark.django_db

FILED = datetime(2026, 11, 23, 8, tzinfo=UTC)  # a Monday, nine in Paris
HOUR = timedelta(hours=1)
REMIND, OVERDUE, ALARM = FILED + 18 * HOUR, FILED + 24 * HOUR, FILED + 36 * HOUR
SERVICE = "chef@police.example"


@pytest.fixture(autouse=True)
def _quiet_broker(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(wake.rest, "until", float("inf"))
    settings.SITE_URL = "https://preplainte.example"


@pytest.fixture
def unit() -> Unit:
    return UnitFactory(mailbox="unite@police.example", operations_mailbox="corg@police.example")


def waiting(unit: Unit, *, filed_at: datetime = FILED, **fields: Any) -> Complaint:
    return ComplaintFactory(unit=unit, filed_at=filed_at, alert_at=first_alert_at(unit, filed_at), **fields)


def run(now: datetime) -> int:
    """The clock and the post at that moment; how many pre-complaints were alerted about."""
    given = escalation.escalate(now=now)
    mailing.sweep(now=now)
    return given


def sent() -> list[tuple[str, str]]:
    """To whom, and what it is called, since the last look."""
    found = [(message.to[0], message.subject.replace("\xa0", " ")) for message in django_mail.outbox]
    django_mail.outbox.clear()
    return found


def levels(complaint: Complaint) -> list[str]:
    return list(complaint.journal.filter(act=Act.ESCALATED).values_list("detail", flat=True))


def test_each_level_alerts_its_own_once(unit: Unit) -> None:
    complaint = waiting(unit)

    given = [run(now) for now in (REMIND - HOUR, REMIND, REMIND + HOUR, OVERDUE, ALARM, ALARM + 100 * HOUR)]

    complaint.refresh_from_db()
    assert given == [0, 1, 0, 1, 1, 0]
    assert (complaint.alert_level, complaint.alert_at) == (3, None)
    assert levels(complaint) == ["1", "2", "3"]
    assert sent() == [
        ("unite@police.example", "Pré-plaintes : 1 premier contact à prendre"),
        ("unite@police.example", "Pré-plaintes : 1 premier contact en retard"),
        ("corg@police.example", f"Pré-plaintes : 1 premier contact très en retard, {unit.name}"),
    ]


def test_those_who_can_mend_it_are_written_to_where_they_have_an_address(unit: Unit) -> None:
    agent = OfficerFactory(units=[unit], email="agent@police.example")
    mute = OfficerFactory(units=[unit])
    OfficerFactory(units=[unit], role=Role.HEAD, email=SERVICE)
    OfficerFactory(units=[unit], role=Role.HEAD, email="parti@police.example", is_active=False)
    OfficerFactory(units=[UnitFactory()], role=Role.HEAD, email="ailleurs@police.example")
    for officer in (agent, agent, mute, None):
        waiting(unit, officer=officer)

    run(REMIND)
    reminded = sent()
    run(OVERDUE)

    assert sorted(reminded) == [
        ("agent@police.example", "Pré-plaintes : 2 premiers contacts à prendre"),
        ("unite@police.example", "Pré-plaintes : 2 premiers contacts à prendre"),
    ]
    assert sent() == [(SERVICE, "Pré-plaintes : 4 premiers contacts en retard")]


def test_after_an_outage_only_the_highest_is_mailed_and_each_is_noted(unit: Unit) -> None:
    complaint = waiting(unit)

    run(ALARM + 5 * HOUR)

    assert levels(complaint) == ["1", "2", "3"]
    assert [to for to, _subject in sent()] == ["corg@police.example"]


def test_one_mail_an_hour_and_nobody_is_left_out(unit: Unit) -> None:
    first = [waiting(unit, filed_at=FILED + timedelta(minutes=minutes)) for minutes in (0, 1, 5)]
    run(OVERDUE)
    assert sorted(sent()) == [
        ("unite@police.example", "Pré-plaintes : 1 premier contact en retard"),
        ("unite@police.example", "Pré-plaintes : 3 premiers contacts à prendre"),
    ]

    for minutes in (1, 5, 30):
        run(OVERDUE + timedelta(minutes=minutes))
    assert sent() == []
    run(OVERDUE + HOUR)

    assert [levels(complaint) for complaint in first] == [["1", "2"]] * 3
    assert sent() == [("unite@police.example", "Pré-plaintes : 3 premiers contacts en retard")]


@pytest.mark.parametrize("ending", ["contacted", "closed", "gone"])
def test_what_is_settled_before_the_mail_leaves_is_not_told(unit: Unit, ending: str) -> None:
    complaint = waiting(unit, status=Status.RECEIVED)
    escalation.escalate(now=OVERDUE)

    if ending == "contacted":
        contact.attempt(complaint, outcome=ContactOutcome.NO_ANSWER, by=OfficerFactory(), now=OVERDUE)
    elif ending == "closed":
        Complaint.objects.update(status=Status.WITHDRAWN)
    else:
        Complaint.objects.update(unit=UnitFactory())
    mailing.sweep(now=OVERDUE)

    assert sent() == []
    assert OutgoingMail.objects.get().state == MailState.CANCELLED
    complaint.refresh_from_db()
    assert run(ALARM) == (0 if ending == "contacted" else int(ending == "gone"))


@pytest.mark.parametrize("how", ["left", "closed"])
def test_whoever_left_before_the_mail_does_is_told_nothing(unit: Unit, how: str) -> None:
    head = OfficerFactory(units=[unit], role=Role.HEAD, email=SERVICE)
    waiting(unit)
    escalation.escalate(now=OVERDUE)

    if how == "left":
        head.units.set([UnitFactory()])
    else:
        Officer.objects.update(is_active=False)
    mailing.sweep(now=OVERDUE)

    assert sent() == []
    assert OutgoingMail.objects.get().state == MailState.CANCELLED


def test_a_unit_elsewhere_is_told_by_its_own_clock() -> None:
    unit = UnitFactory(time_zone="Pacific/Noumea", department="988", mailbox="noumea@police.example")
    complaint = waiting(unit, kind=Kind.SCAM)

    run(OVERDUE + 3 * HOUR)

    (message,) = django_mail.outbox
    body = str(message.body).replace("\xa0", " ")
    html, _mimetype = message.alternatives[0]  # type: ignore[attr-defined]
    assert f"- {complaint.reference}, Escroquerie\n  À contacter avant le mardi 24 novembre à 19:00\n" in body
    assert "  En retard de 3 h\n" in body
    listed = "https://preplainte.example/agents/?vue=en-retard"
    assert re.findall(r"https://\S+", body) == [listed]
    desk = f"https://preplainte.example/agents/dossiers/{complaint.reference}/"
    assert re.findall(r'href="([^"]*)"', str(html)) == [desk, listed]
    for text in (body, str(html)):
        assert not re.search("Camille|MARTIN|courriel.example", text)


def test_a_long_list_is_cut_and_says_so(unit: Unit) -> None:
    for _ in range(27):
        waiting(unit)

    run(OVERDUE)

    assert "Et 2 autres." in str(django_mail.outbox[0].body)


def test_a_refused_alert_shows_in_the_inbox_of_the_unit(client: Client) -> None:
    unit = UnitFactory(operations_mailbox="")
    officer: Officer = OfficerFactory(units=[unit])
    waiting(unit)
    OfficerFactory(units=[unit])  # a colleague who reads the same: counted once

    escalation.escalate(now=ALARM)
    escalation.escalate(now=ALARM)

    assert list(OutgoingMail.objects.values_list("state", "last_error")) == [(MailState.REFUSED, "no mailbox")]
    assert telling.undelivered(officer) == [telling.Undelivered(unit.name, "Centre d’opérations", 1)]
    assert telling.undelivered(OfficerFactory(units=[UnitFactory()])) == []
    client.force_login(officer)
    assert "1 courriel n’a pas pu être remis" in client.get(reverse("desk:inbox")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_four_clocks_at_once_alert_once(unit: Unit) -> None:
    complaints = [waiting(unit) for _ in range(6)]
    barrier = Barrier(4)

    def work(_number: int) -> int:
        try:
            barrier.wait()
            return escalation.escalate(now=OVERDUE)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        given = list(pool.map(work, range(4)))

    assert sum(given) == 6
    assert [levels(complaint) for complaint in complaints] == [["1", "2"]] * 6
    assert OutgoingMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_that_is_being_acted_upon_waits_for_the_next_minute(unit: Unit) -> None:
    held, other = waiting(unit), waiting(unit)

    def elsewhere() -> int:
        try:
            return escalation.escalate(now=OVERDUE)
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        Complaint.objects.select_for_update().get(pk=held.pk)
        assert pool.submit(elsewhere).result() == 1

    assert JournalEntry.objects.filter(complaint=other).exists()
    assert escalation.escalate(now=OVERDUE) == 1
