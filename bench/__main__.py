"""``make bench``: whole filings in a closed loop, what they cost, and the proof that none was lost.

Prints filings a second, CPU seconds a filing by process, p50 and p95 of a request, and checks that rows, receipts
shown and mails owed agree. Exit code 1 when they don't. ``desk`` as the first word: the officers' pages
instead; ``agenda``: free slots.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench import agenda, desk
from bench.site import cpu_seconds
from bench.victim import Visit
from tests.running_site import Site, running_site

MAILS_A_FILING = 3
PATIENCE = 180


@dataclass
class Tally:
    """What all clients have seen."""

    references: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def main() -> int:
    arguments = _arguments()
    os.environ["BEHIND_PROXY"] = "yes"  # the site takes each victim's address from the header, as behind a proxy
    with tempfile.TemporaryDirectory(prefix="preplainte-bench-") as folder, running_site(Path(folder)) as site:
        _load(site, clients=2, seconds=3, first=900_000)  # the first request of each process pays for the imports
        _wait_for_mails(site)
        rows, cpu, began = _rows(site), cpu_seconds(site), time.monotonic()
        tally = _load(site, clients=arguments.clients, seconds=arguments.seconds, first=0)
        lasted = time.monotonic() - began
        filing_cpu = {role: spent - cpu[role] for role, spent in cpu_seconds(site).items()}
        waited = _wait_for_mails(site)
        total_cpu = {role: spent - cpu[role] for role, spent in cpu_seconds(site).items()}
        return _report(site, tally, rows, lasted=lasted, waited=waited, cpu=filing_cpu, total=total_cpu)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=30)
    return parser.parse_args()


def _load(site: Site, *, clients: int, seconds: float, first: int) -> Tally:
    tally, numbers, until = Tally(), itertools.count(first), time.monotonic() + seconds
    host = site.url.removeprefix("http://")

    def client() -> None:
        while time.monotonic() < until:
            visit = Visit(host, next(numbers))
            try:
                tally.references.append(visit.file())
            except Exception as failure:  # noqa: BLE001 -- counted and shown; the run goes on
                tally.failures.append(f"{type(failure).__name__}: {failure}")
            tally.seconds.extend(visit.seconds)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


def _rows(site: Site) -> dict[str, int]:
    """Pre-complaints, mails owed about them and mails sent, now. A code is void once the form is sent: not counted."""
    with site.database() as database:
        (complaints,) = database.execute("SELECT count(*) FROM complaints_complaint").fetchone() or (0,)
        owed, sent = database.execute(
            "SELECT count(*), count(*) FILTER (WHERE state = 'sent') FROM complaints_outgoingmail"
            " WHERE complaint_id IS NOT NULL"
        ).fetchone() or (0, 0)
    return {"complaints": int(str(complaints)), "owed": int(str(owed)), "sent": int(str(sent))}


def _wait_for_mails(site: Site) -> float:
    """Seconds until no mail waits any more."""
    began = time.monotonic()
    with site.database() as database:
        while time.monotonic() - began < PATIENCE:
            waiting = database.execute(
                "SELECT count(*) FROM complaints_outgoingmail WHERE state = 'pending'"
            ).fetchone()
            if waiting == (0,):
                break
            time.sleep(0.2)
    return time.monotonic() - began


def _report(  # noqa: PLR0913 -- the whole of one run
    site: Site, tally: Tally, before: dict[str, int], *, lasted: float, waited: float,
    cpu: dict[str, float], total: dict[str, float],
) -> int:  # fmt: skip
    after = _rows(site)
    made = {name: after[name] - before[name] for name in after}
    receipts = len(set(tally.references))
    filings = receipts or 1
    cuts = [1000 * cut for cut in statistics.quantiles(tally.seconds, n=100)]
    print(f"filings            {receipts} in {lasted:.1f} s: {receipts / lasted:.1f} a second")
    print(f"a request          p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms ({len(tally.seconds)} requests)")
    print(f"web and database   {(cpu['web'] + cpu['database']) / filings:.4f} CPU seconds a filing")
    print(f"all, mails sent    {sum(total.values()) / filings:.4f} CPU seconds a filing")
    for role, spent in total.items():
        print(f"  {role:16} {spent / filings:.4f}")
    print(f"mails              {made['owed']} owed, {made['sent']} sent, the last {waited:.1f} s after the last filing")
    print(f"rows               {made['complaints']}, receipts shown {receipts}")
    for failure in sorted(set(tally.failures)):
        print(f"failed             {tally.failures.count(failure)} times: {failure}")
    whole = made["complaints"] == receipts == made["owed"] / MAILS_A_FILING
    print("nothing lost" if whole and not tally.failures else "SOMETHING IS MISSING")
    return 0 if whole and not tally.failures and made["sent"] == made["owed"] else 1


if __name__ == "__main__":
    other = {"desk": desk.main, "agenda": agenda.main}.get(sys.argv[1]) if len(sys.argv) > 1 else None
    sys.exit(other(sys.argv[2:]) if other else main())
