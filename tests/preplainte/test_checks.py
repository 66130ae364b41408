"""``check --deploy`` warns of keys that others read and of links in the clear, and of nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.test import override_settings

from preplainte.checks import broker_is_encrypted, database_is_encrypted, evidence_is_private, keyring_is_private


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A keyring as the command makes it."""
    folder = tmp_path / "keyring"
    folder.mkdir(mode=0o700)
    for name in ("access.key", "monthly-2026-11.key"):
        (folder / name).touch(mode=0o600)
    return folder


@pytest.mark.parametrize("mode", [0o750, 0o710, 0o701, 0o755, 0o2770])
def test_a_folder_open_to_others_is_said(mode: int, keys: Path) -> None:
    keys.chmod(mode)

    with override_settings(KEYRING_DIR=keys):
        (warning,) = keyring_is_private(None)

    assert warning.id == "preplainte.W001"
    assert warning.msg.startswith(f"{keys} is open to other accounts of this machine (d")


@pytest.mark.parametrize("name", ["access.key", "monthly-2026-11.key"])
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
def test_a_key_open_to_others_is_said(name: str, mode: int, keys: Path) -> None:
    (keys / name).chmod(mode)

    with override_settings(KEYRING_DIR=keys):
        (warning,) = keyring_is_private(None)

    assert warning.msg.startswith(f"{keys / name} is open to other accounts of this machine (-rw")


def test_a_private_keyring_is_not_spoken_of(keys: Path) -> None:
    with override_settings(KEYRING_DIR=keys):
        assert keyring_is_private(None) == []


@pytest.mark.parametrize(("mode", "warned"), [(0o700, False), (0o750, True), (0o701, True)])
def test_evidence_open_to_others_is_said(mode: int, warned: bool, tmp_path: Path) -> None:
    tmp_path.chmod(mode)

    with override_settings(EVIDENCE_DIR=tmp_path):
        assert [warning.id for warning in evidence_is_private(None)] == ["preplainte.W004"] * warned


@pytest.mark.parametrize(
    ("host", "options", "warned"),
    [
        ("db.preplainte.example", {}, True),
        ("db.preplainte.example", {"sslmode": "prefer"}, True),
        ("db.preplainte.example", {"sslmode": "disable"}, True),
        ("192.0.2.10", {}, True),
        ("2001:db8::10", {}, True),
        ("127.0.0.1,db.preplainte.example", {}, True),
        ("", {"hostaddr": "192.0.2.10"}, True),
        ("db.preplainte.example", {"sslmode": "require"}, False),
        ("db.preplainte.example", {"sslmode": "verify-ca"}, False),
        ("db.preplainte.example", {"sslmode": "verify-full"}, False),
        ("", {}, False),
        ("localhost", {}, False),
        ("127.0.0.1", {}, False),
        ("::1", {}, False),
        ("/run/postgresql", {}, False),
        ("@postgresql", {}, False),
    ],
)
def test_a_database_elsewhere_is_reached_by_tls(
    host: str, options: dict[str, str], warned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "HOST", host)
    monkeypatch.setitem(settings.DATABASES["default"], "OPTIONS", options)

    assert [warning.id for warning in database_is_encrypted(None)] == ["preplainte.W002"] * warned


@pytest.mark.parametrize(
    ("address", "warned"),
    [
        ("redis://broker.preplainte.example:6379/0", True),
        ("redis://:secret@192.0.2.10/0", True),
        ("redis://[2001:db8::10]:6379/0", True),
        ("rediss://broker.preplainte.example:6379/0", False),
        ("redis://127.0.0.1:6379/0", False),
        ("redis://[::1]:6379/0", False),
        ("redis://localhost/0", False),
        ("unix:///run/valkey/valkey.sock", False),
    ],
)
def test_a_broker_elsewhere_is_reached_by_tls(address: str, warned: bool) -> None:
    with override_settings(REDIS_URL=address):
        warnings = broker_is_encrypted(None)

    assert [warning.id for warning in warnings] == ["preplainte.W003"] * warned
    assert "secret" not in str(warnings)


def test_only_a_deployment_is_checked(keys: Path) -> None:
    keys.chmod(0o755)

    with override_settings(KEYRING_DIR=keys):
        found = [{one.id for one in run_checks(include_deployment_checks=deploy)} for deploy in (False, True)]

    assert ["preplainte.W001" in ids for ids in found] == [False, True]


def test_the_command_says_it(keys: Path) -> None:
    """With the settings of production, as an operator runs it."""
    keys.chmod(0o755)
    lines = (settings.BASE_DIR / "docs" / "production.env").read_text(encoding="utf-8").splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    environment = os.environ | example | {"SECRET_KEY": "".join(map(chr, range(48, 122))), "KEYRING_DIR": str(keys)}
    environment |= {"EVIDENCE_DIR": str(keys)}
    environment |= {"DATABASE_URL": "postgresql://x@db.preplainte.example/x", "REDIS_URL": "redis://b.example/0"}
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # of the browser tests, which may share this process

    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    said = [line for line in done.stderr.splitlines() if line.startswith("?: (")]
    assert [line.partition(")")[0].removeprefix("?: (") for line in said] == [
        "preplainte.W001", "preplainte.W002", "preplainte.W003", "preplainte.W004"
    ]  # fmt: skip
