"""What is known of officers' sign-ins goes in time, and not before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import OFFICER_PASSWORD, OfficerFactory
from units.housekeeping import purge_sign_ins

pytestmark = pytest.mark.django_db


def sign_in(username: str, password: str) -> Client:
    client = Client()
    client.post(reverse("units:login"), {"username": username, "password": password})
    return client


def aged(model: type, days: float) -> None:
    model.objects.update(attempt_time=timezone.now() - timedelta(days=days))  # type: ignore[attr-defined]


def test_sign_ins_are_forgotten_after_their_days() -> None:
    officer = OfficerFactory()
    sign_in(officer.username, OFFICER_PASSWORD)
    sign_in("nobody", "wrong")
    AccessFailureLog.objects.create(username="nobody", ip_address="192.0.2.17")
    logs = (AccessAttempt, AccessFailureLog, AccessLog)
    for log in logs:
        aged(log, settings.SIGN_IN_LOG_DAYS - 0.01)

    assert purge_sign_ins(now=timezone.now()) == 0
    assert [log.objects.count() for log in logs] == [1, 1, 1]

    for log in logs:
        aged(log, settings.SIGN_IN_LOG_DAYS + 0.01)
    assert purge_sign_ins(now=timezone.now()) == 3
    assert [log.objects.count() for log in logs] == [0, 0, 0]


def test_a_session_goes_once_it_has_ended() -> None:
    officer = OfficerFactory()
    client = sign_in(officer.username, OFFICER_PASSWORD)
    Session.objects.create(session_key="ended", session_data="", expire_date=timezone.now() - timedelta(seconds=1))

    assert purge_sign_ins(now=timezone.now()) == 1
    assert client.get(reverse("desk:inbox")).status_code == 200
    assert purge_sign_ins(now=timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE + 1)) == 1
    assert not Session.objects.exists()
