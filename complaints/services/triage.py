"""What an officer does with a pre-complaint besides its appointments, and the victim's withdrawal."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.documents.pdf import complaint_pdf
from complaints.enums import Act, MailKind, Recipient, ReplyPurpose, Status
from complaints.models import Complaint, ReplyTemplate
from complaints.questions import differences
from complaints.refusals import Refused
from complaints.sealing import access
from complaints.services import appointments, erasure, journal, mailing, status
from units.models import Officer


@transaction.atomic
def open_file(complaint: Complaint, *, by: Officer) -> Complaint:
    """Record that an officer reads the file. The first reading at its unit makes it ``received``.

    ``received_at`` stays that of the very first one, if another unit had it before.
    """
    journal.record(complaint, Act.OPENED, by=by)
    if complaint.status != Status.FILED:
        return complaint
    complaint = status.lock(complaint)
    if complaint.status == Status.FILED:  # else a colleague has opened it since it was read
        received_at = complaint.received_at or timezone.now()
        status.become(complaint, Status.RECEIVED, by=by, received_at=received_at)
    return complaint


def read_messages(complaint: Complaint) -> datetime | None:
    """What the victim wrote is being read: since when it was waiting, or nothing. Read the messages after this call."""
    since = complaint.unread_since
    if since is not None:
        Complaint.objects.filter(pk=complaint.pk, unread_since=since).update(unread_since=None)
        complaint.unread_since = None
    return since


@transaction.atomic
def dismiss(complaint: Complaint, *, template: ReplyTemplate, by: Officer) -> Complaint:
    """Close without a signature: the victim is told why in the words of ``template``, and when the data is erased.

    ``Refused`` when the template has been retired since it was chosen. The erasure comes ``DISMISSED_RETENTION_DAYS``
    later, never after the day it was due anyway.
    """
    complaint = status.lock(complaint)
    status.check(complaint, Status.DISMISSED, by=by)
    if not (template.is_active and template.purpose == ReplyPurpose.DISMISS):
        raise Refused(_("Ce modèle n’est plus proposé : choisissez-en un autre."))
    closed = {"dismissal": template, "dismiss_reason": template.reason, "expires_at": dismissed_until(complaint)}
    status.become(complaint, Status.DISMISSED, by=by, **closed)
    mailing.cancel_owed(complaint)
    appointments.free_all(complaint)
    mailing.queue(complaint, MailKind.DISMISSED, Recipient.VICTIM)
    return complaint


def dismissed_until(complaint: Complaint) -> datetime:
    """When the data is erased if the pre-complaint is dismissed now."""
    return min(complaint.expires_at, timezone.now() + timedelta(days=settings.DISMISSED_RETENTION_DAYS))


def note_printing(complaint: Complaint, *, by: Officer) -> None:
    """Record that the file left on paper; refused once there is nothing left to print."""
    if complaint.erased_at is not None:
        raise Refused(_("Les données de cette pré-plainte sont effacées : il n’y a plus rien à imprimer."))
    journal.record(complaint, Act.PRINTED, by=by)


@transaction.atomic
def print_file(complaint: Complaint, *, by: Officer) -> bytes:
    """The whole file as PDF, to be signed at the unit. Recorded, unless the PDF can't be made."""
    complaint = status.lock(complaint)
    note_printing(complaint, by=by)
    return complaint_pdf(complaint, printed_at=timezone.now(), by=by)


def was_printed(complaint: Complaint) -> bool:
    """Whether somebody printed the file: after the signature it can't be any more."""
    return complaint.journal.filter(act=Act.PRINTED, detail="").exists()


@transaction.atomic
def sign(complaint: Complaint, *, pv_number: str, changed: Collection[str] = (), by: Officer) -> Complaint:
    """Record the signature: the personal data is erased at once (order of 2011) and one closing mail leaves.

    The PV number isn't kept, which would link the row to a person: a keyed mark of it goes to the journal, by which
    whoever holds the number can later be told that it closed this pre-complaint. ``changed`` are the questions whose
    answer isn't in the complaint what it was in the declaration, by the names of ``differences``: a line each, which
    outlives the answers. Refused when one of them isn't a question of this pre-complaint.
    """
    complaint = status.move(complaint, Status.SIGNED, by=by)
    if not set(changed) <= differences.names(complaint.answers()):
        raise Refused(_("Une des différences notées ne figure pas dans cette pré-plainte. Rien n’a été enregistré."))
    for name in sorted(set(changed)):
        journal.record(complaint, Act.CHANGED, by=by, detail=name)
    journal.record(complaint, Act.SIGNED, by=by, detail=access.pv_mark(pv_number))
    appointments.honour(complaint)
    return erasure.erase(complaint, closing=MailKind.SIGNED, by=by)


@transaction.atomic
def withdraw(complaint: Complaint) -> Complaint:
    """The victim takes the pre-complaint back: erased at once. Only a proved address is written to about it."""
    complaint = status.move(complaint, Status.WITHDRAWN, by=None)
    return erasure.erase(complaint, closing=MailKind.WITHDRAWN, by=None)
