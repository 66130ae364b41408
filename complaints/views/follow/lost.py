"""The code is lost: a new link is asked for, and the answer never says whether there is such a file."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from complaints.forms.tracking import LostCodeForm
from complaints.services.access import renew
from complaints.views.follow.page import act
from complaints.views.limited import too_many
from preplainte import limits

WINDOW = timedelta(minutes=15)
ASKED_BY_ADDRESS = 60  # a town hall behind one address stays far below
ASKED_BY_REFERENCE = 5
SAME_TIME = 0.3
"""Seconds that every answer takes: owing a mail costs some, finding no file costs less, and a watch tells."""


@act
def lost_code(request: HttpRequest) -> HttpResponse:
    """Reference, and e-mail address or phone number."""
    form = LostCodeForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "complaints/tracking/lost.html", {"form": form}, status=status)
    if not _may_ask(request, form.cleaned_data["reference"]):
        return too_many(request, "complaints/tracking/limited.html", window=WINDOW)
    with _in_the_same_time():
        renew(reference=form.cleaned_data["reference"], contact=form.cleaned_data["contact"])
    return redirect("complaints:lost_code_sent")


@require_safe
def lost_code_sent(request: HttpRequest) -> HttpResponse:
    """The one answer."""
    return render(request, "complaints/tracking/lost_sent.html")


def _may_ask(request: HttpRequest, reference: str) -> bool:
    by_address = limits.allow("lost-address", limits.address_of(request), limit=ASKED_BY_ADDRESS, window=WINDOW)
    return by_address and limits.allow("lost-reference", reference, limit=ASKED_BY_REFERENCE, window=WINDOW)


@contextmanager
def _in_the_same_time() -> Iterator[None]:
    until = time.monotonic() + SAME_TIME
    yield
    time.sleep(max(0.0, until - time.monotonic()))
