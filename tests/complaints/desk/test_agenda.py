"""The agenda of a unit as its officers read it, and the acts done from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.urls import reverse

from complaints.enums import Act, AppointmentState, MailKind, Status
from complaints.models import Complaint
from complaints.services import triage
from complaints.services.arrival import arrive
from tests.complaints.desk.pages import acts, queries, said, url, words
from tests.complaints.pdf_text import text_of
from tests.factories import (
    AppointmentFactory,
    ComplaintFactory,
    OfficerFactory,
    OpeningRuleFactory,
    ProposalFactory,
    UnitFactory,
    identity_answers,
)
from units.models import Closure, Officer, Unit

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 9)
NOON = datetime(2026, 3, 9, 11, 10, tzinfo=UTC)  # 12:10 in Évreux
NINE = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
SignIn = Callable[[Officer], Client]


def named(name: str) -> dict[str, object]:
    answers = identity_answers()
    answers["identite"] |= {"usage_name": name, "first_names": "Odile"}
    return answers


def book(unit: Unit, name: str, start: datetime, *, desk: int = 1, **more: object) -> Complaint:
    complaint = ComplaintFactory(unit=unit, status=Status.CONFIRMED, identity=named(name), **more)
    AppointmentFactory(complaint=complaint, start=start, desk=desk)
    return complaint


def paper(answer: Any) -> str:
    with pikepdf.open(BytesIO(answer.content)) as pdf:
        return text_of(pdf)


def day_url(unit: Unit, day: date = MONDAY, name: str = "agenda_day") -> str:
    return reverse(f"desk:{name}", args=[unit.pk, day])


@pytest.fixture(autouse=True)
def noon() -> object:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


# -- where the agenda leads ------------------------------------------------------------------------
def test_agenda_leads_to_today_at_the_only_unit(desk: Client, unit: Unit):
    assert desk.get(reverse("desk:agenda")).url == day_url(unit)


def test_agenda_lets_choose_among_several_units(unit: Unit, signed_in: SignIn):
    other = UnitFactory(agenda=1)
    page = words(signed_in(OfficerFactory(units=[unit, other])).get(reverse("desk:agenda")))

    assert unit.name in page
    assert other.name in page


def test_agenda_of_nobody_says_why_it_is_empty(signed_in: SignIn):
    page = words(signed_in(OfficerFactory(units=[])).get(reverse("desk:agenda")))

    assert "n’appartient à aucune unité" in page


@pytest.mark.parametrize(
    ("query", "name", "day", "rest"),
    [
        ("jour=2026-03-20", "agenda_day", date(2026, 3, 20), ""),
        ("jour=2026-02-30", "agenda_day", MONDAY, ""),
        ("jour=0001-01-01", "agenda_day", MONDAY, ""),
        ("jour=demain&vue=semaine&agent=moi", "agenda_week", MONDAY, "?agent=moi"),
    ],
)
def test_agenda_jumps_to_a_day(desk: Client, unit: Unit, query: str, name: str, day: date, rest: str):
    assert desk.get(f"{reverse('desk:agenda')}?{query}").url == day_url(unit, day, name) + rest


@pytest.mark.parametrize("day", ["2026-13-01", "2026-02-30", "0001-01-01", "9999-12-31", "lundi"])
def test_a_day_that_is_none_is_not_found(desk: Client, unit: Unit, day: str):
    assert desk.get(f"/agents/agenda/{unit.pk}/{day}/").status_code == 404
    assert desk.get(f"/agents/agenda/{unit.pk}/semaine/{day}/").status_code == 404


@pytest.mark.parametrize("day", [date(2000, 1, 1), date(2199, 12, 31)])
@pytest.mark.parametrize("name", ["agenda_day", "agenda_week"])
def test_the_last_days_known_show(desk: Client, unit: Unit, day: date, name: str):
    assert desk.get(day_url(unit, day, name)).status_code == 200


@pytest.mark.parametrize("name", ["agenda_day", "agenda_week", "agenda_print"])
def test_another_units_agenda_does_not_exist(stranger: Officer, signed_in: SignIn, unit: Unit, name: str):
    theirs = signed_in(stranger)

    assert theirs.get(day_url(unit, name=name)).status_code == 404
    assert theirs.post(day_url(unit, name=name)).status_code == 404
    assert theirs.get(reverse(f"desk:{name}", args=[uuid4(), MONDAY])).status_code == 404


# -- what a day says -------------------------------------------------------------------------------
def test_a_day_shows_who_comes_at_which_desk(desk: Client, unit: Unit, officer: Officer):
    first = book(unit, "Avant", NINE)
    second = book(unit, "Ensuite", NINE + timedelta(hours=5), desk=2, officer=officer)
    proposal = ProposalFactory(complaint=ComplaintFactory(unit=unit, status=Status.PROPOSED, identity=named("Peut")))
    AppointmentFactory(
        complaint=proposal.complaint, proposal=proposal, state=AppointmentState.HELD, start=NINE + timedelta(hours=6)
    )
    page = words(desk.get(day_url(unit)))

    assert "lundi 9 mars 2026 aujourd’hui" in page
    assert f"09:00 Bureau 1 AVANT/MARTIN Odile {first.reference} 09:00 – 09:30 · Autre vol Pas encore arrivée" in page
    assert f"ENSUITE/MARTIN Odile {second.reference} 14:00 – 14:30 · Autre vol · Claire Morel Confirmé" in page
    assert "PEUT/MARTIN Odile" in page
    assert "Proposé" in page
    assert "3 rendez-vous · 10 créneaux libres · il est 12:10" in page


def test_lapsed_holds_and_cancelled_ones_are_not_there(desk: Client, unit: Unit):
    proposal = ProposalFactory(complaint=ComplaintFactory(unit=unit, status=Status.PROPOSED), deadline=NOON)
    later = NINE + timedelta(hours=6)
    AppointmentFactory(complaint=proposal.complaint, proposal=proposal, state=AppointmentState.HELD, start=later)
    AppointmentFactory(complaint=ComplaintFactory(unit=unit), state=AppointmentState.CANCELLED, start=later)

    page = words(desk.get(day_url(unit)))

    assert "Delattre" not in page
    assert page.count("libre") == 12


def test_an_erased_or_transferred_file_is_not_named(desk: Client, unit: Unit, officer: Officer):
    signed, gone = book(unit, "Signe", NINE), book(unit, "Partie", NINE, desk=2)
    triage.sign(signed, pv_number="2026/000123", by=officer)
    gone.appointments.update(state=AppointmentState.MISSED)
    Complaint.objects.filter(pk=gone.pk).update(unit=UnitFactory(), status=Status.FILED)

    page = words(desk.get(day_url(unit)))

    assert f"Données effacées {signed.reference}" in page
    assert f"Dossier transféré {gone.reference}" in page
    assert "Odile" not in page
    assert "Signée" in page
    assert "Absence" in page


def test_closures_holidays_and_overbooked_ones_are_told(desk: Client, unit: Unit):
    morning = DateTimeTZRange(NINE, NINE + timedelta(hours=3))
    Closure.objects.create(unit=unit, desk=2, period=morning, reason="travaux")
    Closure.objects.create(unit=unit, period=DateTimeTZRange(NINE + timedelta(days=1), NINE + timedelta(days=3)))
    complaint = book(unit, "Serree", NINE, desk=2)
    complaint.appointments.update(overbooked=True)

    monday, tuesday = words(desk.get(day_url(unit))), words(desk.get(day_url(unit, MONDAY + timedelta(days=1))))

    assert "Bureau 2 fermé de 09:00 à 12:00 : travaux" in monday
    assert "en surnombre bureau fermé" in monday
    assert "Unité fermée à partir de 09:00" in tuesday
    assert "Jour férié" in words(desk.get(day_url(unit, date(2026, 5, 1))))
    assert "ne reçoit pas sur rendez-vous" in words(desk.get(day_url(unit, date(2026, 3, 15))))


def test_files_are_shown_by_who_has_them(desk: Client, unit: Unit, officer: Officer, colleague: Officer):
    book(unit, "Mienne", NINE, officer=officer)
    book(unit, "Sienne", NINE, desk=2, officer=colleague)
    book(unit, "Libre", NINE + timedelta(hours=1))

    def names(agent: str) -> set[str]:
        page = words(desk.get(f"{day_url(unit)}?agent={agent}"))
        return {name for name in ("Mienne", "Sienne", "Libre") if f"{name.upper()}/MARTIN" in page}

    assert names("") == {"Mienne", "Sienne", "Libre"}
    assert names("moi") == {"Mienne"}
    assert names("personne") == {"Libre"}
    assert names(str(colleague.pk)) == {"Sienne"}
    assert names("n’importe quoi") == set()


def test_a_day_is_that_of_the_units_clock(signed_in: SignIn):
    unit = UnitFactory(time_zone="Indian/Reunion")
    OpeningRuleFactory(unit=unit, weekday=0, starts=time(0), ends=time(1))
    book(unit, "Tot", datetime(2026, 3, 8, 20, 0, tzinfo=UTC))  # Monday 00:00 there
    page = words(signed_in(OfficerFactory(units=[unit])).get(day_url(unit)))

    assert "(heure de l’unité, UTC+4)" in page
    assert "00:00 – 00:30" in page
    assert "il est 15:10" in page


@pytest.mark.parametrize(
    ("day", "first", "hours"),
    [
        (date(2026, 3, 29), datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "01:30 – 03:00"),
        (date(2026, 10, 25), datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "02:30, heure d’hiver – 03:00"),
    ],
)
def test_both_clock_changes(desk: Client, unit: Unit, day: date, first: datetime, hours: str):
    OpeningRuleFactory(unit=unit, weekday=6, starts=time(0), ends=time(6))
    book(unit, "Nuit", first)

    assert hours in words(desk.get(day_url(unit, day)))
    assert hours in words(desk.get(day_url(unit, day, "agenda_week")))


def test_a_week_shows_each_day(desk: Client, unit: Unit):
    book(unit, "Lundi", NINE)
    book(unit, "Jeudi", NINE + timedelta(days=3))
    page = words(desk.get(day_url(unit, MONDAY + timedelta(days=2), "agenda_week")))

    assert "Semaine du 9 mars au 15 mars 2026" in page
    monday = "lundi 9 mars aujourd’hui 09:00 – 09:30 LUNDI/MARTIN Odile bureau 1 Pas encore arrivée"
    assert f"{monday} 12 créneaux libres" in page
    assert "jeudi 12 mars 09:00 – 09:30 JEUDI/MARTIN Odile bureau 1 Confirmé 23 créneaux libres" in page
    assert "samedi" not in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["agenda_day", "agenda_week"])
def test_an_agenda_costs_the_same_however_full(desk: Client, unit: Unit, officer: Officer, name: str):
    book(unit, "Un", NINE, officer=officer)
    desk.get(day_url(unit, name=name))
    one = queries(desk, day_url(unit, name=name))
    OpeningRuleFactory(unit=unit, weekday=0, first_desk=3, desks=20)
    for desk_number in (7, 8):
        book(unit, "Autre", NINE, desk=desk_number, officer=officer)

    assert queries(desk, day_url(unit, name=name)) == one <= 12


# -- noting who came -------------------------------------------------------------------------------
def test_arrival_is_noted_from_the_agenda_and_leads_back(desk: Client, unit: Unit, officer: Officer):
    complaint = book(unit, "Venue", NINE)
    here = day_url(unit) + "?agent=moi#rdv-x"
    answer = desk.post(url("arrive", complaint), {"arrivee": "oui", "suite": here})

    assert answer.url == here
    assert said(answer) == ["L’arrivée est notée."]
    booked = complaint.appointments.get()
    assert (booked.state, booked.arrived_at) == (AppointmentState.CONFIRMED, NOON)
    complaint.refresh_from_db()
    assert complaint.status == Status.CONFIRMED
    assert acts(complaint) == [Act.ARRIVED]
    page = words(desk.get(day_url(unit)))
    assert "Arrivée à 12:10" in page
    assert "1 arrivée notée" in page
    assert "Arrivée notée" in words(desk.get(complaint.get_absolute_url()))


def test_arrival_is_done_once_and_undone(desk: Client, unit: Unit):
    complaint = book(unit, "Venue", NINE)
    for answer in ("oui", "oui", "non", "non"):
        desk.post(url("arrive", complaint), {"arrivee": answer})

    assert complaint.appointments.get().arrived_at is None
    assert list(complaint.journal.exclude(act=Act.OPENED).values_list("act", "detail")) == [
        (Act.ARRIVED, ""),
        (Act.ARRIVED, "undone"),
    ]


@pytest.mark.parametrize(
    "suite", ["https://ailleurs.example/", "//ailleurs.example", "/agents/", "/agents/agenda/../../x"]
)
def test_an_act_leads_back_to_the_agenda_only(desk: Client, unit: Unit, suite: str):
    complaint = book(unit, "Venue", NINE)

    assert desk.post(url("arrive", complaint), {"suite": suite}).url == complaint.get_absolute_url()


@pytest.mark.parametrize("days", [-1, 1])
def test_arrival_waits_for_its_day(desk: Client, unit: Unit, days: int):
    complaint = book(unit, "Tard", NINE + timedelta(days=days))
    answer = desk.post(url("arrive", complaint), {"suite": day_url(unit)})

    assert said(answer) == ["L’arrivée se note le jour du rendez-vous."]
    assert answer.url == day_url(unit)
    assert complaint.appointments.get().arrived_at is None
    assert acts(complaint) == []


def test_arrival_on_a_page_overtaken_is_told(desk: Client, unit: Unit, colleague: Officer):
    complaint = book(unit, "Venue", NINE)
    desk.get(day_url(unit))
    triage.note_printing(complaint, by=colleague)  # a reading: it changes nothing
    arrive(complaint, by=colleague)
    answer = desk.post(url("arrive", complaint), {"arrivee": "non", "seen": "0", "suite": day_url(unit)})

    assert said(answer) == ["Rien n’a été noté, le dossier a changé entre-temps : Arrivée notée (Paul Petit, 12:10)."]
    assert complaint.appointments.get().arrived_at == NOON


def test_arrival_of_another_units_file_is_not_found(stranger: Officer, signed_in: SignIn, unit: Unit):
    complaint = book(unit, "Venue", NINE)

    assert signed_in(stranger).post(url("arrive", complaint)).status_code == 404
    assert complaint.appointments.get().arrived_at is None


def test_absence_is_noted_in_one_act(desk: Client, unit: Unit):
    complaint = book(unit, "Absente", NINE)
    answer = desk.post(url("miss", complaint), {"suite": day_url(unit), "seen": "0"})

    assert answer.url == day_url(unit)
    assert complaint.appointments.order_by("pk")[0].state == AppointmentState.MISSED
    assert complaint.mails.filter(kind=MailKind.MISSED).exists()


def test_absence_is_refused_once_arrived(desk: Client, unit: Unit, officer: Officer):
    complaint = book(unit, "Venue", NINE)
    arrive(complaint, by=officer)
    answer = desk.post(url("miss", complaint), {"suite": day_url(unit)})

    assert said(answer) == ["L’arrivée de la victime est notée : annulez-la d’abord si c’est une erreur."]
    assert answer.url == day_url(unit)
    assert complaint.appointments.get().state == AppointmentState.CONFIRMED
    assert "Noter l’absence" not in words(desk.get(complaint.get_absolute_url()))


def test_signature_from_the_agenda_leads_back(desk: Client, unit: Unit, officer: Officer):
    complaint = book(unit, "Signe", NINE)
    arrive(complaint, by=officer)
    triage.note_printing(complaint, by=officer)
    page = desk.get(f"{url('sign', complaint)}?suite={day_url(unit)}")
    assert f'name="suite" value="{day_url(unit)}"' in page.content.decode()
    typed = {"reference": complaint.reference, "pv_number": "2026/001234", "same": "same", "suite": day_url(unit)}

    assert desk.post(url("sign", complaint), typed).url == day_url(unit)
    booked = complaint.appointments.get()
    assert (booked.state, booked.arrived_at) == (AppointmentState.HONOURED, NOON)


def test_the_file_tells_its_appointments(desk: Client, unit: Unit):
    complaint = book(unit, "Venue", NINE + timedelta(days=1))
    AppointmentFactory(complaint=complaint, state=AppointmentState.MISSED, start=NINE - timedelta(days=7))
    complaint.appointments.filter(state=AppointmentState.CONFIRMED).update(sequence=1)
    page = desk.get(complaint.get_absolute_url())

    assert day_url(unit, MONDAY + timedelta(days=1)) in page.content.decode()
    assert "mardi 10 mars à 09:00 · bureau 1 · déplacé 1 fois Confirmé lundi 2 mars à 09:00 Manqué" in words(page)


# -- on paper --------------------------------------------------------------------------------------
def test_the_list_of_the_day_is_printed_and_journaled(desk: Client, unit: Unit, officer: Officer):
    first = book(unit, "Avant", NINE)
    book(unit, "Demain", NINE + timedelta(days=1))
    signed = book(unit, "Signe", NINE, desk=2)
    triage.sign(signed, pv_number="2026/000123", by=officer)
    answer = desk.post(day_url(unit, name="agenda_print"))
    text = paper(answer)

    assert answer["Content-Type"] == "application/pdf"
    assert "Rendez-vous du lundi 9 mars 2026" in text
    assert "AVANT/MARTIN Odile" in text
    assert signed.reference in text
    assert "DEMAIN" not in text
    assert "SIGNE" not in text
    assert list(first.journal.values_list("act", "detail", "officer")) == [(Act.PRINTED, "day", officer.pk)]
    assert not signed.journal.filter(act=Act.PRINTED).exists()
    assert not triage.was_printed(first)


def test_only_a_post_prints(desk: Client, unit: Unit):
    complaint = book(unit, "Avant", NINE)

    assert desk.get(day_url(unit, name="agenda_print")).url == day_url(unit)
    assert acts(complaint) == []


def test_a_day_without_appointment_prints_empty(desk: Client, unit: Unit):
    assert "Aucun rendez-vous ce jour-là." in paper(desk.post(day_url(unit, name="agenda_print")))
