"""The officer's private calendar: its page, and the address that their calendar reads."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from complaints.documents.ics import agenda_feed
from complaints.models import CalendarFeed
from complaints.services import feeds
from preplainte import limits
from units.access import OfficerRequest, officer_required

WINDOW = timedelta(hours=1)
MOST_READ = 60
"""Readings of one address an hour. A forged one costs no query: nothing is to be counted."""


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The agenda as a calendar file. Anything wrong is a 404; no session is read, no cookie set."""
    found = feeds.opened(secret)
    if found is None:
        raise Http404
    if not limits.allow("feed", str(found.pk), limit=MOST_READ, window=WINDOW):
        return HttpResponse(status=429, headers={"Retry-After": str(int(limits.wait(WINDOW).total_seconds()))})
    now = timezone.now()
    calendar = agenda_feed(feeds.appointments(found, now=now), now=now)
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": 'inline; filename="agenda.ics"',
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(calendar, content_type="text/calendar; charset=utf-8", headers=headers)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: OfficerRequest) -> HttpResponse:
    """Make the address, read it, change it, end it."""
    if request.method == "POST":
        if "fin" in request.POST:
            feeds.end(request.officer)
            messages.success(request, _("L’adresse ne mène plus nulle part."))
        else:
            feeds.make(request.officer, only_mine="miens" in request.POST)
            messages.success(request, _("Votre adresse est prête. La précédente, s’il y en avait une, ne sert plus."))
        return redirect("desk:calendar")
    found = CalendarFeed.objects.filter(officer=request.officer).first()
    address = settings.SITE_URL.rstrip("/") + reverse("complaints:feed", args=[found.secret]) if found else ""
    response = render(request, "complaints/desk/calendar.html", {"feed": found, "address": address, "unit": None})
    response.headers["Cache-Control"] = "no-store"
    return response
