"""The journal as people read it: what happened, apart from who looked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from complaints.enums import Act, Status
from complaints.models import JournalEntry
from complaints.questions import differences
from units.models import Officer

BY_THE_VICTIM = {
    Act.FILED,
    Act.CONFIRMED,
    Act.MOVED,
    Act.CANCELLED,
    Act.CORRECTED,
    Act.EMAIL_PROVED,
    Act.ACCESS_RENEWED,
    Act.ANSWERED,
    Act.MESSAGE,
}
"""Acts that a victim does when no officer did."""
IN_WORDS = {
    Act.FILED,
    Act.GIVEN_BACK,
    Act.CONFIRMED,
    Act.CANCELLED,
    Act.LINKED,
    Act.PROPOSED,
    Act.PROPOSAL_ENDED,
    Act.EVIDENCE,
    Act.CONTACT,
    Act.ESCALATED,
    Act.REMINDED,
    Act.PRINTED,
    Act.ARRIVED,
    Act.ANSWERED,
    Act.ASK_ENDED,
}
"""Acts whose detail tells an officer something."""


@dataclass(frozen=True)
class Event:
    """One line: what, when, who (an officer, or words for the victim), and a precision."""

    title: str
    at: datetime
    officer: Officer | None
    who: str = ""
    text: str = ""


@dataclass
class Reading:
    """How often one officer opened the file, and when last."""

    officer: Officer | None
    times: int
    last: datetime


def events(entries: Iterable[JournalEntry]) -> list[Event]:
    """What changed, newest first. Readings, and statuses that another line tells already, are left out.

    One query more where files were given to somebody: the journal knows them by their key.
    """
    entries = list(entries)
    keys = {entry.detail for entry in entries if entry.act == Act.ASSIGNED}
    names = {str(one.pk): one.name for one in Officer.objects.filter(pk__in=keys)} if keys else {}
    found, moved = [], False
    for entry in entries:
        moved = moved or entry.act == Act.TRANSFERRED
        if event := _event(entry, names, moved=moved):
            found.append(event)
    return found[::-1]


def readings(entries: Iterable[JournalEntry]) -> list[Reading]:
    """Who opened the file: one line an officer, the last reader first."""
    by_officer: dict[object, Reading] = {}
    for entry in entries:
        if entry.act == Act.OPENED:
            reading = by_officer.setdefault(entry.officer_id, Reading(entry.officer, 0, entry.at))
            reading.times, reading.last = reading.times + 1, entry.at
    return sorted(by_officer.values(), key=lambda reading: reading.last, reverse=True)


def _event(entry: JournalEntry, names: Mapping[str, str], *, moved: bool) -> Event | None:
    act = Act(entry.act)
    if act == Act.OPENED:
        return None
    if act == Act.STATUS:
        return _status_event(entry, moved=moved)
    if act == Act.ASSIGNED:
        name = names.get(entry.detail, _("un agent"))
        return Event(_("Confiée à %(officer)s") % {"officer": name}, entry.at, entry.officer)
    if act == Act.TRANSFERRED:
        return Event(_("Transférée à %(unit)s") % {"unit": entry.unit}, entry.at, entry.officer)
    if act == Act.CHANGED:
        text = differences.label_of(entry.detail, kind=entry.complaint.kind)
        return Event(str(act.label), entry.at, entry.officer, text=text)
    who = _("la victime") if entry.officer_id is None and act in BY_THE_VICTIM else ""
    return Event(str(act.label), entry.at, entry.officer, who, entry.precision if act in IN_WORDS else "")


def _status_event(entry: JournalEntry, *, moved: bool) -> Event | None:
    """A status of which no other line speaks. ``moved``: another unit had it before."""
    old, new = (Status(part) for part in entry.detail.split(" → "))
    if old == Status.FILED and new == Status.RECEIVED:
        title = _("Ouverte par la nouvelle unité") if moved else _("Première ouverture")
        return Event(title, entry.at, entry.officer)
    if new in (Status.DISMISSED, Status.WITHDRAWN, Status.EXPIRED):
        who = _("la victime") if new == Status.WITHDRAWN else ""
        return Event(str(new.label), entry.at, entry.officer, who)
    return None
