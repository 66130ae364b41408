"""The outbox: a mail is owed in the transaction of the fact it tells, and delivered by a worker afterwards.

The row is the truth. A lost wake-up, a killed worker or a relay that is down leaves it there, and the sweep finds it.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints import wake
from complaints.enums import ASKED_FOR, Act, MailKind, MailState, Recipient
from complaints.mails.addresses import address_for, address_of
from complaints.mails.letters import LETTERS
from complaints.models import Appointment, Complaint, OutgoingMail, SavedView
from complaints.models.mail import OutgoingMailQuerySet
from complaints.refusals import Refused
from complaints.services import delivery, journal
from complaints.services.delivery import deliver
from units.models import Officer, Unit

__all__ = [
    "cancel_about_forms",
    "cancel_owed",
    "deliver",
    "forget_provider",
    "queue",
    "queue_each",
    "queue_for_draft",
    "queue_for_officer",
    "queue_for_unit",
    "queue_reminders",
    "receipt_withheld",
    "record_bounce",
    "sweep",
    "told",
]

OWED = (MailState.PENDING, MailState.BY_HAND, MailState.REFUSED)
HOUR = timedelta(hours=1)
TOO_MANY = "too many"
NO_ADDRESS = "no proved address"
SWEEP_AT_MOST = 500
SWEEP_SECONDS = 8.0  # the scheduler sends the next sweep two seconds later


def queue(
    complaint: Complaint,
    kind: MailKind,
    recipient: Recipient,
    *,
    payload: Mapping[str, Any] | None = None,
    appointment: Appointment | None = None,
    now: datetime | None = None,
) -> OutgoingMail:
    """Owe a mail, in the caller's transaction; a worker is woken once that is committed.

    To a victim without a proved e-mail it is owed by hand, save the receipt, and save what only serves by e-mail, which
    is cancelled in silence. A unit without mailbox makes it refused at once, which shows. ``payload`` is how to reach
    a victim whose data is erased; ``appointment`` the one it tells of, where that isn't the latest.
    """
    mail = _about(complaint, kind, recipient, payload, now)
    mail.appointment = appointment
    [owed] = _owed([mail])
    return owed


def queue_each(
    complaint: Complaint,
    kind: MailKind,
    recipients: Iterable[Recipient],
    *,
    now: datetime,
    withheld: Collection[Recipient] = (),
) -> list[OutgoingMail]:
    """Owe the same news to several, as ``queue`` does; one statement.

    To those ``withheld`` there would be too many: theirs is written as cancelled and says so.
    """
    mails = [_about(complaint, kind, recipient, None, now) for recipient in recipients]
    for mail in mails:
        if mail.recipient in withheld:
            mail.state, mail.last_error = MailState.CANCELLED, TOO_MANY
    return _owed(mails)


def queue_for_draft(
    draft_id: UUID, kind: MailKind, *, payload: Mapping[str, Any], now: datetime | None = None
) -> OutgoingMail:
    """Owe a mail about a form that isn't sent yet, to whoever fills it.

    ``payload`` holds ``email``, ``language``, what the letter carries (``code`` or ``secret``), and ``neutral`` where
    subject and sender may tell nothing. It is sealed, and wiped when the mail leaves or is given up.
    """
    if not payload.get("email"):
        raise ValueError("a mail about a form carries its own address")
    [mail] = _owed([_written(kind, Recipient.VICTIM, payload, now, draft_id=draft_id)])
    return mail


def queue_for_unit(
    unit: Unit, kind: MailKind, recipient: Recipient, *, officer: Officer | None = None, now: datetime | None = None
) -> OutgoingMail:
    """Owe a mail about a whole unit: one an hour of that kind to that recipient, however often it is asked for.

    ``recipient`` is the unit's mailbox, its operations centre, or ``officer``. The first leaves at once. What comes up
    while it is leaving, or once it has left, waits for the next hour's. The letter is written at sending, from what
    is true then. Without an address it is refused at once, which shows in the inbox.
    """
    now = now or timezone.now()
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    while True:
        mail = _written(kind, recipient, None, max(now, hour), unit=unit, officer=officer, hour=hour)
        if not address_of(mail):
            _owe_otherwise(mail)
        OutgoingMail.objects.bulk_create([mail], ignore_conflicts=True)
        same = OutgoingMail.objects.filter(unit=unit, kind=kind, recipient=recipient, officer=officer, hour=hour)
        # Locked: no worker sends it before our transaction ends, so its letter will say what we know.
        owed = same.exclude(state=MailState.SENT).select_for_update(skip_locked=True).first()
        if owed is not None and owed.state == mail.state:
            if owed.pk == mail.pk and owed.state == MailState.PENDING:
                wake.deliver_mail(owed.pk)
            return owed
        hour += HOUR


def queue_for_officer(
    officer: Officer,
    kind: MailKind,
    *,
    view: SavedView | None = None,
    payload: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> OutgoingMail:
    """Owe a mail to an officer about themselves: an invitation, a warning, the summary of one of their views.

    ``payload`` is what the letter carries itself, sealed until it is sent. Without an address it is refused at once.
    """
    mail = _written(kind, Recipient.OFFICER, payload, now, officer=officer, view=view)
    if not officer.email:
        _owe_otherwise(mail)
    [owed] = _owed([mail])
    return owed


def queue_reminders(appointments: Iterable[Appointment], kind: MailKind, *, by_hand: bool, now: datetime) -> int:
    """Owe a reminder of each of these appointments, once for the hour it has now; returns how many were written.

    Where no e-mail reaches the victim it is owed ``by_hand``, or written as cancelled.
    """
    mails = []
    for appointment in appointments:
        mail = _about(appointment.complaint, kind, Recipient.VICTIM, None, now)
        mail.appointment, mail.sequence = appointment, appointment.sequence
        if mail.state == MailState.BY_HAND and not by_hand:
            mail.state, mail.last_error = MailState.CANCELLED, NO_ADDRESS
        mails.append(mail)
    written = OutgoingMail.objects.bulk_create(mails, ignore_conflicts=True)
    for mail in written:
        if mail.state == MailState.PENDING:
            wake.deliver_mail(mail.pk)  # of a row that another scheduler wrote, nothing is found to deliver
    return len(written)


def _about(
    complaint: Complaint, kind: MailKind, recipient: Recipient, payload: Mapping[str, Any] | None, now: datetime | None
) -> OutgoingMail:
    mail = _written(kind, recipient, payload, now, complaint=complaint)
    if not address_for(complaint, kind, recipient, payload=payload):
        _owe_otherwise(mail)
    return mail


def _written(
    kind: MailKind, recipient: Recipient, payload: Mapping[str, Any] | None, now: datetime | None, **about: Any
) -> OutgoingMail:
    if (kind, recipient) not in LETTERS:
        raise ValueError(f"no letter {kind} to {recipient}")
    carried = dict(payload) if payload else None
    return OutgoingMail(kind=kind, recipient=recipient, next_try_at=now or timezone.now(), payload=carried, **about)


def _owed(mails: list[OutgoingMail]) -> list[OutgoingMail]:
    OutgoingMail.objects.bulk_create(mails)
    for mail in mails:
        if mail.state == MailState.PENDING:
            wake.deliver_mail(mail.pk)
    return mails


def _owe_otherwise(mail: OutgoingMail) -> None:
    if mail.kind in ASKED_FOR:
        mail.state, mail.last_error = MailState.CANCELLED, NO_ADDRESS
    elif mail.recipient == Recipient.VICTIM:
        mail.state = MailState.BY_HAND
    else:
        delivery.refuse(mail, "no mailbox")


def receipt_withheld(complaint: Complaint) -> bool:
    """Whether the victim got no receipt because their address had been given too often that day."""
    return complaint.mails.filter(recipient=Recipient.VICTIM, kind=MailKind.FILED, last_error=TOO_MANY).exists()


def sweep(*, now: datetime | None = None) -> int:
    """Deliver due mails that no wake-up announced, oldest first, and forget contacts kept too long.

    Returns how many mails reached another state or another try. May run twice at once; stops after eight seconds.
    """
    now = now or timezone.now()
    _forget_contacts(now)
    stop = time.monotonic() + SWEEP_SECONDS
    handled = 0
    for mail_id in list(OutgoingMail.objects.due(now).values_list("pk", flat=True)[:SWEEP_AT_MOST]):
        handled += deliver(mail_id, now=now) is not None
        if time.monotonic() > stop:
            break
    return handled


def _forget_contacts(now: datetime) -> None:
    """A closing mail outlives the erasure for ``CLOSING_MAIL_HOURS``, delivered or not, told or not."""
    old = OutgoingMail.objects.exclude(payload=None).filter(
        state__in=OWED, created_at__lte=now - timedelta(hours=settings.CLOSING_MAIL_HOURS)
    )
    _cancel(old, code="too late")


def cancel_owed(complaint: Complaint, which: Q | None = None) -> int:
    """Cancel every mail still owed about the pre-complaint, or only ``which``; returns how many.

    A mail that a worker is sending at this instant isn't waited for, which two transactions could do for each other:
    it says what was true when it left, and if it has to be tried again it is found to be moot.
    """
    return _cancel(OutgoingMail.objects.filter(which or Q(), complaint=complaint, state__in=OWED))


def cancel_about_forms(drafts: Collection[UUID]) -> int:
    """Cancel what is still owed about these forms, the address it carries included; returns how many."""
    return _cancel(OutgoingMail.objects.filter(draft__in=drafts, state__in=OWED))


def forget_provider(complaint: Complaint) -> None:
    """Drop the provider's ids of its messages: in the provider's own records they lead to the victim's address."""
    known = OutgoingMail.objects.filter(complaint=complaint).exclude(provider_id="")
    # Not waiting for a bounce that is being noted: it waits for the pre-complaint, which we hold.
    ids = [mail.pk for mail in known.select_for_update(skip_locked=True).only("pk").order_by("pk")]
    OutgoingMail.objects.filter(pk__in=ids).update(provider_id="")


@transaction.atomic
def _cancel(mails: OutgoingMailQuerySet, *, code: str = "") -> int:
    ids = [mail.pk for mail in mails.select_for_update(skip_locked=True).only("pk").order_by("pk")]
    return OutgoingMail.objects.filter(pk__in=ids).update(state=MailState.CANCELLED, payload=None, last_error=code)


@transaction.atomic
def told(mail: OutgoingMail, *, by: Officer) -> OutgoingMail:
    """An officer has told the victim by phone or by post what the mail had to say."""
    mail = OutgoingMail.objects.select_for_update(of=("self",)).select_related("complaint").get(pk=mail.pk)
    if not mail.to_tell:
        raise Refused(_("Ce message n’est plus à transmettre."))
    mail.state, mail.payload = MailState.DONE, None
    mail.save(update_fields=["state", "payload"])
    journal.record(mail.filed, Act.MAIL_BY_HAND, by=by, detail=mail.kind)
    return mail


@transaction.atomic
def record_bounce(provider_id: str) -> bool:
    """The provider says that a message it took never arrived: flag it. Whether it was one of ours, still sent."""
    if not provider_id:
        return False
    sent = OutgoingMail.objects.filter(provider_id=provider_id, state=MailState.SENT)
    mail = sent.select_for_update(of=("self",)).select_related("complaint").first()
    if mail is None:
        return False
    delivery.refuse(mail, "bounced")
    mail.save(update_fields=["state", "last_error"])
    return True
