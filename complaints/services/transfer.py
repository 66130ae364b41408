"""Handing a pre-complaint over to another unit (``docs/adr/0014``)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.enums import Act, AlertLevel, MailKind, Recipient, Status
from complaints.models import Complaint
from complaints.questions.answers import index_values
from complaints.refusals import Refused
from complaints.sealing import tokens
from complaints.services import appointments, journal, mailing, status
from units.models import Officer, Unit

OF_THE_FORMER_UNIT = Q(recipient__in=[Recipient.UNIT, Recipient.OPERATIONS]) | Q(
    recipient=Recipient.VICTIM,
    kind__in=[
        MailKind.PROPOSED, MailKind.CONFIRMED, MailKind.MOVED, MailKind.CANCELLED, MailKind.MISSED,
        MailKind.ASKED, MailKind.ASK_AGAIN, MailKind.TRANSFER,
    ],
)  # fmt: skip
"""What is still owed and isn't true any more at the new unit."""


GRACE = 0.25
"""Share of the promised time during which a unit isn't alerted about a file it has just received."""


class CannotReceive(Refused):
    """Not a unit to which this pre-complaint may go."""


@transaction.atomic
def transfer(complaint: Complaint, *, to: Unit, by: Officer) -> Complaint:
    """Hand an open pre-complaint over to another unit that receives the public; returns the locked row.

    There it is new: nobody in charge, no tags, nothing booked, proposed or asked. Its journal, notes and messages go
    along, the day of its erasure and the hour of the first contact stay. The new unit and the victim are written to.
    Whoever isn't of the new unit reaches it no more. ``status.Over``, ``CannotReceive``, ``status.MovedAway``.
    """
    complaint = status.lock_open(complaint)
    _check(complaint, to)
    mailing.cancel_owed(complaint, OF_THE_FORMER_UNIT)
    appointments.free_all(complaint)
    complaint.asks.filter(closed_at=None).update(closed_at=timezone.now(), remind_at=None)
    complaint.tags.clear()
    _hand_over(complaint, to, by=by)
    journal.record(complaint, Act.TRANSFERRED, by=by)
    for recipient in (Recipient.UNIT, Recipient.VICTIM):
        mailing.queue(complaint, MailKind.TRANSFER, recipient)
    return complaint


def _check(complaint: Complaint, to: Unit) -> None:
    if to.pk == complaint.unit_id:
        raise CannotReceive(_("Cette pré-plainte est déjà dans cette unité."))
    if not to.receives_public:
        raise CannotReceive(_("Cette unité ne reçoit plus le public : choisissez-en une autre."))


def _hand_over(complaint: Complaint, to: Unit, *, by: Officer) -> None:
    """One UPDATE: the constraints, the inbox's columns and the search see the new unit together with the status."""
    changes: dict[str, Any] = {
        "unit": to,
        "officer": None,
        **_alerts(complaint),
        "tokens": tokens.index(index_values(complaint.answers()), unit=str(to.pk), series=complaint.sealing_series),
    }
    if complaint.status == Status.FILED:  # never opened: it stays as it is, elsewhere
        for name, value in changes.items():
            setattr(complaint, name, value)
        complaint.save(update_fields=list(changes))
    else:
        status.check(complaint, Status.FILED, by=by)
        status.become(complaint, Status.FILED, by=by, **changes)


def _alerts(complaint: Complaint) -> dict[str, Any]:
    """When the new unit is first alerted of a contact that doesn't come: never before it has had time to read the file.

    What its predecessor was told, it wasn't: a contact that is overdue already is told to its own heads.
    """
    if complaint.alert_at is None and (complaint.contacted_at or complaint.alert_level == AlertLevel.NONE):
        return {}
    due = complaint.contact_due_at if complaint.alert_level else complaint.alert_at
    grace = timezone.now() + timedelta(hours=settings.CONTACT_HOURS) * GRACE
    level = min(complaint.alert_level, AlertLevel.REMINDED)
    return {"alert_level": level, "alert_at": max(due or grace, grace)}
