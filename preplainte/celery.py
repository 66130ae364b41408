"""The Celery application: workers and scheduler read everything from Django's settings."""

from __future__ import annotations

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, task_prerun, worker_init
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import close_old_connections

from complaints.sealing import keyring

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preplainte.settings")

app = Celery("preplainte")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def require_keyring(**_named: Any) -> None:
    """A worker that can't open what it has to send doesn't start."""
    try:
        keyring.require()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from None  # Celery logs any other exception of a receiver, and goes on


def recycle_connections(**_named: Any) -> None:
    """As at the beginning of a request: keep a good connection, drop one that is old or broken."""
    close_old_connections()


def keep_logging(**_named: Any) -> None:
    """The site's own logging, which knows what a line may not say; Celery would put its own in its place."""
    logging.config.dictConfig(settings.LOGGING)


setup_logging.connect(keep_logging)
worker_init.connect(require_keyring)
task_prerun.connect(recycle_connections)
