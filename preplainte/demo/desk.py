"""What an officer would have added to the demo's inbox: tags, and views kept under a name."""

from __future__ import annotations

from urllib.parse import urlencode

from complaints.enums import OPEN_STATUSES, Kind
from complaints.models import Complaint
from complaints.services import views
from complaints.services.filters import Filters
from complaints.services.tags import add_tag
from units.models import Unit

TAGS = {
    Kind.BURGLARY: "cambriolages d’automne",
    Kind.SCAM: "faux conseillers",
    Kind.FROM_VEHICLE: "parking de la gare",
}


def dress(unit: Unit) -> None:
    """Tag some of the unit's open pre-complaints, and keep two views: one shared, with its daily summary."""
    officer = unit.officers.order_by("username").first()
    if officer is None:
        raise RuntimeError(f"{unit.code} has no officer: load the demo's accounts first.")
    for complaint in Complaint.objects.filter(unit=unit, status__in=OPEN_STATUSES, kind__in=TAGS).order_by("pk"):
        add_tag(complaint, name=TAGS[Kind(complaint.kind)], by=officer)
    fading = Filters.parse(urlencode({"vue": "a-contacter", "nature": Kind.BURGLARY}), officer)
    nobody = Filters.parse(urlencode({"agent": "personne"}), officer)
    views.keep_view(fading, name="Cambriolages à contacter", unit=unit, daily=True)
    views.keep_view(nobody, name="Sans agent", unit=None, daily=False)
