"""``manage.py keyring create|list|rotate|destroy``: the keys that personal data is sealed under."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from complaints.sealing.keyring import ring
from complaints.services import keys


class Command(BaseCommand):
    help = "Create, list, rotate or destroy the keys of KEYRING_DIR. Destroying a key is final."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("create", help="make the access key and this month's key, if they lack")
        actions.add_parser("list", help="name each key and count what it seals")
        actions.add_parser("rotate", help="make this month's key, destroy past ones that seal nothing")
        destroy = actions.add_parser("destroy", help="destroy one key that seals nothing any more")
        destroy.add_argument("name", help="as listed, for instance monthly-2026-11")

    def handle(self, *args: Any, **options: Any) -> None:
        {"create": self.create, "list": self.list, "rotate": self.rotate, "destroy": self.destroy}[options["action"]](
            options
        )

    def create(self, _options: dict[str, Any]) -> None:
        settings.KEYRING_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        ring().create_access()
        self.stdout.write(ring().create(timezone.localdate()).name)

    def list(self, _options: dict[str, Any]) -> None:
        for key in sorted(ring().keys.values(), key=lambda key: key.name):
            self.stdout.write(f"{key.name}  {keys.in_use(key)} sealed values")

    def rotate(self, _options: dict[str, Any]) -> None:
        for name in keys.rotate():
            self.stdout.write(f"{name} destroyed")

    def destroy(self, options: dict[str, Any]) -> None:
        key = next((key for key in ring().keys.values() if key.name == options["name"]), None)
        if key is None:
            raise CommandError(f"No key is named {options['name']}: see `keyring list`.")
        try:
            keys.destroy(key)
        except keys.KeyInUse as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{key.name} destroyed")
