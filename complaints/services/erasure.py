"""The end of personal data: at the signature, at the withdrawal, or on day 30, with no hand.

Legal source: order of 2011 on online pre-complaints (erasure at the signature, thirty days at most otherwise).
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from complaints.enums import Act, MailKind, Recipient, Status
from complaints.mails.addresses import is_discreet
from complaints.models import Complaint, Draft
from complaints.questions.contact_rules import ContactRules, kept
from complaints.questions.person import Person
from complaints.services import appointments, evidence, export, journal, mailing, proof, status
from units.models import Officer

logger = logging.getLogger(__name__)

ERASED = [
    "identity",
    "statement",
    "tokens",
    "fingerprint",
    "commune",
    "evidence_until",
    "facts_on",
    "unread_since",
    "alert_at",
    "awaited_at",
    "erased_at",
]


@transaction.atomic
def erase(complaint: Complaint, *, closing: MailKind | None, by: Officer | None) -> Complaint:
    """Erase everything personal, then owe the closing mail, whose sealed payload is wiped once sent.

    The row that remains (final status, department, month) is the statistic. The complaint is at its end already:
    the database refuses otherwise. Mails still owed are cancelled first, whatever they had to say is over.
    """
    complaint = status.lock(complaint)
    payload = _last_contact(complaint, closing)
    mailing.cancel_owed(complaint)
    mailing.forget_provider(complaint)
    _forget_form(complaint)
    _forget_words(complaint)
    appointments.free_all(complaint)
    evidence.erase(complaint)
    export.forget(complaint)
    complaint.identity = complaint.statement = complaint.fingerprint = complaint.commune = None
    complaint.tokens, complaint.evidence_until = [], None
    complaint.unread_since = complaint.alert_at = complaint.awaited_at = None
    complaint.facts_on = complaint.facts_on.replace(day=1)
    complaint.erased_at = timezone.now()
    complaint.save(update_fields=ERASED)
    journal.record(complaint, Act.ERASED, by=by)
    if closing and payload:
        mailing.queue(complaint, closing, Recipient.VICTIM, payload=payload)
    return complaint


def _forget_form(complaint: Complaint) -> None:
    """What the form left behind when it was sent: mails that haven't gone, whose payload is an address, and codes."""
    forms = list(Draft.objects.filter(complaint=complaint).values_list("pk", flat=True))
    mailing.cancel_about_forms(forms)
    proof.forget([complaint.pk, *forms])


def _forget_words(complaint: Complaint) -> None:
    """What was written once it was filed: what the unit asked for, messages both ways, notes and tags.

    Links to other pre-complaints stay: they say nothing of anybody.
    """
    complaint.asks.all().delete()
    complaint.messages.all().delete()
    complaint.notes.all().delete()
    complaint.tags.clear()


def _last_contact(complaint: Complaint, closing: MailKind | None) -> dict[str, Any] | None:
    """How to reach the victim one last time: the address and what the mail shows, or what a call or a letter needs.

    Without a proved e-mail only an expiry is told by hand: whoever signed or withdrew knows.
    """
    person = Person.of(complaint.identity or {})
    if closing and person.email_proved:
        return {"email": person.email, "phrase": person.phrase, "neutral": is_discreet(complaint)}
    if closing == MailKind.EXPIRED:
        how = {"name": person.signer, "phone": person.phone, "address_lines": person.address_lines}
        # Whoever calls then still reads the rules first: a call at the wrong hour can cost a victim dear.
        return how | ({"rules": kept(complaint.identity)} if ContactRules.of(complaint.identity) else {})
    return None


def erase_due(*, now: datetime | None = None) -> int:
    """Erase every pre-complaint whose life is over; returns how many. May run twice at once."""
    now = now or timezone.now()
    erased = 0
    while _erase_next(now):
        erased += 1
    return erased


@transaction.atomic
def _erase_next(now: datetime) -> bool:
    """Erase the oldest one due that nobody else is erasing; each in its own transaction."""
    due = Complaint.objects.due_for_erasure(now).select_for_update(skip_locked=True, of=("self",)).first()
    if due is None:
        return False
    if due.is_open:
        due = status.move(due, Status.EXPIRED, by=None)
        erase(due, closing=MailKind.EXPIRED, by=None)
    else:
        erase(due, closing=None, by=None)
    logger.info("complaint erased complaint=%s", due.pk)
    return True


def purge_drafts(*, now: datetime | None = None) -> int:
    """Delete drafts whose announced life is over; returns how many."""
    return evidence.delete_drafts(Draft.objects.filter(expires_at__lte=now or timezone.now()))
