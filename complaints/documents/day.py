"""The list of a day's appointments, for the front desk: who is awaited when, at which desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.documents.typesetting import Undrawn, drawable, moment, unit_lines, words_of, written
from complaints.enums import AppointmentState
from complaints.models import Appointment
from complaints.questions.person import Person
from units.models import Unit

TEMPLATE = "day.typ"


def day_pdf(unit: Unit, day: date, appointments: Sequence[Appointment], *, printed_at: datetime) -> bytes:
    """On paper, tagged for screen readers, in French and on the unit's clock; no phone number, no word declared."""
    with translation.override("fr"), timezone.override(unit.zone):
        return written(TEMPLATE, lambda undrawn: _document(unit, day, appointments, printed_at, undrawn), printed_at)


def _document(
    unit: Unit, day: date, appointments: Sequence[Appointment], printed_at: datetime, undrawn: Undrawn
) -> dict[str, Any]:
    heading = _("Rendez-vous du %(day)s") % {"day": date_format(day, "l j F Y")}
    number = len(appointments)
    counted = ngettext("%(number)s rendez-vous", "%(number)s rendez-vous", number) % {"number": number}
    return {
        **words_of("fr"),
        "title": heading,
        "heading": heading,
        "notyet": "",
        "unit": unit_lines(unit),
        "counted": counted if number else _("Aucun rendez-vous ce jour-là."),
        "columns": [_("Heure"), _("Bureau"), _("Victime"), _("Faits"), _("Référence"), _("État")],
        "rows": [_row(one, undrawn) for one in appointments],
        "printed": _("Imprimé le %(moment)s") % {"moment": moment(printed_at)},
        "discreet": _("À détruire à la fin de la journée : cette liste porte des noms."),
        "unprintable": undrawn is None or bool(undrawn),
    }


def _row(one: Appointment, undrawn: Undrawn) -> list[str]:
    name = drawable(_who(Person.of(one.complaint.identity)), undrawn) if one.is_named else "—"
    desk = _("%(desk)s (ajouté)") % {"desk": one.desk} if one.overbooked else str(one.desk)
    return [
        f"{one.start:%H:%M} – {one.end:%H:%M}",
        desk,
        name,
        one.complaint.get_kind_display(),
        one.complaint.reference,
        _state(one),
    ]


def _who(person: Person) -> str:
    """The victim, and who comes to sign where it is somebody else."""
    return person.title if person.signer == person.title else f"{person.title} ({person.signer})"


def _state(one: Appointment) -> str:
    if one.state == AppointmentState.CONFIRMED:
        if one.arrived_at is None:
            return ""
        return _("Arrivée à %(time)s") % {"time": f"{one.unit.local(one.arrived_at):%H:%M}"}
    return one.get_state_display()
