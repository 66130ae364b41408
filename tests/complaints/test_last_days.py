"""The last days of what nobody signed: a reminder, a record, each once, and the erasure."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO
from threading import Barrier
from typing import Any

import pikepdf
import pytest
import time_machine
from django.core import mail as django_mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from complaints import wake
from complaints.enums import Act, ContactOutcome, MailKind, MailState, Status
from complaints.models import Complaint
from complaints.services import contact, mailing, reminders
from complaints.views.desk import telling
from tests.complaints.pdf_text import text_of
from tests.factories import AppointmentFactory, ComplaintFactory, OfficerFactory, ProposalFactory, UnitFactory
from units.enums import MailContent
from units.models import Unit

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECURE = "brigade@gendarmerie.example"


@pytest.fixture(autouse=True)
def _site(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(wake.rest, "until", float("inf"))
    settings.SITE_URL = "https://preplainte.example"
    settings.SECURE_MAIL_DOMAINS = ("gendarmerie.example",)


def ending(left: timedelta, **fields: Any) -> Complaint:
    """A pre-complaint erased so long from now."""
    values = {"filed_at": NOW + left - 30 * DAY, "status": Status.RECEIVED, **fields}
    return ComplaintFactory(**values)


def lines(complaint: Complaint) -> list[tuple[str, str]]:
    return list(complaint.journal.values_list("act", "detail"))


def words_on(pdf: bytes) -> str:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return text_of(opened)


def sent(now: datetime = NOW) -> Any:
    mailing.sweep(now=now)
    (message,) = django_mail.outbox
    return message


def body(now: datetime = NOW) -> str:
    return str(sent(now).body).replace("\xa0", " ").split("-" * 70)[0]


# -- the reminder ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("left", "status", "reminded"),
    [
        (5 * DAY + HOUR, Status.RECEIVED, 0),
        (5 * DAY, Status.RECEIVED, 1),
        (DAY + HOUR, Status.FILED, 1),  # the site was down meanwhile
        (DAY, Status.RECEIVED, 0),  # too late to be of use: the record is due
        (4 * DAY, Status.SIGNED, 0),
        (4 * DAY, Status.DISMISSED, 0),
    ],
)
def test_each_victim_is_reminded_once_while_it_serves(left: timedelta, status: Status, reminded: int) -> None:
    complaint = ending(left, status=status)

    done = [reminders.remind_ending(now=NOW), reminders.remind_ending(now=NOW)]

    assert done == [reminded, 0]
    assert lines(complaint) == [(Act.REMINDED, "ending")] * reminded
    assert list(complaint.mails.values_list("kind", flat=True)) == [MailKind.ENDING] * reminded


def test_the_reminder_says_what_is_lost_and_when_on_the_units_clock() -> None:
    unit = UnitFactory(time_zone="America/Martinique", department="972", phone="01 99 00 12 34")
    complaint = ending(5 * DAY, unit=unit)

    reminders.remind_ending(now=NOW)

    message = sent()
    day = "vendredi 27 novembre 2026 à 06:00"
    assert message.subject.replace("\xa0", " ") == (
        f"Pré-plainte {complaint.reference} : effacée le 27 novembre si elle n’est pas signée"
    )
    assert f"votre pré-plainte et vos données seront effacées le {day}." in str(message.body)
    assert "Vous n’avez pas de rendez-vous." in str(message.body)
    assert "01 99 00 12 34" in str(message.body)


def test_the_reminder_says_the_appointment_to_come() -> None:
    complaint = ending(5 * DAY, status=Status.CONFIRMED)
    AppointmentFactory(complaint=complaint, start=NOW + 2 * DAY)

    reminders.remind_ending(now=NOW)

    text = body()
    assert "    mardi 24 novembre 2026 à 11:00" in text
    assert "Vous n’avez pas de rendez-vous" not in text


def test_the_reminder_says_until_when_to_choose() -> None:
    complaint = ending(5 * DAY, status=Status.PROPOSED)
    proposal = ProposalFactory(complaint=complaint, deadline=NOW + DAY)
    AppointmentFactory(complaint=complaint, proposal=proposal, state="held", start=NOW + 2 * DAY)

    reminders.remind_ending(now=NOW)

    assert "L’unité vous propose un rendez-vous : choisissez avant le lundi 23 novembre à 11:00." in body()


def test_a_victim_without_address_is_reminded_by_hand() -> None:
    unit = UnitFactory()
    officer = OfficerFactory(units=[unit])
    ending(5 * DAY, unit=unit, email="")

    reminders.remind_ending(now=NOW)

    (line,) = telling.lines(telling.owed_by_hand(officer.units.all()))
    assert line.words == "Sans signature avant le 27 novembre 2026, la pré-plainte et ses données seront effacées."


# -- the record ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("left", "booked", "recorded"),
    [
        (DAY + HOUR, None, 0),
        (DAY, None, 1),
        (DAY, 5 * HOUR, 0),  # they may still come
        (3 * HOUR, -HOUR, 1),  # they didn't
        (timedelta(0), None, 0),  # it is the erasure's turn
    ],
)
def test_the_unit_gets_its_record_once_nobody_can_come_any_more(
    left: timedelta, booked: timedelta | None, recorded: int
) -> None:
    complaint = ending(left, status=Status.CONFIRMED if booked else Status.RECEIVED)
    if booked:
        AppointmentFactory(complaint=complaint, start=NOW + booked)

    done = [reminders.record_unsigned(now=NOW), reminders.record_unsigned(now=NOW)]

    assert done == [recorded, 0]
    assert lines(complaint) == [(Act.RECORDED, "")] * recorded


@pytest.mark.parametrize("content", MailContent)
def test_the_record_goes_along_only_where_the_unit_gets_the_essentials(content: MailContent) -> None:
    complaint = ending(DAY, unit=UnitFactory(mailbox=SECURE, mail_content=content))
    contact.attempt(complaint, outcome=ContactOutcome.NO_ANSWER, by=OfficerFactory(), now=NOW)
    AppointmentFactory(complaint=complaint, start=NOW - 3 * DAY, state="missed")

    reminders.record_unsigned(now=NOW)

    message = sent()
    assert (message.to, message.subject) == ([SECURE], f"Constat de non-présentation {complaint.reference}")
    assert f"https://preplainte.example{complaint.get_absolute_url()}" in message.body
    assert "MARTIN" not in message.body
    names = [attachment[0] for attachment in message.attachments]
    assert names == ([f"constat-{complaint.reference}.pdf"] if content == MailContent.ESSENTIALS else [])
    if content == MailContent.ESSENTIALS:
        text = words_on(message.attachments[0][1])
        assert "Constat de non-présentation" in text
        assert "MARTIN" in text
        assert "19 novembre 2026 à 11:00 (Manqué)" in text
        assert "Contact avec la victime (Appelée, sans réponse)" in text


def test_a_unit_without_mailbox_shows_it_and_can_print_the_record(client: Client) -> None:
    unit = UnitFactory(mailbox="")
    officer = OfficerFactory(units=[unit])
    complaint = ending(DAY, unit=unit)
    early = ending(DAY + HOUR, unit=unit)
    client.force_login(officer)

    with time_machine.travel(NOW, tick=False):
        reminders.record_unsigned()
        client.force_login(officer)
        page = client.get(complaint.get_absolute_url()).content.decode()
        printed = client.post(reverse("desk:print_record", args=[complaint.reference]))
        refused = client.post(reverse("desk:print_record", args=[early.reference]))

    assert complaint.mails.get().state == MailState.REFUSED
    assert "Imprimer le constat de non-présentation" in page
    assert printed["Content-Type"] == "application/pdf"
    assert "Premier contact leaucun" in words_on(printed.content)
    assert (Act.PRINTED, "record") in lines(complaint)
    assert refused["Location"] == early.get_absolute_url()
    assert lines(early) == []


# -- what may vanish -------------------------------------------------------------------------------
def test_what_has_vanished_raises_a_file_no_more() -> None:
    gone, left = (ending(10 * DAY, evidence_until=NOW + after) for after in (timedelta(0), HOUR))

    assert [reminders.forget_evidence(now=NOW), reminders.forget_evidence(now=NOW)] == [1, 0]

    gone.refresh_from_db()
    left.refresh_from_db()
    assert (gone.evidence_until, left.evidence_until) == (None, NOW + HOUR)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("work", [reminders.remind_ending, reminders.record_unsigned])
def test_three_clocks_at_once_write_once(work: Callable[..., int]) -> None:
    unit: Unit = UnitFactory()
    left = 2 * DAY if work is reminders.remind_ending else DAY
    for _ in range(4):
        ending(left, unit=unit)
    barrier = Barrier(3)

    def run(_number: int) -> int:
        try:
            barrier.wait()
            return work(now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(run, range(3)))

    assert sum(done) == 4
    assert [complaint.mails.count() for complaint in Complaint.objects.all()] == [1] * 4
