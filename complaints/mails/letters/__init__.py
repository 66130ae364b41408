"""What each mail says, from what it is about as that stands when the mail leaves.

A letter is a folder of ``templates/mail`` and what its templates read. They never get the pre-complaint itself: a
letter to a victim can only hold what is handed to it here, and nothing here was typed by anybody but an administrator.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from complaints.enums import MailKind, Recipient
from complaints.mails.letters import (
    accounts,
    alerts,
    appointments,
    asked_for,
    digests,
    ends,
    exchange,
    filing,
    last_days,
    transfers,
)
from complaints.mails.letters.asked_for import CODE_LIFE
from complaints.mails.letters.base import Attachment, Calendar, Letter, Moot, desk_url, follow_url
from complaints.models import OutgoingMail

__all__ = ["CODE_LIFE", "LETTERS", "Attachment", "Calendar", "Letter", "Moot", "desk_url", "follow_url"]

LETTERS: Mapping[tuple[MailKind, Recipient], Callable[[OutgoingMail, datetime], Letter]] = {
    (MailKind.CODE, Recipient.VICTIM): asked_for.code,
    (MailKind.RESUME, Recipient.VICTIM): asked_for.resume,
    (MailKind.ACCESS, Recipient.VICTIM): asked_for.access,
    (MailKind.FILED, Recipient.VICTIM): filing.receipt,
    (MailKind.FILED, Recipient.UNIT): filing.unit_filing,
    (MailKind.FILED, Recipient.OPERATIONS): filing.notice,
    (MailKind.TRANSFER, Recipient.VICTIM): transfers.to_victim,
    (MailKind.TRANSFER, Recipient.UNIT): transfers.to_unit,
    (MailKind.ASKED, Recipient.VICTIM): exchange.asked,
    (MailKind.ASK_AGAIN, Recipient.VICTIM): exchange.ask_again,
    (MailKind.MESSAGE, Recipient.VICTIM): exchange.message,
    (MailKind.PROPOSED, Recipient.VICTIM): appointments.proposed,
    (MailKind.CONFIRMED, Recipient.VICTIM): appointments.confirmed,
    (MailKind.MOVED, Recipient.VICTIM): appointments.moved,
    (MailKind.CANCELLED, Recipient.VICTIM): appointments.cancelled,
    (MailKind.MISSED, Recipient.VICTIM): appointments.missed,
    (MailKind.CLOSED, Recipient.VICTIM): appointments.closed,
    (MailKind.LAPSED, Recipient.VICTIM): appointments.lapsed,
    (MailKind.LAPSED, Recipient.UNIT): alerts.lapsed,
    (MailKind.COMING, Recipient.VICTIM): appointments.coming_soon,
    (MailKind.TODAY, Recipient.VICTIM): appointments.coming_soon,
    (MailKind.ENDING, Recipient.VICTIM): last_days.ending,
    (MailKind.RECORD, Recipient.UNIT): last_days.record,
    (MailKind.REMIND, Recipient.UNIT): alerts.alert,
    (MailKind.REMIND, Recipient.OFFICER): alerts.alert,
    (MailKind.OVERDUE, Recipient.UNIT): alerts.alert,
    (MailKind.OVERDUE, Recipient.OFFICER): alerts.alert,
    (MailKind.ALARM, Recipient.OPERATIONS): alerts.alert,
    (MailKind.DIGEST, Recipient.OFFICER): digests.digest,
    (MailKind.INVITATION, Recipient.OFFICER): accounts.invitation,
    (MailKind.DORMANT, Recipient.OFFICER): accounts.dormant,
    (MailKind.DISMISSED, Recipient.VICTIM): ends.dismissed,
    (MailKind.WITHDRAWN, Recipient.VICTIM): ends.withdrawn,
    (MailKind.SIGNED, Recipient.VICTIM): ends.signed,
    (MailKind.EXPIRED, Recipient.VICTIM): ends.expired,
}
