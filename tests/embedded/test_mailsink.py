"""The mail sink: keeps what it is given, byte for byte, and refuses the one domain that is there to be refused."""

from __future__ import annotations

import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest

from preplainte.embedded.valkey import free_port
from tests.embedded.launcher import BASE_DIR


@dataclass(frozen=True)
class Sink:
    folder: Path
    port: int

    def kept(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted(self.folder.iterdir())]

    def relay(self) -> smtplib.SMTP:
        return smtplib.SMTP("127.0.0.1", self.port, timeout=10)


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    found = Sink(tmp_path / "mail", free_port())
    words = ["preplainte.embedded.mailsink", "--folder", str(found.folder), "--port", str(found.port)]
    with subprocess.Popen([sys.executable, "-m", *words], cwd=BASE_DIR) as process:
        _wait(found)
        yield found
        process.send_signal(signal.SIGTERM)
    assert process.returncode == 0


def _wait(sink: Sink) -> None:
    for _ in range(100):
        try:
            sink.relay().quit()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the sink does not listen")


def _message(subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@preplainte.example", "b@preplainte.example", subject
    message.set_content("Ligne une\n.\n.deux\n")
    return message


def test_messages_are_kept_in_order_with_their_recipients(sink: Sink) -> None:
    with sink.relay() as relay:
        for number in range(3):
            relay.send_message(_message(f"N{number}"), to_addrs=["b@preplainte.example", "c@preplainte.example"])

    trace = b"Delivered-To: b@preplainte.example\r\nDelivered-To: c@preplainte.example\r\n"
    expected = [trace + _message(f"N{number}").as_bytes().replace(b"\n", b"\r\n") for number in range(3)]
    assert sink.kept() == expected
    assert sink.folder.stat().st_mode & 0o777 == 0o700


def test_one_domain_is_refused(sink: Sink) -> None:
    with sink.relay() as relay, pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        relay.send_message(_message("Refus"), to_addrs=["b@refuse.example"])

    assert refusal.value.recipients == {"b@refuse.example": (550, b"5.1.1 No such mailbox")}
    assert sink.kept() == []
