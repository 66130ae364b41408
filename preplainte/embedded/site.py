"""The whole site on one machine, for a demo: ``python -m preplainte.embedded run``, behind ``make run``."""

from __future__ import annotations

import http.client
import shlex
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from preplainte.embedded.account import servers_account
from preplainte.embedded.command import start_servers
from preplainte.embedded.errors import CannotStart
from preplainte.embedded.folder import RunFolder, hold
from preplainte.embedded.processes import Child, Children, wait_until
from preplainte.embedded.valkey import free_port

BASE_DIR = Path(__file__).resolve().parent.parent.parent
LOOPBACK = "127.0.0.1"
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopAsked(BaseException):
    """Ctrl-C, SIGTERM or a closed terminal, at whatever moment it comes."""


def run(*, environ: Mapping[str, str], home: Path) -> int:
    """Start everything, say ``ready:``, and watch until asked to stop (0) or until a process ends by itself (1)."""
    port = _port(environ.get("PORT") or "8000")
    with _signals_raise(), hold(home, servers_account()) as folder:
        children = Children(folder)
        try:
            children.clear_leftovers()
            _refuse_busy(port)
            _start(children, dict(environ), port)
            return _watch(children)
        except StopAsked:
            print("Stopping…", flush=True)
            return 0
        finally:
            for number in STOPPING:
                signal.signal(number, signal.SIG_IGN)
            children.stop_all()


def _start(children: Children, environment: dict[str, str], port: int) -> None:
    environment |= {"PREPLAINTE_MODE": "demo", "RUN_DIR": str(children.folder.path)}
    start_servers(children, environment, disposable=False)
    environment |= _settings(children.folder, port, mail_port=free_port())
    _note(children.folder, environment)
    _prepare(children, environment)
    web = _start_site(children, environment, port)
    demo = _manage(children, {**environment, "LOG_LEVEL": "WARNING"}, "demo_data")  # what it says is shown
    _finish(children, demo)
    print(demo.log.read_text(encoding="utf-8").rstrip(), flush=True)
    wait_until(lambda: _answers(port), web, seconds=60, what="The web server")
    print(f"ready: http://{LOOPBACK}:{port}/", flush=True)


def _settings(folder: RunFolder, port: int, *, mail_port: int) -> dict[str, str]:
    """What the demo needs of ``settings.py``, whatever the caller's environment says: its mails must stay here."""
    return {
        "DJANGO_SETTINGS_MODULE": "preplainte.settings",
        "PYTHONUNBUFFERED": "1",
        "SITE_URL": f"http://{LOOPBACK}:{port}",
        "KEYRING_DIR": str(folder.path / "keyring"),
        "EVIDENCE_DIR": str(folder.path / "evidence"),
        "CLAMD_SOCKET": "",
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": LOOPBACK,
        "EMAIL_PORT": str(mail_port),
        "EMAIL_HOST_USER": "",
        "EMAIL_HOST_PASSWORD": "",
        "EMAIL_USE_TLS": "0",
        "EMAIL_USE_SSL": "0",
        "SECURE_MAIL_DOMAINS": "gendarmerie.example,police.example",
    }


def _note(folder: RunFolder, environment: Mapping[str, str]) -> None:
    """Leave what ``manage.py`` needs to join the running site: ``. .run/environment.sh``."""
    names = ["PREPLAINTE_MODE", "RUN_DIR", "DATABASE_URL", "REDIS_URL", *_settings(folder, 0, mail_port=0)]
    path = folder.path / "environment.sh"
    path.touch(mode=0o600)
    path.write_text("".join(f"export {name}={shlex.quote(environment[name])}\n" for name in names), encoding="utf-8")


def _prepare(children: Children, environment: Mapping[str, str]) -> None:
    """Tables and static files, side by side; each may find its work already done."""
    steps = [_manage(children, environment, name, "--no-input") for name in ("migrate", "collectstatic")]
    for step in steps:
        _finish(children, step)


def _manage(children: Children, environment: Mapping[str, str], command: str, *arguments: str) -> Child:
    words = [sys.executable, "manage.py", command, *arguments]
    return children.start(command, words, environment=environment, cwd=BASE_DIR)


def _finish(children: Children, step: Child) -> None:
    if step.process.wait():
        raise CannotStart(f"manage.py {step.name} failed. The end of {step.log}:\n{step.last_words()}")
    children.stop(step.name)


def _start_site(children: Children, environment: Mapping[str, str], port: int) -> Child:
    """The processes of the site, the web server last."""
    folder = children.folder.path
    (folder / "beat").mkdir(exist_ok=True)
    celery = ("celery", "-A", "preplainte", "--skip-checks")
    worker = ("worker", "-c", "2", "--without-gossip", "--without-mingle", "--loglevel", "INFO")
    commands: dict[str, tuple[str, ...]] = {
        "mail": ("preplainte.embedded.mailsink", "--folder", f"{folder}/mail", "--port", environment["EMAIL_PORT"]),
        "worker": (*celery, *worker),
        "scheduler": (*celery, "beat", "--schedule", f"{folder}/beat/schedule", "--pidfile=", "--loglevel", "INFO"),
        "web": (
            "granian", "--interface", "wsgi", "--host", LOOPBACK, "--port", str(port), "--workers", "2",
            "--blocking-threads", "2", "--no-ws", "--no-access-log",
            "--workers-kill-timeout", "3",  # a worker asked to stop as it starts does not hear it
            "preplainte.wsgi:application",
        ),
    }  # fmt: skip
    for name, words in commands.items():
        # PostgreSQL then tells whose connection is whose (pg_stat_activity), to an operator and to the bench.
        named = {**environment, "PGAPPNAME": name}
        last = children.start(name, [sys.executable, "-m", *words], environment=named, cwd=BASE_DIR)
    return last


def _watch(children: Children) -> int:
    while True:
        dead = children.dead()
        if dead:
            print(
                f"{dead.name} ended by itself (exit code {dead.process.returncode}): everything is stopped. "
                f"The end of {dead.log}:\n{dead.last_words()}",
                file=sys.stderr,
            )
            return 1
        time.sleep(0.5)


def _answers(port: int) -> bool:
    site = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        site.request("GET", "/healthz")
        return site.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        site.close()


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CannotStart(f"PORT is {text!r}: it must be a number between 1 and 65535.")
    return int(text)


def _refuse_busy(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except PermissionError as error:
            raise CannotStart(f"Port {port} is kept for root: choose another one, `make run PORT=8000`.") from error
        except OSError as error:
            other = port + 1 if port < 65535 else 8000
            raise CannotStart(
                f"Port {port} is taken by another program: stop it, or choose another port, `make run PORT={other}`."
            ) from error


@contextmanager
def _signals_raise() -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise StopAsked

    before = {number: signal.signal(number, stop) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
