"""What units and victims write to each other in the demo: a question waiting, one answered, a message to read."""

from __future__ import annotations

from datetime import datetime, timedelta

from complaints.enums import ReplyPurpose
from complaints.mails import replies
from complaints.models import Complaint
from complaints.services import asking, assignment, messages, templates, triage
from units.models import Officer

ANSWER = (
    "Bonjour,\nJ’ai retrouvé la boîte : le numéro de série commence par KX-20 et finit par 417. La facture est chez ma "
    "sœur, je l’apporterai au rendez-vous."
)
LETTER = "Bonjour, j’ai oublié de dire que le voisin du premier a entendu du bruit vers 23 h. Il veut bien témoigner."
REPLY = "Merci. Demandez-lui s’il accepte d’être appelé, et donnez-nous son numéro au rendez-vous."


def asked(complaint: Complaint, by: Officer, when: datetime) -> None:
    """The unit waits for an invoice."""
    complaint = assignment.take(triage.open_file(complaint, by=by), by=by)
    template = templates.offered(ReplyPurpose.ASK)[0]
    deadline = asking.deadline_of(complaint, 7, now=when)
    text = replies.told_in(complaint.language, template, complaint, deadline=deadline)
    asking.ask(complaint, text=text, template=template, days=7, by=by, now=when)
    _backdate(complaint, when)


def answered(complaint: Complaint, by: Officer, when: datetime) -> None:
    """The answer is there, and nobody has read it yet."""
    asked(complaint, by, when)
    later = when + timedelta(hours=3)
    asking.answer(complaint, ask_id=complaint.asks.get().pk, text=ANSWER, now=later)
    _backdate(complaint, later, since=1)


def wrote(complaint: Complaint, by: Officer, when: datetime) -> None:
    """A conversation, begun by the victim."""
    complaint = assignment.take(triage.open_file(complaint, by=by), by=by)
    messages.receive(complaint, text=LETTER, now=when)
    triage.read_messages(Complaint.objects.get(pk=complaint.pk))
    messages.write(complaint, text=REPLY, by=by, now=when)
    _backdate(complaint, when)


def _backdate(complaint: Complaint, when: datetime, *, since: int = 0) -> None:
    """Rows take the time at which they are written; the past is said afterwards."""
    pks = list(complaint.messages.order_by("pk").values_list("pk", flat=True))[since:]
    complaint.messages.filter(pk__in=pks).update(at=when)
    if not since:
        complaint.asks.update(created_at=when)
