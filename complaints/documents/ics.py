"""Calendar files of appointments: nothing personal in them, the victim's own address apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from complaints.models import Appointment, Complaint
from complaints.questions import advice
from complaints.questions.person import Person
from complaints.sealing import access
from units.models import Unit


def host() -> str:
    """The name under which our calendar entries and messages are unique in the world."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def invitation(
    appointment: Appointment, *, attendee: str = "", neutral: bool = False, now: datetime | None = None
) -> bytes:
    """The appointment as it stands, to put in a calendar or to update the entry already there (RFC 5546).

    In the language active when it is called, in the unit's own time zone. Without an attendee it is published, not
    requested: calendars take it as it is and offer no answer. ``neutral``: it says when, and neither where nor why, for
    whoever shares the calendar.
    """
    event = _event(appointment, attendee=attendee, neutral=neutral, now=now)
    event.add("status", "CONFIRMED")
    if not neutral:
        event.add("description", _description(appointment.complaint))
    return _calendar("REQUEST" if attendee else "PUBLISH", event)


def cancellation(
    appointment: Appointment, *, attendee: str = "", neutral: bool = False, now: datetime | None = None
) -> bytes:
    """Takes the appointment out of a calendar. Its ``sequence`` was raised when it was cancelled."""
    event = _event(appointment, attendee=attendee, neutral=neutral, now=now)
    event.add("status", "CANCELLED")
    return _calendar("CANCEL", event)


def agenda_feed(appointments: Iterable[Appointment], *, now: datetime) -> bytes:
    """Appointments for an officer's own calendar: reference and kind of facts, nothing of the victim.

    The names of its entries are its own: nobody who sees one of them and the victim's file can tell they are the same.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//preplainte//preplainte agenda//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    with translation.override("fr"):
        for one in appointments:
            calendar.add_component(_feed_event(one, now))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _feed_event(one: Appointment, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"agenda-{access.feed_mark(one.pk)}@{host()}")
    event.add("sequence", one.sequence)
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", one.start)
    event.add("dtend", one.end)
    event.add("summary", f"{one.complaint.get_kind_display()} · {one.complaint.reference}")
    event.add("status", "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    return event


def _calendar(method: str, event: Event) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//preplainte//preplainte//FR")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(appointment: Appointment, *, attendee: str, neutral: bool, now: datetime | None) -> Event:
    unit = appointment.unit
    event = Event()
    event.add("uid", f"{appointment.pk}@{host()}")
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", (now or timezone.now()).astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", appointment.start)
    event.add("dtend", appointment.end)
    if neutral:
        event.add("summary", _("Rendez-vous"))
        event.add("organizer", _ours())
    else:
        event.add("summary", _("Rendez-vous : %(unit)s") % {"unit": unit})
        event.add("location", ", ".join([unit.name, *unit.address_lines]))
        event.add("organizer", _organizer(unit))
    if attendee:
        event.add("attendee", _attendee(attendee))
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    return event


def _ours() -> vCalAddress:
    return vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")


def _organizer(unit: Unit) -> vCalAddress:
    organizer = _ours()
    organizer.params["cn"] = vText(unit.name)
    return organizer


def _attendee(address: str) -> vCalAddress:
    """Accepted already, on our pages: a calendar's own answer would reach nobody."""
    attendee = vCalAddress(f"mailto:{address}")
    attendee.params["partstat"] = vText("ACCEPTED")
    attendee.params["rsvp"] = vText("FALSE")
    return attendee


def _description(complaint: Complaint) -> str:
    lines = [
        _("Pré-plainte %(reference)s") % {"reference": complaint.reference},
        _("Ce n’est pas encore une plainte : elle le devient quand vous la signez à ce rendez-vous."),
        "",
        _("À apporter :"),
        *(f"- {paper}" for paper in advice.papers(complaint.kind, Person.of(complaint.identity).who)),
    ]
    if complaint.unit.phone:
        lines += ["", _("Téléphone de l’unité : %(phone)s") % {"phone": complaint.unit.phone}]
    return "\n".join(lines)
