from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from units.models import Commune
from units.search import CODE, find_communes, search_units, suggest_units


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Find a unit: ``?q=`` what was typed, ``?commune=`` the one chosen among several."""
    question = request.GET.get("q", "").strip()
    chosen = request.GET.get("commune", "").strip()
    context: dict[str, Any] = {"question": question, "commune": None, "communes": [], "suggestions": [], "units": []}
    if chosen and CODE.fullmatch(chosen):
        context["commune"] = Commune.objects.filter(code=chosen.upper()).first()
    if question and context["commune"] is None:
        communes = find_communes(question)
        if len(communes) == 1:
            context["commune"] = communes[0]
        else:
            context["communes"] = communes
            context["units"] = [] if communes else search_units(question)
    if context["commune"] is not None:
        context["suggestions"] = suggest_units(context["commune"])
    context["asked"] = bool(question or context["commune"])
    return render(request, "units/finder.html", context)
