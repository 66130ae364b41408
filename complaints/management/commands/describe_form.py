"""``manage.py describe_form``: prints docs/form.md from the code, in French."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from complaints.questions import describe


class Command(BaseCommand):
    help = "Print the form: every step, every question, when it is asked."

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            self.stdout.write(describe.form(), ending="")
