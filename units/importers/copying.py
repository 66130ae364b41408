from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db import connection
from django.db.models import AutoField, Model

M = TypeVar("M", bound=Model)


def copy_in(model: type[M], rows: Iterable[M]) -> None:
    """Insert rows by PostgreSQL's COPY, several times faster than INSERT. A key that PostgreSQL makes stays unknown."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column or field.attname) for field in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            values = (getattr(row, field.attname) for field in fields)
            copy.write_row([field.get_db_prep_save(v, connection) for field, v in zip(fields, values, strict=True)])
