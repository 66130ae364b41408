"""Alerts of first contacts that don't come: each once, to whoever can still mend it, then to whoever must know.

At 75 % of the promised time the officer in charge, or the unit; at 100 % the heads of the unit; at 150 % the operations
centre.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from complaints.enums import Act, AlertLevel, MailKind, Recipient
from complaints.models import Complaint
from complaints.services import journal, mailing, promise
from complaints.services.alone import alone
from units.enums import Role
from units.models import Officer, Unit

BATCH = 200
KINDS = {
    AlertLevel.REMINDED: MailKind.REMIND,
    AlertLevel.OVERDUE: MailKind.OVERDUE,
    AlertLevel.ALARMED: MailKind.ALARM,
}
Alert = tuple[Unit, MailKind, Recipient, Officer | None]


def escalate(*, now: datetime | None = None) -> int:
    """Give every alert that is due; returns of how many pre-complaints. May run twice at once."""
    now = now or timezone.now()
    given = 0
    while number := _escalate_next(now):
        given += number
    return given


@transaction.atomic
def _escalate_next(now: datetime) -> int:
    """The next few, oldest first. One that an officer holds at this instant is left to the next minute."""
    if not alone("escalation"):
        return 0
    due = Complaint.objects.open().filter(contacted_at=None, alert_at__lte=now).order_by("alert_at")
    batch = list(due.select_for_update(of=("self",), skip_locked=True).select_related("unit", "officer")[:BATCH])
    passed = {complaint.pk: _pass(complaint, now) for complaint in batch}
    Complaint.objects.bulk_update(batch, ["alert_level", "alert_at"])
    for level in KINDS:
        journal.record_each(
            (one for one in batch if level in passed[one.pk]), Act.ESCALATED, by=None, detail=str(level.value)
        )
    for unit, kind, recipient, officer in _alerts(batch):
        mailing.queue_for_unit(unit, kind, recipient, officer=officer, now=now)
    return len(batch)


def _pass(complaint: Complaint, now: datetime) -> list[AlertLevel]:
    """Raise it to the highest level due; all levels passed, several after an outage."""
    passed = []
    while complaint.alert_at is not None and complaint.alert_at <= now:
        level = AlertLevel(complaint.alert_level + 1)
        complaint.alert_level, complaint.alert_at = level, promise.next_alert_at(complaint, level)
        passed.append(level)
    return passed


def _alerts(batch: Iterable[Complaint]) -> list[Alert]:
    """Who is to be written to, each once; always in one order, so that two transactions can't wait for each other."""
    reachable: dict[UUID, list[Officer]] = {}
    alerts: dict[str, Alert] = {}
    for complaint in batch:
        if complaint.unit_id not in reachable:
            reachable[complaint.unit_id] = list(_reachable(complaint.unit))
        for alert in _told(complaint, reachable[complaint.unit_id]):
            alerts[str([str(alert[0].pk), *alert[1:3], alert[3] and str(alert[3].pk)])] = alert
    return [alerts[key] for key in sorted(alerts)]


def _reachable(unit: Unit) -> Iterable[Officer]:
    """Officers of the unit who have an account and an address."""
    return unit.officers.filter(is_active=True).exclude(email="").order_by("pk")


def _told(complaint: Complaint, reachable: list[Officer]) -> list[Alert]:
    """To whom this pre-complaint's highest alert goes: the unit's own mailbox where nobody else can be reached."""
    level = AlertLevel(complaint.alert_level)
    kind = KINDS[level]
    if level is AlertLevel.ALARMED:
        return [(complaint.unit, kind, Recipient.OPERATIONS, None)]
    wanted = [one for one in reachable if _concerned(one, complaint, level)]
    if not wanted:
        return [(complaint.unit, kind, Recipient.UNIT, None)]
    return [(complaint.unit, kind, Recipient.OFFICER, one) for one in wanted]


def _concerned(officer: Officer, complaint: Complaint, level: AlertLevel) -> bool:
    if level is AlertLevel.OVERDUE:
        return officer.role == Role.HEAD
    return officer.pk == complaint.officer_id
