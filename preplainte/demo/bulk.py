"""A bulk act of the demo's past: a few files tagged at once, one of them closed meanwhile."""

from __future__ import annotations

from complaints.enums import OPEN_STATUSES, BulkAction
from complaints.models import Complaint
from complaints.services import bulk
from complaints.services.bulk import Selection
from units.ids import new_id
from units.models import Officer, Unit

FEW = 3
TAG = "Réunion du lundi"


def tagged(unit: Unit, by: Officer) -> None:
    """Its result can be read line by line under « Vos lots »."""
    ours = Complaint.objects.filter(unit=unit, erased_at=None).order_by("filed_at")
    still, over = ours.filter(status__in=OPEN_STATUSES), ours.exclude(status__in=OPEN_STATUSES)
    pks = [*still.values_list("pk", flat=True)[:FEW], *over.values_list("pk", flat=True)[:1]]
    if not pks:
        return
    selection = Selection(pks=tuple(pks))
    run = bulk.start(by, action=BulkAction.TAG, params={"name": TAG}, selection=selection, key=new_id())
    while bulk.advance(run.pk):
        pass
