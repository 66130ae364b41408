"""What each mail says, from the pre-complaint as it stands when the mail leaves.

A letter is a folder of ``templates/mail`` and what its templates read. They never get the pre-complaint itself: a
letter to a victim can only hold what is handed to it here, and nothing here was typed by anybody but an administrator.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from complaints.documents.characters import visible
from complaints.enums import AppointmentState, MailKind, Recipient, Status
from complaints.models import Appointment, Complaint, OutgoingMail
from complaints.questions import advice, urgency
from complaints.questions.answers import sections
from complaints.questions.person import Person
from complaints.sealing.access import link_secret

MINUTE = timedelta(minutes=1)
CODE_LIFE = 30 * MINUTE
"""How long a code that proves an address can be typed."""


class Moot(Exception):
    """What the mail had to say isn't true any more: it doesn't leave."""


@dataclass(frozen=True)
class Calendar:
    """A calendar file that goes with a letter."""

    method: str
    appointment: Appointment


@dataclass(frozen=True)
class Letter:
    """What a mail says."""

    folder: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    calendar: Calendar | None = None


def follow_url(complaint: Complaint) -> str:
    """The address at which the victim follows this pre-complaint: the only link a mail to a victim holds."""
    return _follow(complaint.follow_secret)


def _follow(secret: str) -> str:
    return settings.SITE_URL + reverse("complaints:follow_link", args=[secret])


def desk_url(complaint: Complaint) -> str:
    """The address at which an officer finds it."""
    return settings.SITE_URL + complaint.get_absolute_url()


# -- asked for, and waited for --------------------------------------------------------------------
def code(mail: OutgoingMail, now: datetime) -> Letter:
    """The six digits. Late, replaced by a newer code or of no use any more, they would only confuse."""
    asked = OutgoingMail.objects.filter(draft=mail.draft, complaint=mail.complaint, kind=MailKind.CODE)
    late = mail.created_at + CODE_LIFE <= now
    if late or _was_sent(mail) or asked.filter(pk__gt=mail.pk).exists():
        raise Moot
    return Letter("code", {"code": _carried(mail)["code"], "minutes": CODE_LIFE // MINUTE})


def resume(mail: OutgoingMail, now: datetime) -> Letter:
    """The link by which a form is gone on with on another device."""
    if mail.draft is None or _was_sent(mail) or mail.draft.expires_at <= now:
        raise Moot
    link = settings.SITE_URL + reverse("complaints:resume_link", args=[_carried(mail)["secret"]])
    return Letter("resume", {"resume_url": link, "expires_at": mail.draft.expires_at})


def access(mail: OutgoingMail, now: datetime) -> Letter:
    """A new follow-up link, to whom lost theirs: it takes over from the former ones at its first use."""
    complaint = _open(mail)
    secret = link_secret(complaint.pk, complaint.access_generation + 1)
    return Letter("access", {"follow_url": _follow(secret)})


def _was_sent(mail: OutgoingMail) -> bool:
    return mail.draft is not None and mail.draft.complaint_id is not None


def _carried(mail: OutgoingMail) -> Mapping[str, Any]:
    """What the mail carries itself; once that is wiped it has nothing to say."""
    payload: Mapping[str, Any] | None = mail.payload
    if not payload:
        raise Moot
    return payload


# -- at the filing ---------------------------------------------------------------------------------
def receipt(mail: OutgoingMail, now: datetime) -> Letter:
    """Without link where nobody proved the address: by a slip it may be a stranger's, whom the link would let in."""
    complaint = _open(mail)
    person = Person.of(complaint.identity)
    waiting = complaint.contacted_at is None and complaint.contact_due_at > now
    return Letter(
        "filed",
        {
            "filed_at": complaint.filed_at,
            "contact_due_at": complaint.contact_due_at if waiting else None,
            "expires_at": complaint.expires_at,
            "follow_url": follow_url(complaint) if person.email_proved else "",
            "at_once": urgency.advice_now(complaint.answers(), kind=complaint.kind),
            "papers": advice.papers(complaint.kind, person.who),
            "traces": urgency.traces_left(complaint.answers(), complaint.kind),
            "rights": advice.rights(),
        },
    )


def unit_filing(mail: OutgoingMail, now: datetime) -> Letter:
    """The essentials, where mailbox and transport allow them at this very moment; the notice otherwise."""
    complaint = _open(mail)
    if not complaint.unit.sends_essentials():
        return notice(mail, now)
    shown = [
        {
            "title": visible(str(section.title)),
            "rows": [
                {"label": visible(str(row.label)), "lines": visible(str(row.value)).splitlines() or ["—"]}
                for row in section.rows
            ],
        }
        for section in sections(complaint.answers())
    ]
    return Letter("filed_unit_essentials", _announcement(complaint) | {"sections": shown})


def notice(mail: OutgoingMail, now: datetime) -> Letter:
    return Letter("filed_notice", _announcement(_open(mail)))


def _announcement(complaint: Complaint) -> dict[str, Any]:
    return {
        "kind": complaint.get_kind_display(),
        "commune": str(complaint.commune or ""),
        "facts_on": complaint.facts_on,
        "filed_at": complaint.filed_at,
        "contact_due_at": complaint.contact_due_at,
        "desk_url": desk_url(complaint),
    }


# -- appointments ----------------------------------------------------------------------------------
def proposed(mail: OutgoingMail, now: datetime) -> Letter:
    complaint = mail.filed
    proposal = complaint.proposals.filter(closed_at=None, deadline__gt=now, created_at__lte=mail.created_at).first()
    held = (
        [] if proposal is None else list(proposal.appointments.filter(state=AppointmentState.HELD).order_by("period"))
    )
    if complaint.status != Status.PROPOSED or proposal is None or not held:
        raise Moot
    return Letter(
        "proposed",
        {
            "slots": [slot.start for slot in held],
            "deadline": proposal.deadline,
            "follow_url": follow_url(complaint),
        },
    )


def confirmed(mail: OutgoingMail, now: datetime) -> Letter:
    return _firm(mail, now, "confirmed")


def moved(mail: OutgoingMail, now: datetime) -> Letter:
    return _firm(mail, now, "moved")


def _firm(mail: OutgoingMail, now: datetime, folder: str) -> Letter:
    complaint = mail.filed
    appointment = _coming(complaint, AppointmentState.CONFIRMED, now).first()
    if complaint.status != Status.CONFIRMED or appointment is None or _newer(mail, MailKind.CONFIRMED, MailKind.MOVED):
        raise Moot
    return Letter(
        folder,
        {
            "start": appointment.start,
            "end": appointment.end,
            "papers": advice.papers(complaint.kind, Person.of(complaint.identity).who),
            "follow_url": follow_url(complaint),
        },
        Calendar("REQUEST", appointment),
    )


def cancelled(mail: OutgoingMail, now: datetime) -> Letter:
    """The n-th cancellation tells of the n-th appointment cancelled."""
    complaint = _open(mail)
    past = complaint.appointments.filter(state=AppointmentState.CANCELLED).select_related("unit").order_by("-pk")
    place = _newer(mail, MailKind.CANCELLED)
    appointment = next(iter(past[place : place + 1]), None)
    if appointment is None or appointment.start <= now:
        raise Moot
    facts = {
        "start": appointment.start,
        "waiting": complaint.status == Status.RECEIVED,
        "follow_url": follow_url(complaint),
    }
    return Letter("cancelled", facts, Calendar("CANCEL", appointment))


def _newer(mail: OutgoingMail, *kinds: MailKind) -> int:
    """How many later mails of these kinds are owed or were sent to the same recipient."""
    later = OutgoingMail.objects.filter(complaint=mail.complaint, recipient=mail.recipient, kind__in=kinds)
    return later.filter(pk__gt=mail.pk).count()


def _coming(complaint: Complaint, state: AppointmentState, now: datetime) -> QuerySet[Appointment]:
    return complaint.appointments.filter(state=state, period__startswith__gt=now).select_related("unit")


# -- the end ---------------------------------------------------------------------------------------
def dismissed(mail: OutgoingMail, now: datetime) -> Letter:
    complaint = _ended(mail, Status.DISMISSED)
    facts = {
        "reason": complaint.get_dismiss_reason_display(),
        "erased_at": complaint.erased_at,
        "expires_at": complaint.expires_at,
    }
    return Letter("dismissed", facts, _freed(complaint, now))


def withdrawn(mail: OutgoingMail, now: datetime) -> Letter:
    complaint = _ended(mail, Status.WITHDRAWN)
    return Letter("withdrawn", {"erased_at": complaint.erased_at}, _freed(complaint, now))


def signed(mail: OutgoingMail, now: datetime) -> Letter:
    complaint = _ended(mail, Status.SIGNED)
    return Letter("signed", {"erased_at": complaint.erased_at, "rights": advice.rights()})


def expired(mail: OutgoingMail, now: datetime) -> Letter:
    complaint = _ended(mail, Status.EXPIRED)
    return Letter("expired", {"erased_at": complaint.erased_at}, _freed(complaint, now))


def _open(mail: OutgoingMail) -> Complaint:
    if not mail.filed.is_open:
        raise Moot
    return mail.filed


def _ended(mail: OutgoingMail, status: Status) -> Complaint:
    if mail.filed.status != status:
        raise Moot
    return mail.filed


def _freed(complaint: Complaint, now: datetime) -> Calendar | None:
    """The end of a pre-complaint frees its appointment, which is still in the victim's calendar."""
    appointment = _coming(complaint, AppointmentState.CANCELLED, now).order_by("-pk").first()
    return Calendar("CANCEL", appointment) if appointment else None


LETTERS: Mapping[tuple[MailKind, Recipient], Callable[[OutgoingMail, datetime], Letter]] = {
    (MailKind.CODE, Recipient.VICTIM): code,
    (MailKind.RESUME, Recipient.VICTIM): resume,
    (MailKind.ACCESS, Recipient.VICTIM): access,
    (MailKind.FILED, Recipient.VICTIM): receipt,
    (MailKind.FILED, Recipient.UNIT): unit_filing,
    (MailKind.FILED, Recipient.OPERATIONS): notice,
    (MailKind.PROPOSED, Recipient.VICTIM): proposed,
    (MailKind.CONFIRMED, Recipient.VICTIM): confirmed,
    (MailKind.MOVED, Recipient.VICTIM): moved,
    (MailKind.CANCELLED, Recipient.VICTIM): cancelled,
    (MailKind.DISMISSED, Recipient.VICTIM): dismissed,
    (MailKind.WITHDRAWN, Recipient.VICTIM): withdrawn,
    (MailKind.SIGNED, Recipient.VICTIM): signed,
    (MailKind.EXPIRED, Recipient.VICTIM): expired,
}
