from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import serializers
from django.db import IntegrityError, connection, transaction

from complaints.enums import Kind, Status
from complaints.models import Complaint
from complaints.sealing import box
from complaints.sealing.box import SealBroken
from complaints.sealing.keyring import KeyMissing, ring
from complaints.services import keys
from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
WHO = {"identity": {"birth_name": "Œuvrard", "first_names": "Zoé"}}


def make(**changes: Any) -> Complaint:
    values: dict[str, Any] = {
        "kind": Kind.THEFT,
        "department": "27",
        "facts_on": date(2026, 11, 20),
        "filed_at": NOW,
        "contact_due_at": NOW + timedelta(hours=24),
        "expires_at": NOW + timedelta(days=30),
        "identity": WHO,
        "statement": {"facts": {"story": "Vol d’un vélo"}},
    }
    return Complaint.objects.create(unit=UnitFactory(), **{**values, **changes})


def column(complaint: Complaint, name: str = "identity") -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM complaints_complaint WHERE id = %s", [complaint.pk])
        return bytes(cursor.fetchone()[0])


def test_what_was_sealed_is_read_back_and_the_column_says_nothing() -> None:
    complaint = make()

    assert Complaint.objects.get(pk=complaint.pk).identity == WHO
    assert b"uvrard" not in column(complaint)
    assert box.key_id(column(complaint)) == ring().newest().id


def test_each_sealing_differs() -> None:
    assert column(make())[20:] != column(make())[20:]


def test_opening_is_lazy(monkeypatch: pytest.MonkeyPatch) -> None:
    make()
    monkeypatch.setattr(box, "open_sealed", lambda *_, **__: pytest.fail("opened without being read"))

    assert [complaint.reference for complaint in Complaint.objects.all()] != []


def test_saving_what_was_not_read_leaves_the_bytes_alone() -> None:
    complaint = make()
    before = column(complaint)
    again = Complaint.objects.get(pk=complaint.pk)
    again.save(update_fields=["identity"])

    assert column(complaint) == before


@pytest.mark.parametrize("target", ["identity", "statement"])
def test_bytes_copied_to_another_row_or_column_do_not_open(target: str) -> None:
    mine, yours = make(), make()
    source = mine if target == "statement" else yours
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE complaints_complaint SET {target} = %s WHERE id = %s", [column(source, "identity"), mine.pk]
        )

    with pytest.raises(SealBroken):
        getattr(Complaint.objects.get(pk=mine.pk), target)


def test_altered_bytes_do_not_open() -> None:
    complaint = make()
    blob = bytearray(column(complaint))
    blob[-1] ^= 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE complaints_complaint SET identity = %s WHERE id = %s", [bytes(blob), complaint.pk])

    with pytest.raises(SealBroken):
        _ = Complaint.objects.get(pk=complaint.pk).identity


@pytest.mark.parametrize(
    "write",
    [
        lambda complaint: Complaint.objects.update(identity=WHO),
        lambda complaint: Complaint.objects.bulk_update([complaint], ["identity"]),
        lambda complaint: Complaint.objects.filter(identity=WHO).first(),
    ],
    ids=["update", "bulk_update", "filter"],
)
def test_only_save_seals(write: Callable[[Complaint], Any]) -> None:
    complaint = make()
    before = column(complaint)

    with pytest.raises(TypeError, match="identity is sealed"), transaction.atomic():
        write(complaint)
    assert column(complaint) == before


def test_a_sealed_row_is_not_serialised() -> None:
    make()

    with pytest.raises(TypeError, match="can't be serialised"):
        serializers.serialize("json", Complaint.objects.all())


def test_without_its_key_nothing_opens() -> None:
    complaint = make()
    key = ring().newest()
    path = ring().folder / f"{key.name}.key"
    hidden = path.rename(path.with_suffix(".elsewhere"))
    ring().reload()
    try:
        with pytest.raises(KeyMissing):
            _ = Complaint.objects.get(pk=complaint.pk).identity
    finally:
        hidden.rename(path)
        ring().reload()


def test_the_database_refuses_an_erased_complaint_that_keeps_anything() -> None:
    with pytest.raises(IntegrityError, match="complaint_erased_keeps_nothing"):
        make(status=Status.SIGNED, erased_at=NOW, facts_on=date(2026, 11, 1))


@pytest.mark.usefixtures("own_keyring")
def test_a_past_key_is_destroyed_with_the_last_data_it_seals() -> None:
    complaint = make()
    key = ring().newest()
    next_month = date.fromisoformat(f"{key.month}-01") + timedelta(days=32)
    assert keys.in_use(key) == 2

    assert keys.rotate(today=next_month) == []
    with pytest.raises(keys.KeyInUse):
        keys.destroy(key)
    Complaint.objects.filter(pk=complaint.pk).update(identity=None, statement=None)

    # A filing that took the key before the new one was made may not be committed yet.
    assert keys.rotate(today=next_month) == []
    with pytest.raises(keys.KeyInUse):
        keys.destroy(key)
    made_at = time.time() - keys.SETTLED.total_seconds()
    os.utime(ring().folder / f"{ring().newest().name}.key", (made_at, made_at))
    assert keys.rotate(today=next_month) == [key.name]
    assert (ring().folder / f"{key.name}.destroyed").exists()
