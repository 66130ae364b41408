from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from units.models import Commune
from units.search import CODE, meant, search_units, suggest_units


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Find a unit: ``?q=`` what was typed, ``?commune=`` the one chosen among several."""
    question = request.GET.get("q", "").strip()
    commune, communes = _asked(request.GET.get("commune", "").strip(), question)
    context = {
        "question": question or (str(commune) if commune else ""),
        "asked": bool(question or commune),
        "commune": commune,
        "communes": [one for one in communes if one != commune],
        "suggestions": suggest_units(commune) if commune else [],
        "units": search_units(question) if question and not communes else [],
    }
    return render(request, "units/finder.html", context)


def _asked(code: str, question: str) -> tuple[Commune | None, list[Commune]]:
    """The commune meant, if there is no doubt, and all those the question may mean."""
    if CODE.fullmatch(code):
        return Commune.objects.filter(code=code.upper()).first(), []
    return meant(question)
