"""A pre-complaint typed at the desk, for a visitor or a caller: the victims' own form, kept apart from theirs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from complaints.documents.receipt import Receipt
from complaints.filing import drafts
from complaints.filing.drafts import OpenDraft
from complaints.filing.places import NOTE, Entry, Place, channel_in_words, cookie_of
from complaints.forms.entry import EntryForm
from complaints.models import Complaint
from complaints.services import mailing
from complaints.views import evidence, papers
from complaints.views import filing_pages as pages
from complaints.views.desk.access import page_or_act
from complaints.views.desk.entry_guard import EntryRequest, entry_required, filed_by, gone
from complaints.views.filing import fill
from units.access import OfficerRequest, officer_required

MOST_OPEN = 8
"""Forms open at once in one browser: each has a cookie, and browsers keep few."""
GIVEN_FOR = timedelta(hours=1)
"""How long a receipt may be given to the person: they are there, or on the phone."""


@dataclass(frozen=True)
class Begun:
    """A form begun in this browser, as the list shows it. ``number`` tells it from the others and opens nothing."""

    number: str
    channel: str
    title: str
    resume: str
    until: datetime


@page_or_act
@officer_required
def enter(request: OfficerRequest) -> HttpResponse:
    """For whom; and the forms begun in this browser and not yet sent."""
    begun = list(_begun(request))
    form = EntryForm(request.POST or None, officer=request.officer)
    if request.method == "POST" and len(begun) < MOST_OPEN and form.is_valid():
        draft = drafts.begin({}, {NOTE: asdict(Entry(officer=str(request.officer.pk), **form.cleaned_data))})
        draft.place = Place(draft.number, request.officer)
        response = redirect(pages.way_on(draft)["resume"])
        drafts.remember(response, draft)
        return response
    context = {"form": form, "begun": begun, "full": len(begun) >= MOST_OPEN, "most": MOST_OPEN}
    return render(request, "complaints/desk/entry.html", context, status=422 if form.errors else 200)


def _begun(request: OfficerRequest) -> list[Begun]:
    """This officer's, oldest first; those of a colleague at the same computer aren't shown."""
    prefix = cookie_of("*").removesuffix("*")
    numbers = [name.removeprefix(prefix) for name in request.COOKIES if name.startswith(prefix)]
    found = (drafts.at_desk(request, number) for number in numbers[: 2 * MOST_OPEN])
    mine = [draft for draft in found if draft and draft.entry and draft.entry.officer == str(request.officer.pk)]
    return [_line(draft) for draft in sorted(mine, key=lambda draft: draft.row.created_at)]


def _line(draft: OpenDraft) -> Begun:
    way = pages.way_on(draft)
    channel = channel_in_words(draft.entry.channel if draft.entry else "")
    return Begun(draft.number, channel, str(way["title"]), way["resume"], draft.row.expires_at)


@page_or_act
@entry_required
def entry_step(request: EntryRequest, draft: OpenDraft, slug: str) -> HttpResponse:
    """One step, as victims see it but for who is spoken to."""
    return fill(request, draft, slug)


@require_safe
@entry_required
def entry_thumb(request: EntryRequest, draft: OpenDraft, piece: UUID) -> HttpResponse:
    return evidence.thumb(draft, piece)


@page_or_act
@entry_required
def entry_erase(request: EntryRequest, draft: OpenDraft) -> HttpResponse:
    """Erase a form that won't be sent. Whoever had to sign in first comes back by a GET: to the list."""
    if request.method != "POST":
        return redirect(draft.place.start)
    draft.discard()
    messages.success(request, _("La saisie est effacée."))
    response = redirect(draft.place.start)
    drafts.forget(response, draft.place)
    return response


@require_safe
@officer_required
def entry_receipt(request: OfficerRequest, number: str) -> HttpResponse:
    """What the person notes, once: reference and code, the receipt to print, and the way to the file."""
    complaint = filed_by(request, number)
    if complaint is None:
        return gone(request)
    if not _may_be_given(complaint):
        return redirect("desk:inbox")
    said = Receipt(complaint)
    context = {
        "complaint": complaint,
        "number": number,
        "receipt": said,
        "person": said.person,
        "ours": _is_ours(request, complaint),
        "expires_at": complaint.unit.local(complaint.expires_at),
        "no_mail_today": mailing.receipt_withheld(complaint),
    }
    return render(request, "complaints/desk/entry_receipt.html", context)


@require_safe
@officer_required
def entry_paper(request: OfficerRequest, number: str) -> HttpResponse:
    """The receipt on paper."""
    complaint = filed_by(request, number)
    if complaint is None or not _may_be_given(complaint):
        raise Http404
    with timezone.override(complaint.unit.zone):
        return papers.receipt(complaint)


@page_or_act
@officer_required
def entry_close(request: OfficerRequest, number: str) -> HttpResponse:
    """« Terminé »: this browser forgets the receipt, whose code opens everything. On to the file."""
    complaint = filed_by(request, number)
    if complaint is None:
        return gone(request)
    if request.method != "POST":
        return redirect("desk:entry_receipt", number)
    ours = _is_ours(request, complaint)
    response = redirect(complaint) if ours else redirect("desk:enter")
    drafts.forget(response, Place(number))
    return response


def _may_be_given(complaint: Complaint) -> bool:
    """Later it would tell how another unit's file goes on; and a new code, asked for since, is the victim's alone."""
    recent = timezone.now() < complaint.filed_at + GIVEN_FOR
    return recent and complaint.is_open and complaint.access_generation == 0


def _is_ours(request: OfficerRequest, complaint: Complaint) -> bool:
    return Complaint.objects.visible_to(request.officer).filter(pk=complaint.pk).exists()
