"""The pages of the form: what each shows, and with which status."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from complaints.documents.receipt import Receipt
from complaints.filing import confirming, drafts, rendering
from complaints.filing.drafts import OpenDraft
from complaints.filing.journey import Journey
from complaints.filing.pieces import Refusal, pieces
from complaints.filing.places import PUBLIC
from complaints.models import Complaint, Incident
from complaints.questions.answers import sections
from complaints.questions.base import StepForm
from complaints.questions.legal import VICTIMS_RIGHTS
from complaints.questions.sorting import Door
from complaints.questions.steps.household import HouseholdStep
from complaints.questions.steps.identity import IdentityStep
from complaints.questions.steps.recap import RecapStep
from complaints.questions.steps.things import ThingsStep
from complaints.questions.steps.triage import TriageStep
from complaints.questions.steps.unit import UnitStep
from complaints.services import mailing
from complaints.services.evidence import Limits
from complaints.views.limited import too_many
from preplainte import limits
from units.models import Unit


def sorting(
    request: HttpRequest, form: TriageStep, *, filed: Complaint | None = None, status: int = 200
) -> HttpResponse:
    """The sorting questions, before there is a draft."""
    context = {
        "heading": form.heading,
        "intro": form.intro,
        "body": rendering.body(form),
        "filed": filed,
        **_progress(Journey({}), TriageStep),
        **_errors_of(form),
    }
    return render(request, "complaints/filing/start.html", context, status=status)


def first_of_incident(
    request: HttpRequest, incident: Incident, journey: Journey, form: IdentityStep, *, filed: Complaint | None
) -> HttpResponse:
    """The first page of the short form, before there is a draft. 422 when what was posted is to be corrected."""
    context = {
        "incident": incident,
        "heading": form.heading,
        "intro": form.intro,
        "body": rendering.body(form),
        "filed": filed,
        **_progress(journey, IdentityStep),
        **_errors_of(form),
    }
    return render(request, "complaints/incidents/start.html", context, status=422 if form.is_bound else 200)


def refused(request: HttpRequest, door: Door, *, resume: str = "", kept: bool = False) -> HttpResponse:
    """Not here, why, and where. ``resume`` leads back to the form left open; ``kept``: with what was just typed."""
    return render(request, "complaints/filing/refused.html", {"door": door, "resume": resume, "kept": kept})


def step(
    request: HttpRequest, draft: OpenDraft, form: StepForm, *, status: int = 200, refusals: Sequence[Refusal] = ()
) -> HttpResponse:
    """One step, blank or as it was filled. ``refusals``: files that could not be added."""
    if isinstance(form, RecapStep):
        confirming.reach(draft, form, network=limits.address_of(request))
    journey, kind = Journey.of(draft), type(form)
    context = {
        "heading": form.heading or form.title,
        "intro": form.intro,
        "action": journey.url_of(kind),
        "draft": draft.number,
        "days": settings.DRAFT_DAYS,
        "body": rendering.body(form),
        **_progress(journey, kind),
        **_errors_of(form),
        **_recap(journey, form),
    }
    if isinstance(form, ThingsStep | RecapStep):
        context |= {
            "pieces": pieces(draft),
            "thumbs": draft.place.thumbs,
            "limits": Limits.current(),
            "refusals": refusals,
        }
    return render(request, form.page, context, status=status)


def _errors_of(form: StepForm) -> dict[str, Any]:
    """A blank form isn't built again only to learn that it has no errors."""
    return {"form": form if form.is_bound else None}


def _progress(journey: Journey, kind: type[StepForm]) -> dict[str, Any]:
    return {
        "stages": journey.stages(kind),
        "number": journey.steps.index(kind) + 1,
        "total": len(journey.steps),
        "title": kind.title,
        "minutes": journey.minutes_left(kind),
    }


def _recap(journey: Journey, form: StepForm) -> dict[str, Any]:
    if not isinstance(form, RecapStep):
        return {}
    answers = journey.answers
    chosen = answers[UnitStep.slug].get("unit", {}).get("id")
    return {
        "sections": sections({step.slug: answers[step.slug] for step in journey.steps if step.slug in answers}),
        "unit": Unit.objects.get(pk=chosen) if chosen else None,
        "household": journey.url_of(HouseholdStep) if HouseholdStep in journey.steps else "",
    }


def way_on(draft: OpenDraft) -> dict[str, Any]:
    """Where an open form goes on: ``resume`` is the address of its first unanswered step, ``title`` its name."""
    journey = Journey.of(draft)
    return {"resume": journey.url_of(journey.next), "title": journey.next.title}


def choice(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    """A form is open already: go on with it, or erase it and start over."""
    context = {**way_on(draft), "draft": draft.number, "until": draft.row.expires_at}
    return render(request, "complaints/filing/choice.html", context)


def other_form(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    """The page sent belongs to another form than the one open in this browser: nothing of it is applied."""
    return render(request, "complaints/filing/other_form.html", way_on(draft), status=409)


def limited(request: HttpRequest, *, window: timedelta) -> HttpResponse:
    """Too many were sent from this network; this one may be sent later, as it stands."""
    context = {"resume": PUBLIC.step(RecapStep.slug), "days": settings.DRAFT_DAYS}
    return too_many(request, "complaints/filing/limited.html", window=window, **context)


def gone(request: HttpRequest) -> HttpResponse:
    """No such form any more: expired, started over, gone on with elsewhere, or the cookie is missing or foreign."""
    context = {"days": settings.DRAFT_DAYS, "elsewhere": drafts.is_elsewhere(drafts.token_of(request) or "")}
    response = render(request, "complaints/filing/gone.html", context, status=410)
    drafts.forget(response)
    return response


def receipt(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """What the victim notes, and what happens next."""
    said = Receipt(complaint)
    context = {
        "complaint": complaint,
        "receipt": said,
        "unit": complaint.unit,
        "filed_at": complaint.unit.local(complaint.filed_at),
        "due_at": complaint.unit.local(complaint.contact_due_at),
        "expires_at": complaint.unit.local(complaint.expires_at),
        "has_email": bool(said.person.email),
        "no_mail_today": mailing.receipt_withheld(complaint),
        "signer": said.person.declarant,
        "rights_article": VICTIMS_RIGHTS,
        "contact_hours": settings.CONTACT_HOURS,
    }
    return render(request, "complaints/filing/receipt.html", context)
