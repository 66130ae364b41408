"""The proof that an e-mail address is its giver's: six digits are sent there, and typed on our page.

Everything is decided here, by the server: the digits, their life, the tries, and how often a code may be sent, counted
by mailbox, by form or pre-complaint, and by network. A code that doesn't come, or may not be sent, blocks nothing: the
pages that ask for it go on without.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.enums import MailKind, Recipient
from complaints.mails.addresses import mailbox
from complaints.mails.letters import CODE_LIFE
from complaints.models import Complaint, EmailProof
from complaints.refusals import Refused
from complaints.sealing.keyring import derive, ring
from complaints.sealing.tokens import TokenKind, normalise
from complaints.services import mailing
from preplainte import limits

DIGITS = 6
TRIES = 5
PAUSE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MAILBOX_A_DAY = 5
SUBJECT_AN_HOUR = 10


class TooSoon(Refused):
    """A code left a moment ago."""

    def __init__(self) -> None:
        super().__init__(_("Un code vient de partir à cette adresse. Attendez une minute pour en demander un autre."))


class TooMany(Refused):
    """No more codes for now. It isn't said which count is reached: one of them tells what others did."""

    def __init__(self) -> None:
        super().__init__(
            _("Trop de codes ont été demandés. Vous pouvez continuer sans code, ou en demander un autre plus tard.")
        )


def send_code(
    *,
    subject: UUID,
    email: str,
    language: str,
    complaint: Complaint | None = None,
    neutral: bool = False,
    network: str = "",
) -> None:
    """Draw a code and owe the mail that carries it; an older code for the same ``subject`` is void.

    ``subject`` is the id of ``complaint``, or else of a form that isn't sent yet. ``network`` is whom the request is
    counted for (``limits.address_of``); ``neutral``: subject and sender of the mail tell nothing. Refused with a
    sentence when too many were asked for: one a minute and five a day to a mailbox, ten an hour for a subject.
    """
    now = timezone.now()
    _check_pace(subject, email, network, now)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    payload = {"email": email, "language": language, "code": code, "neutral": neutral}
    with transaction.atomic(savepoint=False):
        _keep(subject, email, code, now)
        if complaint is not None:
            mailing.queue(complaint, MailKind.CODE, Recipient.VICTIM, payload=payload, now=now)
        else:
            mailing.queue_for_draft(subject, MailKind.CODE, payload=payload, now=now)


def _check_pace(subject: UUID, email: str, network: str, now: datetime) -> None:
    """The narrowest count first: what it refuses uses nothing of the others."""
    last = EmailProof.objects.filter(subject=subject).first()
    if last and last.sent_at > now - PAUSE and _same(last.address_mark, _address_mark(email)):
        raise TooSoon
    key = mailbox(email)
    if not limits.allow("code", key, limit=1, window=PAUSE):
        raise TooSoon
    counts = [(str(subject), SUBJECT_AN_HOUR, HOUR), (key, MAILBOX_A_DAY, DAY)]
    if network:  # as many as may be filed from there, and as many again for those who mistype
        counts.insert(0, (network, 2 * settings.FILINGS_PER_ADDRESS, HOUR))
    if not all(limits.allow("codes", counted, limit=limit, window=window) for counted, limit, window in counts):
        raise TooMany


def _keep(subject: UUID, email: str, code: str, now: datetime) -> None:
    """One statement: two requests at once leave one code, the later one."""
    proof = EmailProof(
        subject=subject,
        address_mark=_address_mark(email),
        code_mark=_code_mark(subject, code),
        sent_at=now,
        expires_at=now + CODE_LIFE,
    )
    fields = ["address_mark", "code_mark", "tries", "sent_at", "expires_at"]
    EmailProof.objects.bulk_create([proof], update_conflicts=True, unique_fields=["subject"], update_fields=fields)


@transaction.atomic(durable=True)
def check_code(*, subject: UUID, email: str, typed: str) -> bool:
    """Whether the code is the one sent to this very address, in its life and its five tries. It serves once.

    Each try counts, also when several are made at once: the row is locked, and the count is committed whatever the
    answer is, so this stands in no other transaction.
    """
    alive = EmailProof.objects.alive(timezone.now()).select_for_update()
    proof = alive.filter(subject=subject, tries__lt=TRIES).first()
    if proof is None:
        return False
    right_address = _same(proof.address_mark, _address_mark(email))
    right_code = _same(proof.code_mark, _code_mark(subject, "".join(filter(str.isdecimal, typed))))
    if right_address and right_code:
        proof.delete()
        return True
    proof.tries += 1
    proof.save(update_fields=["tries"])
    return False


def is_waiting(*, subject: UUID) -> bool:
    """Whether a code that was sent can still be typed."""
    return EmailProof.objects.alive(timezone.now()).filter(subject=subject, tries__lt=TRIES).exists()


def forget(subjects: Iterable[UUID]) -> None:
    """Drop the codes of these forms and pre-complaints, typed or not."""
    EmailProof.objects.filter(subject__in=list(subjects)).delete()


def purge(*, now: datetime | None = None) -> int:
    """Delete codes whose life is over; returns how many."""
    deleted, _by_model = EmailProof.objects.filter(expires_at__lte=now or timezone.now()).delete()
    return deleted


def _same(kept: bytes | memoryview, mark: bytes) -> bool:
    return hmac.compare_digest(bytes(kept), mark)


def _address_mark(email: str) -> bytes:
    return _mark("address", normalise(TokenKind.EMAIL, email))


def _code_mark(subject: UUID, code: str) -> bytes:
    return _mark("code", f"{subject}:{code}")


def _mark(what: str, text: str) -> bytes:
    return hmac.digest(derive(ring().access, "email-code"), f"{what}\x1f{text}".encode(), sha256)
