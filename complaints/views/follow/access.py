"""The three ways in to the page of one's own pre-complaint: the link, the code, and the cookie both leave.

The cookie holds the link's secret and is bound to the address of that one pre-complaint: the files of a family,
followed on one phone, don't mix. There is no server session.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from complaints.models import Complaint
from complaints.sealing import access
from complaints.services.access import take_over
from units.ids import new_id

COOKIE = "preplainte_suivi"

FollowView = Callable[[HttpRequest, Complaint], HttpResponse]


def by_link(secret: str) -> Complaint | None:
    """The pre-complaint a link opens; nothing when the link is forged, was replaced or doesn't count yet."""
    complaint = _claimed(secret)
    return complaint if complaint and access.opens(secret, complaint.pk, complaint.access_generation) else None


def by_new_link(secret: str) -> Complaint | None:
    """The pre-complaint whose next link this is: asked for by who had lost the former, which still counts."""
    complaint = _claimed(secret)
    return complaint if complaint and access.opens(secret, complaint.pk, complaint.access_generation + 1) else None


def by_code(reference: str, code: str) -> Complaint | None:
    """The pre-complaint a reference and its code open; the next code takes over. A reference that doesn't exist costs
    the same work."""
    complaint = _rows().filter(reference=reference).first()
    claimed = complaint or Complaint(id=new_id())
    present, following = (access.code_opens(code, claimed.pk, claimed.access_generation + more) for more in (0, 1))
    if complaint and following:
        take_over(complaint)
    return complaint if present or following else None


def _claimed(secret: str) -> Complaint | None:
    target = access.link_target(secret)
    return _rows().filter(pk=target).first() if target else None


def by_cookie(request: HttpRequest, reference: str) -> Complaint | None:
    """The pre-complaint of that reference, if this visitor's cookie opens it."""
    complaint = by_link(request.COOKIES.get(COOKIE, ""))
    return complaint if complaint and complaint.reference == reference else None


def remember(response: HttpResponse, complaint: Complaint) -> HttpResponse:
    """Let this browser open that pre-complaint until it is closed."""
    response.set_cookie(
        COOKIE,
        complaint.follow_secret,
        path=_path(complaint.reference),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def forget(response: HttpResponse, reference: str) -> HttpResponse:
    """Undo ``remember``."""
    response.delete_cookie(COOKIE, path=_path(reference), samesite="Lax")
    return response


def followed(view: FollowView) -> Callable[[HttpRequest, str], HttpResponse]:
    """Give the view the pre-complaint its visitor may see, on the clock of its unit.

    Anybody else is sent to the form, whether the reference exists or not.
    """

    @wraps(view)
    def guarded(request: HttpRequest, reference: str) -> HttpResponse:
        complaint = by_cookie(request, reference)
        if complaint is None:
            return redirect("complaints:tracking")
        with timezone.override(complaint.unit.zone):
            return view(request, complaint)

    return guarded


def _path(reference: str) -> str:
    return reverse("complaints:follow", args=[reference])


def _rows() -> QuerySet[Complaint]:
    """Without what was declared, which these pages never need; the identity stays sealed until it is asked for."""
    return Complaint.objects.select_related("unit", "dismissal").defer("statement", "tokens", "fingerprint")
