"""A pre-complaint handed over to another unit: new there, gone here, and both the unit and the victim told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from complaints.enums import Act, AppointmentState, MailKind, MailState, Recipient, Status
from complaints.mails.compose import compose
from complaints.models import Complaint, OutgoingMail
from complaints.sealing import tokens
from complaints.sealing.tokens import TokenKind
from complaints.services import appointments, assignment, mailing, notes, status, tags, transfer, triage
from complaints.services.booking import free_slots
from complaints.services.transfer import CannotReceive
from tests.complaints.desk.pages import flat
from tests.complaints.following import page_of
from tests.factories import AppointmentFactory, CommuneFactory, ComplaintFactory, OfficerFactory, UnitFactory
from units.models import Officer, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Unit:
    return UnitFactory(agenda=1, name="Brigade d’ici")


@pytest.fixture
def there() -> Unit:
    return UnitFactory(name="Brigade de là-bas", commune=CommuneFactory(name="Conches"), phone="02 61 91 00 44")


@pytest.fixture
def officer(here: Unit) -> Officer:
    return OfficerFactory(units=[here], name="Claire Morel")


def owed(complaint: Complaint) -> list[tuple[str, str, str]]:
    return list(complaint.mails.order_by("pk").values_list("kind", "recipient", "state"))


def text_of(complaint: Complaint, recipient: Recipient) -> tuple[str, Any]:
    message = compose(OutgoingMail.objects.get(complaint=complaint, kind=MailKind.TRANSFER, recipient=recipient))
    return flat(str(message.body)), message


def test_it_is_new_at_the_other_unit_and_its_history_goes_along(here: Unit, there: Unit, officer: Officer) -> None:
    complaint = triage.open_file(ComplaintFactory(unit=here), by=officer)
    assignment.take(complaint, by=officer)
    tags.set_tags(complaint, names=["été"], by=officer)
    notes.add(complaint, text="Préfère le matin.", by=officer)
    start = free_slots(complaint, now=timezone.now(), notice=False)[0].start
    appointments.fix(complaint, start=start, by=officer)
    mailing.queue(complaint, MailKind.FILED, Recipient.UNIT)
    before = Complaint.objects.get(pk=complaint.pk)

    transfer.transfer(before, to=there, by=officer)

    after = Complaint.objects.get(pk=complaint.pk)
    assert (after.unit, after.status, after.officer, after.awaited_at) == (there, Status.FILED, None, None)
    kept = ("filed_at", "received_at", "contact_due_at", "contacted_at", "expires_at", "fingerprint", "identity")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert list(after.tags.all()) == []
    assert [note.text for note in after.notes.all()] == ["Préfère le matin."]
    assert [one.state for one in after.appointments.all()] == [AppointmentState.CANCELLED]
    assert owed(after) == [
        (MailKind.CONFIRMED, Recipient.VICTIM, MailState.CANCELLED),
        (MailKind.FILED, Recipient.UNIT, MailState.CANCELLED),
        (MailKind.TRANSFER, Recipient.UNIT, MailState.PENDING),
        (MailKind.TRANSFER, Recipient.VICTIM, MailState.PENDING),
    ]
    journal = list(after.journal.order_by("-pk").values_list("act", "detail", "unit__name", "officer__name")[:2])
    assert journal == [
        (Act.TRANSFERRED, "", "Brigade de là-bas", "Claire Morel"),
        (Act.STATUS, "confirmed → filed", "Brigade de là-bas", "Claire Morel"),
    ]


def test_names_are_found_at_the_new_unit_only(here: Unit, there: Unit, officer: Officer) -> None:
    complaint = ComplaintFactory(unit=here)

    moved = transfer.transfer(complaint, to=there, by=officer)

    found = {unit: set(tokens.query(TokenKind.NAME, "Martin", unit=str(unit.pk))) for unit in (here, there)}
    assert not found[here] & set(moved.tokens)
    assert found[there] & set(moved.tokens)


def test_one_that_was_never_opened_stays_so(here: Unit, there: Unit, officer: Officer) -> None:
    complaint = ComplaintFactory(unit=here)

    moved = transfer.transfer(complaint, to=there, by=officer)

    assert (moved.unit, moved.status, moved.received_at) == (there, Status.FILED, None)
    assert [entry.act for entry in moved.journal.all()] == [Act.TRANSFERRED]


@pytest.mark.parametrize("case", ["same", "closed", "over", "stale"])
def test_a_refused_transfer_leaves_no_trace(case: str, here: Unit, there: Unit, officer: Officer) -> None:
    complaint = ComplaintFactory(unit=here, status=Status.WITHDRAWN if case == "over" else Status.RECEIVED)
    to = {"same": here, "closed": UnitFactory(receives_public=False)}.get(case, there)
    if case == "stale":
        Complaint.objects.filter(pk=complaint.pk).update(unit=UnitFactory())

    with pytest.raises((CannotReceive, status.Over, status.MovedAway)):
        transfer.transfer(complaint, to=to, by=officer)

    assert not complaint.journal.exists()
    assert not complaint.mails.exists()


def test_whoever_read_it_before_does_nothing_any_more(here: Unit, there: Unit, officer: Officer) -> None:
    as_read = ComplaintFactory(unit=here, status=Status.RECEIVED)
    transfer.transfer(Complaint.objects.get(pk=as_read.pk), to=there, by=officer)

    for act in (assignment.take, assignment.give_back):
        with pytest.raises(status.MovedAway):
            act(as_read, by=officer)
    assert Complaint.objects.get(pk=as_read.pk).status == Status.FILED


@pytest.mark.parametrize(
    ("level", "hours_ago", "expected_level", "in_hours"),
    [(0, 2, 0, 16), (0, 17, 0, 6), (1, 19, 1, 6), (3, 40, 1, 6)],
)
def test_the_new_unit_is_alerted_in_its_turn(
    level: int, hours_ago: int, expected_level: int, in_hours: int, here: Unit, there: Unit, officer: Officer
) -> None:
    now = timezone.now()
    filed_at = now - timedelta(hours=hours_ago)
    alert_at = {0: filed_at + timedelta(hours=18), 1: filed_at + timedelta(hours=24)}.get(level)
    complaint = ComplaintFactory(
        unit=here, status=Status.RECEIVED, filed_at=filed_at, alert_level=level, alert_at=alert_at
    )

    moved = transfer.transfer(complaint, to=there, by=officer)

    assert moved.alert_level == expected_level
    assert moved.alert_at is not None
    assert round((moved.alert_at - now) / timedelta(hours=1)) == in_hours


# -- what is told ----------------------------------------------------------------------------------
def test_the_victim_is_told_where_to_turn_and_what_is_cancelled(here: Unit, there: Unit, officer: Officer) -> None:
    complaint = ComplaintFactory(unit=here, status=Status.CONFIRMED)
    AppointmentFactory(complaint=complaint)

    transfer.transfer(complaint, to=there, by=officer)

    text, message = text_of(complaint, Recipient.VICTIM)
    assert "Brigade de là-bas" in text
    assert "1 rue des Tilleuls" in text
    assert "02 61 91 00 44" in text
    assert "dans l’ancienne unité est annulé" in text
    assert "le transfert n’allonge pas ce délai" in text
    assert complaint.follow_secret in text
    assert [one.get_filename() for one in message.attachments] == ["rendez-vous.ics"]


@pytest.mark.parametrize(
    ("contacted", "sentence"),
    [(True, "nous ne pouvons pas vous promettre sous quel délai"), (False, "Le délai promis est déjà passé")],
)
def test_the_delay_is_told_as_it_is(contacted: bool, sentence: str, here: Unit, there: Unit, officer: Officer) -> None:
    filed_at = timezone.now() - timedelta(hours=30)
    complaint = ComplaintFactory(
        unit=here, status=Status.RECEIVED, filed_at=filed_at, contacted_at=timezone.now() if contacted else None
    )

    transfer.transfer(complaint, to=there, by=officer)

    assert sentence in text_of(complaint, Recipient.VICTIM)[0]
    assert ("déjà été contactée" in text_of(complaint, Recipient.UNIT)[0]) == contacted
    page = page_of(Client(), complaint)
    assert ("Une autre unité suit votre pré-plainte" in page) == contacted
    assert ("L’unité tarde à vous contacter" in page) != contacted
    assert "Transférée à une autre unité" in page


def test_the_new_unit_is_told_as_at_the_filing(here: Unit, there: Unit, officer: Officer) -> None:
    complaint = ComplaintFactory(unit=here, status=Status.RECEIVED)

    transfer.transfer(complaint, to=there, by=officer)

    text, message = text_of(complaint, Recipient.UNIT)
    assert message.to == [there.mailbox]
    assert "Une autre unité transfère une pré-plainte à Brigade de là-bas." in text
    assert complaint.reference in text
    assert "Martin" not in text


# -- two at once -----------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_officers_who_transfer_at_once_transfer_once(here: Unit, there: Unit) -> None:
    officers = [OfficerFactory(units=[here]) for _ in range(2)]
    units = [there, UnitFactory()]
    complaint = ComplaintFactory(unit=here, status=Status.RECEIVED)
    together = Barrier(2)

    def hand_over(number: int) -> bool:
        together.wait()
        try:
            transfer.transfer(complaint, to=units[number], by=officers[number])
        except status.MovedAway:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(hand_over, range(2)))

    assert sorted(done) == [False, True]
    moved = Complaint.objects.get(pk=complaint.pk)
    assert moved.unit == units[done.index(True)]
    assert moved.journal.filter(act=Act.TRANSFERRED).count() == 1
