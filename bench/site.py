"""What the running site spends, process by process."""

from __future__ import annotations

import psutil

from tests.running_site import Site

# A mark in the command line, and what such a process is for.
ROLES = {"granian": "web", "postgres": "database", "valkey": "broker", "celery": "worker", "mailsink": "mail sink"}


def cpu_seconds(site: Site) -> dict[str, float]:
    """User and system seconds of the processes alive now, by role."""
    spent = dict.fromkeys(ROLES.values(), 0.0)
    for process in psutil.Process(site.pid).children(recursive=True):
        command = " ".join(process.cmdline())
        role = next((role for mark, role in ROLES.items() if mark in command), None)
        if role:
            times = process.cpu_times()
            # Children already gone (a database connection that ended) count for their parent.
            spent[role] += times.user + times.system + times.children_user + times.children_system
    return spent
