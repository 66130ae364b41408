"""What an officer does with a pre-complaint besides its appointments, and the victim's withdrawal."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.documents.pdf import complaint_pdf
from complaints.enums import Act, DismissReason, MailKind, Recipient, Status
from complaints.models import Complaint
from complaints.refusals import Refused
from complaints.sealing import access
from complaints.services import appointments, erasure, journal, mailing, status
from units.models import Officer


class AlreadyTaken(Refused):
    """Another officer has it in charge."""


@transaction.atomic
def open_file(complaint: Complaint, *, by: Officer) -> Complaint:
    """Record that an officer reads the file. The first reading makes it ``received``."""
    journal.record(complaint, Act.OPENED, by=by)
    if complaint.status != Status.FILED:
        return complaint
    complaint = status.lock(complaint)
    if complaint.status == Status.FILED:  # else a colleague has opened it since it was read
        status.become(complaint, Status.RECEIVED, by=by, received_at=timezone.now())
    return complaint


@transaction.atomic
def take(complaint: Complaint, *, by: Officer) -> Complaint:
    """Put the officer in charge. ``AlreadyTaken`` names the colleague who was first."""
    complaint = status.lock(complaint)
    if complaint.officer_id == by.pk:
        return complaint
    if not complaint.is_open:
        raise Refused(_("Cette pré-plainte est terminée."))
    if complaint.officer is not None:
        raise AlreadyTaken(
            _("%(officer)s a déjà pris en charge cette pré-plainte.") % {"officer": complaint.officer.name}
        )
    complaint.officer = by
    complaint.save(update_fields=["officer"])
    journal.record(complaint, Act.TAKEN, by=by)
    return complaint


@transaction.atomic
def dismiss(complaint: Complaint, *, reason: DismissReason, by: Officer) -> Complaint:
    """Close without a signature: the victim is told why, and when the data is erased.

    The erasure comes ``DISMISSED_RETENTION_DAYS`` later, never after the day it was due anyway.
    """
    complaint = status.lock(complaint)
    expires_at = dismissed_until(complaint)
    complaint = status.move(complaint, Status.DISMISSED, by=by, dismiss_reason=reason, expires_at=expires_at)
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
    note_printing(complaint, by=by)
    return complaint_pdf(complaint, printed_at=timezone.now(), by=by)


def was_printed(complaint: Complaint) -> bool:
    """Whether somebody printed the file: after the signature it can't be any more."""
    return complaint.journal.filter(act=Act.PRINTED).exists()


@transaction.atomic
def sign(complaint: Complaint, *, pv_number: str, by: Officer) -> Complaint:
    """Record the signature: the personal data is erased at once (order of 2011) and one closing mail leaves.

    The PV number isn't kept, which would link the row to a person: a keyed mark of it goes to the journal, by which
    whoever holds the number can later be told that it closed this pre-complaint.
    """
    complaint = status.move(complaint, Status.SIGNED, by=by)
    journal.record(complaint, Act.SIGNED, by=by, detail=access.pv_mark(pv_number))
    appointments.honour(complaint)
    return erasure.erase(complaint, closing=MailKind.SIGNED, by=by)


@transaction.atomic
def withdraw(complaint: Complaint) -> Complaint:
    """The victim takes the pre-complaint back: erased at once. Only a proved address is written to about it."""
    complaint = status.move(complaint, Status.WITHDRAWN, by=None)
    return erasure.erase(complaint, closing=MailKind.WITHDRAWN, by=None)
