"""What clamd says, and that whatever goes wrong with it never makes a file clean."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest

from complaints.files import antivirus
from complaints.files.antivirus import Verdict, scan
from tests.complaints.files.clamd import SIGNATURE, clamd

LONG = bytes(range(256)) * 1_000


@pytest.mark.parametrize("by_path", [True, False])
def test_clean_and_infected(tmp_path: Path, by_path: bool) -> None:
    with clamd(tmp_path / "s" if by_path else None) as (address, running):
        assert scan(LONG, address=address) == Verdict.CLEAN
        assert scan(LONG + SIGNATURE, address=address) == Verdict.INFECTED
        assert scan(b"", address=address) == Verdict.CLEAN

    assert running.scanned == [LONG, LONG + SIGNATURE, b""]


@pytest.mark.parametrize("manner", ["slow", "cuts", "babbles", "full"])
def test_no_whole_answer_is_no_verdict(tmp_path: Path, manner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(antivirus, "PATIENCE", 0.5)
    began = time.monotonic()

    with clamd(tmp_path / "s", manner=manner) as (address, _running):
        assert scan(LONG * 20, address=address) == Verdict.UNKNOWN

        assert time.monotonic() - began < 2


def test_one_that_accepts_and_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that is never read: sending blocks, and is bounded too."""
    monkeypatch.setattr(antivirus, "PATIENCE", 0.5)
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(str(tmp_path / "s"))
        mute.listen()

        assert scan(LONG * 20, address=str(tmp_path / "s")) == Verdict.UNKNOWN


@pytest.mark.parametrize("address", ["/nowhere/clamd.sock", "127.0.0.1:1", "127.0.0.1:clamd", "nothing"])
def test_nobody_there(address: str) -> None:
    assert scan(LONG, address=address) == Verdict.UNKNOWN
