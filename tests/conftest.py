"""What every test relies on. Django is made stricter here than in production."""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.template.base import Node
from django.utils import translation

from complaints.sealing import keyring

BASE_DIR = Path(__file__).resolve().parent.parent

if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
    raise SystemExit(
        "DATABASE_URL and REDIS_URL are not set: run `make test`, "
        "or `.venv/bin/python -m preplainte.embedded exec pytest tests/…` for some tests only."
    )
os.environ.setdefault("PREPLAINTE_MODE", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preplainte.settings")


def pytest_configure() -> None:
    """Each xdist worker takes a database of Valkey of its own, and hashing a password stops being slow."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1
    if settings.REDIS_URL.startswith("redis://127.0.0.1"):
        settings.REDIS_URL = settings.REDIS_URL.rpartition("/")[0] + f"/{number}"
        settings.CACHES["default"]["LOCATION"] = settings.CELERY_BROKER_URL = settings.REDIS_URL
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("%s")
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = 1, 64


# -- undefined template variables fail -------------------------------------------------------------
class UndefinedVariable(str):
    """Django asks it for the text that stands for an undefined variable, and the test fails.

    Only in our templates: those of Django's admin rely on undefined variables.
    """

    __slots__ = ()

    def __mod__(self, variable: Any) -> str:
        origin = self._template()
        if origin.is_relative_to(BASE_DIR) and "site-packages" not in origin.parts:
            pytest.fail(f"Undefined template variable {variable} in {origin.relative_to(BASE_DIR)}")
        return ""

    @staticmethod
    def _template() -> Path:
        frame = sys._getframe(1)
        while frame.f_back:
            frame = frame.f_back
            node = frame.f_locals.get("self")
            if isinstance(node, Node) and getattr(node, "origin", None):
                return Path(node.origin.name)
        return Path()


# -- no network ------------------------------------------------------------------------------------
def _stays_here(address: Any) -> bool:
    host = address[0] if isinstance(address, tuple) else address
    if host in (None, "", b"", "localhost", b"localhost", socket.gethostname()) or not isinstance(address, tuple):
        return True  # a unix socket, or this machine by name
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refuse(address: object) -> NoReturn:
    pytest.fail(f"A test tried to reach {address!r}: no network in tests.")


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    connect, find = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        return connect(self, address) if _stays_here(address) else _refuse(address)

    def guarded_find(host: Any, *rest: Any, **named: Any) -> Any:
        return find(host, *rest, **named) if _stays_here((host,)) else _refuse(host)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket, "getaddrinfo", guarded_find)
        yield


# -- what the site needs ---------------------------------------------------------------------------
@pytest.fixture(autouse=True, scope="session")
def _keyring(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A keyring of this test process alone."""
    settings.KEYRING_DIR = tmp_path_factory.mktemp("keyring")
    keyring.require()


@pytest.fixture(autouse=True, scope="session")
def _evidence(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A folder of sealed files of this test process alone."""
    settings.EVIDENCE_DIR = tmp_path_factory.mktemp("evidence")
    settings.STORAGES["evidence"]["OPTIONS"]["location"] = settings.EVIDENCE_DIR


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Rate limits and rendered pages of one test never reach the next."""
    cache.clear()


@pytest.fixture(autouse=True)
def _french() -> Iterator[None]:
    """A page asked for in English leaves its language active in the thread of the test."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of the official files; without it a visible skip, or a failure when they are required."""
    folder = Path(os.environ.get("SHARED_DATA_DIR") or BASE_DIR.parent / "shared" / "data")
    if folder.is_dir():
        return folder
    why = f"no official data in {folder} (SHARED_DATA_DIR)"
    if os.environ.get("REQUIRE_SHARED_DATA") == "1":
        pytest.fail(why)
    pytest.skip(why)
