"""The Celery application: workers and scheduler read everything from Django's settings."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preplainte.settings")

app = Celery("preplainte")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
