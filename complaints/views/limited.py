"""What is shown to whoever asks too often."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from preplainte import limits


def too_many(request: HttpRequest, template: str, *, window: timedelta, **context: Any) -> HttpResponse:
    """429, with the time until the next window; the template reads it as ``minutes``, rounded up."""
    response = render(request, template, {"minutes": minutes_left(window), **context}, status=429)
    response.headers["Retry-After"] = str(int(limits.wait(window).total_seconds()))
    return response


def minutes_left(window: timedelta) -> int:
    """Until the next window opens, rounded up: one at least."""
    return math.ceil(limits.wait(window).total_seconds() / 60)
