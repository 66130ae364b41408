"""Calendar files, read again by the library that calendars are tested with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from icalendar import Calendar, Event
from pytest_django import Settings

from complaints.documents import ics
from complaints.enums import AppointmentState, Status
from complaints.models import Appointment, Complaint
from complaints.services import appointments
from tests.factories import (
    AppointmentFactory,
    CommuneFactory,
    ComplaintFactory,
    OfficerFactory,
    UnitFactory,
    identity_answers,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 12, 30, 15, 999, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> None:
    settings.SITE_URL = "https://preplainte.example"
    settings.DEFAULT_FROM_EMAIL = "preplainte <ne-pas-repondre@preplainte.example>"


def read(raw: bytes) -> tuple[Calendar, Event]:
    calendar = Calendar.from_ical(raw)
    (event,) = calendar.events
    return calendar, event


def at(instant: datetime, *, commune: str = "27229", **changes: object) -> Appointment:
    unit = UnitFactory(commune=CommuneFactory(code=commune, name="Évreux"))
    return AppointmentFactory(complaint__unit=unit, start=instant, **changes)


def test_an_invitation() -> None:
    appointment = at(datetime(2026, 3, 9, 8, tzinfo=UTC), sequence=2)

    calendar, event = read(ics.invitation(appointment, attendee="camille@courriel.example", now=NOW))

    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "REQUEST")
    assert event["UID"] == f"{appointment.pk}@preplainte.example"
    assert (event["SEQUENCE"], event["STATUS"]) == (2, "CONFIRMED")
    assert event["DTSTAMP"].dt == datetime(2026, 3, 1, 12, 30, 15, tzinfo=UTC)
    assert event["SUMMARY"] == "Rendez-vous\xa0: Brigade de gendarmerie de Évreux"
    assert event["LOCATION"] == "Brigade de gendarmerie de Évreux, 1 rue des Tilleuls, 27000 Évreux"
    assert event["ORGANIZER"] == "mailto:ne-pas-repondre@preplainte.example"
    assert event["ATTENDEE"] == "mailto:camille@courriel.example"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert appointment.complaint.reference in event["DESCRIPTION"]
    assert "n’est pas encore une plainte" in event["DESCRIPTION"]
    assert "- Une pièce d’identité" in event["DESCRIPTION"]


def test_a_file_for_nobody_in_particular_asks_for_no_answer() -> None:
    calendar, event = read(ics.invitation(at(datetime(2026, 3, 9, 8, tzinfo=UTC)), now=NOW))

    assert calendar["METHOD"] == "PUBLISH"
    assert "ATTENDEE" not in event


def test_a_cancellation_is_of_the_same_entry() -> None:
    appointment = at(datetime(2026, 3, 9, 8, tzinfo=UTC))
    _, invited = read(ics.invitation(appointment, now=NOW))
    appointment.state, appointment.sequence = AppointmentState.CANCELLED, 1

    calendar, event = read(ics.cancellation(appointment, now=NOW))

    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert event["UID"] == invited["UID"]
    assert event.start == invited.start


@pytest.mark.parametrize(
    ("commune", "zone", "instant", "wall"),
    [
        ("27229", "Europe/Paris", datetime(2026, 3, 28, 8, tzinfo=UTC), "20260328T090000"),
        ("27229", "Europe/Paris", datetime(2026, 3, 30, 8, tzinfo=UTC), "20260330T100000"),
        ("27229", "Europe/Paris", datetime(2026, 10, 24, 8, tzinfo=UTC), "20261024T100000"),
        ("27229", "Europe/Paris", datetime(2026, 10, 26, 8, tzinfo=UTC), "20261026T090000"),
        ("97411", "Indian/Reunion", datetime(2026, 3, 30, 5, tzinfo=UTC), "20260330T090000"),
        ("97105", "America/Guadeloupe", datetime(2026, 10, 26, 13, tzinfo=UTC), "20261026T090000"),
    ],
)
def test_times_are_the_units_and_say_in_which_zone(commune: str, zone: str, instant: datetime, wall: str) -> None:
    raw = ics.invitation(at(instant, commune=commune), now=NOW)

    calendar, event = read(raw)

    assert f"DTSTART;TZID={zone}:{wall}\r\n" in raw.decode()
    assert [str(one["TZID"]) for one in calendar.timezones] == [zone]
    assert event.start == instant
    assert event.end - event.start == timedelta(minutes=30)
    # What a calendar that trusts the file alone, and has no zones of its own, would show.
    own_zone = calendar.timezones[0].to_tz()
    assert event.start.replace(tzinfo=own_zone).astimezone(ZoneInfo("UTC")) == instant


@pytest.mark.parametrize(
    ("commune", "at_nine"),
    [
        ("27229", "2026-03-27T08:00Z"),
        ("27229", "2026-03-30T07:00Z"),
        ("27229", "2026-10-23T07:00Z"),
        ("27229", "2026-10-26T08:00Z"),
        ("98818", "2026-03-29T22:00Z"),  # Nouméa
        ("98818", "2026-10-25T22:00Z"),
        ("97411", "2026-10-26T05:00Z"),  # Réunion
        ("97502", "2026-03-06T12:00Z"),  # Saint-Pierre, which follows Canada's changes
        ("97502", "2026-03-09T11:00Z"),
    ],
)
def test_another_reader_that_has_no_zones_of_its_own_finds_the_same_instant(commune: str, at_nine: str) -> None:
    """``dateutil`` reads the file's own VTIMEZONE, rule by rule."""
    instant = datetime.fromisoformat(at_nine)
    raw = ics.invitation(at(instant, commune=commune), now=NOW).decode()
    zones = tzical(StringIO(raw.replace("\r\n ", "")))
    name, _colon, wall = raw.partition("DTSTART;TZID=")[2].partition("\r\n")[0].partition(":")

    assert (list(zones.keys()), wall[-6:]) == ([name], "090000")
    assert datetime.fromisoformat(wall).replace(tzinfo=zones.get(name)).astimezone(UTC) == instant


def test_one_entry_from_the_first_file_to_the_last_and_another_after_it() -> None:
    """Confirmed, moved twice, cancelled: one UID, the sequence only rises. Booked again, it is another entry."""
    sunday = datetime(2026, 11, 22, 10, tzinfo=UTC)
    monday = datetime(2026, 11, 23, 8, tzinfo=UTC)
    unit = UnitFactory(agenda=1)
    officer = OfficerFactory(units=[unit])
    complaint = ComplaintFactory(
        unit=unit, status=Status.RECEIVED, filed_at=sunday, expires_at=sunday + timedelta(days=30)
    )
    appointments.fix(complaint, start=monday, by=officer, now=sunday)
    read_so_far = [_told(complaint, ics.invitation)]
    for days in (1, 2):
        appointments.move(complaint, start=monday + timedelta(days=days), by=officer, now=sunday)
        read_so_far.append(_told(complaint, ics.invitation))
    appointments.cancel(complaint, by=officer, now=sunday)
    read_so_far.append(_told(complaint, ics.cancellation))
    uid = read_so_far[0][1]

    assert read_so_far == [
        ("REQUEST", uid, 0, monday),
        ("REQUEST", uid, 1, monday + timedelta(days=1)),
        ("REQUEST", uid, 2, monday + timedelta(days=2)),
        ("CANCEL", uid, 3, monday + timedelta(days=2)),
    ]
    appointments.fix(complaint, start=monday, by=officer, now=sunday)
    method, other, sequence, start = _told(complaint, ics.invitation)
    assert (method, sequence, start, other == uid) == ("REQUEST", 0, monday, False)


def _told(complaint: Complaint, write: Callable[..., bytes]) -> tuple[str, str, int, datetime]:
    """What the victim's calendar is told of the newest appointment."""
    newest = Appointment.objects.filter(complaint=complaint).order_by("pk").last()
    assert newest
    calendar, event = read(write(newest, attendee="camille@courriel.example", now=NOW))
    return str(calendar["METHOD"]), str(event["UID"]), int(event["SEQUENCE"]), event.start


def test_the_papers_are_the_signers() -> None:
    appointment = at(datetime(2026, 3, 9, 8, tzinfo=UTC))
    appointment.complaint.identity = identity_answers(situation={"who": "entity"})

    _, event = read(ics.invitation(appointment, now=NOW))

    assert "- Un extrait Kbis ou Sirene récent" in event["DESCRIPTION"]


def test_it_holds_nothing_personal() -> None:
    raw = ics.invitation(at(datetime(2026, 3, 9, 8, tzinfo=UTC))).decode().replace("\r\n ", "")

    assert not [word for word in ("Martin", "Camille", "Lilas", "639980017", "vélo") if word in raw]
