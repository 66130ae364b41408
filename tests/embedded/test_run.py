"""``make run``: the whole site, from nothing and again, and the sentences that say why it does not start."""

from __future__ import annotations

import json
import os
import signal
import smtplib
import socket
import subprocess
import time
from email.message import EmailMessage

import pytest

from preplainte.embedded.valkey import free_port
from tests.embedded.launcher import BASE_DIR, PATIENCE, Launcher, ask_to_stop, get, gone, wait_for


def _environment(launcher: Launcher) -> dict[str, str]:
    """What ``environment.sh`` gives to a shell."""
    path = launcher.home / "environment.sh"
    done = subprocess.run(["sh", "-c", f". {path} && env -0"], capture_output=True, text=True, check=True, env={})
    return dict(pair.split("=", 1) for pair in done.stdout.split("\0") if pair)


def _count_files(launcher: Launcher) -> str:
    code = "from complaints.models import Complaint; print(Complaint.objects.count())"
    done = subprocess.run(
        [launcher.interpreter, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=BASE_DIR, env=launcher.environment() | _environment(launcher), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def _send_mail(launcher: Launcher, recipient: str) -> None:
    message = EmailMessage()
    message["To"], message["From"], message["Subject"] = recipient, "a@preplainte.example", "Essai"
    message.set_content("Bonjour.")
    with smtplib.SMTP("127.0.0.1", int(_environment(launcher)["EMAIL_PORT"]), timeout=10) as relay:
        relay.send_message(message)


def _wait_all_ready(port: int) -> dict[str, bool]:
    deadline = time.monotonic() + 30
    while get(port, "/readyz")[0] != 200 and time.monotonic() < deadline:
        time.sleep(0.2)
    return dict(json.loads(get(port, "/readyz")[1]))


def _shows_everything(site: subprocess.Popen[str], port: int) -> None:
    said = wait_for(site, "ready: ")
    assert said.splitlines()[-1] == f"ready: http://127.0.0.1:{port}/"
    assert "Accounts (password: " in said
    assert _wait_all_ready(port) == {"database": True, "broker": True, "keyring": True, "worker": True}
    assert [get(port, path)[0] for path in ("/", "/demo/", "/demo/courriels/", "/agents/connexion/")] == [200] * 4


def test_site_of_an_ordinary_user(ordinary: Launcher) -> None:
    port = free_port()
    with ordinary.start("run", PORT=str(port)) as site:
        _shows_everything(site, port)
        assert ask_to_stop(site, signal.SIGTERM)[0] == 0
    assert gone(ordinary.home) == []


def test_site_is_found_again_however_it_ended(ours: Launcher) -> None:
    """One folder through four starts: making its data anew for each would take minutes."""
    port = free_port()
    with ours.start("run", PORT=str(port)) as first:
        _shows_everything(first, port)
        files = _count_files(ours)
        _send_mail(ours, "brigade@gendarmerie.example")
        assert ask_to_stop(first, signal.SIGINT)[0] == 0
    assert gone(ours.home) == []

    with ours.start("run", PORT=str(port), EMAIL_HOST="relay.example", EMAIL_PORT="25", EMAIL_USE_TLS="1") as second:
        began = time.monotonic()
        wait_for(second, "ready: ")
        assert time.monotonic() - began < 30  # ten on a quiet machine; tests share theirs
        assert _count_files(ours) == files
        assert "brigade@gendarmerie.example" in get(port, "/demo/courriels/")[1]
        _mails_stay_here(ours)
        _a_death_is_told(ours, second)
    assert gone(ours.home) == []

    with ours.start("run", PORT=str(port)) as third:
        wait_for(third, "ready: ")
        ask_to_stop(third, signal.SIGKILL)
    assert gone(ours.home, within=30) == []

    with ours.start("run", PORT=str(port)) as fourth:
        wait_for(fourth, "ready: ")
        assert _count_files(ours) == files
        ask_to_stop(fourth, signal.SIGTERM)
    assert gone(ours.home) == []


def _mails_stay_here(launcher: Launcher) -> None:
    """Whatever the shell that started the site has exported."""
    found = _environment(launcher)
    assert (found["EMAIL_HOST"], found["EMAIL_USE_TLS"]) == ("127.0.0.1", "0")
    assert found["EMAIL_PORT"] != "25"


def _a_death_is_told(launcher: Launcher, site: subprocess.Popen[str]) -> None:
    """A process that ends by itself stops the rest and is named."""
    record = json.loads((launcher.home / "processes.json").read_text())
    os.kill(next(entry["pid"] for entry in record if entry["name"] == "scheduler"), signal.SIGKILL)
    _, err = site.communicate(timeout=PATIENCE)
    assert site.returncode == 1
    assert err.startswith("scheduler ended by itself (exit code -9): everything is stopped.")


def test_stopping_while_it_starts(ours: Launcher) -> None:
    with ours.start("run", PORT=str(free_port())) as site:
        wait_for(site, "PostgreSQL")
        status, out, _ = ask_to_stop(site, signal.SIGTERM)

    assert (status, out.splitlines()[-1]) == (0, "Stopping…")
    assert gone(ours.home) == []


def test_busy_port_is_told(ours: Launcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        status, out, err = ours.finish("run", PORT=str(port))

    assert (status, out) == (1, "")
    assert err == (
        f"Port {port} is taken by another program: stop it, or choose another port, `make run PORT={port + 1}`.\n"
    )


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1"])
def test_port_that_is_none_is_told(ours: Launcher, port: str) -> None:
    status, out, err = ours.finish("run", PORT=port)

    assert (status, out, err) == (1, "", f"PORT is '{port}': it must be a number between 1 and 65535.\n")


def test_step_that_fails_is_told_with_its_last_words(ours: Launcher) -> None:
    status, _, err = ours.finish("run", PORT=str(free_port()), RETENTION_DAYS="thirty")

    assert status == 1
    assert err.startswith("manage.py migrate failed. The end of ")
    assert "RETENTION_DAYS is 'thirty': it must be a whole number" in err
    assert gone(ours.home) == []


def test_data_of_another_postgresql_is_told(ours: Launcher) -> None:
    ours.finish("exec", "true")
    (ours.home / "postgres").mkdir()
    (ours.home / "postgres" / "PG_VERSION").write_text("9\n")

    status, _, err = ours.finish("run", PORT=str(free_port()))

    assert status == 1
    assert err.startswith(
        f"The data in {ours.home / 'postgres'} was made by PostgreSQL 9, and the one found here is 18"
    )
