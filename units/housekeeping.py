"""What is known of officers' sign-ins, forgotten in time."""

from __future__ import annotations

from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session

SIGN_IN_LOGS = (AccessAttempt, AccessFailureLog, AccessLog)
"""Names, addresses and browsers, as axes keeps them."""


def purge_sign_ins(*, now: datetime) -> int:
    """Delete sessions that have ended and sign-ins older than ``SIGN_IN_LOG_DAYS``; returns how many rows.

    May run twice at once.
    """
    ended, _by_model = Session.objects.filter(expire_date__lt=now).delete()
    until = now - timedelta(days=settings.SIGN_IN_LOG_DAYS)
    old: int = sum(log.objects.filter(attempt_time__lt=until).delete()[0] for log in SIGN_IN_LOGS)
    return ended + old
