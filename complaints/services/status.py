"""The one writer of the status."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from complaints import workflow
from complaints.enums import OPEN_STATUSES, Act, Status
from complaints.models import Complaint
from complaints.refusals import Refused
from complaints.services import journal
from units.models import Officer


class TooLate(Refused):
    """Somebody else acted first; the sentence says who, what and when."""


class MovedAway(TooLate):
    """Another unit has it now: nothing may be done any more by whoever read it at the first one."""

    def __init__(self) -> None:
        super().__init__(_("Cette pré-plainte vient d’être transférée à une autre unité."))


class Over(Refused):
    """The pre-complaint has ended."""

    def __init__(self) -> None:
        super().__init__(_("Cette pré-plainte est terminée."))


def lock(complaint: Complaint) -> Complaint:
    """The row read again under a lock held until the transaction ends. ``MovedAway`` if it changed units meanwhile."""
    # Alone, and read afterwards: what is joined under a lock that was waited for is what stood there before.
    unit_id = Complaint.objects.select_for_update().values_list("unit_id", flat=True).get(pk=complaint.pk)
    if unit_id != complaint.unit_id:
        raise MovedAway
    return Complaint.objects.with_places().get(pk=complaint.pk)


def check_open(complaint: Complaint) -> None:
    """Raise ``Over`` if the pre-complaint, as it was read, has ended."""
    if not complaint.is_open:
        raise Over


def lock_open(complaint: Complaint) -> Complaint:
    """The same, of one that hasn't ended. ``Over`` otherwise."""
    locked = lock(complaint)
    check_open(locked)
    return locked


def check(complaint: Complaint, target: Status, *, by: Officer | None) -> None:
    """Raise ``TooLate`` unless the pre-complaint, as it was read, may become ``target``."""
    try:
        workflow.check(Status(complaint.status), target)
    except workflow.TransitionRefused as refusal:
        raise TooLate(_told(complaint, str(refusal), asker=by)) from refusal


@transaction.atomic
def move(complaint: Complaint, target: Status, *, by: Officer | None, **changes: Any) -> Complaint:
    """Move ``complaint`` to ``target`` and write its journal; returns the locked row.

    For ``changes`` see ``become``. Two people who act at once cannot both succeed: the second is told what the first
    did.
    """
    complaint = lock(complaint)
    check(complaint, target, by=by)
    return become(complaint, target, by=by, **changes)


def become(complaint: Complaint, target: Status, *, by: Officer | None, **changes: Any) -> Complaint:
    """Write the status, and its journal, of a row that the caller has locked and checked.

    ``changes`` are fields that the same UPDATE sets: constraints see them together with the status. Whoever is then
    awaited until some moment says so in ``awaited_at``.
    """
    old = Status(complaint.status)
    changed = {"status": target, "awaited_at": None} | changes
    if target not in OPEN_STATUSES:
        changed |= {"closed_at": timezone.now(), "alert_at": None}
    for name, value in changed.items():
        setattr(complaint, name, value)
    complaint.save(update_fields=list(changed))
    journal.record(complaint, Act.STATUS, by=by, detail=f"{old} → {target}")
    return complaint


def _told(complaint: Complaint, refusal: str, *, asker: Officer | None) -> str:
    """The refusal, with who brought the pre-complaint where it stands. A victim isn't told an officer's name."""
    last = complaint.journal.filter(act=Act.STATUS).select_related("officer").last()
    if last is None or last.officer is None:
        return refusal
    at, now = complaint.unit.local(last.at), complaint.unit.local(timezone.now())
    if at.date() == now.date():
        sentence = _("%(refusal)s %(officer)s l’a fait à %(time)s.")
    else:
        sentence = _("%(refusal)s %(officer)s l’a fait le %(day)s.")
    return sentence % {
        "refusal": refusal,
        "officer": last.officer.name if asker else _("L’unité"),
        "time": date_format(at, "H:i"),
        "day": date_format(at, _("j F à H:i")),
    }
