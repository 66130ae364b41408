"""The project: settings, entry points and what stands beside the two applications."""

from preplainte.celery import app as celery_app

__all__ = ("celery_app",)
