"""What a page that is being looked at asks for from time to time, by its script (``static/js/desk.js``)."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

FRAGMENT = "fragment"
"""In the address of a page's own script: only what may have changed."""


def fragment(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The regions that may have changed; 204 when the page shows the same already, which it says in ``vu``."""
    html = render_to_string(template, context, request)
    seen = sha256(html.encode()).hexdigest()[:16]
    if seen == request.GET.get("vu"):
        return HttpResponse(status=204)
    return HttpResponse(html, headers={"X-Seen": seen})
