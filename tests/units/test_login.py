from __future__ import annotations

import pytest
from axes.models import AccessAttempt
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from tests.factories import OFFICER_PASSWORD, OfficerFactory
from units.access import OfficerRequest, officer_required
from units.views import login

pytestmark = pytest.mark.django_db
LOGIN = "/agents/connexion/"


def sign_in(client, username: str, password: str, **extra: object):
    return client.post(LOGIN, {"username": username, "password": password}, **extra)


def test_an_officer_signs_in_and_out(client):
    officer = OfficerFactory()

    response = sign_in(client, officer.username, OFFICER_PASSWORD)

    assert (response.status_code, response["Location"]) == (302, reverse("desk:inbox"))
    assert client.session["_auth_user_id"] == str(officer.pk)
    assert client.get(reverse("units:logout")).status_code == 405
    assert client.post(reverse("units:logout"))["Location"] == LOGIN
    assert "_auth_user_id" not in client.session


def test_the_page_asks_in_french(client):
    page = client.get(LOGIN).content.decode()

    assert "Matricule ou adresse de service" in page
    assert "Mot de passe" in page


def test_the_way_back_is_kept_and_stays_here(client):
    officer = OfficerFactory()

    response = client.post(f"{LOGIN}?next=/agents/x/", {"username": officer.username, "password": OFFICER_PASSWORD})
    assert response["Location"] == "/agents/x/"

    client.logout()
    response = client.post(
        LOGIN, {"username": officer.username, "password": OFFICER_PASSWORD, "next": "https://evil.example/"}
    )
    assert response["Location"] == reverse("desk:inbox")


def test_already_signed_in_goes_to_the_inbox(client):
    client.force_login(OfficerFactory())

    assert client.get(LOGIN)["Location"] == reverse("desk:inbox")


@pytest.mark.parametrize("known", [True, False])
def test_a_refusal_does_not_say_what_was_wrong(client, known):
    OfficerFactory(username="agent@police.example")

    response = sign_in(client, "agent@police.example" if known else "personne@police.example", "pas le bon mot")

    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == [
        "Identifiant ou mot de passe incorrect. Vérifiez les majuscules, puis recommencez."
    ]
    assert "_auth_user_id" not in client.session


def test_an_inactive_officer_does_not_sign_in(client):
    officer = OfficerFactory(is_active=False)

    assert sign_in(client, officer.username, OFFICER_PASSWORD).status_code == 200
    assert "_auth_user_id" not in client.session


def test_five_failures_lock_the_account_from_that_address_only(client):
    officer, colleague = OfficerFactory(), OfficerFactory()

    answers = [sign_in(client, officer.username, "pas le bon mot").status_code for _ in range(5)]
    locked = sign_in(client, officer.username, OFFICER_PASSWORD)

    assert answers == [200, 200, 200, 200, 429]
    assert locked.status_code == 429
    assert "units/locked_out.html" in [template.name for template in locked.templates]
    assert sign_in(client, officer.username, OFFICER_PASSWORD, REMOTE_ADDR="192.0.2.7").status_code == 302
    client.logout()
    assert sign_in(client, colleague.username, OFFICER_PASSWORD).status_code == 302


def test_behind_a_proxy_a_stranger_does_not_lock_the_officer_out(client, settings):
    settings.BEHIND_PROXY = True
    officer = OfficerFactory()

    for number in range(5):
        sign_in(client, officer.username, "pas le bon mot", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, 2001:db8::{number}")
    stranger = sign_in(client, officer.username, OFFICER_PASSWORD, HTTP_X_FORWARDED_FOR="2001:db8::9")
    officers_own = sign_in(client, officer.username, OFFICER_PASSWORD, HTTP_X_FORWARDED_FOR="192.0.2.7")

    assert (stranger.status_code, officers_own.status_code) == (429, 302)
    assert set(AccessAttempt.objects.values_list("ip_address", flat=True)) == {"2001:db8::"}


def test_one_address_does_not_try_every_name(client, monkeypatch):
    monkeypatch.setattr(login, "TRIES_BY_ADDRESS", 3)
    officer = OfficerFactory()

    answers = [sign_in(client, f"agent{number}@police.example", "motdepasse2026").status_code for number in range(4)]

    assert answers == [200, 200, 200, 429]
    assert sign_in(client, officer.username, OFFICER_PASSWORD).status_code == 429
    assert sign_in(client, officer.username, OFFICER_PASSWORD, REMOTE_ADDR="192.0.2.7").status_code == 302


# -- the guard of the desk's views -----------------------------------------------------------------


@officer_required
def hello(request: OfficerRequest, name: str) -> HttpResponse:
    return HttpResponse(f"{name} {request.officer.pk}")


def request_of(user: object, path: str = "/agents/dossiers/?page=2") -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = user  # type: ignore[assignment]
    return request


def test_the_guard_gives_the_view_its_officer():
    officer = OfficerFactory()

    assert hello(request_of(officer), name="bonjour").content.decode() == f"bonjour {officer.pk}"


def test_the_guard_sends_others_to_sign_in(client):
    anonymous = client.get(LOGIN).wsgi_request.user

    for user in (anonymous, OfficerFactory(is_active=False)):
        response = hello(request_of(user), name="bonjour")
        assert (response.status_code, response["Location"]) == (302, f"{LOGIN}?next=/agents/dossiers/%3Fpage%3D2")


def test_an_officer_made_inactive_is_out_at_once(client):
    officer = OfficerFactory()
    client.force_login(officer)
    assert client.get(LOGIN).status_code == 302

    officer.is_active = False
    officer.save(update_fields=["is_active"])

    assert client.get(LOGIN).status_code == 200
