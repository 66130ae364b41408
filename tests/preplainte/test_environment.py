"""The environment: documented, and refused with a sentence that names what is wrong."""

from __future__ import annotations

import ast
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent
SETTINGS = BASE_DIR / "preplainte" / "settings.py"
PAGE = (BASE_DIR / "docs" / "environment.md").read_text(encoding="utf-8")
# Read by other programs, or by tests; the page tells them in its last part.
NOT_SETTINGS = {"PORT", "SHARED_DATA_DIR", "REQUIRE_SHARED_DATA", "REQUIRE_BROWSER"}
OF_ANYMAIL = {"ANYMAIL_*", "ANYMAIL_WEBHOOK_SECRET"}
SECRET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _read_by_settings() -> set[str]:
    calls = [node for node in ast.walk(ast.parse(SETTINGS.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and ast.unparse(call.func.value) in {"env", "os.environ"}
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def _documented(*, needed_only: bool = False) -> set[str]:
    row = r"^\| `([A-Z_*]+)` .*\| needed \|$" if needed_only else r"^\| `([A-Z_*]+)` "
    return set(re.findall(row, PAGE, re.MULTILINE))


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    """The environment that the documentation offers for copying, filled in."""
    lines = (BASE_DIR / "docs" / "production.env").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    folders = {"KEYRING_DIR": str(tmp_path), "EVIDENCE_DIR": str(tmp_path)}
    return {name: value for name, _, value in pairs} | {"SECRET_KEY": SECRET, **folders}


def _settings(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> dict[str, Any]:
    with monkeypatch.context() as patch:
        for name in list(os.environ):
            patch.delenv(name)
        for name, value in values.items():
            patch.setenv(name, value)
        return runpy.run_path(str(SETTINGS))


def test_page_lists_what_settings_read() -> None:
    assert _documented() - NOT_SETTINGS - OF_ANYMAIL == _read_by_settings()


def test_example_of_production_is_accepted(monkeypatch: pytest.MonkeyPatch, production: dict[str, str]) -> None:
    found = _settings(monkeypatch, production)

    assert (found["PRODUCTION"], found["DEBUG"], found["DEMO"], found["RUN_DIR"]) == (True, False, False, None)
    assert found["DATABASES"]["default"] | {"TEST": {}} == {
        "ENGINE": "preplainte.database",
        "NAME": "preplainte",
        "USER": "preplainte",
        "PASSWORD": "",
        "HOST": "db.preplainte.example",
        "PORT": "",
        "OPTIONS": {"sslmode": "verify-full", "server_side_binding": True, "prepare_threshold": 5},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {},
    }


@pytest.mark.parametrize("name", sorted(_documented() - NOT_SETTINGS - OF_ANYMAIL))
def test_needed_or_not_as_the_page_says(monkeypatch: pytest.MonkeyPatch, production: dict[str, str], name: str) -> None:
    production.pop(name, None)

    if name in _documented(needed_only=True):
        with pytest.raises(ImproperlyConfigured, match=rf"^{name} is not set: it is needed here"):
            _settings(monkeypatch, production)
    else:
        _settings(monkeypatch, production)


def test_nothing_but_the_servers_is_needed_by_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"PREPLAINTE_MODE": "demo", "DATABASE_URL": "postgresql:///x", "REDIS_URL": "redis://127.0.0.1/0"}

    found = _settings(monkeypatch, values)

    assert (found["PRODUCTION"], found["DEMO"]) == (False, True)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PREPLAINTE_MODE", "staging", "PREPLAINTE_MODE is 'staging': it must be production, demo or test."),
        ("SITE_URL", "http://preplainte.example", "SITE_URL must start with https:// in production."),
        ("SITE_URL", "ftp://preplainte.example", "SITE_URL is not a URL starting with https:// or http://."),
        ("SITE_URL", "https://", "SITE_URL names no host."),
        ("ALLOWED_HOSTS", ",", "ALLOWED_HOSTS is ',': it must be a list separated by single commas."),
        ("SECRET_KEY", "short", "SECRET_KEY is too short: 50 random characters at least."),
        ("KEYRING_DIR", "/nowhere/at/all", "KEYRING_DIR is '/nowhere/at/all', which is not a folder."),
        ("EVIDENCE_DIR", "/nowhere/at/all", "EVIDENCE_DIR is '/nowhere/at/all', which is not a folder."),
        ("EVIDENCE_MEGABYTES", "51", "EVIDENCE_MEGABYTES is '51': it must be a whole number from 1 to 50."),
        ("DATABASE_URL", "mysql://db/x", "DATABASE_URL is not a URL starting with postgresql:// or postgres://."),
        ("DATABASE_URL", "postgresql://db/x?nope=1", "DATABASE_URL is not an address PostgreSQL understands."),
        ("REDIS_URL", "valkey://b/0", "REDIS_URL is not a URL starting with redis:// or rediss:// or unix://."),
        ("BEHIND_PROXY", "maybe", "BEHIND_PROXY is 'maybe': it must be one of 1, true, yes, on, 0, false, no, off."),
        ("SESSION_MINUTES", "4", "SESSION_MINUTES is '4': it must be a whole number from 5 to 100000."),
        ("EMAIL_BACKEND", "no.such.Backend", "EMAIL_BACKEND is 'no.such.Backend', and there is no such module."),
        (
            "EMAIL_BACKEND",
            "django.core.mail.backends.console.EmailBackend",
            "EMAIL_BACKEND sends nothing: in production mails must leave, and stay out of logs.",
        ),
        ("REDIS_URL", "redis://:a[b@c/0", "REDIS_URL is not a URL starting with redis:// or rediss:// or unix://."),
        ("EMAIL_BACKEND", "smtp", "EMAIL_BACKEND is 'smtp', and there is no such module."),
        (
            "EMAIL_BACKEND",
            "anymail.backends.postmark.EmailBackend",
            "ANYMAIL_WEBHOOK_SECRET is not set: anybody could report bounces, see docs/environment.md.",
        ),
        ("EMAIL_PORT", "70000", "EMAIL_PORT is '70000': it must be a whole number from 1 to 65535."),
        ("EMAIL_PORT", "-1", "EMAIL_PORT is '-1': it must be a whole number from 1 to 65535."),
        ("DEFAULT_FROM_EMAIL", "preplainte", "DEFAULT_FROM_EMAIL is 'preplainte', which holds no mail address."),
        ("RETENTION_DAYS", "thirty", "RETENTION_DAYS is 'thirty': it must be a whole number from 1 to 100000."),
        ("DISMISSED_RETENTION_DAYS", "31", "DISMISSED_RETENTION_DAYS is '31': it must be a whole number from 0 to 30."),
        ("LOG_LEVEL", "chatty", "LOG_LEVEL is 'chatty': it must be one of DEBUG, INFO, WARNING, ERROR."),
    ],
)
def test_malformed_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, production: dict[str, str], name: str, value: str, sentence: str
) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        _settings(monkeypatch, production | {name: value})

    assert str(refusal.value) == sentence


def test_an_address_that_is_not_understood_is_not_repeated(production: dict[str, str]) -> None:
    """Its password may hold signs that should have been encoded: that is why it isn't understood."""
    production["DATABASE_URL"] = "postgresql://preplainte:p@ss?sesame=1@db.preplainte.example/preplainte"

    done = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=BASE_DIR,
        env=production,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr.splitlines()[-1].endswith("DATABASE_URL is not an address PostgreSQL understands.")
    assert "sesame" not in done.stderr


def test_starttls_and_tls_exclude_each_other(monkeypatch: pytest.MonkeyPatch, production: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_USE_TLS and EMAIL_USE_SSL exclude each other"):
        _settings(monkeypatch, production | {"EMAIL_USE_TLS": "1", "EMAIL_USE_SSL": "1"})


def test_tls_replaces_starttls(monkeypatch: pytest.MonkeyPatch, production: dict[str, str]) -> None:
    found = _settings(monkeypatch, production | {"EMAIL_USE_SSL": "1"})

    assert (found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"]) == (True, False)


def test_provider_needs_no_relay(monkeypatch: pytest.MonkeyPatch, production: dict[str, str]) -> None:
    del production["EMAIL_HOST"]
    provider = {"EMAIL_BACKEND": "anymail.backends.postmark.EmailBackend", "ANYMAIL_WEBHOOK_SECRET": "a:b"}

    found = _settings(monkeypatch, production | provider | {"ANYMAIL_POSTMARK_SERVER_TOKEN": "t"})

    assert found["ANYMAIL"] == {"WEBHOOK_SECRET": "a:b", "POSTMARK_SERVER_TOKEN": "t"}


def test_a_missing_setting_stops_the_process(production: dict[str, str]) -> None:
    del production["SECRET_KEY"]

    done = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=BASE_DIR,
        env=production,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    assert done.stderr.splitlines()[-1].endswith("SECRET_KEY is not set: it is needed here, see docs/environment.md.")
