"""A Valkey of one's own, on a free port of the loopback interface. It keeps nothing: the outbox is the truth."""

from __future__ import annotations

import socket

import redis

from preplainte.embedded.errors import CannotStart
from preplainte.embedded.processes import Child, Children, wait_until
from preplainte.embedded.programs import find_valkey

TRIES = 5


def start_valkey(children: Children) -> str:
    """Start it and return its REDIS_URL."""
    account = children.folder.account
    program = find_valkey(account)
    for attempt in range(1, TRIES + 1):
        port = free_port()
        child = children.start(
            "valkey",
            [program.path, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
            environment={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            account=account,
        )
        try:
            wait_until(lambda: _answers(port, child), child, seconds=20, what="Valkey")  # noqa: B023 -- called at once
        except CannotStart:
            children.stop("valkey")
            if attempt == TRIES:  # another process may have taken the port in between
                raise
            continue
        break
    name = "Redis" if program.path.name == "redis-server" else "Valkey"
    print(f"{name} {program.version} ({program.origin})", flush=True)
    return f"redis://127.0.0.1:{port}/0"


def free_port() -> int:
    """A port of the loopback interface that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int, child: Child) -> bool:
    """Whether *our* server answers: a stranger on the port would leave ours dead."""
    with redis.Redis(host="127.0.0.1", port=port, socket_timeout=2) as client:
        try:
            found = client.info("server")
        except (redis.ConnectionError, redis.TimeoutError):
            return False
    return int(found["process_id"]) == child.process.pid
