"""What the pages of one pre-complaint have in common, and the way an act is done from one of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from complaints.enums import Status
from complaints.models import Complaint
from complaints.questions.contact_rules import ContactRules
from complaints.questions.person import Person
from complaints.services import reminders, triage
from complaints.views.desk import telling
from complaints.views.desk.access import after_act
from complaints.views.desk.clock import clock, days_left
from complaints.views.desk.inbox import STATUS_TAGS
from complaints.views.desk.seen import Changed, if_unchanged, shown_after
from complaints.views.desk.timeline import Event
from complaints.views.desk.zones import zone_label
from units.access import OfficerRequest


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
        "record_due": reminders.record_due(complaint, now),
    }


def act_page(
    request: OfficerRequest, complaint: Complaint, template: str, *, changed: list[Event] | None = None, **context: Any
) -> HttpResponse:
    """A page that prepares one act. It names the victim: it is a reading, and journaled as such.

    409 when others ``changed`` the file meanwhile: the page says so, and what it posts next is after that. 422 when
    what was posted is to be corrected.
    """
    triage.open_file(complaint, by=request.officer)
    form = context.get("form")
    status = 409 if changed else 422 if form is not None and form.errors else 200
    seen = shown_after(request, complaint, told=bool(changed))
    context = {
        **shown(complaint, timezone.now()),
        "after": after_act(request),
        "seen": seen,
        "changed": changed,
        **context,
    }
    return render(request, f"complaints/desk/{template}", context, status=status)


def act(
    request: OfficerRequest,
    complaint: Complaint,
    template: str,
    deed: Callable[[], object],
    *,
    done: str,
    **context: Any,
) -> HttpResponse:
    """Do the deed and go back to the file, or to the agenda that asked for it, where ``done`` is said.

    Or show the page again, with what others changed.

    What the service refuses is for ``file_view`` to say.
    """
    try:
        if_unchanged(request, complaint, deed)
    except Changed as change:
        return act_page(request, complaint, template, changed=change.events, **context)
    messages.success(request, done)
    return redirect(after_act(request) or complaint)
