"""What every template may read."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """``DEMO`` (the banner), ``SITE_URL`` (no final slash) and ``LANGUAGES`` (code, name in that language)."""
    return {"DEMO": settings.DEMO, "SITE_URL": settings.SITE_URL, "LANGUAGES": settings.LANGUAGES}
