"""What the unit asks the victim to add, until a deadline: answered, reminded of once, or lapsed."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.enums import Act, MailKind, Recipient, Status
from complaints.models import Ask, Complaint, Evidence, Message, ReplyTemplate
from complaints.models.evidence import EvidenceQuerySet
from complaints.refusals import Refused
from complaints.services import evidence, journal, mailing, messages, status
from complaints.services.contact import contacted
from complaints.services.evidence import Shelf
from units.models import Officer

LEAST_DAYS, MOST_DAYS = 2, 14
MARGIN = timedelta(days=2)
"""Kept between the deadline and the erasure: the unit still has to read the answer and have it signed."""
SHORTEST = timedelta(days=1)
BEFOREHAND = timedelta(days=1)
"""How long before the deadline the victim is reminded, when the window is long enough."""


class AskOver(Refused):
    """The victim answers a question that was answered, or has ended."""

    def __init__(self) -> None:
        super().__init__(_("L’unité n’attend plus de réponse à cette demande. Votre texte est gardé ci-dessous."))


@transaction.atomic
def ask(
    complaint: Complaint,
    *,
    text: str,
    template: ReplyTemplate | None = None,
    days: int | None = None,
    by: Officer,
    now: datetime | None = None,
) -> Ask:
    """Ask the victim for ``text``, to answer within ``days`` (2 to 14, ``ASK_DAYS`` unless said). The clock stops.

    The mail only says that something is asked. The pre-complaint leaves the queue of what is to be done until the
    answer, or the deadline. ``Refused`` too near the erasure. What was asked before, if it is still open, ends.
    """
    now = now or timezone.now()
    complaint = status.lock(complaint)
    status.check(complaint, Status.ASKED, by=by)
    deadline = deadline_of(complaint, days or settings.ASK_DAYS, now=now)
    complaint.asks.filter(closed_at=None).update(closed_at=now)
    _tell_no_more(complaint)
    status.become(complaint, Status.ASKED, by=by, awaited_at=deadline)
    message = Message.objects.create(complaint=complaint, officer=by, text=text)
    asked = Ask.objects.create(
        complaint=complaint, message=message, template=template, deadline=deadline, remind_at=_remind_at(now, deadline)
    )
    contacted(complaint, now)
    journal.record(complaint, Act.ASKED, by=by)
    mailing.queue(complaint, MailKind.ASKED, Recipient.VICTIM)
    return asked


def deadline_of(complaint: Complaint, days: int, *, now: datetime) -> datetime:
    """The end of the day, at the unit, until which a question asked now may be answered; ``Refused`` if too near."""
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise Refused(_("Le délai va de %(least)s à %(most)s jours.") % {"least": LEAST_DAYS, "most": MOST_DAYS})
    last_day = complaint.unit.local(now + timedelta(days=days)).date()
    evening = datetime.combine(last_day, time(23, 59), tzinfo=complaint.unit.zone)
    deadline = min(evening, complaint.expires_at - MARGIN)
    if deadline - now < SHORTEST:
        raise Refused(_("Cette pré-plainte s’efface bientôt : il est trop tard pour demander un complément. Appelez."))
    return deadline


def _remind_at(now: datetime, deadline: datetime) -> datetime:
    """The day before, or halfway where that comes later."""
    return max(deadline - BEFOREHAND, now + (deadline - now) / 2)


# -- the victim ------------------------------------------------------------------------------------
def open_ask(complaint: Complaint) -> Ask | None:
    """What the unit waits for."""
    return complaint.asks.filter(closed_at=None).select_related("message").first() if complaint.is_open else None


def shelf(asked: Ask) -> Shelf:
    """Where files go that answer this question: each question has the room that the form had."""
    return Shelf(complaint=asked.complaint, since=asked.created_at)


def added(asked: Ask) -> EvidenceQuerySet:
    """The files given since the question."""
    return shelf(asked).rows()


def add_file(asked: Ask, content: bytes, *, name: str, now: datetime | None = None) -> Evidence:
    """One more file towards the answer: the unit sees it from now on, even if no answer follows.

    ``Refused`` with the reason; ``evidence.AlreadyThere`` when it was added before.
    """
    row = evidence.add(shelf(asked), content, name=name)
    with transaction.atomic():
        # Read again: a file takes seconds to be looked at, and another unit may have the pre-complaint by now.
        complaint = Complaint.objects.get(pk=asked.complaint_id)
        messages.heard(status.lock_open(complaint), now or timezone.now())
    return row


@transaction.atomic
def answer(complaint: Complaint, *, ask_id: UUID, text: str, now: datetime | None = None) -> Complaint:
    """The victim answers with ``text``, with files added before, or both: the pre-complaint goes back to the inbox.

    Answered while an appointment is proposed or fixed, it stays where it stands. ``AskOver`` when that question has
    ended, ``Refused`` when there is nothing to send. Asked twice, it is done once.
    """
    now = now or timezone.now()
    complaint = status.lock_open(complaint)
    asked = complaint.asks.filter(pk=ask_id).first()
    if asked is None:
        raise AskOver
    if asked.closed_at is not None:
        if messages.said_already(complaint, text=text, by=None, now=now):
            return complaint
        raise AskOver
    files = added(asked).count()
    if not text and not files:
        raise Refused(_("Écrivez votre réponse, ou ajoutez un fichier."))
    if text:
        Message.objects.create(complaint=complaint, text=text)
    _close(asked, now)
    if complaint.status == Status.ASKED:
        status.become(complaint, Status.RECEIVED, by=None)
    messages.heard(complaint, now)
    journal.record(complaint, Act.ANSWERED, detail=str(files))
    return complaint


# -- the unit and the clock ------------------------------------------------------------------------
@transaction.atomic
def end(complaint: Complaint, *, by: Officer, now: datetime | None = None) -> Complaint:
    """The officer waits no more: the answer came by phone, or isn't needed. Done twice, it is done once."""
    complaint = status.lock_open(complaint)
    asked = open_ask(complaint)
    if asked is not None:
        _end(complaint, asked, "ended", by=by, now=now or timezone.now())
    return complaint


def remind(now: datetime | None = None) -> int:
    """Remind, once, the victims whose time is nearly up; returns how many. May run twice at once."""
    now = now or timezone.now()
    reminded = 0
    while _remind_next(now):
        reminded += 1
    return reminded


@transaction.atomic
def _remind_next(now: datetime) -> bool:
    complaint = _first(asks__closed_at=None, asks__remind_at__lte=now)
    if complaint is None:
        return False
    asked = complaint.asks.get(closed_at=None)
    asked.remind_at = None
    asked.save(update_fields=["remind_at"])
    if asked.deadline > now:
        journal.record(complaint, Act.REMINDED, detail="ask")
        mailing.queue(complaint, MailKind.ASK_AGAIN, Recipient.VICTIM)
    return True


def close_lapsed(now: datetime | None = None) -> int:
    """Bring back to the inbox what got no answer in time; returns how many. May run twice at once."""
    now = now or timezone.now()
    closed = 0
    while _close_next(now):
        closed += 1
    return closed


@transaction.atomic
def _close_next(now: datetime) -> bool:
    complaint = _first(asks__closed_at=None, asks__deadline__lte=now)
    if complaint is None:
        return False
    _end(complaint, complaint.asks.get(closed_at=None), "expired", by=None, now=now)
    return True


def _first(**clauses: object) -> Complaint | None:
    """One open pre-complaint that nobody else is working on: it is locked first, as everywhere else."""
    found = Complaint.objects.open().filter(**clauses).order_by("asks__deadline")
    return found.select_for_update(of=("self",), skip_locked=True).first()


def _end(complaint: Complaint, asked: Ask, why: str, *, by: Officer | None, now: datetime) -> None:
    _close(asked, now)
    if complaint.status == Status.ASKED:
        status.become(complaint, Status.RECEIVED, by=by)
    journal.record(complaint, Act.ASK_ENDED, by=by, detail=why)


def _close(asked: Ask, now: datetime) -> None:
    asked.closed_at, asked.remind_at = now, None
    asked.save(update_fields=["closed_at", "remind_at"])
    _tell_no_more(asked.complaint)


def _tell_no_more(complaint: Complaint) -> None:
    """What an officer would read out by phone is about a question that has ended."""
    mailing.cancel_owed(complaint, Q(recipient=Recipient.VICTIM, kind__in=(MailKind.ASKED, MailKind.ASK_AGAIN)))
