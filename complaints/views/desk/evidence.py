"""The victim's photos and documents, as officers open them. Each reading is journaled before the file leaves."""

from __future__ import annotations

from pathlib import PurePath
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from complaints.enums import EvidenceState, FileType
from complaints.files.kinds import ENDINGS
from complaints.models import Evidence
from complaints.models.evidence import Piece
from complaints.sealing import files
from complaints.sealing.files import Role
from complaints.services import evidence as service
from complaints.views.desk.access import complaint_for
from complaints.views.served import served
from units.access import OfficerRequest, officer_required

TYPES = {
    FileType.JPEG: "image/jpeg",
    FileType.PNG: "image/png",
    FileType.WEBP: "image/webp",
    FileType.PDF: "application/pdf",
}


@officer_required
@require_safe
def evidence_view(request: OfficerRequest, reference: str, piece: UUID) -> HttpResponse:
    """The viewing copy, without metadata: an image in the browser, a PDF to save."""
    found = _opened(request, reference, piece, Role.VIEW)
    content = files.read(found.row.key(), found.pk, Role.VIEW)
    name = _("piece-%(number)s") % {"number": found.number}
    if found.is_image:
        return served(content, content_type="image/jpeg", name=f"{name}.jpg", save=False)
    return served(content, content_type="application/pdf", name=f"{name}.pdf", save=True)


@officer_required
@require_safe
def evidence_original(request: OfficerRequest, reference: str, piece: UUID) -> HttpResponse:
    """The file as the victim sent it, always to save: its SHA-256 is that of the page and of the paper."""
    found = _opened(request, reference, piece, Role.ORIGINAL)
    content = files.read(found.row.key(), found.pk, Role.ORIGINAL)
    file_type = FileType(found.row.file_type)
    return served(content, content_type=TYPES[file_type], name=_with_ending(found.name, file_type), save=True)


@officer_required
@require_safe
def evidence_thumb(request: OfficerRequest, reference: str, piece: UUID) -> HttpResponse:
    """The thumbnail of a photo, as the page of the file shows it: opening that page is the reading, and journaled."""
    complaint = complaint_for(request.officer, reference)
    images = Evidence.objects.exclude(file_type=FileType.PDF)
    row = get_object_or_404(images, pk=piece, complaint=complaint, state=EvidenceState.READY)
    content = files.read(row.key(), row.pk, Role.THUMB)
    return served(content, content_type="image/jpeg", name=_("vignette.jpg"), save=False)


def _opened(request: OfficerRequest, reference: str, pk: UUID, role: Role) -> Piece:
    """One file of a pre-complaint of the officer's unit, journaled; 404 for any other, and for what isn't verified."""
    complaint = complaint_for(request.officer, reference)
    get_object_or_404(Evidence, pk=pk, complaint=complaint, state=EvidenceState.READY)
    piece = next((one for one in complaint.evidence.all().pieces() if one.pk == pk), None)
    if piece is None:
        raise Http404
    service.record_reading(complaint, piece, role=role, by=request.officer)
    return piece


def _with_ending(name: str, file_type: FileType) -> str:
    """The name as given, with an ending that the content deserves."""
    known = ENDINGS[file_type]
    return name if PurePath(name).suffix.lower().lstrip(".") in known else f"{name}.{known[0]}"
