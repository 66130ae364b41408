"""``manage.py describe_schema``: prints the JSON Schema of an exported pre-complaint from the code."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from complaints.documents import schema


class Command(BaseCommand):
    help = "Print the JSON Schema of an exported pre-complaint."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(schema.text(), ending="")
