"""Start `make run` as a newcomer would, look at the site, stop it, and see that nothing is left running."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

FIRST, NEXT = 180.0, 60.0  # seconds to be ready: with the installation, then without
PORT = "8765"
SITE = f"http://127.0.0.1:{PORT}"
# No proxy of the machine's environment between us and ourselves.
BROWSER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="prove-run-") as folder:
        Path(folder).chmod(0o755)
        for limit in (FIRST, NEXT):
            _prove(Path(folder) / "state", limit)


def _prove(state: Path, limit: float) -> None:
    environment = os.environ | {"PORT": PORT, "RUN_DIR": str(state)}
    log = state.with_suffix(".log")
    began = time.monotonic()
    with log.open("w") as output:
        site = subprocess.Popen(["make", "run"], env=environment, stdout=output, stderr=output, start_new_session=True)
    try:
        _wait_ready(site, log, began + limit)
        print(f"ready after {time.monotonic() - began:.1f} s", flush=True)
        for path, expected in (("/healthz", "ok"), ("/", "pré-plainte"), ("/demo/", "/demo/courriels/")):
            page = BROWSER.open(SITE + path, timeout=20).read().decode()
            if expected not in page:
                sys.exit(f"{path} does not show {expected!r}:\n{page[:2000]}")
        _wait_all_there()
        site.send_signal(signal.SIGTERM)
        site.wait(60)
    finally:
        if site.poll() is None:
            os.killpg(site.pid, signal.SIGKILL)
    left = _processes_naming(str(state))
    if left:
        sys.exit(f"Left running after SIGTERM:\n{left}")
    print("stopped, nothing left running", flush=True)


def _wait_ready(site: subprocess.Popen[bytes], log: Path, deadline: float) -> None:
    while not re.search(rf"^ready: {SITE}/$", log.read_text(), re.MULTILINE):
        if site.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"make run is not ready. It said:\n{log.read_text()}")
        time.sleep(0.2)
    print(log.read_text(), flush=True)


def _wait_all_there() -> None:
    """The worker and the rest are there too, a little after the site."""
    deadline = time.monotonic() + 30
    while True:
        try:
            BROWSER.open(SITE + "/readyz", timeout=20)
        except urllib.error.HTTPError as answer:
            if time.monotonic() > deadline:
                sys.exit(f"/readyz: {answer.read().decode()}")
            time.sleep(0.5)
        else:
            return


def _processes_naming(text: str) -> str:
    """Command lines and environments that name the state folder: every process of the site does."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes() + b" " + (folder / "environ").read_bytes()
        except OSError:
            continue  # it ended meanwhile, or is not ours to read
        if text.encode() in line and int(folder.name) != os.getpid():
            found.append(f"{folder.name} {(folder / 'cmdline').read_bytes()[:200]!r}")
    return "\n".join(found)


if __name__ == "__main__":
    main()
