"""The page of one pre-complaint: read by whom, what it says in each state, and nothing once it is erased."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints.enums import Act, AppointmentState, ContactOutcome, MailKind, MailState, Recipient, Status
from complaints.models import Complaint
from complaints.questions.answers import sections
from complaints.services import appointments, assignment, contact, evidence, notes, tags, triage
from complaints.services.booking import free_slots
from tests.complaints.desk.pages import flat, queries, words
from tests.complaints.files import samples
from tests.factories import (
    AppointmentFactory,
    ComplaintFactory,
    OutgoingMailFactory,
    ReplyTemplateFactory,
    identity_answers,
)
from units.models import Officer, Unit

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script> {{ 7*7 }} \u202egnirts & ' \""


def lines(complaint: Complaint) -> list[tuple[str, str, str | None]]:
    return [
        (entry.act, entry.detail, entry.officer.name if entry.officer else None)
        for entry in complaint.journal.select_related("officer")
    ]


def test_each_reading_is_journaled_and_the_first_one_receives(unit: Unit, desk: Client) -> None:
    complaint = ComplaintFactory(unit=unit)

    for _ in range(2):
        assert desk.get(complaint.get_absolute_url()).status_code == 200

    complaint.refresh_from_db()
    assert complaint.status == Status.RECEIVED
    assert lines(complaint) == [
        (Act.OPENED, "", "Claire Morel"),
        (Act.STATUS, "filed → received", "Claire Morel"),
        (Act.OPENED, "", "Claire Morel"),
    ]


def test_whoever_opens_late_changes_nothing_of_what_was_done_since(
    unit: Unit, officer: Officer, colleague: Officer
) -> None:
    as_read = ComplaintFactory(unit=unit)
    complaint = triage.open_file(as_read, by=officer)
    start = free_slots(complaint, now=timezone.now(), notice=False)[0].start
    appointments.fix(complaint, start=start, by=officer)

    assert triage.open_file(as_read, by=colleague).status == Status.CONFIRMED
    assert as_read.appointments.get().state == AppointmentState.CONFIRMED


@pytest.mark.parametrize("name", ["propose", "fix", "sign", "dismiss"])
def test_a_page_that_prepares_an_act_is_a_reading_too(name: str, unit: Unit, desk: Client) -> None:
    complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED)

    assert "DELATTRE/MARTIN Camille" in words(desk.get(reverse(f"desk:{name}", args=[complaint.reference])))
    assert lines(complaint) == [(Act.OPENED, "", "Claire Morel")]


def test_everything_declared_is_shown_as_the_form_asked_it(unit: Unit, desk: Client) -> None:
    complaint = ComplaintFactory(unit=unit)

    page = words(desk.get(complaint.get_absolute_url()))

    told = sections(complaint.answers())
    assert len(told) > 4
    for section in told:
        assert flat(section.title) in page
        for row in section.rows:
            assert flat(f"{row.label} {row.value}") in page


def test_what_was_typed_is_shown_verbatim_and_never_interpreted(unit: Unit, desk: Client) -> None:
    identity = identity_answers()
    identity["identite"]["birth_place"] = identity["identite"]["first_names"] = HOSTILE
    complaint = ComplaintFactory(unit=unit, identity=identity)

    for path in ("/agents/", complaint.get_absolute_url(), reverse("desk:sign", args=[complaint.reference])):
        page = desk.get(path).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }} \u202egnirts &amp; &#x27; &quot;</bdi>" in page


def test_the_next_thing_to_do_comes_first(unit: Unit, officer: Officer, desk: Client) -> None:
    complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED)

    page = words(desk.get(complaint.get_absolute_url()))

    assert "À contacter, reste 23 h 06 39 98 00 17 DELATTRE/MARTIN Camille Jeanne Prendre en charge" in page
    assert 'href="tel:+33639980017"' in desk.get(complaint.get_absolute_url()).content.decode()


def test_a_late_contact_is_said_before_anything_else(unit: Unit, desk: Client) -> None:
    complaint = ComplaintFactory(
        unit=unit, status=Status.RECEIVED, filed_at=timezone.now() - timedelta(hours=27), email=""
    )

    page = words(desk.get(complaint.get_absolute_url()))

    assert "À contacter, en retard de 3 h" in page
    assert "Pas d’adresse électronique : appelez, ou écrivez par la poste." in page


def test_a_proposal_shows_its_slots_and_its_deadline(unit: Unit, officer: Officer, desk: Client) -> None:
    complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED)
    starts = [slot.start for slot in free_slots(complaint, now=timezone.now(), notice=False)[20:22]]
    proposal = appointments.propose(complaint, starts=starts, by=officer)

    page = words(desk.get(complaint.get_absolute_url()))

    assert "La victime choisit un créneau" in page
    for moment in (*starts, proposal.deadline):
        assert f"{unit.local(moment):%H:%M}" in page
    assert "Créneaux proposés" in page
    assert "2 créneaux" in page


def test_an_appointment_is_kept_or_missed(unit: Unit, officer: Officer, desk: Client) -> None:
    complaint = ComplaintFactory(unit=unit, status=Status.CONFIRMED)
    booked = AppointmentFactory(complaint=complaint)

    ahead = words(desk.get(complaint.get_absolute_url()))
    with time_machine.travel(booked.start + timedelta(minutes=10), tick=False):
        desk.force_login(officer)  # a week later the session is over
        passed = words(desk.get(complaint.get_absolute_url()))

    acts = ("Imprimer le dossier", "Enregistrer la signature", "Noter l’absence", "Déplacer", "Annuler")
    assert [act in ahead for act in acts] == [True, True, False, True, True]
    assert [act in passed for act in acts] == [True, True, True, False, False]


def test_an_absence_is_told_to_whoever_calls_again(unit: Unit, desk: Client) -> None:
    complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED, contacted_at=timezone.now())
    AppointmentFactory(complaint=complaint, state=AppointmentState.MISSED, start=timezone.now() - timedelta(days=1))

    page = words(desk.get(complaint.get_absolute_url()))

    assert "À recontacter pour un rendez-vous Personne n’est venu au rendez-vous du" in page


def test_the_history_tells_who_did_what_and_who_looked(
    unit: Unit, officer: Officer, colleague: Officer, signed_in: Callable[[Officer], Client]
) -> None:
    complaint = triage.open_file(ComplaintFactory(unit=unit), by=officer)
    assignment.take(complaint, by=officer)
    triage.open_file(complaint, by=officer)

    page = words(signed_in(colleague).get(complaint.get_absolute_url()))

    history = page[page.index("Historique") :]
    assert history.index("Prise en charge") < history.index("Première ouverture")
    assert "Lu par 2 agents Paul Petit 1 consultation" in history
    assert "Claire Morel 2 consultations" in history


def test_messages_owed_are_shown_with_their_state(unit: Unit, desk: Client) -> None:
    complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED, email="")
    OutgoingMailFactory(complaint=complaint, kind=MailKind.CANCELLED, state=MailState.BY_HAND)
    OutgoingMailFactory(complaint=complaint, recipient=Recipient.UNIT, state=MailState.REFUSED)

    page = words(desk.get(complaint.get_absolute_url()))

    assert "À dire à la victime, par téléphone ou par courrier DELATTRE/MARTIN" in page
    assert "Rendez-vous annulé. Un autre sera proposé." in page
    assert "Pré-plainte déposée · Unité Refusé" in page


# -- the end ---------------------------------------------------------------------------------------
def test_a_dismissed_file_is_read_until_its_erasure_and_nothing_more(
    unit: Unit, officer: Officer, desk: Client
) -> None:
    complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED)
    triage.dismiss(complaint, template=ReplyTemplateFactory(), by=officer)

    page = words(desk.get(complaint.get_absolute_url()))

    assert "Une autre pré-plainte existe pour les mêmes faits." in page
    assert "DELATTRE/MARTIN" in page
    for act in ("Prendre en charge", "Proposer", "Fixer", "Imprimer", "Enregistrer", "Clore sans"):
        assert act not in page


def test_an_erased_file_shows_its_state_and_dates_only(unit: Unit, desk: Client) -> None:
    complaint = ComplaintFactory(unit=unit, erased=True)
    OutgoingMailFactory(complaint=complaint, kind=MailKind.SIGNED, state=MailState.BY_HAND, payload={"name": "MARTIN"})

    response = desk.get(complaint.get_absolute_url())
    main = words(response)

    assert "Données effacées" in main
    assert "Plainte signée" in main
    for gone in ("MARTIN", "Martin", "Vol", "Villeneuve,", "06 39", "Historique"):
        assert gone not in main
    assert lines(complaint) == [(Act.OPENED, "", "Claire Morel")]


# -- queries ---------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_what_a_file_holds_costs_no_queries(unit: Unit, officer: Officer, colleague: Officer, desk: Client) -> None:
    counts: dict[str, int] = {}
    for times in (1, 3):
        complaint = ComplaintFactory(unit=unit, email="")
        counts[f"{times}, first opening"] = queries(desk, complaint.get_absolute_url())
        complaint.refresh_from_db()
        _fill(complaint, times, officer, colleague)
        counts[f"{times}, then"] = queries(desk, complaint.get_absolute_url())

    assert counts["1, then"] == counts["3, then"] <= MOST_QUERIES, counts
    assert max(counts.values()) <= MOST_QUERIES + 4, counts


MOST_QUERIES = 22


def _fill(complaint: Complaint, times: int, officer: Officer, colleague: Officer) -> None:
    """So many of everything that its page shows."""
    for number in range(times):
        notes.add(complaint, text="Rappeler.", by=officer)
        tags.add_tag(complaint, name=f"mot {number}", by=officer)
        assignment.assign(complaint, to=colleague if number % 2 else officer, by=officer)
        assignment.give_back(complaint, by=colleague)
        assignment.assign(complaint, to=colleague, by=officer)
        contact.attempt(complaint, outcome=ContactOutcome.NO_ANSWER, by=colleague)
        evidence.add(evidence.Shelf(complaint=complaint), samples.photo(shade=number), name=f"{number}.jpg")
        OutgoingMailFactory(complaint=complaint, kind=MailKind.CANCELLED, state=MailState.BY_HAND)
    starts = [slot.start for slot in free_slots(complaint, now=timezone.now(), notice=False)[:times]]
    appointments.propose(complaint, starts=starts, by=officer)


@pytest.mark.django_db(transaction=True)
def test_a_page_that_prepares_an_act_costs_at_most_twelve_queries(unit: Unit, officer: Officer, desk: Client) -> None:
    complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED)
    names = ("fix", "sign", "dismiss", "assign", "note", "transfer")

    counts = {name: queries(desk, reverse(f"desk:{name}", args=[complaint.reference])) for name in names}

    assert max(counts.values()) <= 12, counts
