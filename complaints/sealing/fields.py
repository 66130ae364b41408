"""Model fields whose column holds sealed bytes.

Sealing happens in ``pre_save``, where the row is known: the bytes are bound to model, field and primary key, so a
value copied to another row doesn't open. Opening is lazy: a list that never reads the attribute never pays for it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query_utils import DeferredAttribute

from complaints.sealing import box
from complaints.sealing.keyring import MONTHLY, ring


@dataclass(frozen=True, slots=True)
class Sealed:
    """Sealed bytes, as the column holds them."""

    blob: bytes


class SealedAttribute(DeferredAttribute):
    """Opens the value at first reading and keeps it on the instance."""

    field: SealedField

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is not None and isinstance(value, Sealed):
            value = self.field.unseal(value, instance)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        # Only to be asked at each reading: without it Python would take the value straight from the instance.
        instance.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):  # type: ignore[type-arg]  # generic in the stubs only
    """What the two sealed fields share. ``None`` stays ``NULL``: the only value a query can compare or set.

    A row is sealed under the month's key, or under the series that its ``sealing_series`` names.
    """

    descriptor_class = SealedAttribute

    def __init__(self, *args: Any, **options: Any) -> None:
        options["editable"] = False  # never in a form of the admin
        super().__init__(*args, **options)

    def dump(self, value: Any) -> bytes:
        raise NotImplementedError

    def load(self, plain: bytes) -> Any:
        raise NotImplementedError

    def context(self, instance: models.Model) -> str:
        return f"{instance._meta.label_lower}.{self.name}:{instance.pk}"

    def unseal(self, value: Sealed, instance: models.Model) -> Any:
        return self.load(box.open_sealed(value.blob, context=self.context(instance)))

    def from_db_value(self, value: Any, *_: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        key = ring().newest(getattr(model_instance, "sealing_series", MONTHLY))
        return Sealed(box.seal(self.dump(value), context=self.context(model_instance), key=key))

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, Sealed):
            return value
        raise TypeError(f"{self.name} is sealed: save() the row; it can't be set by update() or searched.")

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        value = self.get_prep_value(value)
        return super().get_db_prep_value(value.blob if value else None, connection, prepared=True)

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self.name} is sealed: it can't be serialised.")


class SealedJSONField(SealedField):
    """A JSON value, sealed."""

    def dump(self, value: Any) -> bytes:
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False).encode()

    def load(self, plain: bytes) -> Any:
        return json.loads(plain)
