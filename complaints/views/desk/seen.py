"""An act prepared on a page older than the last change of the file is told what changed, and does nothing yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import transaction

from complaints.enums import Act
from complaints.models import Complaint, JournalEntry
from complaints.services import status
from complaints.views.desk.timeline import Event, events
from units.access import OfficerRequest

FIELD = "seen"
QUIET = (
    Act.OPENED,
    Act.EVIDENCE,
    Act.PRINTED,
    Act.EXPORTED,
    Act.ESCALATED,
    Act.REMINDED,
    Act.RECORDED,
    Act.MAIL_REFUSED,
)
"""Readings, and what the clock does beside: the file says the same before and after."""
MOST_TOLD = 5

T = TypeVar("T")


class Changed(Exception):
    """Others changed the file since the page was shown; ``events`` tells how, newest first."""

    def __init__(self, told: list[Event]) -> None:
        super().__init__("the file changed meanwhile")
        self.events = told


def last_change(entries: Iterable[JournalEntry]) -> int:
    """What a page shows the file after: its last change, as a number; from the whole journal, in its order.

    Not the last line: a reading may be written while a change that comes before it isn't committed yet.
    """
    return max((entry.pk for entry in entries if entry.act not in QUIET), default=0)


def shown_after(request: OfficerRequest, complaint: Complaint, *, told: bool) -> int:
    """The ``seen`` of a page about to be shown. One shown again keeps its own, unless it has just ``told`` the rest."""
    if FIELD in request.POST and not told:
        return _posted(request)
    found = complaint.journal.exclude(act__in=QUIET).order_by("-pk").values_list("pk", flat=True).first()
    return found or 0


def if_unchanged(request: OfficerRequest, complaint: Complaint, deed: Callable[[], T]) -> T:
    """Do the deed, unless somebody else changed the file since the page that asks for it was shown: ``Changed``.

    The file stays locked between the question and the deed. What the officer did elsewhere meanwhile is known to them.
    """
    with transaction.atomic():
        status.lock(complaint)
        if told := _changes(request, complaint):
            raise Changed(told)
        return deed()


def _changes(request: OfficerRequest, complaint: Complaint) -> list[Event]:
    if FIELD not in request.POST:
        return []
    since = complaint.journal.filter(pk__gt=_posted(request)).exclude(act__in=QUIET).exclude(officer=request.officer)
    return events(since.select_related("officer", "unit"))[:MOST_TOLD]


def _posted(request: OfficerRequest) -> int:
    """A number that can't be read is older than everything."""
    typed = request.POST[FIELD]
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0
