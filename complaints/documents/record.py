"""The record that nobody came to sign: what was declared when, what the unit did, and when all of it is erased."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from complaints.documents.typesetting import Undrawn, drawable, moment, section, unit_lines, words_of, written
from complaints.enums import Act, AppointmentState
from complaints.models import Complaint, JournalEntry
from complaints.questions.person import Person

TEMPLATE = "record.typ"
STEPS = (
    Act.FILED,
    Act.TRANSFERRED,
    Act.CONTACT,
    Act.ASKED,
    Act.ANSWERED,
    Act.ASK_ENDED,
    Act.PROPOSED,
    Act.PROPOSAL_ENDED,
    Act.CONFIRMED,
    Act.MOVED,
    Act.CANCELLED,
    Act.MISSED,
    Act.REMINDED,
    Act.MAIL_BY_HAND,
)
"""What was done for the victim to come, and what they did: not who read the file."""
FIRM = (AppointmentState.CONFIRMED, AppointmentState.MISSED, AppointmentState.CANCELLED)
BY_THE_VICTIM = (Act.CONFIRMED, Act.MOVED, Act.CANCELLED)
"""Acts that an officer or the victim may do: the record says which."""


def record_pdf(complaint: Complaint, *, printed_at: datetime) -> bytes:
    """The record on paper, tagged for screen readers, in French and on the unit's clock; it names the victim."""
    with translation.override("fr"), timezone.override(complaint.unit.zone):
        return written(TEMPLATE, lambda undrawn: _document(complaint, printed_at, undrawn), printed_at)


def _document(complaint: Complaint, printed_at: datetime, undrawn: Undrawn) -> dict[str, Any]:
    person = Person.of(complaint.identity)
    summary = [
        (_("Victime"), drawable(person.title, undrawn)),
        (_("Devait venir signer"), drawable(person.signer, undrawn)),
        (_("Faits"), complaint.get_kind_display()),
        (_("Commune des faits"), str(complaint.commune or "—")),
        (_("Déposée le"), moment(complaint.filed_at)),
        (_("Premier contact le"), moment(complaint.contacted_at) if complaint.contacted_at else _("aucun")),
    ]
    return {
        **words_of("fr"),
        "title": _("Constat de non-présentation %(reference)s") % {"reference": complaint.reference},
        "heading": _("Constat de non-présentation"),
        "reference": complaint.reference,
        "notyet": "",
        "unit": unit_lines(complaint.unit),
        "statement": _(
            "Au %(moment)s, personne ne s’est présenté pour signer cette pré-plainte : il n’y a pas eu de plainte."
        )
        % {"moment": moment(printed_at)},
        "summary": [{"label": label, "value": value} for label, value in summary],
        "sections": [*_appointments(complaint), _steps(complaint), _after(complaint)],
        "printed": _("Établi le %(moment)s") % {"moment": moment(printed_at)},
        "unprintable": undrawn is None or bool(undrawn),
    }


def _appointments(complaint: Complaint) -> list[dict[str, Any]]:
    """Those that were firm, and what became of each."""
    firm = complaint.appointments.filter(state__in=FIRM).select_related("unit").order_by("period")
    items = [f"{moment(one.start)} ({one.get_state_display()})" for one in firm]
    return [section(_("Rendez-vous"), items=items)] if items else []


def _steps(complaint: Complaint) -> dict[str, Any]:
    entries = complaint.journal.filter(act__in=STEPS).order_by("pk")
    return section(_("Ce qui a été fait"), items=_told(entries))


def _told(entries: Iterable[JournalEntry]) -> list[str]:
    """One line an act, from the journal: no officer is named, no word of the victim is quoted."""
    return [_("%(moment)s : %(what)s") % {"moment": moment(one.at), "what": _what(one)} for one in entries]


def _what(entry: JournalEntry) -> str:
    act = Act(entry.act)
    chosen = act in BY_THE_VICTIM and entry.officer_id is None
    precision = _("par la victime") if chosen else entry.precision.rstrip(".")
    return f"{act.label} ({precision})" if precision else str(act.label)


def _after(complaint: Complaint) -> dict[str, Any]:
    day = date_format(timezone.localtime(complaint.expires_at), _("j F Y à H:i"))
    return section(
        _("Ce qui suit"),
        _("Sans signature d’ici là, tout ce qui est personnel est effacé le %(moment)s, sans intervention.")
        % {"moment": day},
        _("La personne peut déposer une autre pré-plainte, ou porter plainte dans l’unité de son choix."),
    )
