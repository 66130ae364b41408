"""What a victim puts right after the filing: a phone number, the proof that the address is theirs."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.enums import Act
from complaints.models import Complaint
from complaints.questions.answers import index_values
from complaints.questions.person import SERVICE, Person
from complaints.questions.steps.identity import IdentityStep
from complaints.refusals import Refused
from complaints.sealing import tokens
from complaints.services import journal, status

PHONE = "phone"
"""What was corrected, as the journal says it."""


class NothingToCorrect(Refused):
    """The pre-complaint is over."""

    def __init__(self) -> None:
        super().__init__(_("Cette pré-plainte est terminée : il n’y a plus rien à corriger."))


@transaction.atomic
def correct_phone(complaint: Complaint, *, phone: str) -> Complaint:
    """Replace the first number given by ``phone`` (E.164); a second one stays. Search finds the new one only.

    The same number again changes nothing. ``NothingToCorrect`` once the pre-complaint is over.
    """
    complaint = _open(complaint)
    identity = complaint.identity or {}
    given = identity.get(IdentityStep.slug, {})
    if given.get("phone") == phone:
        return complaint
    complaint.identity = {**identity, IdentityStep.slug: {**given, "phone": phone}}
    complaint.tokens = tokens.index(
        index_values(complaint.answers()), unit=str(complaint.unit_id), series=complaint.sealing_series
    )
    complaint.save(update_fields=["identity", "tokens"])
    journal.record(complaint, Act.CORRECTED, detail=PHONE)
    return complaint


@transaction.atomic
def prove_email(complaint: Complaint, *, email: str) -> Complaint:
    """Note that ``email`` is the victim's own: from now on every message goes there.

    Refused when it isn't the address of the file, or once that is over. Asked twice, it is noted once.
    """
    complaint = _open(complaint)
    person = Person.of(complaint.identity)
    if not email or person.email != email:
        raise Refused(_("Cette adresse n’est pas celle de la pré-plainte."))
    if person.email_proved:
        return complaint
    identity = complaint.identity or {}
    complaint.identity = {**identity, SERVICE: {**identity.get(SERVICE, {}), "email_proved": True}}
    complaint.save(update_fields=["identity"])
    journal.record(complaint, Act.EMAIL_PROVED)
    return complaint


def _open(complaint: Complaint) -> Complaint:
    complaint = status.lock(complaint)
    if not complaint.is_open:
        raise NothingToCorrect
    return complaint
