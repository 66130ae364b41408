"""Which status may follow which: a table, and the one question asked of it.

Source of the life drawn here: order of 2011 on online pre-complaints (contact, appointment, signature, erasure).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from complaints.enums import Status
from complaints.refusals import Refused

TRANSITIONS: Mapping[Status, tuple[Status, ...]] = {
    Status.FILED: (Status.RECEIVED, Status.WITHDRAWN, Status.EXPIRED),
    # A victim who simply comes in may sign without an appointment. A transfer files it at another unit.
    Status.RECEIVED: (
        Status.FILED,
        Status.ASKED,
        Status.PROPOSED,
        Status.CONFIRMED,
        Status.SIGNED,
        Status.DISMISSED,
        Status.WITHDRAWN,
        Status.EXPIRED,
    ),
    Status.ASKED: (
        Status.FILED,
        Status.RECEIVED,
        Status.PROPOSED,
        Status.CONFIRMED,
        Status.SIGNED,
        Status.DISMISSED,
        Status.WITHDRAWN,
        Status.EXPIRED,
    ),
    Status.PROPOSED: (
        Status.FILED,
        Status.RECEIVED,
        Status.CONFIRMED,
        Status.SIGNED,
        Status.DISMISSED,
        Status.WITHDRAWN,
        Status.EXPIRED,
    ),
    Status.CONFIRMED: (
        Status.FILED,
        Status.RECEIVED,
        Status.SIGNED,
        Status.DISMISSED,
        Status.WITHDRAWN,
        Status.EXPIRED,
    ),
    Status.SIGNED: (),
    Status.DISMISSED: (),
    Status.WITHDRAWN: (),
    Status.EXPIRED: (),
}


class TransitionRefused(Refused):
    """The status can't become what was asked."""

    def __init__(self, old: Status, new: Status) -> None:
        self.old, self.new = old, new
        super().__init__(
            _("Cette action n’est plus possible : la pré-plainte est « %(status)s ».") % {"status": old.label}
        )


def check(old: Status, new: Status) -> None:
    """Raise ``TransitionRefused`` unless ``new`` may follow ``old``."""
    if new not in TRANSITIONS[old]:
        raise TransitionRefused(old, new)
