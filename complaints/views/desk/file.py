"""The page of one pre-complaint: what to do next, who, what was declared, what happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from complaints.enums import Act, AppointmentState, Status
from complaints.models import Appointment, Complaint, Proposal
from complaints.questions import differences
from complaints.questions.answers import sections
from complaints.questions.contact_rules import ContactRules
from complaints.questions.person import Person
from complaints.services import triage
from complaints.views.desk import telling
from complaints.views.desk.access import file_view
from complaints.views.desk.clock import clock, days_left
from complaints.views.desk.inbox import STATUS_TAGS
from complaints.views.desk.neighbours import neighbours
from complaints.views.desk.timeline import events, readings
from complaints.views.desk.zones import zone_label
from units.access import OfficerRequest


@dataclass(frozen=True)
class Agenda:
    """The appointments of one pre-complaint, as its page tells them."""

    booked: Appointment | None
    held: list[Appointment]
    proposal: Proposal | None
    missed: Appointment | None
    """The last one nobody came to, when nothing has been booked or proposed since."""

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
        return cls(booked, held, proposal, None if booked or held else missed)

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
        noted = complaint.journal.filter(act=Act.CHANGED)
        changes = [differences.label_of(line.detail, kind=complaint.kind) for line in noted]
        context = {"complaint": complaint, "unit": complaint.unit, "changes": changes}
        return render(request, "complaints/desk/erased.html", context)
    now = timezone.now()
    appointments = list(complaint.appointments.select_related("unit", "proposal").order_by("pk"))
    journal = list(complaint.journal.select_related("officer"))
    mails = list(complaint.mails.order_by("pk"))
    context = {
        **shown(complaint, now),
        "neighbours": neighbours(request, complaint, now=now),
        "sections": sections(complaint.answers()),
        "pieces": complaint.evidence.all().pieces(),
        "agenda": Agenda.of(appointments),
        "events": events(journal),
        "readings": readings(journal),
        "mails": mails,
        "corrected_at": next((entry.at for entry in reversed(journal) if entry.act == Act.CORRECTED), None),
        "printed": any(entry.act == Act.PRINTED for entry in journal),
        "lines": [telling.line(mail, appointments) for mail in mails if mail.to_tell],
    }
    return render(request, "complaints/desk/file.html", context)


def shown(complaint: Complaint, now: datetime) -> dict[str, Any]:
    """What every page about one pre-complaint shows above the rest; opens its identity."""
    person = Person.of(complaint.identity)
    return {
        "complaint": complaint,
        "unit": complaint.unit,
        "person": person,
        "phone": telling.phone_shown(person.phone),
        "rules": ContactRules.of(complaint.identity),
        "status_tag": STATUS_TAGS.get(Status(complaint.status), ""),
        "clock": clock(complaint, now) if complaint.is_open else None,
        "zone_label": zone_label(complaint.unit, now),
        "days_left": days_left(complaint.expires_at, now),
    }


def act_page(request: OfficerRequest, complaint: Complaint, template: str, **context: Any) -> HttpResponse:
    """A page that prepares one act. It names the victim: it is a reading, and journaled as such.

    422 when what was posted is to be corrected.
    """
    triage.open_file(complaint, by=request.officer)
    form = context.get("form")
    status = 422 if form is not None and form.errors else 200
    context = {**shown(complaint, timezone.now()), **context}
    return render(request, f"complaints/desk/{template}", context, status=status)
