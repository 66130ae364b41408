from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from units.importers.command import ImportCommand
from units.importers.report import Report
from units.importers.table import Table
from units.importers.units import import_units


class Command(ImportCommand):
    help = "Import units: the DILA directory, the ministry's list of brigades, or a department's list."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--mailbox-domain",
            metavar="DOMAIN",
            default="",
            help="give every unit a mailbox in this domain instead of its own: compulsory outside production",
        )

    def import_table(self, table: Table, *, mailbox_domain: str, **options: Any) -> Report:  # type: ignore[override]  # one option more
        if not settings.PRODUCTION and not mailbox_domain:
            raise CommandError(
                "Outside production, real units must not receive mail: add for example --mailbox-domain units.example."
            )
        return import_units(table, mailbox_domain=mailbox_domain)
