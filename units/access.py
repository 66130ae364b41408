"""Who may open the desk's pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from units.models import Officer

P = ParamSpec("P")


class OfficerRequest(HttpRequest):
    """A request whose sender is known to be an active officer."""

    officer: Officer


def officer_required(
    view: Callable[Concatenate[OfficerRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Give the view ``request.officer``; send anybody else to the sign-in page, and back here afterwards."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        officer = request.user
        if not isinstance(officer, Officer) or not officer.is_active:
            return redirect_to_login(request.get_full_path())
        known = cast(OfficerRequest, request)
        known.officer = officer
        return view(known, *args, **kwargs)

    return guarded
