"""Officers who act at once: one succeeds, the others are told who did what."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from complaints.enums import Act, AppointmentState, Status
from complaints.models import Appointment, Complaint
from complaints.services import triage
from tests.complaints.desk.pages import acts, said, slots, states, url, values
from tests.factories import ComplaintFactory, OfficerFactory, ReplyTemplateFactory, UnitFactory
from units.models import Officer, Unit

pytestmark = pytest.mark.django_db

SignIn = Callable[[Officer], Client]


@pytest.mark.parametrize("name", ["propose", "fix", "sign", "dismiss", "move", "cancel", "miss"])
def test_what_is_over_is_said_with_who_did_it(
    name: str, received: Complaint, officer: Officer, colleague: Officer, signed_in: SignIn
) -> None:
    triage.dismiss(received, template=ReplyTemplateFactory(), by=officer)

    response = signed_in(colleague).get(url(name, received))

    assert response["Location"] == received.get_absolute_url()
    (told,) = said(response)
    assert "n’est plus possible" in told
    assert "Claire Morel l’a fait à" in told


@pytest.mark.django_db(transaction=True)
def test_eight_officers_who_propose_at_once_make_one_proposal(
    unit: Unit, received: Complaint, signed_in: SignIn
) -> None:
    officers = [OfficerFactory(units=[unit], name=f"Agent {number}") for number in range(8)]
    clients = [signed_in(officer) for officer in officers]
    free, together = slots(received), Barrier(8)

    def propose(number: int) -> list[str]:
        together.wait()
        try:
            return said(clients[number].post(url("propose", received), values([free[number]])))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(propose, range(8)))

    received.refresh_from_db()
    proposal = received.proposals.get()
    (held,) = states(received)
    winner = next(number for number, officer in enumerate(officers) if officer == proposal.officer)
    refusals = [answer for number, (answer,) in enumerate(answers) if number != winner]
    assert answers[winner] == ["Les créneaux sont proposés et réservés jusqu’à la réponse de la victime."]
    assert all("n’est plus possible" in refusal for refusal in refusals)
    assert all(proposal.officer.name in refusal for refusal in refusals)
    assert held == (AppointmentState.HELD, free[winner])
    assert acts(received) == [Act.STATUS, Act.PROPOSED]
    assert received.mails.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_officers_who_open_at_once_receive_it_once(unit: Unit, signed_in: SignIn) -> None:
    complaint = ComplaintFactory(unit=unit)
    clients = [signed_in(OfficerFactory(units=[unit])) for _ in range(8)]
    together = Barrier(8)

    def read(client: Client) -> int:
        together.wait()
        try:
            return int(client.get(complaint.get_absolute_url()).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read, clients)) == [200] * 8

    assert acts(complaint) == [Act.STATUS]
    assert complaint.journal.filter(act=Act.OPENED).count() == 8


@pytest.mark.django_db(transaction=True)
def test_two_officers_cannot_give_one_desk_twice(signed_in: SignIn) -> None:
    unit = UnitFactory(agenda=1)
    files = [ComplaintFactory(unit=unit, status=Status.RECEIVED) for _ in range(6)]
    clients = [signed_in(OfficerFactory(units=[unit])) for _ in files]
    start, together = slots(files[0])[3], Barrier(6)

    def fix(number: int) -> int:
        together.wait()
        try:
            return int(clients[number].post(url("fix", files[number]), values([start])).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(fix, range(6))) == [302, *[422] * 5]

    assert Appointment.objects.live().count() == 1
