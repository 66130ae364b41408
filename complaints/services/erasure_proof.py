"""The proof of an erasure, and from which day it reaches the backups."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from complaints.documents.erasure import ErasureProof
from complaints.models import Complaint

NIGHTS = timedelta(days=2)
"""The night of the first makes the next key and destroys none; what ends on a day is destroyed with its key the next
night (``keys.rotate``)."""


def proof(complaint: Complaint) -> ErasureProof | None:
    """The proof that the pre-complaint was erased; ``None`` while it isn't. No query, nothing stored."""
    if complaint.erased_at is None:
        return None
    return ErasureProof(complaint, complaint.erased_at, unreadable_from(timezone.localdate(complaint.erased_at)))


def unreadable_from(erased_on: date) -> date:
    """The day from which no backup holds anything readable of what was erased on ``erased_on``.

    At worst it was sealed, or sealed again after a correction, under the key of that very month. Others may have filed
    under that key until the month's end: it is destroyed when the life of the last of them is over.
    """
    first_of_next = (erased_on.replace(day=1) + timedelta(days=32)).replace(day=1)
    closing_mails = -(-settings.CLOSING_MAIL_HOURS // 24)
    return first_of_next + timedelta(days=max(settings.RETENTION_DAYS, closing_mails)) + NIGHTS
