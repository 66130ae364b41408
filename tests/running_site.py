"""The whole site, started by the project's own launcher in a folder of its own: for browser tests and the bench."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 120
MAIL_SECONDS = 30


@dataclass(frozen=True)
class Site:
    """A running site: where it listens, where it keeps its state, the launcher's process."""

    url: str
    folder: Path
    pid: int

    def database(self) -> psycopg.Connection[tuple[object, ...]]:
        """A connection to the site's own database."""
        text = (self.folder / "environment.sh").read_text(encoding="utf-8")
        found = re.search(r"export DATABASE_URL=(.*)", text)
        if found is None:
            raise RuntimeError("The launcher wrote no DATABASE_URL.")
        return psycopg.connect(shlex.split(found[1])[0], autocommit=True)

    def mails(self) -> list[EmailMessage]:
        """Every message the sink received, oldest first."""
        paths = sorted((self.folder / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]

    def wait_for_mail(self, *, to: str, about: str) -> EmailMessage:
        """The first message to ``to`` whose subject holds ``about``; waits for it, then fails."""
        deadline = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < deadline:
            for mail in self.mails():
                if to in str(mail["To"]) and about in str(mail["Subject"]):
                    return mail
            time.sleep(0.2)
        subjects = [f"{mail['To']}: {mail['Subject']}" for mail in self.mails()]
        raise AssertionError(f"No mail to {to} about {about!r} came. There were: {subjects}")


def text_of(mail: EmailMessage) -> str:
    """The plain-text part."""
    part = mail.get_body(("plain",))
    return part.get_content() if part else ""


@contextmanager
def running_site(folder: Path) -> Iterator[Site]:
    """Start the site with its demo data in ``folder``, yield it once ready, stop it."""
    port = _free_port()
    environment = {**os.environ, "PORT": str(port), "RUN_DIR": str(folder)}
    for name in ("DATABASE_URL", "REDIS_URL", "PREPLAINTE_MODE"):
        environment.pop(name, None)
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "launcher.log"
    with log.open("wb") as output:
        command = [sys.executable, "-m", "preplainte.embedded", "run"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        _wait(process, log)
        yield Site(f"http://127.0.0.1:{port}", folder, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while "ready: " not in (said := log.read_text(encoding="utf-8", errors="replace")):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise RuntimeError(f"The site did not start:\n{said}")
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
