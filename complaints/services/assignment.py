"""Who has a pre-complaint in charge."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.enums import Act
from complaints.models import Complaint
from complaints.refusals import Refused
from complaints.services import journal, status
from units.models import Officer

LEFT = "left"
"""The detail of a file given back because its officer is of the unit no more."""


class AlreadyTaken(Refused):
    """Another officer has it in charge."""


class NotOfTheUnit(Refused):
    """Whoever it is given to couldn't open it."""

    def __init__(self, officer: Officer) -> None:
        super().__init__(_("%(officer)s ne fait pas partie de cette unité.") % {"officer": officer.name})


@transaction.atomic
def take(complaint: Complaint, *, by: Officer) -> Complaint:
    """Put the officer in charge. ``AlreadyTaken`` names the colleague who was first."""
    complaint = status.lock_open(complaint)
    if complaint.officer_id == by.pk:
        return complaint
    if complaint.officer is not None:
        raise AlreadyTaken(
            _("%(officer)s a déjà pris en charge cette pré-plainte.") % {"officer": complaint.officer.name}
        )
    return _charge(complaint, by, Act.TAKEN, by=by)


@transaction.atomic
def assign(complaint: Complaint, *, to: Officer, by: Officer) -> Complaint:
    """Put ``to`` in charge, whoever was before: an active officer of the unit, else ``NotOfTheUnit``.

    Already in charge, nothing changes. Returns the locked row.
    """
    complaint = status.lock_open(complaint)
    if complaint.officer_id == to.pk:
        return complaint
    if not complaint.unit.officers.filter(pk=to.pk, is_active=True).exists():
        raise NotOfTheUnit(to)
    # The journal names who gave it; whom it was given to, by their key.
    act, detail = (Act.TAKEN, "") if to.pk == by.pk else (Act.ASSIGNED, str(to.pk))
    return _charge(complaint, to, act, by=by, detail=detail)


@transaction.atomic
def give_back(complaint: Complaint, *, by: Officer) -> Complaint:
    """Nobody is in charge any more. Asked twice, it is done once."""
    complaint = status.lock_open(complaint)
    if complaint.officer_id is None:
        return complaint
    return _charge(complaint, None, Act.GIVEN_BACK, by=by)


@transaction.atomic
def release(complaint: Complaint) -> Complaint:
    """Nobody is in charge any more, if whoever is has left the unit or lost their account. The clock asks for it."""
    complaint = status.lock_open(complaint)
    officer = complaint.officer
    stays = officer and officer.is_active and officer.units.filter(pk=complaint.unit_id).exists()
    if officer is None or stays:
        return complaint
    return _charge(complaint, None, Act.GIVEN_BACK, by=None, detail=LEFT)


def _charge(
    complaint: Complaint, officer: Officer | None, act: Act, *, by: Officer | None, detail: str = ""
) -> Complaint:
    complaint.officer = officer
    complaint.save(update_fields=["officer"])
    journal.record(complaint, act, by=by, detail=detail)
    return complaint
