"""What officers are written about their own account."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import is_password_usable
from django.urls import reverse

from complaints.mails.letters.base import Letter, Moot
from complaints.models import OutgoingMail
from units.accounts import secret_of
from units.models import Officer


def invitation(mail: OutgoingMail, now: datetime) -> Letter:
    """The link by which a password is chosen, made when the mail leaves: it is kept nowhere."""
    officer = _active(mail)
    if is_password_usable(officer.password):
        raise Moot
    link = settings.SITE_URL + reverse("units:invitation", args=[secret_of(officer)])
    return Letter(
        "invitation",
        {"invitation_url": link, "username": officer.username, "hours": settings.INVITATION_HOURS},
    )


def dormant(mail: OutgoingMail, now: datetime) -> Letter:
    """Nobody has signed in for long: until when doing so keeps the account open."""
    officer = _active(mail)
    if officer.warned_at is None:
        raise Moot
    closes_at = officer.warned_at + timedelta(days=settings.DORMANT_NOTICE_DAYS)
    sign_in = settings.SITE_URL + reverse("units:login")
    return Letter("dormant", {"days": settings.DORMANT_DAYS, "closes_at": closes_at, "sign_in_url": sign_in})


def _active(mail: OutgoingMail) -> Officer:
    if mail.officer is None or not mail.officer.is_active:
        raise Moot
    return mail.officer
