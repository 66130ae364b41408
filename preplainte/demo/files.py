"""Thirty invented pre-complaints in every state, filed and handled by the very services of the site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from complaints.enums import THEFTS, Act, Channel, ContactOutcome, DismissReason, MailState, Recipient, ReplyPurpose
from complaints.models import Complaint, OutgoingMail
from complaints.questions.answers import to_json
from complaints.questions.base import Answers
from complaints.questions.steps import steps_for
from complaints.questions.steps.recap import RecapStep
from complaints.services import (
    absence,
    appointments,
    assignment,
    booking,
    contact,
    erasure,
    evidence,
    notes,
    tags,
    templates,
    transfer,
    triage,
)
from complaints.services.filing import Declaration, file_complaint
from preplainte.demo.bulk import tagged
from preplainte.demo.desk import dress
from preplainte.demo.exchange import answered, asked, wrote
from preplainte.demo.pictures import DRAWN, photo
from preplainte.demo.stories import PEOPLE, STORIES, Fields, Person, Story
from units.models import Commune, Officer, Unit

Fate = Callable[[Complaint, Officer, datetime], None]
EVREUX, BERNAY = "demo-pn-evreux", "demo-gn-bernay"


@dataclass(frozen=True)
class Case:
    """Who filed what where, how many hours ago, and what became of it."""

    hours_ago: int
    unit: str
    person: int
    story: int
    fate: Fate
    channel: str = ""
    """How the officer who typed it heard it; empty when the victim filed it."""


# -- what becomes of them --------------------------------------------------------------------------
def untouched(_complaint: Complaint, _by: Officer, _when: datetime) -> None:
    """Nobody has opened it yet."""


def with_photos(complaint: Complaint, _by: Officer, _when: datetime) -> None:
    """Filed with two photos, and not opened yet."""
    for what in DRAWN:
        evidence.add(evidence.Shelf(complaint=complaint), photo(what), name=f"{what}.jpg")


def opened(complaint: Complaint, by: Officer, _when: datetime) -> None:
    triage.open_file(complaint, by=by)


def taken(complaint: Complaint, by: Officer, _when: datetime) -> None:
    assignment.take(triage.open_file(complaint, by=by), by=by)


def called(complaint: Complaint, by: Officer, when: datetime) -> None:
    """Nobody answered the phone; what the unit must remember is noted."""
    taken(complaint, by, when)
    contact.attempt(complaint, outcome=ContactOutcome.NO_ANSWER, by=by, now=when)
    notes.add(complaint, text="Travaille de nuit : rappeler en fin d’après-midi.", by=by)
    tags.set_tags(complaint, names=["À rappeler", "Résidence des Tilleuls"], by=by)


def reached(complaint: Complaint, by: Officer, when: datetime) -> None:
    """The victim was reached, and still has to say which day suits."""
    taken(complaint, by, when)
    contact.attempt(complaint, outcome=ContactOutcome.REACHED, by=by, now=when)
    notes.add(complaint, text="Regarde son emploi du temps et rappelle.", by=by)
    tags.add_tag(complaint, name="Résidence des Tilleuls", by=by)


def handed_over(complaint: Complaint, by: Officer, _when: datetime) -> None:
    """Opened at one unit, which transferred it to the other."""
    complaint = triage.open_file(complaint, by=by)
    notes.add(complaint, text="La victime demande à signer près de son travail.", by=by)
    other = Unit.objects.get(code=EVREUX if complaint.unit.code == BERNAY else BERNAY)
    transfer.transfer(complaint, to=other, by=by)


def proposed(complaint: Complaint, by: Officer, when: datetime) -> None:
    taken(complaint, by, when)
    slots = booking.free_slots(complaint, now=when, notice=False)
    appointments.propose(complaint, starts=[slots[4].start, slots[24].start], by=by, now=when)


def confirmed(complaint: Complaint, by: Officer, when: datetime) -> None:
    taken(complaint, by, when)
    slots = booking.free_slots(complaint, now=when, notice=True)
    appointments.fix(complaint, start=slots[3].start, by=by, now=when)


def not_seen(complaint: Complaint, by: Officer, when: datetime) -> None:
    """The hour of the appointment has passed: absence or signature are still to be noted."""
    taken(complaint, by, when)
    appointments.fix(complaint, start=booking.free_slots(complaint, now=when, notice=False)[0].start, by=by, now=when)


def missed(complaint: Complaint, by: Officer, when: datetime) -> None:
    not_seen(complaint, by, when)
    absence.miss(complaint, by=by)


def signed(complaint: Complaint, by: Officer, when: datetime) -> None:
    not_seen(complaint, by, when)
    triage.note_printing(complaint, by=by)
    triage.sign(complaint, pv_number=f"2026/{complaint.pk.int % 100_000:06d}", by=by)


def dismissed(reason: DismissReason, complaint: Complaint, by: Officer, when: datetime) -> None:
    taken(complaint, by, when)
    words = templates.offered(ReplyPurpose.DISMISS).filter(reason=reason)
    triage.dismiss(complaint, template=words[0], by=by)


def withdrawn(complaint: Complaint, by: Officer, _when: datetime) -> None:
    triage.withdraw(triage.open_file(complaint, by=by))


CASES = (
    Case(1, EVREUX, 0, 0, with_photos), Case(3, EVREUX, 2, 1, untouched), Case(7, EVREUX, 8, 12, untouched),
    Case(9, BERNAY, 5, 2, untouched, Channel.CALLER), Case(20, EVREUX, 1, 4, untouched),
    Case(27, EVREUX, 9, 9, untouched),
    Case(31, BERNAY, 6, 0, untouched), Case(12, EVREUX, 3, 3, wrote), Case(22, BERNAY, 4, 8, handed_over),
    Case(34, EVREUX, 7, 10, asked), Case(16, EVREUX, 0, 8, called), Case(29 * 24 + 4, EVREUX, 4, 1, reached),
    Case(18, BERNAY, 9, 11, answered), Case(40, EVREUX, 2, 3, proposed), Case(44, EVREUX, 8, 13, proposed),
    Case(30, BERNAY, 5, 6, proposed), Case(60, EVREUX, 1, 1, confirmed), Case(52, EVREUX, 3, 4, confirmed),
    Case(70, EVREUX, 6, 0, confirmed), Case(66, BERNAY, 9, 2, confirmed), Case(47, BERNAY, 4, 3, confirmed),
    Case(200, EVREUX, 8, 8, not_seen), Case(300, EVREUX, 5, 7, missed), Case(260, EVREUX, 0, 2, signed),
    Case(400, EVREUX, 2, 1, signed), Case(330, BERNAY, 3, 4, signed),
    Case(90, EVREUX, 7, 3, partial(dismissed, DismissReason.KNOWN_AUTHOR)),
    Case(120, BERNAY, 1, 8, partial(dismissed, DismissReason.DUPLICATE)),
    Case(75, EVREUX, 4, 5, withdrawn), Case(31 * 24, EVREUX, 6, 1, opened),
)  # fmt: skip


@transaction.atomic
def create() -> int:
    """Create the demo's pre-complaints where there is none at all; returns how many."""
    if Complaint.objects.exists():
        return 0
    now = timezone.now()
    units = {unit.code: unit for unit in Unit.objects.filter(code__in={case.unit for case in CASES})}
    officers = {code: unit.officers.order_by("username").first() for code, unit in units.items()}
    for case in CASES:
        _live(case, units[case.unit], officers[case.unit], now)
    erasure.erase_due(now=now)
    _settle_mails()
    dress(units[EVREUX])
    if (officer := officers[EVREUX]) is not None:
        tagged(units[EVREUX], officer)
    return len(CASES)


def _live(case: Case, unit: Unit, officer: Officer | None, now: datetime) -> None:
    if officer is None:
        raise RuntimeError(f"{unit.code} has no officer: load the demo's accounts first.")
    filed_at = now - timedelta(hours=case.hours_ago)
    handled_at = filed_at + timedelta(hours=min(20, case.hours_ago / 2))
    by = officer if case.channel else None
    complaint = file_complaint(declaration(case, unit, filed_at), by=by, now=filed_at)
    case.fate(complaint, officer, handled_at)
    _backdate(complaint, filed_at, handled_at)


def _backdate(complaint: Complaint, filed_at: datetime, handled_at: datetime) -> None:
    """Journal and outbox take the time at which they are written: in an invented past, it is said afterwards."""
    complaint.journal.update(at=handled_at)
    complaint.journal.filter(act=Act.FILED).update(at=filed_at)
    complaint.mails.update(created_at=handled_at)
    Complaint.objects.filter(pk=complaint.pk, received_at__isnull=False).update(received_at=handled_at)


def _settle_mails() -> None:
    """What the past owed has long been sent: only the newest pre-complaint still writes, and one address refuses."""
    newest = Complaint.objects.order_by("-filed_at").values_list("pk", flat=True)[0]
    owed = OutgoingMail.objects.filter(state=MailState.PENDING).exclude(complaint=newest)
    owed.update(state=MailState.SENT, sent_at=F("created_at"), payload=None)
    wrong = OutgoingMail.objects.filter(recipient=Recipient.VICTIM, state=MailState.SENT, complaint__erased_at=None)
    wrong.filter(pk=wrong.order_by("pk").values("pk")[1:2]).update(state=MailState.REFUSED, last_error="550")


# -- what they declare -----------------------------------------------------------------------------
def declaration(case: Case, unit: Unit, filed_at: datetime) -> Declaration:
    """The declaration that the form would have made of what they typed."""
    person, story = PEOPLE[case.person], STORIES[case.story]
    typed = _typed(person, story, filed_at) | {"unite": {"unit": str(unit.pk)}}
    answers: dict[str, Answers | dict[str, object]] = {}
    commune: Commune | None = None
    for step in steps_for({}):
        if step is RecapStep:
            continue
        data = MultiValueDict({name: [value] for name, value in typed[step.slug].items()})
        form = step(data, wording=step.variant(answers), answers=answers)
        if not form.is_valid():
            raise RuntimeError(f"The demo's own answers are refused at {step.slug}: {form.errors.as_json()}")
        answers[step.slug] = to_json(form)
        commune = form.cleaned_data.get("commune", commune)
    if commune is None:
        raise RuntimeError("The demo's facts have no commune.")
    notes = {"email_proved": person.email}
    return Declaration(answers=answers, unit=unit, commune=commune, language="fr", notes=notes, channel=case.channel)


def _typed(person: Person, story: Story, filed_at: datetime) -> dict[str, Fields]:
    """What each step was given, by the names of its fields."""
    facts_on = timezone.localtime(filed_at - timedelta(hours=14))
    day, month, year = person.born
    family = "theft" if story.kind in THEFTS else story.kind
    return {
        "tri": {"emergency": "no", "kind": family, "violence": "no", "author": "no", "online": "no"},
        "situation": {"theft": story.kind, "who": person.who},
        "identite": {
            "birth_name": person.birth_name, "first_names": person.first_names, "birth_place": person.birth_place,
            "nationality": "française", "birth_day_0": str(day), "birth_day_1": str(month), "birth_day_2": str(year),
            "phone": person.phone, "email": person.email, "address": person.street,
            "postal_code": person.postal_code, "city": person.city, **dict(person.more),
        },
        "faits": {
            "commune": story.commune, "where": story.where, "place": story.place, "narrative": story.narrative,
            "from_day_0": str(facts_on.day), "from_day_1": str(facts_on.month), "from_day_2": str(facts_on.year),
            "from_time": f"{facts_on:%H:%M}", **dict(story.more),
        },
        "objets": _things(story) | dict(story.money),
    }  # fmt: skip


def _things(story: Story) -> Fields:
    return {
        f"objects-{place}-{name}": value for place, thing in enumerate(story.things) for name, value in thing.items()
    }
