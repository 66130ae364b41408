"""The public pages that hold nothing about anybody: what the service is, and how it keeps its word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

ACCESSIBILITY_ESTABLISHED = date(2026, 11, 22)
"""When the statement was last held against the tests: to be changed with either."""

PageView = Callable[[HttpRequest], HttpResponse]


def public_page(view: PageView) -> PageView:
    """Read only, kept a few minutes by the visitor's browser alone.

    The language lives in a cookie: without ``Vary: Cookie`` the switch would show the page kept in the other language.
    """
    return require_safe(cache_control(private=True, max_age=300)(vary_on_cookie(view)))


def operator() -> dict[str, str]:
    """Who runs this installation, as configured."""
    return {
        "name": settings.OPERATOR_NAME,
        "address": settings.OPERATOR_ADDRESS,
        "contact": settings.OPERATOR_CONTACT,
        "host": settings.OPERATOR_HOST,
    }


def delays() -> dict[str, int]:
    """The promises of the service, as configured: hours and days."""
    return {
        "contact_hours": settings.CONTACT_HOURS,
        "retention_days": settings.RETENTION_DAYS,
        "draft_days": settings.DRAFT_DAYS,
    }


@public_page
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "complaints/pages/home.html", delays())


@public_page
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "complaints/pages/help.html", delays())


@public_page
def recognise(request: HttpRequest) -> HttpResponse:
    """How to tell our messages from those of who would like to be us."""
    return render(request, "complaints/pages/help_recognise.html", {"site": urlsplit(settings.SITE_URL).netloc})


@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    context = {"operator": operator(), "established": ACCESSIBILITY_ESTABLISHED}
    return render(request, "complaints/pages/accessibility.html", context)


@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "complaints/pages/privacy.html", {"operator": operator(), **delays()})


@public_page
def legal(request: HttpRequest) -> HttpResponse:
    return render(request, "complaints/pages/legal.html", {"operator": operator()})
