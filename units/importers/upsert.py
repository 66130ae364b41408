"""Writing rows that may already be there, by batches, and knowing what really changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TypeVar

from django.db.models import Model

from units.importers.copying import copy_in
from units.importers.report import Report

BATCH = 2_000
NOTHING: tuple[object, ...] = (None, "", [])

M = TypeVar("M", bound=Model)


def upsert(rows: Iterable[M], *, key: str, fields: Sequence[str], report: Report) -> set[str]:
    """Create the rows whose ``key`` is new; bring ``fields`` of the others up to date. Returns the keys seen.

    What the row leaves empty stays as it is in the database: a file that doesn't know an address says nothing of it.
    """
    seen: set[str] = set()
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        seen.update(str(getattr(row, key)) for row in batch)
        _write(type(batch[0]), batch, key, fields, report)
    return seen


def _write(model: type[M], batch: list[M], key: str, fields: Sequence[str], report: Report) -> None:
    manager = model._default_manager  # noqa: SLF001 -- Django's documented name
    keys = [getattr(row, key) for row in batch]
    known = {getattr(row, key): row for row in manager.filter(**{f"{key}__in": keys})}
    new = [row for row in batch if getattr(row, key) not in known]
    changed = [known[k] for k, row in zip(keys, batch, strict=True) if k in known and _bring(known[k], row, fields)]
    copy_in(model, new)
    manager.bulk_create(changed, update_conflicts=True, unique_fields=["pk"], update_fields=list(fields))
    report.created += len(new)
    report.changed += len(changed)
    report.unchanged += len(batch) - len(new) - len(changed)


def _bring(old: Model, new: Model, fields: Sequence[str]) -> bool:
    changed = False
    for field in fields:
        value = getattr(new, field)
        if value not in NOTHING and value != getattr(old, field):
            setattr(old, field, value)
            changed = True
    return changed
