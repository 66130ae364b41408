"""What every template may read."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override

NEUTRAL = "https://www.meteofrance.com/"
"""What the quick exit leaves in the window: a site that anybody might have been looking at."""


def site(request: HttpRequest) -> dict[str, object]:
    """``DEMO``: whether to show the banner; ``footer``: the foot of the page, in the language active; ``NEUTRAL``;

    ``entry``: what the pages of a form say while an officer types it for somebody (``None`` everywhere else).
    """
    return {
        "DEMO": settings.DEMO,
        "NEUTRAL": NEUTRAL,
        "footer": _footer(get_language() or settings.LANGUAGE_CODE),
        "entry": getattr(request, "entry", None),
    }


@lru_cache(maxsize=8)
def _footer(language: str) -> SafeString:
    """The same for everybody: half the addresses of a page are in it, and looking one up isn't free."""
    with override(language):
        return render_to_string("components/footer.html")
