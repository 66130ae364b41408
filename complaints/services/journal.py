"""The one writer of the journal."""

from __future__ import annotations

from collections.abc import Iterable

from complaints.enums import Act
from complaints.models import Complaint, JournalEntry
from units.models import Officer


def record(complaint: Complaint, act: Act, *, by: Officer | None = None, detail: str = "") -> JournalEntry:
    """Write one line. ``by`` is ``None`` when the victim or the clock acts; ``detail`` holds codes, never text."""
    return JournalEntry.objects.create(
        complaint=complaint, unit_id=complaint.unit_id, act=act, officer=by, detail=detail
    )


def record_each(complaints: Iterable[Complaint], act: Act, *, by: Officer | None, detail: str = "") -> None:
    """Write one line a pre-complaint, however often it is named; one query."""
    entries = {
        one.pk: JournalEntry(complaint=one, unit_id=one.unit_id, act=act, officer=by, detail=detail)
        for one in complaints
    }
    JournalEntry.objects.bulk_create(entries.values())
