"""Logs hold neither what was typed nor what opens a file, whatever goes wrong."""

from __future__ import annotations

import logging
import logging.config

import pytest
from celery.signals import setup_logging
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from complaints.sealing import access
from preplainte import celery
from preplainte.logs import DiscreetFormatter
from units.ids import new_id

TYPED = "Anne Delaunay, 12 rue des Lilas"


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.handler.setFormatter(DiscreetFormatter("{levelname} {name} {message}", style="{"))
    caplog.set_level(logging.INFO)
    return caplog


def _fail() -> None:
    """As code does with what a victim typed."""
    try:
        int(TYPED)
    except ValueError as error:
        raise KeyError(TYPED) from error


def _refuse(*_: object) -> None:
    raise OperationalError("connection refused")


def test_the_text_of_an_error_stays_out(lines: pytest.LogCaptureFixture) -> None:
    try:
        _fail()
    except KeyError:
        logging.getLogger("x").exception("it failed")

    assert "ERROR x it failed\n" in lines.text
    assert "in _fail" in lines.text
    assert "builtins.KeyError\n" in lines.text
    assert "builtins.ValueError" in lines.text
    assert TYPED not in lines.text


def test_the_text_of_an_error_about_machines_is_told(lines: pytest.LogCaptureFixture) -> None:
    try:
        _refuse()
    except OperationalError:
        logging.getLogger("x").exception("it failed")

    assert "django.db.utils.OperationalError: connection refused" in lines.text


def test_a_failed_task_does_not_quote_its_error(lines: pytest.LogCaptureFixture) -> None:
    try:
        _fail()
    except KeyError as error:
        context = {"name": "complaints.erase_due", "exc": repr(error)}
        logging.getLogger("celery.app.trace").exception("Task %(name)s raised: %(exc)s", context)

    assert "Task complaints.erase_due raised: KeyError\n" in lines.text
    assert TYPED not in lines.text


@pytest.mark.django_db
def test_a_follow_up_link_that_fails_stays_secret(lines: pytest.LogCaptureFixture) -> None:
    secret = access.link_secret(new_id(), 0)
    address = reverse("complaints:follow_link", args=[secret])
    Client(enforce_csrf_checks=True).post(address)
    client = Client(raise_request_exception=False)
    with connection.execute_wrapper(_refuse):
        assert client.get(address).status_code == 500

    assert "Internal Server Error: /suivi/l/[…]/" in lines.text
    assert "Forbidden (CSRF cookie not set.): /suivi/l/[…]/" in lines.text
    assert secret not in lines.text


def test_the_link_of_a_form_gone_on_with_stays_secret_too(lines: pytest.LogCaptureFixture) -> None:
    Client(enforce_csrf_checks=True).post(reverse("complaints:resume_link", args=["7KQ4-M2XW-9D3F-0TA1-B2C3"]))

    assert "Forbidden (CSRF cookie not set.): /reprendre/[…]/" in lines.text
    assert "7KQ4" not in lines.text


def test_web_and_workers_write_that_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Celery replaces the handlers that Django configured, unless the signal is taken."""
    configured: list[object] = []
    monkeypatch.setattr(logging.config, "dictConfig", configured.append)

    setup_logging.send(sender=None)

    assert celery.keep_logging
    assert configured == [settings.LOGGING]
    assert settings.LOGGING["formatters"]["line"]["class"] == "preplainte.logs.DiscreetFormatter"
