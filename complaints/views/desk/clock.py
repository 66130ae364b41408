"""The promise of a first contact within 24 hours, as the desk shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.documents.durations import duration
from complaints.models import Complaint

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Clock:
    """A few words, and the kind of the tag that carries them."""

    text: str
    kind: str

    @property
    def late(self) -> bool:
        return self.kind == "danger"


def clock(complaint: Complaint, now: datetime) -> Clock:
    """How long the unit still has to contact the victim; a quarter of the time left is a warning."""
    if complaint.contacted_at is not None:
        return Clock(_("contact noté"), "success")
    left = complaint.contact_due_at - now
    if left <= timedelta(0):
        return Clock(_("en retard de %(time)s") % {"time": duration(-left)}, "danger")
    soon = left * 4 <= complaint.contact_due_at - complaint.filed_at
    return Clock(_("reste %(time)s") % {"time": duration(left)}, "warning" if soon else "info")


def days_left(until: datetime, now: datetime) -> str:
    """Whole days until the erasure, in words."""
    if until - now < DAY:
        return _("dans moins d’un jour")
    days = (until - now) // DAY
    return ngettext("dans %(days)s jour", "dans %(days)s jours", days) % {"days": days}
