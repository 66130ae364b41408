"""A pre-complaint brought to each point of its life by the services themselves, on a day that never changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import time_machine
from django.db import connection

from complaints.enums import Status
from complaints.models import Complaint
from complaints.services import absence, appointments, asking, erasure, triage
from tests.factories import CommuneFactory, ComplaintFactory, OfficerFactory, ReplyTemplateFactory, UnitFactory
from units.models import Officer, OpeningRule, Unit

SUNDAY = datetime(2026, 11, 22, 10, tzinfo=UTC)  # 11:00 in Paris
MONDAY_9 = datetime(2026, 11, 23, 8, tzinfo=UTC)  # 9:00 in Paris
MONDAY_930 = MONDAY_9 + timedelta(minutes=30)
TUESDAY_9 = MONDAY_9 + timedelta(days=1)
WEDNESDAY_9 = MONDAY_9 + timedelta(days=2)


def unit(**changes: object) -> Unit:
    """A brigade with one desk and opening hours."""
    week = [[["08:00", "12:00"], ["14:00", "18:00"]]] * 6 + [[]]
    return UnitFactory(
        **{"commune": CommuneFactory(name="Bernay"), "agenda": 1, "hours": week, **changes}  # type: ignore[arg-type]
    )


def officer_of(complaint: Complaint) -> Officer:
    known = complaint.unit.officers.first()
    return known or OfficerFactory(name="Adjudante Perrin", units=[complaint.unit])


def filed(at: Unit | None = None, *, ago: timedelta = timedelta(hours=1)) -> Complaint:
    return ComplaintFactory(unit=at or unit(), filed_at=SUNDAY - ago)


def received(at: Unit | None = None) -> Complaint:
    complaint = filed(at)
    return triage.open_file(complaint, by=officer_of(complaint))


def late(at: Unit | None = None) -> Complaint:
    return filed(at, ago=timedelta(hours=25))


def proposed(at: Unit | None = None, *starts: datetime) -> Complaint:
    complaint = received(at)
    appointments.propose(complaint, starts=starts or [MONDAY_9, TUESDAY_9], by=officer_of(complaint))
    return fresh(complaint)


def one_proposed(at: Unit | None = None) -> Complaint:
    return proposed(at, TUESDAY_9)


def lapsed(at: Unit | None = None) -> Complaint:
    """The deadline has passed and the clock's sweep hasn't come yet."""
    complaint = received(at)
    early = SUNDAY - timedelta(days=3)
    appointments.propose(complaint, starts=[TUESDAY_9], by=officer_of(complaint), now=early)
    return fresh(complaint)


def swept(at: Unit | None = None) -> Complaint:
    complaint = lapsed(at)
    appointments.expire_proposals()
    return fresh(complaint)


def declined(at: Unit | None = None) -> Complaint:
    complaint = proposed(at)
    appointments.decline(complaint, proposal_id=complaint.proposals.get().pk)
    return fresh(complaint)


def confirmed(at: Unit | None = None) -> Complaint:
    complaint = received(at)
    appointments.fix(complaint, start=TUESDAY_9, by=officer_of(complaint))
    return fresh(complaint)


def moved(at: Unit | None = None) -> Complaint:
    complaint = confirmed(at)
    appointments.move(complaint, start=WEDNESDAY_9)
    return fresh(complaint)


def too_late_to_change(at: Unit | None = None) -> Complaint:
    complaint = received(at)
    with time_machine.travel(MONDAY_9 - timedelta(days=2)):
        appointments.fix(complaint, start=MONDAY_9, by=officer_of(complaint))
    complaint.unit.move_cutoff_hours = complaint.unit.cancel_cutoff_hours = 48
    complaint.unit.save(update_fields=["move_cutoff_hours", "cancel_cutoff_hours"])
    return fresh(complaint)


def past(at: Unit | None = None) -> Complaint:
    complaint = received(at)
    friday_9 = MONDAY_9 - timedelta(days=3)
    with time_machine.travel(friday_9 - timedelta(days=1)):
        appointments.fix(complaint, start=friday_9, by=officer_of(complaint))
    return fresh(complaint)


def missed(at: Unit | None = None) -> Complaint:
    """When nothing was free that could be offered anew."""
    complaint = past(at)
    agenda = list(complaint.unit.rules.all())
    complaint.unit.rules.all().delete()
    absence.miss(complaint, by=officer_of(complaint))
    OpeningRule.objects.bulk_create(agenda)
    return fresh(complaint)


def cancelled(at: Unit | None = None) -> Complaint:
    complaint = confirmed(at)
    appointments.cancel(complaint)
    return fresh(complaint)


def cancelled_by_unit(at: Unit | None = None) -> Complaint:
    complaint = confirmed(at)
    appointments.cancel(complaint, by=officer_of(complaint))
    return fresh(complaint)


def asked(at: Unit | None = None) -> Complaint:
    complaint = received(at)
    asking.ask(complaint, text="Avez-vous la facture ?", days=5, by=officer_of(complaint))
    return fresh(complaint)


def answered(at: Unit | None = None) -> Complaint:
    complaint = asked(at)
    asking.answer(complaint, ask_id=complaint.asks.get().pk, text="Oui, je l’ai.")
    return fresh(complaint)


def signed(at: Unit | None = None) -> Complaint:
    complaint = confirmed(at)
    triage.sign(complaint, pv_number="2026/001234", by=officer_of(complaint))
    return fresh(complaint)


def dismissed(at: Unit | None = None) -> Complaint:
    complaint = confirmed(at)
    triage.dismiss(complaint, template=ReplyTemplateFactory(), by=officer_of(complaint))
    return fresh(complaint)


def dismissed_and_erased(at: Unit | None = None) -> Complaint:
    complaint = dismissed(at)
    erasure.erase_due(now=complaint.expires_at)
    return fresh(complaint)


def withdrawn(at: Unit | None = None) -> Complaint:
    complaint = confirmed(at)
    triage.withdraw(complaint)
    return fresh(complaint)


def expired(at: Unit | None = None) -> Complaint:
    complaint = filed(at, ago=timedelta(days=30))
    erasure.erase_due()
    complaint = fresh(complaint)
    assert complaint.status == Status.EXPIRED
    return complaint


OPEN: dict[str, Callable[[], Complaint]] = {
    function.__name__: function
    for function in (
        filed,
        received,
        late,
        proposed,
        one_proposed,
        lapsed,
        swept,
        declined,
        confirmed,
        moved,
        too_late_to_change,
        past,
        missed,
        cancelled,
        cancelled_by_unit,
        asked,
        answered,
    )
}
OVER: dict[str, Callable[[], Complaint]] = {
    function.__name__: function for function in (signed, dismissed, dismissed_and_erased, withdrawn, expired)
}
ALL = OPEN | OVER


def fresh(complaint: Complaint) -> Complaint:
    return Complaint.objects.select_related("unit").get(pk=complaint.pk)


def spoil_seals(complaint: Complaint, *columns: str) -> None:
    """Whoever opens a sealed answer of this row from now on fails; of these columns only, if any is named."""
    with connection.cursor() as cursor:
        for column in columns or ("identity", "statement"):
            cursor.execute(
                f"UPDATE complaints_complaint SET {column} = %s WHERE id = %s AND erased_at IS NULL",
                [b"spoiled", complaint.pk],
            )
