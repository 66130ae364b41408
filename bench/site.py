"""What the running site spends, process by process."""

from __future__ import annotations

import psutil

from tests.running_site import Site

# A mark in the command line, and what such a process is for.
ROLES = {"granian": "web", "postgres": "database", "valkey": "broker", "celery": "worker", "mailsink": "mail sink"}


def cpu_seconds(site: Site) -> dict[str, float]:
    """User and system seconds so far, by role."""
    spent = dict.fromkeys(ROLES.values(), 0.0)
    for process in psutil.Process(site.pid).children(recursive=True):
        try:
            role, seconds = _role(process), _seconds(process)
        except psutil.NoSuchProcess:  # a database connection that just ended: its parent now counts its time
            continue
        if role:
            spent[role] += seconds
    return spent


def _role(process: psutil.Process) -> str | None:
    command = " ".join(process.cmdline())
    return next((role for mark, role in ROLES.items() if mark in command), None)


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)
