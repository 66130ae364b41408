"""The daily summary of a saved view. It holds numbers, and no name: neither of a victim nor of the view."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from complaints.mails.letters.base import Letter, Moot, carried
from complaints.models import OutgoingMail


def digest(mail: OutgoingMail, now: datetime) -> Letter:
    """What stood in the view this morning; another day it is over."""
    numbers = carried(mail)
    view, officer = mail.view, mail.officer
    if view is None or not view.daily or officer is None or not officer.is_active:
        raise Moot
    if numbers["day"] != timezone.localdate(now).isoformat():
        raise Moot
    inbox = settings.SITE_URL + reverse("desk:inbox")
    query = numbers["query"]
    return Letter(
        "digest",
        {
            **{name: numbers[name] for name in ("found", "new", "late", "waiting", "label")},
            "day": now,
            "inbox_url": f"{inbox}?{query}" if query else inbox,
            "views_url": settings.SITE_URL + reverse("desk:views"),
        },
    )
