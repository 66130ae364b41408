"""To which address a mail goes: known only when it is owed or sent, kept nowhere but where it already is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from complaints.enums import Recipient
from complaints.models import Complaint, OutgoingMail
from complaints.questions.person import Person


def address_of(mail: OutgoingMail) -> str:
    """Where this mail goes now; empty when there is nowhere to send it."""
    return address_for(mail.complaint, Recipient(mail.recipient), payload=mail.payload)


def address_for(complaint: Complaint, recipient: Recipient, *, payload: Mapping[str, Any] | None) -> str:
    """Where a mail to that recipient would go; a closing mail carries its own address, the rest being erased."""
    if recipient is Recipient.UNIT:
        return complaint.unit.mailbox
    if recipient is Recipient.OPERATIONS:
        return complaint.unit.operations_mailbox
    if payload and payload.get("email"):
        return str(payload["email"])
    return Person.of(complaint.identity).email if complaint.identity else ""
