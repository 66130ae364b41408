from __future__ import annotations

from typing import Any

from units.importers.command import ImportCommand
from units.importers.communes import OWN_LIST, import_communes
from units.importers.report import Report
from units.importers.table import Table


class Command(ImportCommand):
    help = "Import the communes of France: without argument, the list that the project ships."
    default_file = OWN_LIST

    def import_table(self, table: Table, **options: Any) -> Report:
        return import_communes(table)
