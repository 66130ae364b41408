"""From a checked declaration to a pre-complaint: one transaction, whoever typed it, however often it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.enums import Act, MailKind, Origin, Recipient
from complaints.mails.addresses import mailbox, same_address
from complaints.models import Complaint, Draft, Incident
from complaints.questions import phrase
from complaints.questions.answers import facts_day, index_values, part_of
from complaints.questions.base import Answers, Json
from complaints.questions.person import SERVICE, Person
from complaints.questions.steps.identity import IdentityStep
from complaints.questions.steps.situation import kind_of
from complaints.questions.urgency import evidence_until
from complaints.refusals import Refused
from complaints.sealing import tokens
from complaints.sealing.keyring import MONTHLY, ring
from complaints.services import evidence, households, journal, leaks, mailing, promise
from complaints.services.routing import receiver
from preplainte import limits
from units.ids import new_id
from units.models import Commune, Officer, Unit
from units.territories import department_of_postal_code

TOLD = (Recipient.VICTIM, Recipient.UNIT, Recipient.OPERATIONS)
RECEIPTS_A_DAY = 5  # to one mailbox: whoever types a stranger's address can't flood it
DAY = timedelta(days=1)


class DraftGone(Refused):
    """The form was started over, or its life ended, before it was sent."""

    def __init__(self) -> None:
        super().__init__(_("Ce formulaire n’existe plus. Rien n’a été envoyé."))


@dataclass(frozen=True)
class Declaration:
    """Answers that every step has accepted, with the unit and the commune they name.

    ``notes`` is what the service itself remembers of the form, never what was posted. ``channel`` says how an officer
    heard them, as a code of the journal: face to face or on the phone.
    """

    answers: Answers
    unit: Unit | None
    commune: Commune | None
    language: str
    notes: Mapping[str, Json] = field(default_factory=dict)
    channel: str = ""
    incident: Incident | None = None

    @property
    def kind(self) -> str:
        return kind_of(self.answers)

    @property
    def facts_on(self) -> date:
        return self.incident.leaked_on if self.incident else facts_day(self.answers)

    @property
    def department(self) -> str:
        """Where the facts happened; of a leak, where the victim lives. Empty when that isn't in France."""
        if self.commune:
            return self.commune.department
        contact = self.answers.get(IdentityStep.slug, {})
        return "" if contact.get("country") else department_of_postal_code(contact.get("postal_code", ""))

    @property
    def life(self) -> timedelta:
        """How long after the filing everything personal is erased."""
        return self.incident.life if self.incident else timedelta(days=settings.RETENTION_DAYS)

    def received(self) -> Declaration:
        """The same, with the unit that the incident names where the victim chose none."""
        if self.unit or not self.incident:
            return self
        return replace(self, unit=receiver(self.incident, self.department))


@transaction.atomic
def file_complaint(
    declaration: Declaration,
    *,
    draft_id: UUID | None = None,
    draft_key: bytes | None = None,
    by: Officer | None = None,
    now: datetime | None = None,
) -> Complaint:
    """File the declaration: the pre-complaint, its journal, and the three mails it owes.

    A draft gives one pre-complaint only: sending again returns the one that exists. The draft is emptied and points to
    it; ``draft_key`` opens the files it holds, which become the pre-complaint's. ``by`` is
    the officer who typed it for a visitor or a caller: in charge of it when the unit is theirs.
    ``DraftGone`` when there is no draft of that id any more. The victim's receipt is withheld from an address that was
    given too often today.
    """
    now = now or timezone.now()
    declaration = declaration.received()
    members = households.members(declaration)
    household = new_id() if members else None
    declaration = households.without_members(declaration)
    complaint = Complaint(**columns(declaration, by=by, now=now), household=household)
    if draft_id and not _claim(draft_id, complaint):
        return _filed_before(draft_id)
    complaint.save(force_insert=True)
    if draft_id:
        evidence.adopt(draft_id, draft_key, complaint)
    journal.record(complaint, Act.FILED, by=by, detail=declaration.channel)
    withheld = {Recipient.VICTIM} if _too_many_receipts(complaint) else set()
    mailing.queue_each(complaint, MailKind.FILED, TOLD, now=now, withheld=withheld)
    for member in members:
        _file_member(member, household=household, by=by, now=now)
    return complaint


def _file_member(declaration: Declaration, *, household: UUID | None, by: Officer | None, now: datetime) -> None:
    """The pre-complaint of somebody whom the declarant represents: its own journal, receipt and mails."""
    complaint = Complaint(**columns(declaration, by=by, now=now), household=household)
    complaint.save(force_insert=True)
    journal.record(complaint, Act.FILED, by=by, detail=declaration.channel)
    mailing.queue_each(complaint, MailKind.FILED, TOLD, now=now)


def _claim(draft_id: UUID, complaint: Complaint) -> bool:
    """Empty the draft and point it to the pre-complaint about to be written. Whether it was still open.

    This write is the lock as well: of two sendings at once, the second waits for it and then claims nothing.
    """
    open_draft = Draft.objects.filter(pk=draft_id, complaint=None)
    # Nothing is left to go on with elsewhere either.
    columns = {"answers": None, "resume_finder": None, "resume_wrapped_key": None}
    return open_draft.update(complaint=complaint.pk, **columns) == 1


def _filed_before(draft_id: UUID) -> Complaint:
    try:
        return Complaint.objects.get(draft=draft_id)
    except Complaint.DoesNotExist:
        raise DraftGone from None


def _too_many_receipts(complaint: Complaint) -> bool:
    """Whether the address was given often enough today. One that is proved isn't a stranger's: that doesn't count."""
    person = Person.of(complaint.identity)
    if person.email_proved or not person.email:
        return False
    return not limits.allow("receipt", mailbox(person.email), limit=RECEIPTS_A_DAY, window=DAY)


def columns(declaration: Declaration, *, by: Officer | None, now: datetime) -> Mapping[str, Any]:
    """What the row is made of: answers, moments, tokens. The sealing itself is done when it is saved."""
    answers, unit, commune, incident = declaration.answers, declaration.unit, declaration.commune, declaration.incident
    if unit is None:
        raise LookupError("a declaration that no unit receives")
    series = (incident.key_series if incident else "") or MONTHLY
    identity = part_of(answers, "identity")
    person = Person.of(identity)
    return {
        "kind": declaration.kind,
        "language": declaration.language,
        "unit": unit,
        "commune": commune,
        "department": declaration.department or unit.department,
        "incident": incident,
        **leaks.columns(incident, answers),
        "facts_on": declaration.facts_on,
        "filed_at": now,
        **_by_whom(declaration, unit, by, now),
        "expires_at": now + declaration.life,
        "evidence_until": evidence_until(answers, now, kind=declaration.kind),
        "identity": {**identity, SERVICE: _service_notes(declaration, person.email)},
        "statement": part_of(answers, "statement"),
        "tokens": tokens.index(index_values(answers), unit=str(unit.pk), series=series),
        "fingerprint": tokens.token(tokens.TokenKind.PERSON, person.fingerprint_source(), key=ring().newest(series)),
    }


def _by_whom(declaration: Declaration, unit: Unit, by: Officer | None, now: datetime) -> Mapping[str, Any]:
    """Origin, charge, and the promise of a first contact.

    Whom an officer of the unit has in front of them, or on the phone, waits for none. Typed for another unit, the
    pre-complaint arrives there like any other: nobody of that unit has spoken to the victim yet.
    """
    origin = Origin.OFFICER if by else Origin.ONLINE
    hours = declaration.incident.contact_hours if declaration.incident else None
    due = {"origin": origin, "contact_due_at": promise.due_at(unit, now, hours=hours)}
    if by is not None and by.units.filter(pk=unit.pk).exists():
        return due | {"officer": by, "contacted_at": now}
    return due | {"alert_at": promise.first_alert_at(unit, now, hours=hours)}


def _service_notes(declaration: Declaration, email: str) -> dict[str, Json]:
    """The recognition phrase, and whether the address declared is the one that was proved."""
    notes: dict[str, Json] = {"phrase": declaration.notes.get("phrase") or phrase.draw()}
    if email and same_address(email, str(declaration.notes.get("email_proved") or "")):
        notes["email_proved"] = True
    return notes
