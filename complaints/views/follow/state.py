"""Where a pre-complaint stands, as its victim needs to know it: read once, then only told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from complaints.enums import Act, AppointmentState, ContactOutcome, Status
from complaints.mails import replies
from complaints.models import Appointment, Ask, Complaint, JournalEntry, Message, Proposal
from complaints.questions import advice
from complaints.questions.person import Person
from units.territories import METROPOLITAN_ZONE

FOLDER = "complaints/tracking/states/"
OVER = {
    Status.SIGNED: FOLDER + "signed.html",
    Status.DISMISSED: FOLDER + "dismissed.html",
    Status.WITHDRAWN: FOLDER + "withdrawn.html",
    Status.EXPIRED: FOLDER + "expired.html",
}
SETBACKS = (Act.PROPOSAL_ENDED, Act.CANCELLED, Act.MISSED, Act.TRANSFERRED, Act.ANSWERED, Act.ASK_ENDED)
"""After which the unit is to contact the victim again."""


@dataclass(frozen=True)
class Situation:
    """What the page tells. Two queries, three with those of the pre-complaint itself.

    Of what is sealed, only the identity is opened, and only to know whether an address waits for its proof.
    """

    complaint: Complaint
    now: datetime
    journal: list[JournalEntry]
    live: list[Appointment]

    @classmethod
    def of(cls, complaint: Complaint, *, now: datetime) -> Situation:
        live = complaint.appointments.live().select_related("proposal", "unit").order_by("period")
        return cls(complaint, now, list(complaint.journal.all()), list(live))

    # -- appointments ------------------------------------------------------------------------------
    @cached_property
    def proposal(self) -> Proposal | None:
        """The proposal that may still be answered."""
        open_ones = (one.proposal for one in self.live if one.state == AppointmentState.HELD)
        return next((one for one in open_ones if one and not one.closed_at and one.deadline > self.now), None)

    @property
    def held(self) -> list[Appointment]:
        """The slots to choose from."""
        return [one for one in self.live if self.proposal and one.proposal_id == self.proposal.pk]

    @cached_property
    def appointment(self) -> Appointment | None:
        """The only one that is firm."""
        return next((one for one in self.live if one.state == AppointmentState.CONFIRMED), None)

    @property
    def movable(self) -> bool:
        """Whether the victim may still move it here."""
        return self.appointment is not None and self.appointment.start > self.now + self.complaint.unit.move_cutoff

    @property
    def cancellable(self) -> bool:
        """Whether the victim may still cancel it here."""
        return self.appointment is not None and self.appointment.start > self.now + self.complaint.unit.cancel_cutoff

    @property
    def past(self) -> bool:
        """Whether the hour of the firm appointment is over, and nobody has said yet how it went."""
        return self.appointment is not None and self.appointment.end <= self.now

    @property
    def moved(self) -> JournalEntry | None:
        """When the firm appointment was last moved, if it was."""
        last = next((one for one in reversed(self.journal) if one.act in (Act.MOVED, Act.CONFIRMED)), None)
        return last if last and last.act == Act.MOVED else None

    # -- where it stands ---------------------------------------------------------------------------
    @property
    def template(self) -> str:
        """The words for the state."""
        status = Status(self.complaint.status)
        if status in OVER:
            return OVER[status]
        if self.appointment:
            return FOLDER + ("past.html" if self.past else "confirmed.html")
        if self.proposal:
            return FOLDER + "proposed.html"
        return self._without_date

    @property
    def _without_date(self) -> str:
        """The words while nothing is booked or proposed."""
        if self.complaint.status == Status.ASKED:
            return FOLDER + "asked.html"
        if self.complaint.contacted_at:
            return FOLDER + ("transferred.html" if self.newly_transferred else "again.html")
        if self.complaint.contact_due_at <= self.now:
            return FOLDER + "late.html"
        if self.newly_transferred:
            return FOLDER + "transferred.html"
        return FOLDER + ("filed.html" if self.complaint.status == Status.FILED else "received.html")

    @property
    def newly_transferred(self) -> bool:
        """Whether it has changed units and the new one hasn't opened it yet."""
        return self.complaint.status == Status.FILED and any(one.act == Act.TRANSFERRED for one in self.journal)

    @property
    def coming(self) -> bool:
        """Whether there is a visit to the unit to prepare."""
        return bool(self.proposal or (self.appointment and not self.past))

    @property
    def after_absence(self) -> bool:
        """Whether these slots were offered because nobody came to the last appointment."""
        acts = [one.act for one in self.journal if one.act in (Act.MISSED, Act.PROPOSED)]
        return acts[-2:] == [Act.MISSED, Act.PROPOSED]

    @property
    def over(self) -> bool:
        return not self.complaint.is_open

    @property
    def setback(self) -> str:
        """Why there is no appointment any more, after there was one, or a proposal."""
        if self.complaint.status == Status.PROPOSED:
            return "lapsed"  # its time is up, the clock's sweep hasn't come yet
        last = next((one for one in reversed(self.journal) if one.act in SETBACKS), None)
        return _setback(last) if last else ""

    @property
    def missed_call(self) -> bool:
        """Whether the last attempt the unit noted is a call that nobody took: the victim may not know of it."""
        last = next((one for one in reversed(self.journal) if one.act == Act.CONTACT), None)
        return last is not None and last.detail in (ContactOutcome.NO_ANSWER, ContactOutcome.MESSAGE_LEFT)

    # -- what is written both ways -----------------------------------------------------------------
    @cached_property
    def messages(self) -> list[Message]:
        """Oldest first, each with what it asks, if anything. One query."""
        return list(self.complaint.messages.select_related("ask"))

    @property
    def conversation(self) -> list[Message]:
        """Without the question that waits for its answer: it has a place of its own."""
        return [one for one in self.messages if self.ask is None or one.pk != self.ask.message_id]

    @cached_property
    def ask(self) -> Ask | None:
        """What the unit waits for."""
        if self.over:
            return None
        asks = (one.ask for one in self.messages if hasattr(one, "ask"))
        found = next((ask for ask in asks if ask.closed_at is None), None)
        if found is not None:
            found.complaint = self.complaint  # which it would read again
        return found

    @property
    def why_dismissed(self) -> str:
        """Why the unit closed it, in its own words."""
        return replies.why_dismissed(self.complaint)

    # -- around it ---------------------------------------------------------------------------------
    @property
    def email_unproved(self) -> bool:
        """Whether there is an address that nobody has confirmed yet: our messages don't go there."""
        if self.over:
            return False
        person = Person.of(self.complaint.identity)
        return bool(person.email) and not person.email_proved

    @property
    def email_proved(self) -> bool:
        """Whether our messages reach the victim by e-mail."""
        return Person.of(self.complaint.identity).email_proved

    @property
    def readings(self) -> list[datetime]:
        """When officers of the unit opened the file."""
        return [one.at for one in self.journal if one.act == Act.OPENED]

    @property
    def papers(self) -> list[str]:
        return advice.papers(self.complaint.kind, Person.of(self.complaint.identity).who)

    @property
    def rights(self) -> list[str]:
        return advice.rights()

    @property
    def elsewhere(self) -> bool:
        """Whether the unit's clock may not be the visitor's."""
        return self.complaint.unit.time_zone != METROPOLITAN_ZONE


def _setback(last: JournalEntry) -> str:
    """What happened last, as the page tells it; ``last`` is one of ``SETBACKS``."""
    in_time = last.detail != "expired"
    told = {
        Act.TRANSFERRED: "transferred",
        Act.ANSWERED: "answered",
        Act.ASK_ENDED: "ask_ended" if in_time else "unanswered",
        Act.CANCELLED: "cancelled_by_unit" if last.officer_id else "cancelled",
        Act.PROPOSAL_ENDED: "declined" if last.detail == "declined" else "lapsed",
        Act.MISSED: "missed",
    }
    return told[Act(last.act)]
