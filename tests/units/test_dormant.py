"""Accounts nobody uses: warned, then closed; and the files of who has left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints.enums import Act, MailKind, Status
from complaints.models import OutgoingMail
from complaints.services import accounts as owed
from complaints.services import mailing
from complaints.tasks import close_dormant_accounts
from tests.factories import OFFICER_PASSWORD, ComplaintFactory, OfficerFactory, UnitFactory
from units import accounts
from units.enums import Role
from units.models import Officer

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
START = "2026-03-02T09:00:00Z"


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


def used(days: int, **changes: object) -> Officer:
    """An officer who signed in that many days ago."""
    return OfficerFactory(email="x@police.example", last_login=timezone.now() - days * DAY, **changes)


def sign_in(officer: Officer) -> Client:
    client = Client()
    client.post(reverse("units:login"), {"username": officer.username, "password": OFFICER_PASSWORD})
    return client


def warned() -> list[Officer]:
    return [mail.officer for mail in OutgoingMail.objects.filter(kind=MailKind.DORMANT).order_by("pk")]


def test_warned_then_closed_and_the_session_ends(clock: time_machine.Coordinates) -> None:
    quiet, busy = used(settings.DORMANT_DAYS), used(settings.DORMANT_DAYS - 1)
    browser = Client()

    close_dormant_accounts()
    close_dormant_accounts()

    assert warned() == [quiet]
    mailing.sweep()
    (message,) = outbox.outbox
    assert (message.to, message.subject) == (["x@police.example"], "Votre compte sera fermé le 16 mars")
    clock.shift((settings.DORMANT_NOTICE_DAYS * DAY) - timedelta(seconds=1))
    busy.last_login = timezone.now()
    busy.save(update_fields=["last_login"])
    before = quiet.last_login
    browser.force_login(quiet)
    Officer.objects.filter(pk=quiet.pk).update(last_login=before)  # a session that has lasted
    close_dormant_accounts()
    assert browser.get(reverse("desk:enter")).status_code == 200
    clock.shift(timedelta(seconds=1))
    close_dormant_accounts()

    quiet.refresh_from_db()
    assert (quiet.is_active, quiet.closed_at) == (False, timezone.now())
    assert browser.get(reverse("desk:enter")).status_code == 302
    assert "_auth_user_id" not in sign_in(quiet).session
    busy.refresh_from_db()
    assert (busy.is_active, warned()) == (True, [quiet])


def test_signing_in_keeps_the_account(clock: time_machine.Coordinates) -> None:
    quiet = used(settings.DORMANT_DAYS)
    owed.warn_dormant()

    sign_in(quiet)

    quiet.refresh_from_db()
    assert quiet.warned_at is None
    clock.shift(settings.DORMANT_NOTICE_DAYS * DAY)
    assert accounts.close_dormant(now=timezone.now()) == 0
    assert mailing.sweep() == 1
    assert outbox.outbox == []  # the warning had not left yet: it is over


def test_an_account_never_used_counts_from_its_invitation_or_its_creation(clock: time_machine.Coordinates) -> None:
    invited = OfficerFactory(invited_at=timezone.now() - (settings.DORMANT_DAYS - 1) * DAY)
    created = OfficerFactory(id=accounts._first_id(timezone.now() - (settings.DORMANT_DAYS - 2) * DAY))

    found: list[list[Officer]] = []
    for _day in range(3):
        found.append(sorted(accounts.to_warn(timezone.now()), key=lambda one: one.username))
        clock.shift(DAY + timedelta(seconds=1))

    assert found == [[], [invited], sorted([invited, created], key=lambda one: one.username)]


def test_the_last_administrator_is_neither_warned_nor_closed() -> None:
    long_ago = settings.DORMANT_DAYS + settings.DORMANT_NOTICE_DAYS
    alone = used(long_ago, role=Role.ADMINISTRATOR)
    assert owed.warn_dormant() == 0
    other = used(long_ago, role=Role.ADMINISTRATOR)
    assert owed.warn_dormant() == 2
    later = timezone.now() + settings.DORMANT_NOTICE_DAYS * DAY

    assert accounts.close_dormant(now=later) == 1

    left = Officer.objects.get(is_active=True)
    assert left in (alone, other)
    assert accounts.close_dormant(now=later) == 0


def test_an_account_opened_again_begins_anew(clock: time_machine.Coordinates) -> None:
    admin = Client()
    admin.force_login(OfficerFactory(role=Role.ADMINISTRATOR))
    closed = OfficerFactory(is_active=False, closed_at=timezone.now(), warned_at=timezone.now())
    given = {"username": closed.username, "name": "C", "role": "agent", "is_active": "on"}

    response = admin.post(reverse("admin:units_officer_change", args=[closed.pk]), given)

    assert response.status_code == 302
    closed.refresh_from_db()
    assert (closed.is_active, closed.warned_at, closed.closed_at) == (True, None, None)


def test_who_leaves_a_unit_loses_access_at_once_and_the_files_return_to_it() -> None:
    unit = UnitFactory()
    leaving, closed, staying = (OfficerFactory(units=[unit]) for _ in range(3))
    files = [ComplaintFactory(unit=unit, status=Status.RECEIVED, officer=one) for one in (leaving, closed, staying)]
    over = ComplaintFactory(unit=unit, status=Status.SIGNED, officer=leaving)
    browser = Client()
    browser.force_login(leaving)
    leaving.units.clear()
    Officer.objects.filter(pk=closed.pk).update(is_active=False)

    assert browser.get(files[0].get_absolute_url()).status_code == 404
    assert (owed.release_strays(), owed.release_strays()) == (2, 0)

    for complaint in (*files, over):
        complaint.refresh_from_db()
    assert [one.officer for one in (*files, over)] == [None, None, staying, leaving]
    line = files[0].journal.get()
    assert (line.act, line.officer, line.precision) == (Act.GIVEN_BACK, None, "L’agent n’est plus de l’unité")
