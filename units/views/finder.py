from __future__ import annotations

import math
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from preplainte import limits
from units.models import Commune
from units.search import CODE, meant, search_units, suggest_units

SEARCH_WINDOW = timedelta(minutes=15)
SEARCHES_BY_ADDRESS = 600  # a town hall's desk with ten visitors at once makes a tenth of them


def may_search(request: HttpRequest) -> bool:
    """Count one more search of a unit, on this page or in the form; whether the visitor's network may make it."""
    return limits.allow("unit-search", limits.address_of(request), limit=SEARCHES_BY_ADDRESS, window=SEARCH_WINDOW)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Find a unit: ``?q=`` what was typed, ``?commune=`` the one chosen among several."""
    if request.GET and not may_search(request):
        return _too_many(request)
    question = request.GET.get("q", "").strip()
    commune, communes = _asked(request.GET.get("commune", "").strip(), question)
    context = {
        "question": question or (str(commune) if commune else ""),
        "asked": bool(question or commune),
        "commune": commune,
        "communes": [one for one in communes if one != commune],
        "suggestions": suggest_units(commune) if commune else [],
        "units": search_units(question) if question and not communes else [],
        "minutes": 0,
    }
    return render(request, "units/finder.html", context)


def _too_many(request: HttpRequest) -> HttpResponse:
    """What was asked stays in its field; ``minutes`` until searches are counted anew."""
    wait = limits.wait(SEARCH_WINDOW).total_seconds()
    context = {"question": request.GET.get("q", ""), "asked": False, "minutes": math.ceil(wait / 60)}
    nothing: dict[str, object] = {"commune": None, "communes": [], "suggestions": [], "units": []}
    response = render(request, "units/finder.html", context | nothing, status=429)
    response.headers["Retry-After"] = str(int(wait))
    return response


def _asked(code: str, question: str) -> tuple[Commune | None, list[Commune]]:
    """The commune meant, if there is no doubt, and all those the question may mean."""
    if CODE.fullmatch(code):
        return Commune.objects.filter(code=code.upper()).first(), []
    return meant(question)
