"""Whole lives, with the clock as the only hand: what each pre-complaint's journal and mails hold at the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail as django_mail
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format
from pytest_django import Settings

from complaints import tasks, wake
from complaints.enums import ContactOutcome
from complaints.models import Complaint, OutgoingMail
from complaints.services import absence, appointments, contact, triage
from complaints.services.filing import Declaration, file_complaint
from tests.complaints.driver import evreux
from tests.complaints.questions.test_answers import STORED
from tests.factories import OfficerFactory, UnitFactory
from units.enums import Role
from units.models import Officer, Unit

pytestmark = pytest.mark.django_db

PARIS, NOUMEA = ZoneInfo("Europe/Paris"), ZoneInfo("Pacific/Noumea")
MONDAY = datetime(2026, 11, 23, 9, tzinfo=PARIS)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLOCKWORK = (
    tasks.escalate,
    tasks.expire_proposals,
    tasks.remind_ending,
    tasks.record_unsigned,
    tasks.forget_evidence,
    tasks.erase_due,
    tasks.sweep_mails,
)


@pytest.fixture(autouse=True)
def _quiet_broker(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(wake.rest, "until", float("inf"))
    settings.SITE_URL = "https://preplainte.example"


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def place(**fields: object) -> Unit:
    values = {"agenda": 1, "mailbox": "unite@police.example", "operations_mailbox": "corg@police.example", **fields}
    return UnitFactory(**values)  # type: ignore[arg-type]


def filed(unit: Unit) -> Complaint:
    """Sent online by somebody who proved their address; what leaves at once has left."""
    notes = {"email_proved": "anne.delaunay@courriel.example"}
    declaration = Declaration(answers=STORED, unit=unit, commune=evreux(), language="fr", notes=notes)
    complaint = file_complaint(declaration)
    tasks.sweep_mails()
    django_mail.outbox.clear()
    return complaint


def live(clock: time_machine.Coordinates, until: datetime, *, step: timedelta) -> None:
    """Let the time pass with nobody at the desk; every clockwork runs twice, as two workers may."""
    now = datetime.now(UTC)
    while now < until:
        now = min(now + step, until)
        clock.move_to(now)
        for work in CLOCKWORK * 2:
            work()


def lines(complaint: Complaint) -> list[tuple[str, str]]:
    return list(complaint.journal.values_list("act", "detail"))


def sent(complaint: Complaint) -> list[tuple[str, str]]:
    """To whom and what, in order; the reference and the unit's name apart."""
    names = (complaint.reference, complaint.unit.name)
    subjects = [str(message.subject).replace("\xa0", " ") for message in django_mail.outbox]
    for name in names:
        subjects = [subject.replace(name, "…") for subject in subjects]
    return [(message.to[0].partition("@")[0], one) for message, one in zip(django_mail.outbox, subjects, strict=True)]


def test_filed_reminded_overdue_alarmed_contacted(clock: time_machine.Coordinates, client: Client) -> None:
    unit = place(phone="01 99 00 12 34")
    officer: Officer = OfficerFactory(units=[unit], role=Role.HEAD, email="chef@police.example")
    complaint = filed(unit)

    live(clock, MONDAY + 40 * HOUR, step=6 * HOUR)
    page = client.get(reverse("complaints:follow_link", args=[complaint.follow_secret]), follow=True).content.decode()
    contact.attempt(complaint, outcome=ContactOutcome.MESSAGE_LEFT, by=officer)
    live(clock, MONDAY + 90 * HOUR, step=25 * HOUR)

    complaint.refresh_from_db()
    assert (complaint.alert_level, complaint.alert_at, complaint.contacted_at) == (3, None, MONDAY + 40 * HOUR)
    assert lines(complaint) == [
        ("filed", ""),
        ("escalated", "1"),
        ("escalated", "2"),
        ("escalated", "3"),
        ("contact", "message_left"),
    ]
    assert [entry.at for entry in complaint.journal.filter(act="escalated")] == [
        MONDAY + 18 * HOUR,
        MONDAY + 24 * HOUR,
        MONDAY + 36 * HOUR,
    ]
    assert sent(complaint) == [
        ("unite", "Pré-plaintes : 1 premier contact à prendre"),
        ("chef", "Pré-plaintes : 1 premier contact en retard"),
        ("corg", "Pré-plaintes : 1 premier contact très en retard, …"),
    ]
    assert "L’unité tarde à vous contacter" in page
    assert "mardi 24 novembre 2026 à 09:00" in page
    assert "01 99 00 12 34" in page


def test_absent_offered_again_absent_again(clock: time_machine.Coordinates) -> None:
    unit = place()
    officer: Officer = OfficerFactory(units=[unit])
    complaint = triage.open_file(filed(unit), by=officer)
    appointments.fix(complaint, start=MONDAY + DAY, by=officer)
    tasks.sweep_mails()
    for _ in range(2):
        booked = complaint.appointments.get(state="confirmed")
        live(clock, booked.end, step=DAY)
        absence.miss(complaint, by=officer)
        tasks.sweep_mails()
        held = complaint.appointments.filter(state="held").order_by("period")
        appointments.choose(complaint, appointment_id=held[0].pk)
        tasks.sweep_mails()

    again = [
        ("status", "confirmed → received"),
        ("missed", ""),
        ("status", "received → proposed"),
        ("proposed", "3"),
        ("status", "proposed → confirmed"),
        ("confirmed", ""),
    ]
    assert lines(complaint) == [
        ("filed", ""),
        ("opened", ""),
        ("status", "filed → received"),
        ("status", "received → confirmed"),
        ("confirmed", ""),
        *again,
        *again,
    ]
    states = list(complaint.appointments.order_by("period", "pk").values_list("state", flat=True))
    assert (states.count("missed"), states.count("confirmed"), states.count("held")) == (2, 1, 0)
    confirmed, told = "Pré-plainte … : rendez-vous confirmé", "Pré-plainte … : votre rendez-vous"
    subjects = [confirmed, told, confirmed, told, confirmed]
    assert sent(complaint) == [("anne.delaunay", subject) for subject in subjects]


@pytest.mark.parametrize(("zone", "department"), [(PARIS, "27"), (NOUMEA, "988")])
def test_filed_and_forgotten(clock: time_machine.Coordinates, zone: ZoneInfo, department: str) -> None:
    """Nobody ever opens it: it ends by itself, on the day that was announced, wherever that is."""
    unit = place(time_zone=zone.key, department=department)
    complaint = filed(unit)

    live(clock, MONDAY + 31 * DAY, step=DAY)

    complaint.refresh_from_db()
    assert (complaint.status, complaint.erased_at, complaint.identity) == ("expired", MONDAY + 30 * DAY, None)
    assert lines(complaint) == [
        ("filed", ""),
        ("escalated", "1"),
        ("escalated", "2"),
        ("escalated", "3"),
        ("reminded", "ending"),
        ("recorded", ""),
        ("status", "filed → expired"),
        ("erased", ""),
    ]
    days = [(entry.act, entry.at - MONDAY) for entry in complaint.journal.filter(act__in=["reminded", "recorded"])]
    assert days == [("reminded", 25 * DAY), ("recorded", 29 * DAY)]
    last = date_format((MONDAY + 30 * DAY).astimezone(zone), "j F")
    assert sent(complaint) == [
        ("unite", "Pré-plaintes : 1 premier contact en retard"),
        ("corg", "Pré-plaintes : 1 premier contact très en retard, …"),
        ("anne.delaunay", f"Pré-plainte … : effacée le {last} si elle n’est pas signée"),
        ("unite", "Constat de non-présentation …"),
        ("anne.delaunay", "Pré-plainte … : expirée, données effacées"),
    ]
    assert not OutgoingMail.objects.filter(state__in=["pending", "refused", "by_hand"]).exists()


@pytest.mark.parametrize(
    ("filed_at", "due"),
    [
        ("2026-03-28 20:00", "2026-03-29 21:00"),  # an hour is missing in the night
        ("2026-10-24 20:00", "2026-10-25 19:00"),  # an hour comes twice
    ],
)
def test_the_night_of_a_clock_change_lasts_as_long_as_any_other(
    clock: time_machine.Coordinates, filed_at: str, due: str
) -> None:
    start = datetime.fromisoformat(filed_at).replace(tzinfo=PARIS)
    clock.move_to(start)
    complaint = filed(place())

    live(clock, start.astimezone(UTC) + 24 * HOUR, step=6 * HOUR)

    assert complaint.contact_due_at == datetime.fromisoformat(due).replace(tzinfo=PARIS)
    alerts = [entry.at - complaint.filed_at for entry in complaint.journal.filter(act="escalated")]
    assert alerts == [18 * HOUR, 24 * HOUR]


def test_after_an_outage_only_what_still_serves_is_done(clock: time_machine.Coordinates) -> None:
    """Down from the first day to the last but one: no reminder of a contact, nor of an end five days away."""
    complaint = filed(place())

    live(clock, MONDAY + 29 * DAY + HOUR, step=29 * DAY + HOUR)
    live(clock, MONDAY + 30 * DAY, step=DAY)

    assert sent(complaint) == [
        ("corg", "Pré-plaintes : 1 premier contact très en retard, …"),
        ("unite", "Constat de non-présentation …"),
        ("anne.delaunay", "Pré-plainte … : expirée, données effacées"),
    ]
