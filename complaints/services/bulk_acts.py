"""What a bulk run does to one pre-complaint: the ordinary act, by the officer who asked for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import partial
from typing import Any, NoReturn
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.enums import BulkAction
from complaints.models import BulkRun, Complaint, Tag
from complaints.refusals import Refused
from complaints.services import appointments, assignment, export, tags, transfer
from complaints.services.booking import SlotTaken, free_slots
from units.models import Officer, Unit

Deed = Callable[[Complaint], object]
"""Does it to one pre-complaint, or raises ``Refused``."""

TRIES = 3
"""Slots found free may be taken before they are held: then the next ones are looked for."""


class NoSlotLeft(Refused):
    """The unit's agenda is full from the day that was chosen."""

    def __init__(self) -> None:
        super().__init__(_("Il ne reste aucun créneau libre à partir de ce jour avant l’effacement du dossier."))


def settled(run: BulkRun, params: Mapping[str, Any]) -> dict[str, Any]:
    """What the run's row keeps of what was asked: ids and codes. A new tag is written once, in the unit of the first.

    ``BadTag`` when the word can't be one.
    """
    if run.action != BulkAction.TAG:
        return dict(params)
    unit = run.lines.select_related("complaint__unit").earliest("pk").complaint.unit
    (name,) = tags.clean([str(params["name"])]) or [""]
    if not name:
        raise tags.BadTag(_("Écrivez une étiquette."))
    tag = Tag.objects.filter(unit=unit, name__iexact=name).first()
    return {"tag": (tag or Tag.objects.get_or_create(unit=unit, name=name)[0]).pk}


def deed_of(run: BulkRun) -> Deed:
    """What to do to each. Whom or what it is about is read once; with that gone, each is refused with a sentence."""
    by, params = run.officer, run.params
    match BulkAction(run.action):
        case BulkAction.ASSIGN:
            to = Officer.objects.filter(pk=params["officer"]).first()
            return partial(assignment.assign, to=to, by=by) if to else _gone(_("Cet agent n’existe plus."))
        case BulkAction.TAG:
            tag = Tag.objects.filter(pk=params["tag"]).first()
            return partial(tags.add_tag, name=tag.name, by=by) if tag else _gone(_("Cette étiquette n’existe plus."))
        case BulkAction.TRANSFER:
            unit = Unit.objects.filter(pk=UUID(params["unit"])).first()
            return partial(transfer.transfer, to=unit, by=by) if unit else _gone(_("Cette unité n’existe plus."))
        case BulkAction.PROPOSE:
            return partial(propose, day=date.fromisoformat(params["day"]), number=params["slots"], by=by)
        case BulkAction.EXPORT:
            return partial(export.prepare, run, by=by)


def about(run: BulkRun) -> str:
    """The colleague, the tag or the unit it was asked for, by name; empty for the other acts, and once that is gone."""
    found: Officer | Tag | Unit | None = None
    match BulkAction(run.action):
        case BulkAction.ASSIGN:
            found = Officer.objects.filter(pk=run.params["officer"]).first()
        case BulkAction.TAG:
            found = Tag.objects.filter(pk=run.params["tag"]).first()
        case BulkAction.TRANSFER:
            found = Unit.objects.filter(pk=UUID(run.params["unit"])).first()
    return found.name if found else ""


def propose(complaint: Complaint, *, day: date, number: int, by: Officer, now: datetime | None = None) -> None:
    """Hold the next free slots from that day on, on the unit's clock: as many as asked for, fewer when fewer are left.

    ``NoSlotLeft`` when none is.
    """
    now = now or timezone.now()
    since = datetime.combine(day, time.min, tzinfo=complaint.unit.zone)
    for attempt in range(TRIES):
        slots = free_slots(complaint, now=now, notice=False)
        starts = [slot.start for slot in slots if slot.start >= since][:number]
        if not starts:
            raise NoSlotLeft
        try:
            appointments.propose(complaint, starts=starts, by=by, now=now)
        except SlotTaken:
            if attempt == TRIES - 1:
                raise
        else:
            return


def _gone(sentence: str) -> Deed:
    def refuse(complaint: Complaint) -> NoReturn:
        raise Refused(sentence)

    return refuse
