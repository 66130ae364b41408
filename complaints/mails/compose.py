"""From a mail owed to a message: recipient, subject, text, HTML, calendar file."""

from __future__ import annotations

import re
from datetime import datetime
from email.mime.text import MIMEText
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from complaints.documents import ics
from complaints.enums import MailKind, Recipient
from complaints.mails.addresses import address_of
from complaints.mails.letters import LETTERS, Calendar, Letter
from complaints.models import OutgoingMail

BLANK_LINES = re.compile(r"\n{3,}")


def compose(mail: OutgoingMail, *, now: datetime | None = None) -> EmailMultiAlternatives:
    """The message that this mail is, from the pre-complaint as it stands now. ``letters.Moot`` when that is over.

    In the victim's language, in French for units; times are those of the unit's clock. The Message-ID is the row's for
    ever: sent again after a crash, the message is recognised as the same.
    """
    now = now or timezone.now()
    to_victim = mail.recipient == Recipient.VICTIM
    with (
        translation.override(mail.complaint.language if to_victim else settings.LANGUAGE_CODE),
        timezone.override(mail.complaint.unit.zone),
    ):
        letter = LETTERS[MailKind(mail.kind), Recipient(mail.recipient)](mail, now)
        return _message(mail, letter, to=address_of(mail), now=now)


def _message(mail: OutgoingMail, letter: Letter, *, to: str, now: datetime) -> EmailMultiAlternatives:
    facts = _common(mail, letter)
    facts["subject"] = " ".join(_render(letter, "subject.txt", facts).splitlines()).strip()
    message = EmailMultiAlternatives(
        subject=facts["subject"],
        body=BLANK_LINES.sub("\n\n", _render(letter, "body.txt", facts)).strip() + "\n",
        to=[to],
        headers={
            "Message-ID": f"<{mail.pk}@{ics.host()}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    message.attach_alternative(_render(letter, "body.html", facts), "text/html")
    if letter.calendar:
        message.attach(_calendar(letter.calendar, to=to, now=now))
    return message


def _common(mail: OutgoingMail, letter: Letter) -> dict[str, Any]:
    """What every letter may say: the reference, and what an administrator wrote about unit and operator."""
    unit = mail.complaint.unit
    return {
        "reference": mail.complaint.reference,
        "unit_name": unit.name,
        "unit_address": unit.address_lines,
        "unit_phone": unit.phone,
        "site": urlsplit(settings.SITE_URL).netloc,
        "operator": settings.OPERATOR_NAME,
        "language": translation.get_language(),
        "freed": letter.calendar is not None,
        **letter.facts,
    }


def _render(letter: Letter, name: str, facts: dict[str, Any]) -> str:
    return render_to_string(f"mail/{letter.folder}/{name}", facts)


def _calendar(calendar: Calendar, *, to: str, now: datetime) -> MIMEText:
    write = ics.invitation if calendar.method == "REQUEST" else ics.cancellation
    part = MIMEText(write(calendar.appointment, attendee=to, now=now).decode(), "calendar", "utf-8")
    part.set_param("method", calendar.method)
    part.add_header("Content-Disposition", "attachment", filename="rendez-vous.ics")
    return part
