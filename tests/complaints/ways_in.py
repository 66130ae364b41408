"""How a victim comes to the page of their own pre-complaint: the link, or reference and code."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from complaints.models import Complaint
from complaints.views.follow.access import COOKIE

FORM = reverse("complaints:tracking")


def own(complaint: Complaint) -> str:
    return reverse("complaints:follow", args=[complaint.reference])


def link(secret: str) -> str:
    return reverse("complaints:follow_link", args=[secret])


def ask(client: Client, reference: str, code: str, **extra: str) -> HttpResponse:
    return client.post(FORM, {"reference": reference, "code": code}, **extra)


def lets_in(response: HttpResponse, complaint: Complaint) -> bool:
    """Led to its page, with a cookie for it alone."""
    if response.status_code != 302 or response["Location"] != own(complaint):
        return False
    cookie = response.cookies[COOKIE]
    return cookie.value == complaint.follow_secret and cookie["path"] == own(complaint)


def generation_up(complaint: Complaint) -> None:
    """What « new code » will do."""
    complaint.access_generation += 1
    complaint.save(update_fields=["access_generation"])
