"""What the three import commands share: one file, one transaction, a bar, a report."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from units.importers.progress import ProgressBar
from units.importers.report import Report
from units.importers.table import Table, WrongFile, open_table
from units.models import Commune, Competence, Unit


class ImportCommand(BaseCommand):
    """Subclasses name the file they read by default, if any, and the function that imports a table."""

    default_file: Path | None = None

    def add_arguments(self, parser: CommandParser) -> None:
        optional = {"nargs": "?", "default": self.default_file} if self.default_file else {}
        parser.add_argument("file", type=Path, help="CSV, plain or gzipped", **optional)  # type: ignore[arg-type]  # one of two shapes
        parser.add_argument(
            "--report", type=Path, metavar="FILE", help="write each row refused or repaired to this CSV file"
        )

    def handle(self, *, file: Path, report: Path | None, **options: Any) -> None:
        bar = ProgressBar(sys.stderr)
        try:
            with open_table(file, bar) as table, transaction.atomic():
                outcome = self.import_table(table, **options)
                _count_rows()
        except WrongFile as error:
            raise CommandError(f"{error} Nothing was imported.") from error
        finally:
            bar.done()
        if report is not None:
            self.write_report(outcome, report)
        for line in outcome.summary():
            self.stdout.write(line)

    def import_table(self, table: Table, **options: Any) -> Report:
        raise NotImplementedError

    def write_report(self, outcome: Report, target: Path) -> None:
        try:
            outcome.write(target)
        except OSError as error:
            raise CommandError(f"The import is done, but its report cannot be written: {error.strerror}.") from error


def _count_rows() -> None:
    """Tell the planner that the tables have grown: else, at the commit, each key is looked for in the whole table."""
    tables = ", ".join(model._meta.db_table for model in (Commune, Unit, Competence))
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")
