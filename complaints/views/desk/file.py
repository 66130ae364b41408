"""The page of one pre-complaint: what to do next, who, what was declared, what happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from complaints.enums import Act, AppointmentState, ContactOutcome
from complaints.forms.exchange import UnitMessageForm
from complaints.models import Appointment, Complaint, JournalEntry, Proposal, Tag
from complaints.questions import differences
from complaints.questions.answers import sections
from complaints.services import triage
from complaints.services.arrival import awaited
from complaints.services.duplicates import duplicates
from complaints.views.desk import telling
from complaints.views.desk.access import file_view
from complaints.views.desk.acting import shown
from complaints.views.desk.exchange import Exchange
from complaints.views.desk.neighbours import neighbours
from complaints.views.desk.seen import last_change
from complaints.views.desk.timeline import events, readings
from units.access import OfficerRequest

MOST_SUGGESTED = 100
OVER = (AppointmentState.MISSED, AppointmentState.CANCELLED, AppointmentState.HONOURED)


@dataclass(frozen=True)
class Agenda:
    """The appointments of one pre-complaint, as its page tells them."""

    booked: Appointment | None
    held: list[Appointment]
    proposal: Proposal | None
    missed: Appointment | None
    """The last one nobody came to, when nothing has been booked or proposed since."""
    over: list[Appointment]
    """Those that were firm and aren't any more, the last one first."""

    @classmethod
    def of(cls, appointments: Iterable[Appointment]) -> Agenda:
        """From all appointments in the order they were made, with their proposals."""
        by_state: dict[str, list[Appointment]] = {}
        for one in appointments:
            by_state.setdefault(one.state, []).append(one)
        held = sorted(by_state.get(AppointmentState.HELD, []), key=lambda one: one.period.lower)
        booked = by_state.get(AppointmentState.CONFIRMED, [None])[-1]
        missed = by_state.get(AppointmentState.MISSED, [None])[-1]
        proposal = held[0].proposal if held else None
        over = [one for state in OVER for one in by_state.get(state, [])]
        over.sort(key=lambda one: one.period.lower, reverse=True)
        return cls(booked, held, proposal, None if booked or held else missed, over)

    @property
    def awaited_today(self) -> bool:
        """Whether the arrival may be noted, or undone, now."""
        return self.booked is not None and awaited(self.booked, timezone.now())

    @property
    def passed(self) -> bool:
        """Whether the hour of the confirmed appointment has come."""
        return self.booked is not None and self.booked.period.lower <= timezone.now()


@file_view
@require_safe
def file(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """Each opening is journaled; the first one marks the pre-complaint as received."""
    complaint = triage.open_file(complaint, by=request.officer)
    if complaint.erased_at is not None:
        return _erased(request, complaint)
    unread_since = triage.read_messages(complaint)
    now = timezone.now()
    journal = list(complaint.journal.select_related("officer", "unit"))
    context = {
        **shown(complaint, now),
        "neighbours": neighbours(request, complaint, now=now),
        **_history(complaint, journal),
        **_remarks(complaint),
        "sections": sections(complaint.answers()),
        "pieces": complaint.evidence.all().pieces(),
        "unread_since": unread_since,
        "exchange": Exchange.of(complaint),
        "message_form": UnitMessageForm(),
        "duplicates": duplicates(complaint, seen_by=request.officer),
        "seen": last_change(journal),
    }
    return render(request, "complaints/desk/file.html", context)


def _erased(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    changed = complaint.journal.filter(act=Act.CHANGED)
    changes = [differences.label_of(line.detail, kind=complaint.kind) for line in changed]
    context = {"complaint": complaint, "unit": complaint.unit, "changes": changes}
    return render(request, "complaints/desk/erased.html", context)


def _history(complaint: Complaint, journal: list[JournalEntry]) -> dict[str, Any]:
    """Appointments, mails, and what the journal tells."""
    appointments = list(complaint.appointments.select_related("unit", "proposal").order_by("pk"))
    mails = list(complaint.mails.order_by("pk"))
    return {
        "agenda": Agenda.of(appointments),
        "events": events(journal),
        "readings": readings(journal),
        "mails": mails,
        "lines": [telling.line(mail, appointments) for mail in mails if mail.to_tell],
        "corrected_at": _last_at(journal, Act.CORRECTED),
        "printed": any(one.act == Act.PRINTED and not one.detail for one in journal),
        "last_contact": next((entry for entry in reversed(journal) if entry.act == Act.CONTACT), None),
    }


def _last_at(journal: list[JournalEntry], act: Act) -> datetime | None:
    return next((entry.at for entry in reversed(journal) if entry.act == act), None)


def _remarks(complaint: Complaint) -> dict[str, Any]:
    """What officers add, and the lists they choose from. Three queries."""
    given = Complaint.tags.through.objects.filter(complaint=complaint, tag=OuterRef("pk"))
    words = list(Tag.objects.filter(unit=complaint.unit).annotate(given=Exists(given)).order_by("-given", "name"))
    return {
        "tags": [tag for tag in words if tag.given],
        "suggested_tags": [tag.name for tag in words if not tag.given][:MOST_SUGGESTED],
        "notes": list(complaint.notes.select_related("officer")),
        "colleagues": list(complaint.unit.officers.filter(is_active=True)),
        "outcomes": ContactOutcome.choices,
    }
