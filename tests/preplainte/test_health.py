"""The two addresses that machines watch, and what every answer carries."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from preplainte import health
from preplainte.celery import app
from preplainte.embedded.valkey import free_port

ALL_BUT_WORKER = {"database": True, "broker": True, "keyring": True, "worker": False}


@pytest.fixture(autouse=True)
def _asked_anew() -> None:
    health.watch.forget()


def test_alive_without_looking_at_anything(client: Client) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content, answer.headers["Cache-Control"]) == (200, b"ok\n", "no-store")


@pytest.mark.django_db
def test_not_ready_without_a_worker(client: Client) -> None:
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, ALL_BUT_WORKER)


@pytest.mark.django_db
def test_not_ready_without_a_keyring(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.KEYRING_DIR = tmp_path

    assert client.get("/readyz").json() == ALL_BUT_WORKER | {"keyring": False}


@pytest.mark.django_db
def test_not_ready_without_a_broker(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.conf, "broker_url", f"redis://127.0.0.1:{free_port()}/0")

    assert client.get("/readyz").json() == ALL_BUT_WORKER | {"broker": False}


@pytest.mark.django_db
def test_asked_often_looks_once(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        for _ in range(5):
            client.get("/readyz")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
