"""One mail owed, delivered: by one worker, once, or tried again later, or given up with a flag."""

from __future__ import annotations

import logging
import traceback
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from complaints.enums import ASKED_FOR, Act, MailState, Recipient
from complaints.mails.addresses import address_of
from complaints.mails.carrier import Undelivered, carry
from complaints.mails.compose import compose
from complaints.mails.letters import Moot
from complaints.models import OutgoingMail
from complaints.services import journal

logger = logging.getLogger(__name__)

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360))
ABOUT = ("complaint__unit", "complaint__commune", "draft", "unit", "officer", "view")
GIVE_UP_AFTER = timedelta(days=3)


def deliver(mail_id: UUID, *, now: datetime | None = None) -> MailState | None:
    """Send a mail if it is due and no other worker is at it: the state reached, ``None`` if there was nothing to do.

    The row stays locked while the message leaves, and the lock dies with the worker: a mail is sent once, or again
    with the same Message-ID when the worker dies between the relay's answer and our own commit.
    """
    now = now or timezone.now()
    with transaction.atomic():
        mail = _take(mail_id, now)
        if mail is None:
            return None
        _attempt(mail, now)
        mail.save(update_fields=["state", "attempts", "next_try_at", "sent_at", "last_error", "provider_id", "payload"])
    return MailState(mail.state)


def refuse(mail: OutgoingMail, code: str) -> None:
    """Give up: the flag in the inbox is this state. The row is saved by the caller.

    Of a mail that somebody asked for and waits for, only the state stays: who waits sees that nothing comes, and asks
    again. A form that isn't sent yet, a whole unit and an officer have no journal: their flag is the state alone.
    """
    mail.state, mail.last_error = MailState.REFUSED, code
    if mail.kind in ASKED_FOR:
        mail.payload = None
    elif mail.complaint is not None:
        journal.record(mail.complaint, Act.MAIL_REFUSED, detail=f"{mail.kind} {mail.recipient} {code}"[:80])


def _take(mail_id: UUID, now: datetime) -> OutgoingMail | None:
    free = OutgoingMail.objects.due(now).select_for_update(skip_locked=True, of=("self",))
    return free.select_related(*ABOUT).filter(pk=mail_id).first()


def _attempt(mail: OutgoingMail, now: datetime) -> None:
    try:
        if not address_of(mail):
            _nowhere(mail)
            return
        provider_id = carry(compose(mail, now=now))
    except Moot:
        _cancel(mail, "moot")
    except Undelivered as failure:
        _failed(mail, failure.code, now, final=failure.final)
    except Exception as error:  # noqa: BLE001 -- one mail that can't be written must not hold up the others
        # The error's own text may quote what a victim wrote: only its name and place are logged.
        place = "".join(traceback.format_tb(error.__traceback__))
        logger.error("mail not written mail=%s error=%s\n%s", mail.pk, type(error).__name__, place)  # noqa: TRY400 -- no text
        _failed(mail, type(error).__name__, now, final=False)
    else:
        mail.state, mail.sent_at = MailState.SENT, timezone.now()
        mail.attempts += 1
        mail.last_error, mail.payload = "", None
        mail.provider_id = provider_id if _bounce_serves(mail) else ""


def _bounce_serves(mail: OutgoingMail) -> bool:
    """Not of a closing mail, whose victim can't be reached otherwise any more, nor of one that who asked waits for."""
    return mail.kind not in ASKED_FOR and (mail.complaint is None or mail.complaint.erased_at is None)


def _nowhere(mail: OutgoingMail) -> None:
    """The address has gone since the mail was owed: with the erasure, or by an administrator."""
    if mail.recipient == Recipient.VICTIM:
        _cancel(mail, "no address")
    else:
        refuse(mail, "no mailbox")


def _cancel(mail: OutgoingMail, code: str) -> None:
    mail.state, mail.last_error, mail.payload = MailState.CANCELLED, code, None


def _failed(mail: OutgoingMail, code: str, now: datetime, *, final: bool) -> None:
    mail.attempts += 1
    mail.last_error = code
    if final or now - mail.created_at >= GIVE_UP_AFTER:
        refuse(mail, code)
    else:
        mail.next_try_at = now + BACK_OFF[min(mail.attempts, len(BACK_OFF)) - 1]
