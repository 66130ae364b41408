"""To which address a mail goes: known only when it is owed or sent, kept nowhere but where it already is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from complaints.enums import MailKind, Recipient
from complaints.models import Complaint, OutgoingMail
from complaints.questions.contact_rules import ContactRules
from complaints.questions.person import Person
from complaints.sealing.tokens import TokenKind, normalise
from units.models import Unit


def address_of(mail: OutgoingMail) -> str:
    """Where this mail goes now; empty when there is nowhere to send it."""
    if mail.officer is not None:
        return mail.officer.email
    if mail.unit is not None:
        return unit_address(mail.unit, Recipient(mail.recipient))
    return address_for(mail.complaint, MailKind(mail.kind), Recipient(mail.recipient), payload=mail.payload)


def address_for(
    complaint: Complaint | None, kind: MailKind, recipient: Recipient, *, payload: Mapping[str, Any] | None
) -> str:
    """Where a mail of that kind to that recipient would go; one that carries its own address goes there.

    An address that nobody proved gets the receipt, once, and nothing after it: it may be a stranger's, by a slip or by
    malice, and everything later opens the pre-complaint or speaks of it. A new follow-up link is no exception, or
    whoever knows a reference could have a stranger written to again and again: the unit tells who never confirmed their
    address the new code by hand.
    """
    if complaint is not None and recipient in (Recipient.UNIT, Recipient.OPERATIONS):
        return unit_address(complaint.unit, recipient)
    if payload and payload.get("email"):
        return str(payload["email"])
    person = Person.of(complaint.identity if complaint else None)
    return person.email if person.email_proved or kind is MailKind.FILED else ""


def unit_address(unit: Unit, recipient: Recipient) -> str:
    """The mailbox of the unit, or of its operations centre; empty when the administrator gave none."""
    return unit.operations_mailbox if recipient is Recipient.OPERATIONS else unit.mailbox


def is_discreet(complaint: Complaint) -> bool:
    """Whether the victim asked that a mailbox's list tell nothing: subject and sender stay neutral."""
    return ContactRules.of(complaint.identity).neutral


def mailbox(email: str) -> str:
    """What the many writings of one address have in common, to count mails: never to write to.

    Providers drop the case and what follows a « + », the largest of them dots too. Elsewhere two neighbours who differ
    by a dot are counted together, which does them little harm.
    """
    name, _at, domain = normalise(TokenKind.EMAIL, email).rpartition("@")
    return f"{name.partition('+')[0].replace('.', '')}@{domain}"


def same_address(one: str, other: str) -> bool:
    """Whether two addresses are one, but for case and blanks around."""
    return normalise(TokenKind.EMAIL, one) == normalise(TokenKind.EMAIL, other)
