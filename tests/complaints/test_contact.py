"""The first contact, and what an attempt to make it does to the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from complaints.enums import Act, ContactOutcome, Status
from complaints.services import contact
from complaints.services.status import Over
from tests.factories import ComplaintFactory, OfficerFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def test_an_attempt_without_answer_is_journaled_and_stops_the_clock_once() -> None:
    officer = OfficerFactory()
    complaint = ComplaintFactory(status=Status.RECEIVED, alert_at=NOW + timedelta(hours=1))

    contact.attempt(complaint, outcome=ContactOutcome.NO_ANSWER, by=officer, now=NOW)
    contact.attempt(complaint, outcome=ContactOutcome.REACHED, by=officer, now=NOW + timedelta(hours=3))

    complaint.refresh_from_db()
    assert (complaint.contacted_at, complaint.alert_at, complaint.status) == (NOW, None, Status.RECEIVED)
    lines = [(line.act, line.officer, line.precision) for line in complaint.journal.all()]
    assert lines == [
        (Act.CONTACT, officer, "Appelée, sans réponse"),
        (Act.CONTACT, officer, "Jointe par téléphone"),
    ]


def test_nobody_is_contacted_about_a_closed_file() -> None:
    complaint = ComplaintFactory(status=Status.DISMISSED)

    with pytest.raises(Over):
        contact.attempt(complaint, outcome=ContactOutcome.REACHED, by=OfficerFactory(), now=NOW)

    complaint.refresh_from_db()
    assert complaint.contacted_at is None
    assert not complaint.journal.exists()
