"""The inbox: most urgent first, and the same number of queries whatever the number of rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints.enums import Act, AppointmentState, Kind, MailKind, MailState, Queue, Recipient, Status
from complaints.models import Complaint, JournalEntry, Tag
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
        f"DELATTRE/MARTIN Camille Jeanne {complaint.reference} contact noté "
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
    assert clock(contacted(unit, Status.PROPOSED), timezone.now()).text == "contact noté"


def test_a_row_bears_its_tags_and_what_calls_for_somebody(unit: Unit, desk: Client) -> None:
    now = timezone.now()
    complaint = filed(unit, hours=1, unread_since=now, evidence_until=datetime.fromisoformat("2099-11-24T12:00+00:00"))
    for name in ("série", "gare"):
        complaint.tags.add(Tag.objects.create(unit=unit, name=name))

    assert "Déposée la victime a répondu indices à recueillir avant le 24 nov. gare série" in words(desk.get(INBOX))


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


def test_several_units_make_one_list(signed_in: Callable[[Officer], Client]) -> None:
    here, there = UnitFactory(), UnitFactory()
    expected = [filed((here, there)[n % 2], hours=200 - n).reference for n in range(8)]
    expected += [
        contacted((here, there)[n % 2], Status.CONFIRMED, awaited_at=in_days(n + 1)).reference for n in range(9)
    ]
    client = signed_in(OfficerFactory(units=[here, there]))
    filed(UnitFactory(), hours=1)

    first = client.get(INBOX, {"taille": "15"})
    second = client.get(first.context["next_url"])
    back = client.get(second.context["previous_url"])
    narrowed = client.get(INBOX, {"unite": str(there.pk)})

    assert (references(first), references(second), references(back)) == (expected[:15], expected[15:], expected[:15])
    assert references(narrowed) == [*expected[1:8:2], *expected[9::2]]
    assert "taille=15" in first.context["tabs"][1].url


@pytest.mark.parametrize("place", ["x", "AAAA", "MHxub3x4", "0", "é", "MA", "%00"])
def test_a_forged_place_shows_the_first_page(place: str, sorted_cases: list[Complaint], desk: Client) -> None:
    for name in ("apres", "avant"):
        assert len(references(desk.get(INBOX, {name: place}))) == len(sorted_cases)


def test_a_page_that_emptied_meanwhile_shows_the_first(sorted_cases: list[Complaint], desk: Client) -> None:
    beyond = Place(rank=9, at=timezone.now(), pk=sorted_cases[0].pk)

    assert len(references(desk.get(INBOX, {"apres": str(beyond)}))) == len(sorted_cases)


# -- filters ---------------------------------------------------------------------------------------
def test_filters_that_hold_are_shown_and_each_can_go(unit: Unit, officer: Officer, desk: Client) -> None:
    commune = CommuneFactory(name="Les Andelys")
    wanted = filed(unit, hours=1, commune=commune, officer=officer)
    filed(unit, hours=1, commune=commune)

    page = desk.get(INBOX, {"vue": "nouvelles", "lieu": "les andelys", "agent": str(officer.pk), "nature": ""})
    chips = {chip.label: chip.url for chip in page.context["bar"].chips}

    assert references(page) == [wanted.reference]
    assert "1 pré-plainte répond à : Les Andelys (27000) × (retirer ce filtre) Claire Morel ×" in words(page)
    assert chips == {
        "Les Andelys (27000)": f"/agents/?vue=nouvelles&agent={officer.pk}",
        "Claire Morel": f"/agents/?vue=nouvelles&commune={commune.code}",
    }
    assert "Aucune pré-plainte ne répond" in words(desk.get(INBOX, {"nature": "discrimination"}))


def test_a_place_that_may_be_several_asks_which(desk: Client) -> None:
    for _ in range(2):
        CommuneFactory(name="Saint-Aubin-sur-Gaillon")

    assert "Plusieurs communes peuvent être « gaillon ». Laquelle ?" in words(desk.get(INBOX, {"lieu": "gaillon"}))
    assert "Aucune commune ne s’appelle « xyz »." in words(desk.get(INBOX, {"lieu": "xyz"}))


# -- from file to file -----------------------------------------------------------------------------
def test_a_file_leads_to_its_neighbours_in_the_list_it_was_opened_from(unit: Unit, desk: Client) -> None:
    first, other, second, third = (filed(unit, hours=9 - n, kind=Kind.SCAM if n != 1 else Kind.THEFT) for n in range(4))
    page = desk.get(INBOX, {"nature": "scam"})

    shown = desk.get(page.context["rows"][1].url)
    around = shown.context["neighbours"]

    assert around.back_url == "/agents/?nature=scam"
    assert (around.previous_url, around.next_url) == (page.context["rows"][0].url, page.context["rows"][2].url)
    # Without a list in the address, it is the one looked at last; a file that isn't in it has its own place there.
    beside = desk.get(other.get_absolute_url()).context["neighbours"]
    assert (first.reference in beside.previous_url, second.reference in beside.next_url) == (True, True)
    assert desk.get(third.get_absolute_url()).context["neighbours"].next_url == ""


def test_after_the_last_one_a_file_that_left_the_list_leads_to_its_start(unit: Unit, desk: Client) -> None:
    late = [filed(unit, hours=30 - n) for n in range(2)]
    done = contacted(unit, Status.RECEIVED)

    around = desk.get(done.get_absolute_url(), {"liste": "vue=en-retard"}).context["neighbours"]

    assert late[1].reference in around.previous_url
    assert late[0].reference in around.next_url


# -- kept up to date -------------------------------------------------------------------------------
def test_a_page_asks_for_what_changed_and_gets_nothing_when_nothing_did(unit: Unit, desk: Client) -> None:
    filed(unit, hours=5)
    page = desk.get(INBOX, {"vue": "nouvelles"})
    ask = {"vue": "nouvelles", "fragment": "1", "depuis": page.context["now"].isoformat()}

    shown = desk.get(INBOX, ask)
    again = desk.get(INBOX, ask | {"vu": shown["X-Seen"]})
    for _ in range(2):
        filed(unit, hours=0)
    changed = desk.get(INBOX, ask | {"vu": shown["X-Seen"]})

    assert (shown.status_code, again.status_code, changed.status_code) == (200, 204, 200)
    assert "<html" not in changed.content.decode()
    assert "2 nouvelles pré-plaintes depuis l’ouverture de cette page." in words(changed)
    assert len(changed.context["rows"]) == 3
    assert "sessionid" in page.cookies  # the list is remembered
    assert "sessionid" not in changed.cookies  # looking at a page doesn't keep its officer signed in
    assert desk.get(INBOX, ask | {"depuis": "hier"}).status_code == 200
    assert Client().get(INBOX, ask).status_code == 302


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
