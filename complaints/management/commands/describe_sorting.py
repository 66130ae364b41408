"""``manage.py describe_sorting``: prints docs/sorting.md from the code, in French."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from complaints.questions import describe_sorting


class Command(BaseCommand):
    help = "Print the sorting: its questions, its rules and where each leads."

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            self.stdout.write(describe_sorting.sorting(), ending="")
