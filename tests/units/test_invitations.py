"""An account begins by an invitation: a link that serves once, for a while, and leaves no trace of itself."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints.enums import MailKind, MailState, Recipient
from complaints.models import OutgoingMail
from complaints.services import accounts as owed
from complaints.services import mailing
from preplainte.logs import DiscreetFormatter
from tests.factories import OFFICER_PASSWORD, OfficerFactory, UnitFactory
from units import accounts
from units.enums import Role
from units.models import Officer

pytestmark = pytest.mark.django_db

PASSWORD = "barque citron onze velours"
NEW = {"username": "nouvel.agent@police.example", "name": "Alex Morin", "email": "alex.morin@police.example"}


@pytest.fixture
def administrator() -> Officer:
    return OfficerFactory(role=Role.ADMINISTRATOR, name="Maxime Delaunay")


@pytest.fixture
def admin(administrator: Officer) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


@pytest.fixture
def officer(admin: Client) -> Officer:
    """Created by the administrator, invited by the clock."""
    response = admin.post(reverse("admin:units_officer_add"), {**NEW, "role": "agent", "units": [UnitFactory().pk]})
    assert response.status_code == 302, response.context["errors"]
    owed.invite_waiting()
    return Officer.objects.get(username=NEW["username"])


def link(officer: Officer) -> str:
    return reverse("units:invitation", args=[accounts.secret_of(officer)])


def choose(client: Client, url: str, one: str = PASSWORD, two: str = PASSWORD):
    return client.post(url, {"new_password1": one, "new_password2": two})


def test_from_the_administrator_to_the_desk(officer: Officer, administrator: Officer) -> None:
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.recipient, mail.officer) == (MailKind.INVITATION, Recipient.OFFICER, officer)
    assert (officer.has_usable_password(), officer.invited_at is not None) == (False, True)
    assert owed.invite_waiting() == 0
    assert mailing.deliver(mail.pk) == MailState.SENT
    (message,) = outbox.outbox
    (address,) = [line for line in message.body.splitlines() if "/agents/invitation/" in line]
    assert (message.to, address.startswith(settings.SITE_URL)) == ([NEW["email"]], True)
    client, path = Client(), address.removeprefix(settings.SITE_URL)
    page = client.get(path)
    assert (page.status_code, page["Referrer-Policy"], page["Cache-Control"]) == (200, "strict-origin", "no-store")
    assert not Officer.objects.get(pk=officer.pk).has_usable_password()  # opening it does nothing

    done = choose(client, path)

    assert done.url == reverse("units:login")
    signed = client.post(done.url, {"username": NEW["username"], "password": PASSWORD})
    assert signed.url == reverse("desk:inbox")
    assert choose(Client(), path, "autre phrase pour entrer", "autre phrase pour entrer").status_code == 410
    assert Officer.objects.get(pk=officer.pk).check_password(PASSWORD)
    assert [entry.user for entry in LogEntry.objects.all()] == [administrator]


@pytest.mark.parametrize(
    ("one", "two", "sentence"),
    [
        ("court", "court", "trop court"),
        (PASSWORD, PASSWORD + "x", "Les deux mots de passe ne sont pas les mêmes."),
        ("nouvel.agent@police", "nouvel.agent@police", "trop semblable"),
        ("telechargement", "telechargement", "trop courant"),
        ("", "", "obligatoire"),
    ],
)
def test_a_weak_password_is_refused_in_words(officer: Officer, one: str, two: str, sentence: str) -> None:
    response = choose(Client(), link(officer), one, two)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Officer.objects.get(pk=officer.pk).has_usable_password()


def test_a_link_that_serves_no_more_says_so(officer: Officer, admin: Client) -> None:
    old = link(officer)
    secret = old.split("/")[-2]
    for forged in ("x", f"{officer.pk.hex}-", secret + "a", "\x00", "0" * 32 + secret[32:]):
        response = Client().get(reverse("units:invitation", args=[forged]))
        assert (response.status_code, response["Referrer-Policy"]) == (410, "strict-origin")
    with time_machine.travel(timezone.now() + timedelta(hours=settings.INVITATION_HOURS + 2)):
        assert Client().get(old).status_code == 410
    officer.is_active = False
    officer.save(update_fields=["is_active"])
    assert choose(Client(), old).status_code == 410
    officer.is_active = True
    officer.save(update_fields=["is_active"])
    invite(admin, officer)

    response = choose(Client(), old)

    assert response.status_code == 410
    assert "Ce lien ne sert plus" in response.content.decode()
    assert not Officer.objects.get(pk=officer.pk).has_usable_password()


def invite(admin: Client, *officers: Officer):
    data = {"action": "invite", "_selected_action": [str(one.pk) for one in officers]}
    return admin.post(reverse("admin:units_officer_changelist"), data, follow=True)


def test_a_forgotten_password_is_invited_again(admin: Client, administrator: Officer) -> None:
    officer = OfficerFactory(email="a@police.example")
    silent, closed = OfficerFactory(), OfficerFactory(email="b@police.example", is_active=False)
    browser = Client()
    browser.force_login(officer)

    page = invite(admin, officer, silent, closed, administrator).content.decode()

    assert "1 invitation part." in page
    assert "n’est invité" in page
    assert browser.get(reverse("desk:inbox")).status_code == 302  # signed out everywhere
    assert [one.has_usable_password() for one in Officer.objects.order_by("username")].count(False) == 1
    assert [entry.object_id for entry in LogEntry.objects.all()] == [str(officer.pk)]
    assert owed.invite_waiting() == 1


def test_whoever_was_signed_in_is_signed_out(officer: Officer) -> None:
    browser = Client()
    browser.force_login(OfficerFactory(email="c@police.example"))

    choose(browser, link(officer))

    assert "_auth_user_id" not in browser.session


def test_the_link_never_stands_in_a_log(officer: Officer) -> None:
    address = link(officer)
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, f"Server Error: {address}", None, None)

    assert DiscreetFormatter().format(record) == "Server Error: /agents/invitation/[…]/"


def test_nobody_sets_anothers_password(admin: Client) -> None:
    officer = OfficerFactory()

    for method in (admin.get, admin.post):
        assert method(reverse("admin:auth_user_password_change", args=[officer.pk])).status_code == 403
    assert Officer.objects.get(pk=officer.pk).check_password(OFFICER_PASSWORD)


def test_an_account_needs_an_address(admin: Client) -> None:
    assert admin.post(reverse("admin:units_officer_add"), {**NEW, "role": "agent", "email": ""}).status_code == 200
    assert not Officer.objects.filter(username=NEW["username"]).exists()


@pytest.mark.parametrize("changes", [{"role": "agent"}, {"is_active": ""}])
def test_the_last_administrator_stays(admin: Client, administrator: Officer, changes: dict[str, str]) -> None:
    given = {"username": administrator.username, "name": "M", "role": "administrator", "is_active": "on"}
    url = reverse("admin:units_officer_change", args=[administrator.pk])

    assert "dernier administrateur" in admin.post(url, given | changes).content.decode()
    OfficerFactory(role=Role.ADMINISTRATOR)
    assert admin.post(url, given | changes).status_code == 302


def test_only_administrators_may_search_all_units(admin: Client) -> None:
    officer = OfficerFactory()
    given = {"username": officer.username, "name": "M", "is_active": "on", "may_search_all": "on"}
    url = reverse("admin:units_officer_change", args=[officer.pk])

    assert "Seul un administrateur" in admin.post(url, given | {"role": "head"}).content.decode()
    assert admin.post(url, given | {"role": "administrator"}).status_code == 302


def test_an_account_is_invited_only_while_it_waits() -> None:
    OfficerFactory(email="d@police.example")
    waiting = Officer.objects.create_user("e", None, name="E", email="e@police.example")
    Officer.objects.create_user("f", None, name="F")
    Officer.objects.create_user("g", None, name="G", email="g@police.example", is_active=False)

    assert list(accounts.to_invite()) == [waiting]
    owed.invite_waiting()
    mail = OutgoingMail.objects.get()
    accounts.choose_password(accounts.secret_of(waiting), PASSWORD)
    assert mailing.deliver(mail.pk) == MailState.CANCELLED  # a password was chosen meanwhile: nothing to invite to
