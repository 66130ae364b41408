"""What `make check` looks at. Every step runs, so that one reading shows all there is to mend."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

# A whole production environment, invented: what `check --deploy` says of it, it would say of a real one.
PRODUCTION = {
    "PREPLAINTE_MODE": "production",
    "SITE_URL": "https://preplainte.example",
    "ALLOWED_HOSTS": "preplainte.example",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "EMAIL_HOST": "relay.preplainte.example",
    "DEFAULT_FROM_EMAIL": "preplainte <ne-pas-repondre@preplainte.example>",
    "SECURE_MAIL_DOMAINS": "gendarmerie.example",
}
STEPS = {
    "lint": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "templates": ["djlint", "templates", "--lint", "--quiet"],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "translations": ["pytest", "-q", "tests/test_translations.py"],
}
DEPLOY = ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"]


def main() -> int:
    failed = [name for name, command in STEPS.items() if not _passes(name, command, dict(os.environ))]
    with tempfile.TemporaryDirectory() as keys:
        test = os.environ | {"KEYRING_DIR": keys}
        production = os.environ | PRODUCTION | {"KEYRING_DIR": keys}
        # The same commands an operator types: the keys first, then the check of production settings.
        if not (_passes("keyring", KEYRING, test) and _passes("deploy", DEPLOY, production)):
            failed.append("deploy")
    print(f"check: {'failed: ' + ', '.join(failed) if failed else 'all passed'}")
    return 1 if failed else 0


def _passes(name: str, command: list[str], environment: dict[str, str]) -> bool:
    began = time.monotonic()
    done = subprocess.run(command, cwd=BASE_DIR, env=environment, check=False, capture_output=True, text=True)
    print(f"{name:<14}{'ok' if done.returncode == 0 else 'FAILED'}  {time.monotonic() - began:.1f} s", flush=True)
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n", flush=True)
    return done.returncode == 0


KEYRING = ["python", "manage.py", "keyring", "create"]


if __name__ == "__main__":
    sys.exit(main())
