"""Which unit receives a pre-complaint filed under an incident that says so."""

from __future__ import annotations

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from complaints.enums_incidents import Routing
from complaints.models import Complaint, Incident, Route
from complaints.refusals import Refused
from units.models import Unit


class NoReceiver(Refused):
    """The incident names no unit for this victim: they choose theirs."""

    def __init__(self) -> None:
        super().__init__(_("Choisissez l’unité où vous irez signer."))


def receiver(incident: Incident, department: str) -> Unit:
    """The unit that the incident names for a victim who lives there; one or two queries.

    By department: the first unit whose quota isn't reached, else the one that is least beyond it; where the department
    has none, the central unit. ``NoReceiver`` when nothing is named. Two filings at the same instant may both take the
    last place of a quota: it spreads the work, it protects nothing.
    """
    if incident.routing == Routing.DEPARTMENT and (routes := list(_routes(incident, department))):
        filed = _filed(incident, routes)
        open_ones = [route for route in routes if route.quota is None or filed.get(route.unit_id, 0) < route.quota]
        fullest = sorted(routes, key=lambda route: filed.get(route.unit_id, 0) - (route.quota or 0))
        return (open_ones or fullest)[0].unit
    if incident.routing != Routing.VICTIM and incident.central_unit is not None:
        return incident.central_unit
    raise NoReceiver


def _routes(incident: Incident, department: str) -> list[Route]:
    return list(incident.routes.filter(department=department, unit__receives_public=True).select_related("unit"))


def _filed(incident: Incident, routes: list[Route]) -> dict[object, int]:
    """How many pre-complaints each of these units has of the incident; nothing is counted where no quota is set."""
    if all(route.quota is None for route in routes):
        return {}
    units = [route.unit_id for route in routes]
    counted = Complaint.objects.filter(incident=incident, unit__in=units).order_by().values("unit")
    return dict(counted.annotate(number=Count("pk", filter=Q(pk__isnull=False))).values_list("unit", "number"))
