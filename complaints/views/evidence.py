"""Photos and documents on the page « Préjudice »: added, replaced and removed by its buttons, without JavaScript."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from complaints.enums import FileType
from complaints.filing import drafts
from complaints.filing.drafts import OpenDraft
from complaints.filing.journey import Journey
from complaints.filing.pieces import Refusal, shelf
from complaints.models import Evidence
from complaints.questions.base import StepForm
from complaints.questions.steps.things import ThingsStep
from complaints.refusals import Refused
from complaints.sealing import files
from complaints.sealing.files import Role
from complaints.services import evidence
from complaints.views import filing_pages as pages
from complaints.views.filing_buttons import keep_as_it_was
from complaints.views.served import served
from preplainte import limits, uploads

WINDOW = timedelta(hours=1)
FILES_BY_ADDRESS = 600  # an hour: each takes a process for a moment, and up to three times its size on disk
PATIENCE = 20.0
"""Seconds after which a request's next files have to be sent apart: hundreds of bombs would keep the server to it."""
BUTTONS = ("upload", "replace_file", "remove_file")
PLACE = "#preuves"


def received(request: HttpRequest, draft: OpenDraft, form: StepForm) -> HttpResponse | None:
    """Take the files that came, whatever button was pressed: a browser forgets them with the page.

    Nothing to show when all went well and the button was another's.
    """
    if not isinstance(form, ThingsStep):
        return None
    refusals = list(_taken(request, draft))
    if not refusals and not any(name in request.POST for name in BUTTONS):
        return None
    form.press(request.POST)
    keep_as_it_was(draft, form)
    if refusals:
        return pages.step(request, draft, Journey.of(draft).form(type(form)), status=422, refusals=refusals)
    return redirect(draft.place.step(form.slug) + PLACE)


def _taken(request: HttpRequest, draft: OpenDraft) -> Iterator[Refusal]:
    """Remove, replace and add as asked; what could not be."""
    if removed := _uuid(request.POST.get("remove_file", "")):
        evidence.remove(shelf(draft), removed)
    until = time.monotonic() + PATIENCE
    came = [(name, upload) for name, sent in request.FILES.lists() for upload in sent]
    for place, (name, upload) in enumerate(came):
        if place and time.monotonic() > until:
            yield Refusal(upload.name or "", evidence.why_dropped(0))
        elif refusal := _try(request, draft, upload, replacing=_uuid(name.removeprefix("replace-"))):
            yield refusal
    needed = "files" if "upload" in request.POST else f"replace-{request.POST.get('replace_file', '')}"
    if ({"upload", "replace_file"} & request.POST.keys()) and needed not in request.FILES:
        yield Refusal("", _("Choisissez d’abord un fichier, puis appuyez sur le bouton."))


def _try(
    request: HttpRequest, draft: OpenDraft, upload: UploadedFile[bytes], *, replacing: UUID | None
) -> Refusal | None:
    keep = partial(_keep, draft, replacing)
    return try_to_keep(request, upload, keep, counted=not draft.place.at_desk)


def _keep(draft: OpenDraft, replacing: UUID | None, content: bytes, name: str) -> None:
    evidence.add(shelf(draft), content, name=name, replacing=replacing)


def try_to_keep(
    request: HttpRequest, upload: UploadedFile[bytes], keep: Callable[[bytes, str], object], *, counted: bool = True
) -> Refusal | None:
    """Why the file could not be kept by ``keep``; nothing when it is. ``counted`` for the visitor's network."""
    name = upload.name or ""
    if counted and not limits.allow("evidence", limits.address_of(request), limit=FILES_BY_ADDRESS, window=WINDOW):
        return Refusal(name, _("Trop de fichiers viennent de votre réseau : réessayez dans une heure."))
    if uploads.was_dropped(upload):
        return Refusal(name, evidence.why_dropped(upload.size or 0))
    try:
        keep(upload.read(), name)
    except Refused as refusal:
        return Refusal(name, str(refusal))
    return None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_safe
def evidence_thumb(request: HttpRequest, piece: UUID) -> HttpResponse:
    """The thumbnail of a photo, for the browser that holds the form."""
    draft = drafts.of(request)
    if draft is None or draft.is_filed:
        raise Http404
    return thumb(draft, piece)


def thumb(draft: OpenDraft, piece: UUID) -> HttpResponse:
    """The thumbnail of a photo of this open form; else 404."""
    row = get_object_or_404(Evidence.objects.filter(draft=draft.row).exclude(file_type=FileType.PDF), pk=piece)
    content = files.read(row.key(draft.key), row.pk, Role.THUMB)
    return served(content, content_type="image/jpeg", name=_("vignette.jpg"), save=False)


def too_large(request: HttpRequest) -> HttpResponse:
    """So much was sent at once that nothing of it was read, not even what was typed beside it."""
    draft = drafts.here(request)
    resume = pages.way_on(draft)["resume"] if draft and not draft.is_filed else ""
    # Of the follow-up pages each address that is posted to leads, opened by hand, to the page itself.
    back = request.path if request.path.startswith(reverse("complaints:tracking")) else ""
    context = {"resume": resume, "back": back, "limits": evidence.Limits.current()}
    return render(request, "complaints/filing/too_large.html", context, status=413)
