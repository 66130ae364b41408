"""What `make check` looks at. Every step runs, so that one reading shows all there is to mend."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

STEPS = {
    "lint": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "templates": ["djlint", "templates", "--lint", "--quiet"],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "translations": ["pytest", "-q", "tests/test_translations.py"],
}
PRODUCTION = {
    "keyring": ["python", "manage.py", "keyring", "create"],
    "deploy": ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
}


def main() -> int:
    failed = [name for name, command in STEPS.items() if not _passes(name, command, dict(os.environ))]
    with tempfile.TemporaryDirectory() as keys:
        production = os.environ | _production_example() | {"SECRET_KEY": "".join(map(chr, range(48, 122)))}
        production |= {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")} | {"KEYRING_DIR": keys}
        production["EVIDENCE_DIR"] = keys
        # What an operator types: the keys first, then the check of the production settings.
        failed += [name for name, command in PRODUCTION.items() if not _passes(name, command, production)]
    print(f"check: {'failed: ' + ', '.join(failed) if failed else 'all passed'}")
    return 1 if failed else 0


def _production_example() -> dict[str, str]:
    """The environment that docs/production.env offers for copying."""
    lines = (BASE_DIR / "docs" / "production.env").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def _passes(name: str, command: list[str], environment: dict[str, str]) -> bool:
    began = time.monotonic()
    done = subprocess.run(command, cwd=BASE_DIR, env=environment, check=False, capture_output=True, text=True)
    print(f"{name:<14}{'ok' if done.returncode == 0 else 'FAILED'}  {time.monotonic() - began:.1f} s", flush=True)
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
