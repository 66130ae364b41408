from __future__ import annotations

from typing import Any

from units.importers.command import ImportCommand
from units.importers.competence import import_competence
from units.importers.report import Report
from units.importers.table import Table


class Command(ImportCommand):
    help = "Import which unit is competent for which commune: the ministry's file, or a computed one."

    def import_table(self, table: Table, **options: Any) -> Report:
        return import_competence(table)
