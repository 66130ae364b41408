"""A page of the agenda on which slots are picked: two weeks at first, more on request, without JavaScript.

Where evidence is about to fade, only the slots before it at first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from complaints.forms.slots import Day, ProposalForm, SlotsForm
from complaints.models import Appointment, Complaint
from complaints.questions.wishes import Wishes
from complaints.services.booking import SlotTaken, free_slots
from complaints.views.desk.acting import act_page
from complaints.views.desk.seen import Changed, if_unchanged
from complaints.views.desk.timeline import Event
from units.access import OfficerRequest

Deed = Callable[[Sequence[datetime]], str]
"""Does something with the slots picked, and says what was done."""

FIRST_WEEKS, MOST_WEEKS = 2, 60
MORE = "plus"
"""Name of the button that asks for two more weeks: what is ticked stays ticked."""


class Agenda:
    """The free slots of the unit, and what was picked among them."""

    def __init__(
        self,
        request: OfficerRequest,
        complaint: Complaint,
        *,
        most: int,
        ignoring: Appointment | None = None,
        form_class: type[SlotsForm] = SlotsForm,
    ) -> None:
        self.request, self.complaint, self.most, self.ignoring = request, complaint, most, ignoring
        self.form_class, self.wishes = form_class, Wishes.of(complaint.identity)
        self.posted = request.method == "POST" and MORE not in request.POST
        self.form = self._read()

    def _read(self) -> SlotsForm:
        slots = free_slots(self.complaint, now=timezone.now(), notice=False, ignoring=self.ignoring)
        shown: dict[str, Any] = {"slots": slots, "most": self.most, "wishes": self.wishes}
        if self.posted:
            return self.form_class(self.request.POST, **shown)
        typed = self.request.POST
        initial = {"starts": typed.getlist("starts")} | ({"delay": typed["delay"]} if "delay" in typed else {})
        return self.form_class(initial=initial, **shown)

    def read_again(self, refusal: SlotTaken) -> None:
        """A slot was lost between the reading and the booking: the form says which, and keeps the rest."""
        self.form = self._read()
        if self.form.is_valid():  # free again already
            self.form.add_error("starts", str(refusal))

    @property
    def delay(self) -> timedelta:
        """How long the victim has to answer what is proposed."""
        return self.form.delay if isinstance(self.form, ProposalForm) else timedelta(hours=settings.PROPOSAL_HOURS)

    @cached_property
    def weeks(self) -> int:
        """How many weeks are shown, from the first free slot on; none: only what comes before evidence fades."""
        asked = self.request.POST.get("semaines", "0")
        shown = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else 0
        if shown == 0 and not self.in_time:
            shown = FIRST_WEEKS
        return min(shown + (FIRST_WEEKS if MORE in self.request.POST else 0), MOST_WEEKS)

    @cached_property
    def fading(self) -> datetime | None:
        """When evidence is about to vanish; ``None`` when nothing is known to, or has already."""
        until = self.complaint.evidence_until
        return until if until and until > timezone.now() else None

    @property
    def in_time(self) -> bool:
        """Whether a slot is free before evidence fades."""
        return bool(self.fading and self.form.slots and self.form.slots[0].start < self.fading)

    @property
    def _until(self) -> datetime:
        if self.weeks == 0 and self.fading:
            return self.fading
        first = self.form.slots[0].start if self.form.slots else timezone.now()
        return first + timedelta(weeks=self.weeks)

    @property
    def days(self) -> list[Day]:
        return self.form.days(until=self._until)

    @property
    def has_more(self) -> bool:
        return bool(self.form.slots) and self.form.slots[-1].start >= self._until


def pick(agenda: Agenda, template: str, deed: Deed, **context: Any) -> HttpResponse:
    """Show the agenda, or do the deed with what was picked in it."""
    changed: list[Event] = []
    if agenda.posted and agenda.form.is_valid():
        try:
            done = if_unchanged(agenda.request, agenda.complaint, lambda: deed(agenda.form.starts))
        except SlotTaken as refusal:
            agenda.read_again(refusal)
        except Changed as change:
            changed = change.events
        else:
            messages.success(agenda.request, done)
            return redirect(agenda.complaint)
    context |= {"changed": changed, "form": agenda.form, "agenda": agenda}
    return act_page(agenda.request, agenda.complaint, template, **context)
