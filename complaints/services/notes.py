"""Notes of a unit about a pre-complaint: the victim never reads them, no mail carries them."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.enums import Act
from complaints.models import Complaint, Note
from complaints.refusals import Refused
from complaints.services import journal, status
from units.models import Officer

LONGEST = 2_000


class BadNote(Refused):
    """Empty, or too long."""


@transaction.atomic
def add(complaint: Complaint, *, text: str, by: Officer) -> Note:
    """Keep a note, sealed, for as long as the pre-complaint lives. It is never changed nor taken away before."""
    text = text.strip()
    if not text:
        raise BadNote(_("Écrivez la note."))
    if len(text) > LONGEST:
        raise BadNote(_("Cette note est trop longue : %(most)s signes au plus.") % {"most": LONGEST})
    complaint = status.lock_open(complaint)
    note = Note.objects.create(complaint=complaint, officer=by, text=text)
    journal.record(complaint, Act.NOTED, by=by)
    return note
