"""A file, be it one that somebody sent, handed over so that a browser can do nothing with it but show or save it."""

from __future__ import annotations

from typing import TypeVar

from django.http import HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

R = TypeVar("R", bound=HttpResponseBase)


def served(content: bytes, *, content_type: str, name: str, save: bool) -> HttpResponse:
    """``save``: as a download. The type is ours, never the sender's; no script, no frame, no copy in any cache."""
    return protected(HttpResponse(content, content_type=content_type), name=name, save=save)


def protected(response: R, *, name: str, save: bool) -> R:
    """The same, of an answer that is made already."""
    response.headers["Content-Disposition"] = content_disposition_header(save, name) or "attachment"
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response
