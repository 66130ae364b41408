"""Files handed over: as data, or as an archive that leaves piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from complaints.documents import schema
from complaints.models import Complaint
from complaints.services import export as service
from complaints.views.desk.access import act_only, file_view
from complaints.views.served import protected, served
from units.access import OfficerRequest
from units.models import Officer


@file_view
@act_only
def export(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """One file: ``format`` is ``json``, or the archive."""
    if request.POST.get("format") == "json":
        content = service.export_json(complaint, by=request.officer)
        return served(
            content, content_type="application/json", name=f"preplainte-{complaint.reference}.json", save=True
        )
    return archive_of([complaint], by=request.officer)


def archive_of(complaints: Sequence[Complaint], *, by: Officer) -> HttpResponse:
    """The archive of these files."""
    name = complaints[0].reference if len(complaints) == 1 else f"{timezone.localdate():%Y-%m-%d}"
    return streamed(service.export_zip(complaints, by=by), name=f"preplainte-{name}.zip")


def streamed(pieces: Iterable[bytes], *, name: str) -> HttpResponse:
    """An archive as it is written: never whole in memory. What stops it leaves a file that no program opens."""
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    # Decorators of views speak of the class that holds its whole content; nothing they do reads it.
    return cast(HttpResponse, protected(response, name=name, save=True))


@require_safe
@cache_control(public=True, max_age=3_600)
def complaint_schema(request: HttpRequest) -> HttpResponse:
    """What an exported file follows, for anybody."""
    return HttpResponse(schema.text(), content_type="application/schema+json; charset=utf-8")
