"""What the running site spends, process by process."""

from __future__ import annotations

import psutil

from tests.running_site import Site

# A mark in the command line, and what such a process is for.
ROLES = {"granian": "web", "postgres": "database", "valkey": "broker", "celery": "worker", "mailsink": "mail sink"}
FOR_MAIL = "database, mail"


def cpu_seconds(site: Site) -> dict[str, float]:
    """User and system seconds so far, by role. What the database does for workers stands apart."""
    spent = dict.fromkeys([*ROLES.values(), FOR_MAIL], 0.0)
    workers = _workers_connections(site)
    for process in psutil.Process(site.pid).children(recursive=True):
        try:
            role, seconds = _role(process), _seconds(process)
        except psutil.NoSuchProcess:  # a database connection that just ended: its parent now counts its time
            continue
        if role:
            spent[FOR_MAIL if process.pid in workers else role] += seconds
    return spent


def _workers_connections(site: Site) -> set[int]:
    with site.database() as database:
        rows = database.execute("SELECT pid FROM pg_stat_activity WHERE application_name IN ('worker', 'scheduler')")
        return {int(str(pid)) for (pid,) in rows.fetchall()}


def _role(process: psutil.Process) -> str | None:
    command = " ".join(process.cmdline())
    return next((role for mark, role in ROLES.items() if mark in command), None)


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)
