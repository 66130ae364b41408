"""What happened to a pre-complaint and what comes, in its victim's words. No officer is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from complaints.enums import Act, ContactOutcome, Status
from complaints.models import JournalEntry
from complaints.views.follow.state import Situation


@dataclass(frozen=True)
class Event:
    """One line of the timeline (``components/timeline.html``); ``state`` is ``done``, ``current`` or ``todo``."""

    title: str
    when: str = ""
    text: str = ""
    state: str = "done"


def events(situation: Situation) -> list[Event]:
    """Oldest first; what comes stands at the end, unless all is over. Times are those of the active time zone."""
    return [*_past(situation), *(() if situation.over else _next(situation))]


def _past(situation: Situation) -> Iterator[Event]:
    yield Event(_("Pré-plainte déposée"), _moment(situation.complaint.filed_at))
    if situation.readings:
        yield Event(_("Ouverte par l’unité"), _moment(situation.readings[0]))
    for entry in situation.journal:
        if title := _title(entry):
            yield Event(title, _moment(entry.at))


def _title(entry: JournalEntry) -> str:
    """Nothing for the acts that are the unit's own business."""
    if entry.act == Act.STATUS:
        return _end(Status(entry.detail.rpartition(" ")[2]))
    if entry.act == Act.PROPOSAL_ENDED:
        return _("Autres créneaux demandés") if entry.detail == "declined" else _("Proposition restée sans réponse")
    if entry.act == Act.ASK_ENDED:
        expired = entry.detail == "expired"
        return _("Demande restée sans réponse") if expired else _("L’unité n’attend plus de complément")
    if entry.act == Act.MESSAGE:
        return _("Message de l’unité") if entry.officer_id else _("Message envoyé par vous")
    return _attempt(ContactOutcome(entry.detail)) if entry.act == Act.CONTACT else _named(Act(entry.act))


def _attempt(outcome: ContactOutcome) -> str:
    titles = {
        ContactOutcome.REACHED: _("L’unité vous a appelé"),
        ContactOutcome.NO_ANSWER: _("L’unité vous a appelé, sans réponse"),
        ContactOutcome.MESSAGE_LEFT: _("L’unité vous a laissé un message"),
        ContactOutcome.MAIL_SENT: _("L’unité vous a écrit"),
    }
    return titles[outcome]


def _named(act: Act) -> str:
    titles = {
        Act.ASKED: _("Complément demandé par l’unité"),
        Act.ANSWERED: _("Complément envoyé par vous"),
        Act.PROPOSED: _("Créneaux proposés par l’unité"),
        Act.CONFIRMED: _("Rendez-vous confirmé"),
        Act.MOVED: _("Rendez-vous déplacé"),
        Act.CANCELLED: _("Rendez-vous annulé"),
        Act.TRANSFERRED: _("Transférée à une autre unité"),
        Act.MISSED: _("Absence notée par l’unité"),
        Act.CORRECTED: _("Téléphone corrigé par vous"),
        Act.EMAIL_PROVED: _("Adresse électronique confirmée"),
        Act.ACCESS_RENEWED: _("Nouveau lien de suivi demandé"),
        Act.ERASED: _("Données effacées de ce site"),
    }
    return titles.get(act, "")


def _end(status: Status) -> str:
    titles = {
        Status.SIGNED: _("Plainte signée à l’unité"),
        Status.DISMISSED: _("Pré-plainte close par l’unité"),
        Status.WITHDRAWN: _("Pré-plainte retirée par vous"),
        Status.EXPIRED: _("Pré-plainte arrivée à son terme"),
    }
    return titles.get(status, "")


def _next(situation: Situation) -> Iterator[Event]:
    if situation.appointment:
        if not situation.past:
            yield Event(_("Vous venez à votre rendez-vous"), _moment(situation.appointment.start), state="current")
    elif situation.complaint.status == Status.ASKED and situation.ask:
        until = _("avant le %(moment)s") % {"moment": _moment(situation.ask.deadline)}
        yield Event(_("Vous répondez à l’unité"), until, state="current")
        yield Event(_("L’unité vous propose un rendez-vous"), state="todo")
    elif situation.proposal:
        until = _("avant le %(moment)s") % {"moment": _moment(situation.proposal.deadline)}
        yield Event(_("Vous choisissez un créneau"), until, state="current")
    else:
        yield Event(_("L’unité vous propose un rendez-vous"), state="current")
    yield Event(_("Vous signez à l’unité : c’est alors une plainte"), state="todo")
    last_day = date_format(timezone.localtime(situation.complaint.expires_at), "j F Y")
    until = _("à la signature, et au plus tard le %(day)s") % {"day": last_day}
    yield Event(_("Vos données sont effacées de ce site"), until, state="todo")


def _moment(instant: datetime) -> str:
    return date_format(timezone.localtime(instant), _("l j F Y à H:i"))
