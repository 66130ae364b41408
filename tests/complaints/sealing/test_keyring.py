from __future__ import annotations

import os
import threading
import time
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


def test_every_process_takes_the_new_month_s_key(tmp_path: Path) -> None:
    """A web server runs for weeks; the night's task, in another process, makes the key."""
    server, night = Keyring(tmp_path), Keyring(tmp_path)
    november = night.create(NOVEMBER)
    _long_ago(tmp_path)
    assert server.newest() == november

    december = night.create(DECEMBER)

    assert server.newest() == december
    assert server.live() == [november, december]


def test_no_process_seals_under_a_key_that_another_destroyed(tmp_path: Path) -> None:
    server, night = Keyring(tmp_path), Keyring(tmp_path)
    november, december = night.create(NOVEMBER), night.create(DECEMBER)
    _long_ago(tmp_path)
    assert server.live() == [november, december]

    night.destroy(november)

    assert server.live() == [december]


def test_a_folder_that_does_not_change_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ring = Keyring(tmp_path)
    key = ring.create(NOVEMBER)
    _long_ago(tmp_path)
    ring.reload()
    monkeypatch.setattr(ring, "_read", lambda path: pytest.fail(f"{path} is read again"))

    assert [ring.newest(), ring.newest()] == [key, key]


def test_a_destruction_cut_short_stops_nobody_and_is_finished_later(ring: Keyring, tmp_path: Path) -> None:
    november, december = ring.create(NOVEMBER), ring.create(DECEMBER)
    path = tmp_path / "monthly-2026-11.key"
    path.rename(path.with_suffix(".dying"))  # killed here

    assert Keyring(tmp_path).live() == [december]
    ring.destroy(december)

    assert [path for path in tmp_path.iterdir() if path.suffix != ".destroyed"] == []
    assert november not in ring.live()


def test_a_key_destroyed_while_the_folder_is_read_is_gone(tmp_path: Path) -> None:
    (tmp_path / "monthly-2026-11.key").symlink_to(tmp_path / "gone")

    assert Keyring(tmp_path).keys == {}


def _long_ago(folder: Path) -> None:
    """As if the folder had not changed for an hour."""
    an_hour_ago = time.time() - 3600
    os.utime(folder, (an_hour_ago, an_hour_ago))


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
