"""What an officer would have added to the demo's inbox: tags, and views kept under a name."""

from __future__ import annotations

from urllib.parse import urlencode

from complaints.enums import OPEN_STATUSES, Kind, LinkKind
from complaints.models import Complaint
from complaints.services import saved_views
from complaints.services.duplicates import Reason, decide, duplicates
from complaints.services.filters import Filters
from complaints.services.tags import add_tag
from units.models import Officer, Unit

TAGS = {
    Kind.BURGLARY: "cambriolages d’automne",
    Kind.SCAM: "faux conseillers",
    Kind.FROM_VEHICLE: "parking de la gare",
}


def dress(unit: Unit) -> None:
    """Tag some of the unit's open pre-complaints, link a pair, and keep two views: one shared, with its summary."""
    officer = unit.officers.order_by("username").first()
    if officer is None:
        raise RuntimeError(f"{unit.code} has no officer: load the demo's accounts first.")
    for complaint in Complaint.objects.filter(unit=unit, status__in=OPEN_STATUSES, kind__in=TAGS).order_by("pk"):
        add_tag(complaint, name=TAGS[Kind(complaint.kind)], by=officer)
    _link_a_pair(unit, officer)
    fading = Filters.parse(urlencode({"vue": "a-contacter", "nature": Kind.BURGLARY}), officer)
    nobody = Filters.parse(urlencode({"agent": "personne"}), officer)
    saved_views.keep_view(fading, name="Cambriolages à contacter", unit=unit, daily=True)
    saved_views.keep_view(nobody, name="Sans agent", unit=None, daily=False)


def _link_a_pair(unit: Unit, officer: Officer) -> None:
    """Two pre-complaints of the same victim: one officer has seen that they are about the same facts."""
    for complaint in Complaint.objects.filter(unit=unit, status__in=OPEN_STATUSES).order_by("pk"):
        for other in duplicates(complaint, seen_by=officer).candidates:
            if other.mine and Reason.PERSON in other.reasons:
                decide(complaint, other.complaint, kind=LinkKind.SAME, by=officer)
                return
