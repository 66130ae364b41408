"""What the victim answers and writes to the unit. What was typed stays on the page whatever happens."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from complaints.filing.pieces import Refusal
from complaints.forms.exchange import AnswerForm, LetterForm
from complaints.models import Ask, Complaint
from complaints.refusals import Refused
from complaints.services import asking, messages
from complaints.services.asking import AskOver
from complaints.services.evidence import why_dropped
from complaints.services.status import Over
from complaints.views.evidence import PATIENCE, try_to_keep
from complaints.views.follow.access import followed
from complaints.views.follow.page import Writing, act, page
from complaints.views.limited import minutes_left
from preplainte import limits

WINDOW = timedelta(hours=1)
SENT_BY_ADDRESS = 120  # an hour: a town hall behind one address stays far below
UPLOAD = "upload"


@act
@followed
def follow_answer(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Answer what the unit asks. Files that came are kept first, whatever button was pressed."""
    if request.method != "POST":
        return redirect("complaints:follow", complaint.reference)
    form = AnswerForm(request.POST)
    asked = asking.open_ask(complaint)
    if asked is not None and str(asked.pk) == request.POST.get("target"):
        refusals = list(_taken(request, asked))
        if refusals or UPLOAD in request.POST:
            return page(request, complaint, writing=Writing(answer=_unchecked(form), refused_files=refusals))
    if not form.is_valid() and "target" not in form.errors:
        return page(request, complaint, writing=Writing(answer=form))
    return _answered(request, complaint, form)


def _answered(request: HttpRequest, complaint: Complaint, form: AnswerForm) -> HttpResponse:
    """Send it; when the question has ended meanwhile, the words go on screen as a message to send."""
    typed = form.cleaned_data.get("answer", "")
    try:
        _count(request)
        # No question has the pre-complaint's own key: what names none is answered as one that has ended.
        asking.answer(complaint, ask_id=form.cleaned_data.get("target", complaint.pk), text=typed)
    except (AskOver, Over) as refusal:
        complaint.refresh_from_db()
        as_letter = Writing(letter=LetterForm(initial={"message": typed}), kept=typed)
        return page(request, complaint, writing=as_letter, refusal=str(refusal))
    except Refused as refusal:
        form.add_error("answer", str(refusal))
        return page(request, complaint, writing=Writing(answer=form))
    notices.success(request, _("Votre réponse est arrivée à l’unité."))
    return redirect("complaints:follow", complaint.reference)


@act
@followed
def follow_message(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Write to the unit."""
    if request.method != "POST":
        return redirect("complaints:follow", complaint.reference)
    form = LetterForm(request.POST)
    if not form.is_valid():
        return page(request, complaint, writing=Writing(letter=form))
    typed = form.cleaned_data["message"]
    try:
        _count(request)
        messages.receive(complaint, text=typed)
    except Over as refusal:
        complaint.refresh_from_db()
        return page(request, complaint, writing=Writing(kept=typed), refusal=str(refusal))
    except Refused as refusal:
        form.add_error("message", str(refusal))
        return page(request, complaint, writing=Writing(letter=form))
    notices.success(request, _("Votre message est arrivé à l’unité."))
    return redirect("complaints:follow", complaint.reference)


def _taken(request: HttpRequest, asked: Ask) -> Iterator[Refusal]:
    """Keep the files that came; those that could not be."""
    came = request.FILES.getlist("files")
    until = time.monotonic() + PATIENCE
    for place, upload in enumerate(came):
        if place and time.monotonic() > until:
            yield Refusal(upload.name or "", why_dropped(0))
        elif refusal := try_to_keep(request, upload, lambda content, name: asking.add_file(asked, content, name=name)):
            yield refusal
    if UPLOAD in request.POST and not came:
        yield Refusal("", _("Choisissez d’abord un fichier, puis appuyez sur le bouton."))


def _unchecked(form: AnswerForm) -> AnswerForm:
    """The words as typed, not judged yet: it is only about files."""
    return AnswerForm(initial={"answer": form.data.get("answer", "")})


def _count(request: HttpRequest) -> None:
    if not limits.allow("exchange", limits.address_of(request), limit=SENT_BY_ADDRESS, window=WINDOW):
        raise Refused(
            _("Trop de messages viennent de votre réseau : réessayez dans %(minutes)s min.")
            % {"minutes": minutes_left(WINDOW)}
        )
