"""What a letter is, and what all of them may ask of the mail they stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from complaints.enums import AppointmentState, MailKind, Status
from complaints.models import Appointment, Complaint, OutgoingMail


class Moot(Exception):
    """What the mail had to say isn't true any more: it doesn't leave."""


@dataclass(frozen=True)
class Calendar:
    """A calendar file that goes with a letter."""

    method: str
    appointment: Appointment


@dataclass(frozen=True)
class Attachment:
    """A paper that goes with a letter."""

    name: str
    content: bytes
    mimetype: str = "application/pdf"


@dataclass(frozen=True)
class Letter:
    """What a mail says."""

    folder: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    calendar: Calendar | None = None
    attachments: Sequence[Attachment] = ()


def follow_url(complaint: Complaint) -> str:
    """The address at which the victim follows this pre-complaint: the only link a mail to a victim holds."""
    return follow_link(complaint.follow_secret)


def follow_link(secret: str) -> str:
    """The address that this secret opens."""
    return settings.SITE_URL + reverse("complaints:follow_link", args=[secret])


def desk_url(complaint: Complaint) -> str:
    """The address at which an officer finds it."""
    return settings.SITE_URL + complaint.get_absolute_url()


def carried(mail: OutgoingMail) -> Mapping[str, Any]:
    """What the mail carries itself; once that is wiped it has nothing to say."""
    payload: Mapping[str, Any] | None = mail.payload
    if not payload:
        raise Moot
    return payload


def still_open(mail: OutgoingMail) -> Complaint:
    """The pre-complaint, in which somebody still has something to do."""
    if not mail.filed.is_open:
        raise Moot
    return mail.filed


def ended(mail: OutgoingMail, status: Status) -> Complaint:
    """The pre-complaint, which ended so."""
    if mail.filed.status != status:
        raise Moot
    return mail.filed


def newer(mail: OutgoingMail, *kinds: MailKind) -> int:
    """How many later mails of these kinds are owed or were sent to the same recipient."""
    later = OutgoingMail.objects.filter(complaint=mail.complaint, recipient=mail.recipient, kind__in=kinds)
    return later.filter(pk__gt=mail.pk).count()


def coming(complaint: Complaint, state: AppointmentState, now: datetime) -> QuerySet[Appointment]:
    """Its appointments of that state still to come."""
    return complaint.appointments.filter(state=state, period__startswith__gt=now).select_related("unit")
