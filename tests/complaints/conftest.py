"""What the tests of the follow-up pages share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from complaints import wake
from complaints.sealing import keyring
from tests.complaints import stages


@pytest.fixture
def sunday() -> Iterator[None]:
    """The day on which ``stages`` are set."""
    with time_machine.travel(stages.SUNDAY, tick=False):
        yield


@pytest.fixture
def own_keyring(settings: Settings, tmp_path: Path) -> None:
    """For a test whose clock makes and destroys keys: the others keep theirs."""
    settings.KEYRING_DIR = tmp_path
    keyring.require()


@pytest.fixture
def quiet_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is listening for the wake-ups: the rows are what is looked at."""
    monkeypatch.setattr(wake.rest, "until", float("inf"))
