"""The inbox: most urgent first, and the same number of queries whatever the number of rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints.enums import Act, AppointmentState, MailKind, MailState, Queue, Recipient, Status
from complaints.models import Complaint, JournalEntry
from complaints.views.desk.clock import clock
from complaints.views.desk.paging import Place
from tests.complaints.desk.pages import flat, queries, words
from tests.factories import (
    AppointmentFactory,
    CommuneFactory,
    ComplaintFactory,
    OfficerFactory,
    OutgoingMailFactory,
    ProposalFactory,
    UnitFactory,
)
from units.models import Officer, Unit

pytestmark = pytest.mark.django_db

INBOX = "/agents/"


def filed(unit: Unit, *, hours: float, **fields: Any) -> Complaint:
    return ComplaintFactory(unit=unit, filed_at=timezone.now() - timedelta(hours=hours), **fields)


def contacted(unit: Unit, status: Status, **fields: Any) -> Complaint:
    return filed(unit, hours=50, status=status, contacted_at=timezone.now() - timedelta(hours=40), **fields)


def in_days(days: float) -> datetime:
    return timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=days)


@pytest.fixture
def sorted_cases(unit: Unit) -> list[Complaint]:
    """One of each case, in the order in which they call for somebody."""
    soon, later = contacted(unit, Status.CONFIRMED), contacted(unit, Status.CONFIRMED)
    AppointmentFactory(complaint=later, start=in_days(5))
    AppointmentFactory(complaint=soon, start=in_days(1))
    proposed = contacted(unit, Status.PROPOSED)
    proposal = ProposalFactory(complaint=proposed, deadline=in_days(2))
    AppointmentFactory(complaint=proposed, proposal=proposal, state=AppointmentState.HELD, start=in_days(3), desk=2)
    # An old appointment nobody came to doesn't count: this one is to be contacted again.
    again = contacted(unit, Status.RECEIVED)
    AppointmentFactory(complaint=again, state=AppointmentState.MISSED, start=in_days(-1))
    fresh, late = filed(unit, hours=1), filed(unit, hours=30, status=Status.RECEIVED)
    return [late, fresh, again, soon, proposed, later]


def references(response: Any) -> list[str]:
    return [row.complaint.reference for row in response.context["rows"]]


def test_the_most_urgent_comes_first(sorted_cases: list[Complaint], desk: Client) -> None:
    for status in (Status.SIGNED, Status.DISMISSED, Status.WITHDRAWN, Status.EXPIRED):
        ComplaintFactory(unit=sorted_cases[0].unit, status=status)

    assert references(desk.get(INBOX)) == [complaint.reference for complaint in sorted_cases]


def test_each_tab_holds_what_it_counts(sorted_cases: list[Complaint], desk: Client) -> None:
    late, fresh, again, soon, proposed, later = (complaint.reference for complaint in sorted_cases)
    expected = {
        Queue.NEW: [fresh],
        Queue.TO_CONTACT: [late, fresh, again],
        Queue.MINE: [],
        Queue.APPOINTMENTS: [soon, later],
        Queue.WAITING: [proposed],
        Queue.LATE: [late],
    }

    shown = {queue: references(desk.get(INBOX, {"vue": queue.value})) for queue in expected}
    tabs = desk.get(INBOX).context["tabs"]

    assert shown == expected
    assert [tab.number for tab in tabs] == [6, 1, 0, 3, 2, 1, 1, 0]
    assert [tab.current for tab in tabs] == [True] + [False] * 7


def test_an_unknown_view_is_the_whole_inbox(sorted_cases: list[Complaint], desk: Client) -> None:
    assert len(references(desk.get(INBOX, {"vue": "<script>"}))) == len(sorted_cases)


def test_a_row_says_all_that_matters(unit: Unit, officer: Officer, desk: Client) -> None:
    complaint = contacted(unit, Status.CONFIRMED, officer=officer, commune=CommuneFactory(name="Les Andelys"))
    start = AppointmentFactory(complaint=complaint, start=in_days(3)).start
    OutgoingMailFactory(complaint=complaint, state=MailState.REFUSED)

    page = words(desk.get(INBOX))

    assert (
        f"Agent en charge Cocher DELATTRE/MARTIN Camille Jeanne, {complaint.reference} "
        f"DELATTRE/MARTIN Camille Jeanne {complaint.reference} contactée "
        "Rendez-vous confirmé à prévenir Autre vol Les Andelys, 2 mars"
    ) in page
    assert f"{start:%H:%M} Claire Morel" in page


@pytest.mark.parametrize(
    ("hours", "text", "kind"),
    [
        (1, "reste 22 h", "info"),
        (17.9, "reste 6 h", "info"),
        (18.1, "reste 5 h", "warning"),
        (23.5, "reste 29 min", "warning"),
        (24.5, "en retard de 30 min", "danger"),
        (26.1, "en retard de 2 h", "danger"),
        (24 * 4, "en retard de 3 j", "danger"),
    ],
)
def test_the_clock_counts_the_promise_down(hours: float, text: str, kind: str, unit: Unit) -> None:
    complaint = filed(unit, hours=hours)

    shown = clock(complaint, timezone.now())

    assert (flat(shown.text), shown.kind) == (text, kind)


def test_a_contact_stops_the_clock(unit: Unit) -> None:
    assert clock(contacted(unit, Status.PROPOSED), timezone.now()).text == "contactée"


def test_an_empty_inbox_says_so(officer: Officer, desk: Client) -> None:
    page = words(desk.get(INBOX))

    assert "Aucune pré-plainte en cours" in page
    assert "Rien dans cette liste" in words(desk.get(INBOX, {"vue": "en-retard"}))


def test_the_unit_is_named_where_an_officer_has_several(signed_in: Callable[[Officer], Client]) -> None:
    here, there = UnitFactory(name="Brigade d’Ici"), UnitFactory(name="Brigade de Là-bas")
    for unit in (here, there):
        ComplaintFactory(unit=unit)

    page = words(signed_in(OfficerFactory(units=[here, there])).get(INBOX))

    assert "Brigade d’Ici" in page
    assert "Brigade de Là-bas" in page


def test_overseas_times_are_those_of_the_unit_and_say_so(signed_in: Callable[[Officer], Client]) -> None:
    unit = UnitFactory(commune=CommuneFactory(code="97411", name="Saint-Denis", department="974"))
    complaint = contacted(unit, Status.CONFIRMED)
    AppointmentFactory(complaint=complaint, start=datetime.fromisoformat("2026-12-01T06:30:00+00:00"))

    page = words(signed_in(OfficerFactory(units=[unit])).get(INBOX))

    assert "10:30 (heure de l’unité, UTC+4)" in page


# -- pages -----------------------------------------------------------------------------------------
def test_pages_go_forth_and_back_by_key(unit: Unit, desk: Client) -> None:
    expected = [filed(unit, hours=200 - number).reference for number in range(120)]
    pages, url = [], INBOX
    while url:
        response = desk.get(url)
        pages.append(references(response))
        url = response.context["next_url"]
    back = desk.get(response.context["previous_url"])
    first = desk.get(back.context["previous_url"])

    assert [len(page) for page in pages] == [50, 50, 20]
    assert [reference for page in pages for reference in page] == expected
    assert (references(back), references(first)) == (pages[1], pages[0])
    assert first.context["previous_url"] == ""


@pytest.mark.parametrize("place", ["x", "AAAA", "MHxub3x4", "0", "é", "MA", "%00"])
def test_a_forged_place_shows_the_first_page(place: str, sorted_cases: list[Complaint], desk: Client) -> None:
    for name in ("apres", "avant"):
        assert len(references(desk.get(INBOX, {name: place}))) == len(sorted_cases)


def test_a_page_that_emptied_meanwhile_shows_the_first(sorted_cases: list[Complaint], desk: Client) -> None:
    beyond = Place(rank=9, at=timezone.now(), pk=sorted_cases[0].pk)

    assert len(references(desk.get(INBOX, {"apres": str(beyond)}))) == len(sorted_cases)


# -- to call or to post ----------------------------------------------------------------------------
def test_whoever_has_no_mail_is_to_be_called(unit: Unit, desk: Client) -> None:
    complaint = contacted(unit, Status.CONFIRMED, email="")
    start = AppointmentFactory(complaint=complaint, start=in_days(3)).start
    OutgoingMailFactory(complaint=complaint, kind=MailKind.CONFIRMED, state=MailState.BY_HAND)

    page = words(desk.get(reverse("desk:to_tell")))

    assert f"DELATTRE/MARTIN Camille Jeanne {complaint.reference} 06 39 98 00 17" in page
    assert "06 39 98 00 17 3 rue des Lilas, Bâtiment B, 27000 Évreux Rendez-vous confirmé :" in page
    assert f"{start:%H:%M}. Pas d’adresse électronique." in page


def test_the_panel_says_whom_and_what_but_not_how(unit: Unit, desk: Client) -> None:
    complaint = contacted(unit, Status.RECEIVED, email="")
    OutgoingMailFactory(complaint=complaint, kind=MailKind.CANCELLED, state=MailState.BY_HAND)

    inbox = desk.get(INBOX)

    assert (
        f"À appeler ou à poster DELATTRE/MARTIN Camille Jeanne {complaint.reference} Rendez-vous annulé. Un autre "
        "sera proposé. Pas d’adresse électronique."
    ) in words(inbox)
    assert "Voir le message à transmettre et les coordonnées" in words(inbox)
    for contact in ("06 39 98 00 17", "+33639980017", "rue des Lilas"):
        assert contact not in inbox.content.decode()
    assert not complaint.journal.exists()


def test_showing_contacts_is_a_reading_of_each(unit: Unit, officer: Officer, desk: Client) -> None:
    called, closed, elsewhere = (
        filed(unit, hours=1, email=""),
        ComplaintFactory(unit=unit, erased=True),
        filed(UnitFactory(), hours=1, email=""),
    )
    for kind in (MailKind.FILED, MailKind.CANCELLED):
        OutgoingMailFactory(complaint=called, kind=kind, state=MailState.BY_HAND)
    contact = {"name": "MARTIN Camille", "email": "", "phone": "+33639980042", "address_lines": []}
    OutgoingMailFactory(complaint=closed, kind=MailKind.EXPIRED, state=MailState.BY_HAND, payload=contact)
    OutgoingMailFactory(complaint=elsewhere, state=MailState.BY_HAND)
    told = filed(unit, hours=1, email="")
    OutgoingMailFactory(complaint=told, state=MailState.DONE)

    for _ in range(2):
        desk.get(reverse("desk:to_tell"))

    lines = JournalEntry.objects.values_list("complaint", "act", "detail", "officer")
    assert sorted(lines) == sorted([(one.pk, Act.OPENED, "to tell", officer.pk) for one in (called, closed)] * 2)
    assert {entry.precision for entry in JournalEntry.objects.all()} == {"À appeler ou à poster"}
    called.refresh_from_db()
    assert called.status == Status.FILED


def test_after_the_erasure_the_sealed_contact_is_used(unit: Unit, desk: Client) -> None:
    complaint = ComplaintFactory(unit=unit, erased=True)
    contact = {"name": "MARTIN Camille", "email": "", "phone": "+33639980042", "address_lines": ["27000 Évreux"]}
    OutgoingMailFactory(complaint=complaint, kind=MailKind.SIGNED, state=MailState.BY_HAND, payload=contact)
    OutgoingMailFactory(complaint=complaint, kind=MailKind.EXPIRED, state=MailState.REFUSED)

    page = words(desk.get(reverse("desk:to_tell")))

    assert "MARTIN Camille" in page
    assert "06 39 98 00 42 27000 Évreux Plainte signée." in page
    assert "Coordonnées effacées" in page


def test_a_line_whose_appointment_is_gone_says_so(unit: Unit, desk: Client) -> None:
    complaint = contacted(unit, Status.RECEIVED, email="")
    OutgoingMailFactory(complaint=complaint, kind=MailKind.PROPOSED, state=MailState.BY_HAND)

    assert "Ce message n’est plus d’actualité" in words(desk.get(INBOX))


def test_the_panel_shows_three_and_the_list_all(unit: Unit, desk: Client) -> None:
    for _ in range(5):
        OutgoingMailFactory(complaint=filed(unit, hours=1, email=""), state=MailState.BY_HAND)

    inbox, everybody = desk.get(INBOX), desk.get(reverse("desk:to_tell"))

    assert len(inbox.context["lines"]) == 3
    assert "Voir les 5 messages à transmettre et les coordonnées" in words(inbox)
    assert len(everybody.context["lines"]) == 5


def test_a_mailbox_that_refuses_is_shown_as_long_as_it_matters(unit: Unit, desk: Client) -> None:
    for status in (Status.FILED, Status.RECEIVED, Status.WITHDRAWN):
        complaint = ComplaintFactory(unit=unit, status=status)
        OutgoingMailFactory(complaint=complaint, recipient=Recipient.UNIT, state=MailState.REFUSED)

    page = words(desk.get(INBOX))

    assert f"2 courriels n’ont pas pu être remis Unité : {unit.name}" in page


# -- queries ---------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", [INBOX, "/agents/a-prevenir/"])
def test_rows_cost_no_queries(path: str, unit: Unit, officer: Officer, desk: Client) -> None:
    counts = []
    for number in range(3):
        complaint = contacted(unit, Status.PROPOSED, email="", officer=officer)
        proposal = ProposalFactory(complaint=complaint)
        for day in (1, 2):
            AppointmentFactory(
                complaint=complaint,
                proposal=proposal,
                state=AppointmentState.HELD,
                start=in_days(day) + timedelta(hours=number),
            )
        OutgoingMailFactory(complaint=complaint, kind=MailKind.PROPOSED, state=MailState.BY_HAND)
        OutgoingMailFactory(complaint=complaint, recipient=Recipient.UNIT, state=MailState.REFUSED)
        counts.append(queries(desk, path))

    assert counts == [counts[0]] * 3
    assert counts[0] <= 14
