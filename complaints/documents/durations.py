"""Lengths of time as the desk and its mails show them."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def duration(span: timedelta) -> str:
    """A length of time in its largest whole unit: ``3 j``, ``5 h``, ``20 min``."""
    if span >= 2 * DAY:
        return _("%(number)s j") % {"number": span // DAY}
    if span >= HOUR:
        return _("%(number)s h") % {"number": span // HOUR}
    return _("%(number)s min") % {"number": max(1, span // MINUTE)}
