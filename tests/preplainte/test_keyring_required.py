"""Without its keyring, production doesn't start: neither a worker nor a server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

SENTENCE = "KEYRING_DIR holds no monthly key: mount the keyring, or make one with `manage.py keyring create`."


@pytest.mark.parametrize(
    "command", [["-m", "celery", "-A", "preplainte", "worker", "--pool=solo"], ["-c", "import preplainte.wsgi"]]
)
def test_production_stops_with_a_sentence(command: list[str], tmp_path: Path) -> None:
    environment = os.environ | {
        "PREPLAINTE_MODE": "production",
        "SITE_URL": "https://preplainte.example",
        "ALLOWED_HOSTS": "preplainte.example",
        "SECRET_KEY": "x" * 60,
        "KEYRING_DIR": str(tmp_path),
        "EVIDENCE_DIR": str(tmp_path),
        "EMAIL_HOST": "relais.example",
        "DEFAULT_FROM_EMAIL": "ne-pas-repondre@preplainte.example",
        "OPERATOR_NAME": "Opérateur",
        "OPERATOR_ADDRESS": "1 rue de l’Exemple",
        "OPERATOR_CONTACT": "contact@preplainte.example",
        "OPERATOR_HOST": "Hébergeur",
    }

    ended = subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode != 0
    assert SENTENCE in ended.stderr
