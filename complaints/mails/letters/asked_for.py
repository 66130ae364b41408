"""Letters that somebody has just asked for and waits for."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from complaints.enums import MailKind
from complaints.mails.letters.base import Letter, Moot, carried, follow_link, still_open
from complaints.models import OutgoingMail
from complaints.sealing.access import link_secret

MINUTE = timedelta(minutes=1)
CODE_LIFE = 30 * MINUTE
"""How long a code that proves an address can be typed."""


def code(mail: OutgoingMail, now: datetime) -> Letter:
    """The six digits. Late, replaced by a newer code or of no use any more, they would only confuse."""
    asked = OutgoingMail.objects.filter(draft=mail.draft, complaint=mail.complaint, kind=MailKind.CODE)
    late = mail.created_at + CODE_LIFE <= now
    if late or _was_sent(mail) or asked.filter(pk__gt=mail.pk).exists():
        raise Moot
    return Letter("code", {"code": carried(mail)["code"], "minutes": CODE_LIFE // MINUTE})


def resume(mail: OutgoingMail, now: datetime) -> Letter:
    """The link by which a form is gone on with on another device."""
    if mail.draft is None or _was_sent(mail) or mail.draft.expires_at <= now:
        raise Moot
    link = settings.SITE_URL + reverse("complaints:resume_link", args=[carried(mail)["secret"]])
    return Letter("resume", {"resume_url": link, "expires_at": mail.draft.expires_at})


def access(mail: OutgoingMail, now: datetime) -> Letter:
    """A new follow-up link, to whom lost theirs: it takes over from the former ones at its first use."""
    complaint = still_open(mail)
    secret = link_secret(complaint.pk, complaint.access_generation + 1)
    return Letter("access", {"follow_url": follow_link(secret)})


def _was_sent(mail: OutgoingMail) -> bool:
    return mail.draft is not None and mail.draft.complaint_id is not None
