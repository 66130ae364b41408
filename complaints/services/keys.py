"""The life of the monthly keys: made ahead of need, destroyed with the last data they seal."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.functions import Substr
from django.utils import timezone

from complaints.models import Evidence
from complaints.refusals import Refused
from complaints.sealing.box import VERSION
from complaints.sealing.fields import SealedField
from complaints.sealing.keyring import MONTHLY, Key, ring

logger = logging.getLogger(__name__)

SETTLED = timedelta(hours=1)
"""Age of a new key from which no transaction is left that took the one before it, and hasn't shown yet."""


class KeyInUse(Refused):
    """Something is still sealed under the key."""


def sealed_columns() -> Iterator[tuple[type[models.Model], models.Field[Any, Any]]]:
    """Every column that a key may have sealed: sealed fields, and the keys of files once they are filed."""
    yield Evidence, Evidence._meta.get_field("wrapped_key")
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, SealedField):
                yield model, field


def in_use(key: Key) -> int:
    """How many values are sealed under ``key``. Reads every sealed row: for commands and the nightly task."""
    prefix = VERSION + key.id
    total = 0
    for model, field in sealed_columns():
        rows = model._base_manager.exclude(Q(**{field.name: None}))
        head = Substr(field.name, 1, len(prefix), output_field=models.BinaryField())
        total += rows.annotate(sealed_head=head).filter(sealed_head=prefix).count()
    return total


def destroy(key: Key) -> None:
    """Destroy a key that nothing needs any more; ``KeyInUse`` otherwise.

    The newest of a series is always in use, and the others while it has just been made.
    """
    newest = ring().newest(key.series)
    count = in_use(key)
    if count or key == newest or ring().age(newest) < SETTLED:
        raise KeyInUse(f"{key.name} is still in use ({count} values): nothing was destroyed.")
    ring().destroy(key)
    logger.info("key destroyed key=%s", key.name)


def rotate(*, today: date | None = None) -> list[str]:
    """Make this month's key if it lacks, destroy past ones that seal nothing any more; returns their names.

    With a past key dies every backup of what it sealed. The night that makes a key destroys none: what is being
    sealed at this moment under the key before it isn't seen yet.
    """
    today = today or timezone.localdate()
    current = ring().create(today)
    destroyed: list[str] = []
    if ring().age(current) < SETTLED:
        return destroyed
    for key in ring().live(MONTHLY):
        if key.month < current.month and not in_use(key):
            ring().destroy(key)
            destroyed.append(key.name)
            logger.info("key destroyed key=%s", key.name)
    return destroyed
