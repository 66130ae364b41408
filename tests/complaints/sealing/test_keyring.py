from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from complaints.sealing import keyring
from complaints.sealing.keyring import KeyMissing, Keyring

NOVEMBER, DECEMBER = date(2026, 11, 3), date(2026, 12, 1)


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path)


def test_new_data_takes_the_newest_month(ring: Keyring) -> None:
    november, december = ring.create(NOVEMBER), ring.create(DECEMBER)

    assert ring.newest() == december
    assert ring.live() == [november, december]
    assert november.secret != december.secret


def test_a_month_has_one_key(ring: Keyring) -> None:
    assert ring.create(NOVEMBER) == ring.create(date(2026, 11, 30))


def test_several_processes_make_one_key(tmp_path: Path) -> None:
    keys = []
    threads = [
        threading.Thread(target=lambda: keys.append(Keyring(tmp_path).create(NOVEMBER).secret)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(keys) == 8
    assert len(set(keys)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["monthly-2026-11.key"]


def test_a_key_made_elsewhere_is_found(ring: Keyring, tmp_path: Path) -> None:
    made_elsewhere = Keyring(tmp_path).create(NOVEMBER)

    assert ring.get(made_elsewhere.id) == made_elsewhere


def test_key_files_are_for_the_owner_alone(ring: Keyring, tmp_path: Path) -> None:
    ring.create(NOVEMBER)
    ring.create_access()

    assert {path.name: oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()} == {
        "monthly-2026-11.key": "0o600",
        "access.key": "0o600",
    }


def test_the_secret_shows_nowhere(ring: Keyring) -> None:
    key = ring.create(NOVEMBER)

    assert repr(key.secret) not in repr(key)


def test_a_destroyed_key_leaves_a_tombstone_and_nothing_else(ring: Keyring, tmp_path: Path) -> None:
    key = ring.create(NOVEMBER)
    ring.destroy(key)

    with pytest.raises(KeyMissing):
        ring.get(key.id)
    assert [path.name for path in tmp_path.iterdir()] == ["monthly-2026-11.destroyed"]
    assert keyring._text(key.secret) not in (tmp_path / "monthly-2026-11.destroyed").read_text()


def test_the_access_key_is_never_replaced(ring: Keyring) -> None:
    ring.create_access()
    secret = ring.access
    ring.create_access()

    assert Keyring(ring.folder).access == secret


def test_a_damaged_key_file_is_named(ring: Keyring, tmp_path: Path) -> None:
    (tmp_path / "monthly-2026-11.key").write_text("{}")

    with pytest.raises(ImproperlyConfigured, match=r"monthly-2026-11\.key is not a key file"):
        ring.reload()


def test_production_does_not_start_without_a_keyring(tmp_path: Path, settings) -> None:
    settings.PRODUCTION, settings.KEYRING_DIR = True, tmp_path

    with pytest.raises(ImproperlyConfigured, match="KEYRING_DIR holds no monthly key"):
        keyring.require()
    assert list(tmp_path.iterdir()) == []
