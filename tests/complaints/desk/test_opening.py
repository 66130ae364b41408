"""The hours of a unit: shown before they are saved, refused with the reason, changed by its head alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.urls import reverse

from complaints.enums import AppointmentState, MailKind, Status
from complaints.models import Complaint
from complaints.services import appointments
from complaints.services.opening import copied_unit, copied_week, version
from complaints.services.overbooking import CannotOverbook, overbook
from tests.complaints.desk.pages import queries, said, words
from tests.factories import AppointmentFactory, ComplaintFactory, OfficerFactory, OpeningRuleFactory, UnitFactory
from units.agenda import holding
from units.enums import Role
from units.models import Closure, Officer, OpeningRule, Unit

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
SUNDAY = datetime(2026, 11, 22, 11, tzinfo=PARIS)
MONDAY = date(2026, 11, 23)
TUESDAY_9 = datetime(2026, 11, 24, 9, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def _on_sunday():
    with time_machine.travel(SUNDAY, tick=False):
        yield


@pytest.fixture
def head(unit: Unit) -> Officer:
    return OfficerFactory(units=[unit], role=Role.HEAD, name="Capitaine Roux")


@pytest.fixture
def page(head: Officer, signed_in: Callable[[Officer], Client]) -> Client:
    return signed_in(head)


def at(name: str, unit: Unit, day: date = MONDAY, **query: Any) -> str:
    address = reverse(f"desk:{name}", args=[unit.pk, day])
    return f"{address}?plage={query['plage']}" if query else address


SATURDAY = {
    "weekday": "5",
    "starts": "09:00",
    "ends": "11:00",
    "slot_minutes": "30",
    "first_desk": "1",
    "desks": "2",
}


def told(response: Any) -> str:
    return words(response).replace("\xa0", " ")


def test_the_week_shows_rules_slots_closures_and_who_changed_them(page: Client, unit: Unit) -> None:
    Closure.objects.create(unit=unit, period=DateTimeTZRange(TUESDAY_9, TUESDAY_9 + timedelta(hours=1)), reason="Stage")

    shown = told(page.get(at("opening", unit)))

    assert "09:00–12:00 2 bureaux · 30 min" in shown
    assert "12 créneaux" in shown
    assert "10 créneaux" in shown  # Tuesday, an hour of which is closed
    assert "Stage" in shown


def test_a_rule_is_shown_before_it_is_saved(page: Client, unit: Unit) -> None:
    preview = page.post(at("opening_rule", unit), SATURDAY)

    assert not unit.rules.filter(weekday=5).exists()
    text = told(preview)
    assert "samedi 28 novembre change" in text
    assert "4 créneaux (avant : 0)" in text
    saved = page.post(at("opening_rule", unit), {**SATURDAY, "version": preview.context["version"], "save": "1"})

    assert said(saved) == ["L’agenda est enregistré."]
    rule = unit.rules.get(weekday=5)
    assert (rule.starts, rule.ends, rule.desks, rule.valid_from) == (time(9), time(11), 2, SUNDAY.date())
    (line,) = LogEntry.objects.all()
    assert line.change_message.replace("\xa0", " ") == "ajouté : samedi 09:00–11:00, bureaux 1 à 2"
    assert "Capitaine Roux" in told(page.get(at("opening", unit)))


def test_what_was_typed_can_be_corrected(page: Client, unit: Unit) -> None:
    again = page.post(at("opening_rule", unit), {**SATURDAY, "edit": "1"})

    assert again.context["form"]["ends"].value() == "11:00"
    assert 'value="11:00"' in again.content.decode()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"weekday": "0"}, "ces heures sont déjà données par"),
        ({"slot_minutes": "240"}, "plus courte qu’un rendez-vous de 240 minutes"),
        ({"valid_until": "2026-11-24"}, "ne tombe pas une fois entre ses deux dates"),
    ],
)
def test_a_rule_that_cannot_stand_says_why(page: Client, unit: Unit, changes: dict[str, str], why: str) -> None:
    count = unit.rules.count()
    typed = {**SATURDAY, "ends": "11:10", **changes} if "weekday" in changes else {**SATURDAY, **changes}

    preview = page.post(at("opening_rule", unit), typed)
    forced = page.post(at("opening_rule", unit), {**typed, "version": version(unit.rules.all()), "save": "1"})

    for response in (preview, forced):
        assert response.status_code == 422
        assert why in told(response)
    assert unit.rules.count() == count


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"ends": "08:00"}, "La fin vient après le début."),
        ({"starts": ""}, "Indiquez l’heure."),
        ({"valid_from": "2026-12-02", "valid_until": "2026-12-01"}, "La dernière date vient après la première."),
    ],
)
def test_a_form_that_is_wrong_keeps_what_was_typed(
    page: Client, unit: Unit, changes: dict[str, str], error: str
) -> None:
    response = page.post(at("opening_rule", unit), {**SATURDAY, **changes})

    assert response.status_code == 422
    assert error in told(response)
    assert 'value="30"' in response.content.decode()


def test_touching_rules_become_one(page: Client, unit: Unit) -> None:
    first = page.post(at("opening_rule", unit), {**SATURDAY, "weekday": "0", "starts": "12:00", "ends": "14:00"})
    page.post(
        at("opening_rule", unit),
        {
            **SATURDAY,
            "weekday": "0",
            "starts": "12:00",
            "ends": "14:00",
            "valid_from": "2020-01-01",
            "version": first.context["version"],
            "save": "1",
        },
    )

    assert [(rule.starts, rule.ends) for rule in unit.rules.filter(weekday=0)] == [(time(9), time(17))]


def test_two_heads_at_once_the_second_reads_again(page: Client, unit: Unit) -> None:
    seen = page.post(at("opening_rule", unit), SATURDAY).context["version"]
    OpeningRuleFactory(unit=unit, weekday=6)

    response = page.post(at("opening_rule", unit), {**SATURDAY, "version": seen, "save": "1"})

    assert response.status_code == 422
    assert "Un collègue vient de changer cet agenda" in told(response)
    assert not unit.rules.filter(weekday=5).exists()


def test_a_rule_is_changed_and_removed(page: Client, unit: Unit) -> None:
    rule = unit.rules.filter(weekday=0, starts=time(9)).get()
    shown = page.get(at("opening_rule", unit, plage=rule.pk))
    assert shown.context["form"]["ends"].value() == time(12)
    drop = page.get(at("opening_drop", unit, plage=rule.pk))
    assert unit.rules.filter(pk=rule.pk).exists()

    page.post(at("opening_drop", unit, plage=rule.pk), {"version": drop.context["version"], "save": "1"})

    assert not unit.rules.filter(pk=rule.pk).exists()


def test_appointments_that_fall_out_are_told_and_stand(page: Client, unit: Unit) -> None:
    booked = AppointmentFactory(complaint=ComplaintFactory(unit=unit, status=Status.CONFIRMED), start=TUESDAY_9)
    rule = unit.rules.get(weekday=1, starts=time(9))

    drop = page.get(at("opening_drop", unit, plage=rule.pk))

    assert booked.complaint.reference in told(drop)
    assert drop.context["left_out"] == [booked]
    page.post(at("opening_drop", unit, plage=rule.pk), {"version": drop.context["version"], "save": "1"})
    booked.refresh_from_db()
    assert booked.state == AppointmentState.CONFIRMED


# -- copied --------------------------------------------------------------------------------------------------
def test_a_week_is_copied_into_days_of_their_own(page: Client, unit: Unit) -> None:
    OpeningRuleFactory(unit=unit, weekday=5, valid_from=date(2026, 11, 28), valid_until=date(2026, 11, 28))
    target = MONDAY + timedelta(weeks=2)
    preview = page.post(at("opening_copy", unit, target), {"week": "2026-11-25"})
    page.post(
        at("opening_copy", unit, target), {"week": "2026-11-25", "version": preview.context["version"], "save": "1"}
    )

    rules = list(unit.rules.all())
    own = holding(rules, target + timedelta(days=5))
    assert [(rule.starts, rule.valid_from, rule.is_exception) for rule in own] == [
        (time(9), target + timedelta(days=5), True)
    ]
    assert holding(rules, target + timedelta(weeks=1, days=5)) == []


def test_the_hours_of_another_unit_replace_the_usual_ones(page: Client, unit: Unit, head: Officer) -> None:
    other = UnitFactory()
    head.units.add(other)
    OpeningRuleFactory(unit=other, weekday=2, starts=time(8), ends=time(10))
    preview = page.post(at("opening_copy", unit), {"unit": str(other.pk)})
    page.post(at("opening_copy", unit), {"unit": str(other.pk), "version": preview.context["version"], "save": "1"})

    assert [(rule.weekday, rule.starts) for rule in unit.rules.all()] == [(2, time(8))]
    assert other.rules.count() == 1


def test_one_source_at_a_time(page: Client, unit: Unit) -> None:
    assert "Choisissez une semaine, ou une unité." in told(page.post(at("opening_copy", unit), {}))


def test_copies_are_pure() -> None:
    weekly = OpeningRule(weekday=0, starts=time(9), ends=time(12), valid_from=date(2020, 1, 1))

    copied = copied_week([weekly], MONDAY, MONDAY + timedelta(weeks=1))

    assert (weekly.valid_until, len(copied)) == (None, 2)
    assert [rule.valid_from for rule in copied_unit([weekly], today=MONDAY)] == [MONDAY]


# -- settings, closures, who ---------------------------------------------------------------------------------------
def test_settings_are_saved_and_logged(page: Client, unit: Unit) -> None:
    typed = {
        "minimum_notice_hours": "6",
        "horizon_days": "45",
        "move_cutoff_hours": "24",
        "cancel_cutoff_hours": "3",
        "open_on_holidays": "on",
    }
    page.post(at("opening_settings", unit), typed)

    unit.refresh_from_db()
    assert (unit.minimum_notice_hours, unit.horizon_days, unit.open_on_holidays) == (6, 45, True)
    assert LogEntry.objects.count() == 1
    wrong = page.post(at("opening_settings", unit), {**typed, "horizon_days": "900"})
    assert wrong.status_code == 422


def test_a_period_is_closed_after_who_it_touches_is_shown(page: Client, unit: Unit, head: Officer) -> None:
    unit.rules.update(desks=1)
    complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED)
    appointments.fix(complaint, start=TUESDAY_9, by=head)
    typed = {"first_day": "2026-11-24", "first_hour": "00:00", "last_day": "2026-11-24", "last_hour": "23:59"}

    shown = page.post(at("closing", unit), {**typed, "look": "1"})
    assert complaint.reference in told(shown)
    assert not Closure.objects.exists()
    page.post(at("closing", unit), {**typed, "confirm": "1"})

    closure = Closure.objects.get()
    assert closure.period.lower == datetime(2026, 11, 24, tzinfo=PARIS)
    complaint.refresh_from_db()
    assert complaint.status == Status.PROPOSED
    assert complaint.mails.filter(kind=MailKind.CLOSED).count() == 1
    page.post(at("reopening", unit), {"closure": closure.pk})
    assert not Closure.objects.exists()


NAMES = ("opening_rule", "opening_drop", "opening_copy", "opening_settings", "closing", "reopening")


@pytest.mark.parametrize("name", NAMES)
def test_an_agent_looks_and_changes_nothing(desk: Client, unit: Unit, name: str) -> None:
    assert desk.get(at("opening", unit)).status_code == 200

    response = desk.post(at(name, unit), {**SATURDAY, "save": "1"})

    assert said(response) == ["Seul un chef de l’unité change son agenda."]
    assert not unit.rules.filter(weekday=5).exists()


@pytest.mark.parametrize("name", ["opening", *NAMES])
def test_a_stranger_meets_a_404(
    stranger: Officer, signed_in: Callable[[Officer], Client], unit: Unit, name: str
) -> None:
    stranger.role = Role.HEAD
    stranger.save(update_fields=["role"])

    assert signed_in(stranger).get(at(name, unit)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_page_costs_the_same_with_more_rules(page: Client, unit: Unit) -> None:
    page.get(at("opening", unit))  # the first reading learns what sort of thing a line of the log is about
    few = queries(page, at("opening", unit))
    for weekday in (5, 6):
        OpeningRuleFactory(unit=unit, weekday=weekday)
    Closure.objects.create(unit=unit, period=DateTimeTZRange(TUESDAY_9, TUESDAY_9 + timedelta(hours=1)))

    assert queries(page, at("opening", unit)) == few


# -- in excess ----------------------------------------------------------------------------------------------------
def test_a_head_receives_in_excess_at_an_added_desk(unit: Unit, head: Officer, received: Complaint) -> None:
    evening = TUESDAY_9.replace(hour=20)

    appointment = overbook(received, start=evening, by=head)

    received.refresh_from_db()
    assert (received.status, appointment.desk, appointment.overbooked) == (Status.CONFIRMED, 3, True)
    assert appointment.period.upper - appointment.period.lower == timedelta(minutes=30)
    assert received.mails.filter(kind=MailKind.CONFIRMED).count() == 1
    other = ComplaintFactory(unit=unit, status=Status.RECEIVED)
    assert overbook(other, start=evening, by=head).desk == 4


@pytest.mark.parametrize("case", ["agent", "past", "after the erasure"])
def test_in_excess_has_its_limits(unit: Unit, officer: Officer, head: Officer, received: Complaint, case: str) -> None:
    start = {"past": SUNDAY, "after the erasure": received.expires_at}.get(case, TUESDAY_9)

    with pytest.raises(CannotOverbook):
        overbook(received, start=start, by=officer if case == "agent" else head)

    received.refresh_from_db()
    assert (received.status, received.appointments.count()) == (Status.RECEIVED, 0)


def test_the_page_of_an_appointment_in_excess_is_for_heads(
    page: Client, desk: Client, unit: Unit, received: Complaint
) -> None:
    address = reverse("desk:in_excess", args=[received.reference])
    assert "Recevoir en surnombre" in told(page.get(reverse("desk:fix", args=[received.reference])))
    assert "Recevoir en surnombre" not in told(desk.get(reverse("desk:fix", args=[received.reference])))
    assert said(desk.post(address, {"day": "2026-11-24", "hour": "20:00"})) == [
        "Seul un chef de l’unité reçoit en surnombre."
    ]
    assert page.post(address, {"day": "2026-11-24"}).status_code == 422
    assert said(page.post(address, {"day": "2026-11-21", "hour": "20:00"})) == [
        "Choisissez une heure à venir, avant l’effacement du dossier."
    ]

    page.post(address, {"day": "2026-11-24", "hour": "20:00"})

    assert received.appointments.get().period.lower == TUESDAY_9.replace(hour=20)
