"""The application of the pre-complaints themselves."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    verbose_name = _("Pré-plaintes")

    def ready(self) -> None:
        for name in ("complaints.bounces", "preplainte.checks"):  # not before the models and the settings are there
            import_module(name)
