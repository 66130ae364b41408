"""Files that browsers send: kept in memory, never written in clear to a disk, and no more of them than is taken.

A file that is too large, and what comes once a request has brought enough, is read past and dropped: what was typed
beside it arrives all the same, and the page can name what was dropped.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

if TYPE_CHECKING:
    Upload = UploadedFile[bytes]  # which isn't generic but for type checkers

MEGABYTE = 1_000_000
TOGETHER = 4
"""The files of one request, or of one pre-complaint, weigh no more than so many of the heaviest."""
UNREAD = 10
"""A request that weighs so many times more than may be taken isn't read at all."""


def together() -> int:
    """How many bytes of files are kept of one request."""
    return settings.EVIDENCE_MEGABYTES * TOGETHER * MEGABYTE


def unreadable(request: HttpRequest) -> bool:
    """Whether the request is so large that nothing of it was read, what was typed included."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > together() * UNREAD


def was_dropped(upload: Upload) -> bool:
    """Whether the file was too large, or came after enough others: its size is known, its content isn't there."""
    return bool(getattr(upload, "dropped", False))


class InMemory(FileUploadHandler):
    """Keeps the files of one request, up to the limits."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.kept = 0
        self.chunks: list[bytes] | None = []

    def handle_raw_input(self, *args: Any, **named: Any) -> tuple[QueryDict, MultiValueDict[str, Upload]] | None:
        if self.request is not None and unreadable(self.request):
            return QueryDict(), MultiValueDict()
        return None

    def new_file(self, *args: Any, **named: Any) -> None:
        super().new_file(*args, **named)
        self.chunks, self.size = [], 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.chunks is None:
            return
        if self.size > settings.EVIDENCE_MEGABYTES * MEGABYTE or self.kept + self.size > together():
            self.chunks = None
        else:
            self.chunks.append(raw_data)

    def file_complete(self, file_size: int) -> Upload:
        content = io.BytesIO(b"".join(self.chunks or ()))
        upload = InMemoryUploadedFile(
            content, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )
        upload.dropped = self.chunks is None  # type: ignore[attr-defined]  # read by ``was_dropped``
        self.kept += len(content.getbuffer())
        return upload
