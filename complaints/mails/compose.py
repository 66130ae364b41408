"""From a mail owed to a message: recipient, subject, text, HTML, calendar file, papers."""

from __future__ import annotations

import re
from datetime import datetime
from email.mime.text import MIMEText
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from complaints.documents import ics
from complaints.enums import MailKind, Recipient
from complaints.mails.addresses import address_of, is_discreet
from complaints.mails.letters import LETTERS, Calendar, Letter
from complaints.models import OutgoingMail
from complaints.questions.person import Person
from units.models import Unit

FILLER = "\u034f\u200c\u00a0" * 120
"""Signs that nobody sees. Lists of mails show a message's first words: after the neutral ones, they find these."""
BLANK_LINES = re.compile(r"\n{3,}")


def compose(mail: OutgoingMail, *, now: datetime | None = None) -> EmailMultiAlternatives:
    """The message that this mail is, from the pre-complaint as it stands now. ``letters.Moot`` when that is over.

    In the victim's language, in French for units and officers; times are those of the unit's clock, or of Paris when it
    is about none. The Message-ID is the row's for ever: sent again after a crash, the message is recognised as the
    same.
    """
    now = now or timezone.now()
    unit = _unit(mail)
    zone = unit.zone if unit else timezone.get_default_timezone()
    with translation.override(_language(mail)), timezone.override(zone):
        letter = LETTERS[MailKind(mail.kind), Recipient(mail.recipient)](mail, now)
        return _message(mail, letter, to=address_of(mail), now=now)


def _unit(mail: OutgoingMail) -> Unit | None:
    return mail.complaint.unit if mail.complaint else mail.unit


def _language(mail: OutgoingMail) -> str:
    if mail.recipient != Recipient.VICTIM:
        return settings.LANGUAGE_CODE
    if mail.complaint is not None:
        return mail.complaint.language
    return str((mail.payload or {}).get("language", settings.LANGUAGE_CODE))


def _message(mail: OutgoingMail, letter: Letter, *, to: str, now: datetime) -> EmailMultiAlternatives:
    facts = _common(mail) | _for_victim(mail) | dict(letter.facts) | {"freed": letter.calendar is not None}
    facts["subject"] = " ".join(_render(letter, "subject.txt", facts).splitlines()).strip()
    if facts["neutral"]:
        facts["subject"] = _("Un message vous attend")
    message = EmailMultiAlternatives(
        subject=facts["subject"],
        body=BLANK_LINES.sub("\n\n", _render(letter, "body.txt", facts)).strip() + "\n",
        from_email=parseaddr(settings.DEFAULT_FROM_EMAIL)[1] if facts["neutral"] else settings.DEFAULT_FROM_EMAIL,
        to=[to],
        headers={
            "Message-ID": f"<{mail.pk}@{ics.host()}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    message.attach_alternative(_render(letter, "body.html", facts), "text/html")
    if letter.calendar:
        message.attach(_calendar(letter.calendar, to=to, neutral=facts["neutral"], now=now))
    for paper in letter.attachments:
        message.attach(paper.name, paper.content, paper.mimetype)
    return message


def _common(mail: OutgoingMail) -> dict[str, Any]:
    """What every letter may say: the reference, and what an administrator wrote about unit and operator."""
    unit = _unit(mail)
    return {
        "reference": mail.complaint.reference if mail.complaint else "",
        "unit_name": unit.name if unit else "",
        "unit_address": unit.address_lines if unit else [],
        "unit_phone": unit.phone if unit else "",
        "site": urlsplit(settings.SITE_URL).netloc,
        "operator": settings.OPERATOR_NAME,
        "language": translation.get_language(),
        "filler": FILLER,
    }


def _for_victim(mail: OutgoingMail) -> dict[str, Any]:
    """The recognition phrase, drawn by the service, and whether subject and sender tell nothing to who looks on.

    A mail that outlives the erasure carries both itself.
    """
    if mail.recipient != Recipient.VICTIM:
        return {"phrase": "", "neutral": False}
    carried = mail.payload or {}
    if mail.complaint is None or mail.complaint.erased_at is not None:
        return {"phrase": carried.get("phrase", ""), "neutral": bool(carried.get("neutral"))}
    return {"phrase": Person.of(mail.complaint.identity).phrase, "neutral": is_discreet(mail.complaint)}


def _render(letter: Letter, name: str, facts: dict[str, Any]) -> str:
    return render_to_string(f"mail/{letter.folder}/{name}", facts)


def _calendar(calendar: Calendar, *, to: str, neutral: bool, now: datetime) -> MIMEText:
    write = ics.invitation if calendar.method == "REQUEST" else ics.cancellation
    part = MIMEText(write(calendar.appointment, attendee=to, neutral=neutral, now=now).decode(), "calendar", "utf-8")
    part.set_param("method", calendar.method)
    part.add_header("Content-Disposition", "attachment", filename="rendez-vous.ics")
    return part
