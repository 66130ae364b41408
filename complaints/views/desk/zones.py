"""Which clock a page speaks: the unit's own, named where it isn't the one of mainland France."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from units.models import Unit
from units.territories import METROPOLITAN_ZONE


def zone_label(unit: Unit, at: datetime) -> str:
    """Words to add beside the unit's times: ``heure de l’unité, UTC+4``; nothing in mainland France."""
    if unit.time_zone == METROPOLITAN_ZONE:
        return ""
    offset = unit.local(at).utcoffset() or timedelta(0)
    hours = offset / timedelta(hours=1)
    return _("heure de l’unité, UTC%(offset)s") % {"offset": f"{hours:+g}"}
