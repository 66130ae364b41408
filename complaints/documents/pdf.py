"""The file of a pre-complaint on paper: in French, ready to sign."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from complaints.documents.typesetting import Undrawn, drawable, moment, unit_lines, words_of, written
from complaints.models import Complaint, Message
from complaints.models.evidence import Piece
from complaints.questions.answers import Row, sections
from complaints.questions.legal import FALSE_REPORT
from complaints.questions.person import Person
from units.models import Officer

TEMPLATE = "complaint.typ"
LONG, MANY = 120, 12  # signs in a line, lines: a longer answer takes the whole width


def complaint_pdf(complaint: Complaint, *, printed_at: datetime, by: Officer) -> bytes:
    """The whole file, tagged for screen readers. Times are those of the unit's clock."""
    with translation.override("fr"), timezone.override(complaint.unit.zone):
        return written(TEMPLATE, lambda undrawn: _document(complaint, printed_at, by, undrawn), printed_at)


def _document(complaint: Complaint, printed_at: datetime, by: Officer, undrawn: Undrawn) -> dict[str, Any]:
    unit, frame = complaint.unit, words_of("fr")
    title = _("Pré-plainte %(reference)s") % {"reference": complaint.reference}
    return {
        **frame,
        "title": title,
        "heading": _("Pré-plainte"),
        "reference": complaint.reference,
        "notyet": _("Ceci n’est pas encore une plainte."),
        "notyet_more": _("Elle le devient quand la personne qui dépose la signe devant un agent."),
        "unit": unit_lines(unit),
        "summary": _summary(complaint, undrawn),
        "sections": [
            {"title": section.title, "rows": [_row(row, undrawn) for row in section.rows]}
            for section in sections(complaint.answers())
        ]
        + _added(complaint, undrawn)
        + _evidence(complaint, undrawn),
        "warning": _("%(words)s (article %(number)s, %(code)s).")
        % {"words": str(FALSE_REPORT.words).rstrip("."), "number": FALSE_REPORT.number, "code": FALSE_REPORT.code},
        "printed": _("Imprimée le %(moment)s par %(officer)s")
        % {"moment": moment(printed_at), "officer": drawable(by.name, undrawn)},
        "unprintable": undrawn is None or bool(undrawn),
        "words": frame["words"] | _words(),
    }


def _added(complaint: Complaint, undrawn: Undrawn) -> list[dict[str, Any]]:
    """What the victim added after the filing, and what they were asked: part of what they declare."""
    written = complaint.messages.select_related("ask")
    rows = [Row(_added_label(one), one.text, "") for one in written if one.officer_id is None or hasattr(one, "ask")]
    if not rows:
        return []
    return [{"title": _("Ajouté après le dépôt"), "rows": [_row(row, undrawn) for row in rows]}]


def _added_label(message: Message) -> str:
    told = {"moment": moment(message.at)}
    if message.officer_id is None:
        return _("La victime, le %(moment)s") % told
    return _("Demandé par l’unité, le %(moment)s") % told


def _evidence(complaint: Complaint, undrawn: Undrawn) -> list[dict[str, Any]]:
    """Which files come with it: name, type and SHA-256, by which each original is recognised."""
    pieces = complaint.evidence.all().pieces()
    if not pieces:
        return []
    rows = [
        {"label": _("Pièce %(number)s") % {"number": one.number}, "lines": lines, "wide": False, "rtl": False}
        for one in pieces
        for lines in (_piece(one, complaint, undrawn),)
    ]
    return [{"title": _("Photos et documents"), "rows": rows}]


def _piece(piece: Piece, complaint: Complaint, undrawn: Undrawn) -> list[str]:
    told = f"{piece.row.get_file_type_display()}, {piece.weight}"
    if piece.row.added_at > complaint.filed_at:
        told += _(", ajouté le %(moment)s") % {"moment": moment(piece.row.added_at)}
    return [f"{drawable(piece.name, undrawn)} ({told})", f"SHA-256 {piece.sha256[:32]}", piece.sha256[32:]]


def _words() -> dict[str, str]:
    return {
        "to_sign": _("Signature"),
        "pv": _("Procès-verbal n°"),
        "done_at": _("Fait à"),
        "on": _("le"),
        "signer": _("La personne qui dépose"),
        "signer_hint": _("Nom et signature"),
        "officer": _("L’agent"),
        "officer_hint": _("Nom, grade et signature"),
    }


def _summary(complaint: Complaint, undrawn: Undrawn) -> list[dict[str, str]]:
    person = Person.of(complaint.identity)
    facts = [
        (_("Victime"), drawable(person.title, undrawn)),
        (_("Vient signer"), drawable(person.signer, undrawn)),
        (_("Faits"), complaint.get_kind_display()),
        (_("Commune des faits"), str(complaint.commune or "—")),
        (_("Déposée le"), moment(complaint.filed_at)),
        (_("Effacée au plus tard le"), date_format(timezone.localtime(complaint.expires_at), "j F Y")),
    ]
    return [{"label": label, "value": value} for label, value in facts]


def _row(row: Row, undrawn: Undrawn) -> dict[str, Any]:
    lines = [drawable(line, undrawn) for line in row.value.splitlines()] or ["—"]
    return {
        "label": row.label,
        "lines": lines,
        "wide": len(lines) > MANY or max(map(len, lines)) > LONG,
        "rtl": _starts_right_to_left(row.value),
    }


def _starts_right_to_left(text: str) -> bool:
    """The direction of the first letter that has one."""
    strong = (unicodedata.bidirectional(sign) for sign in text)
    return next((one in ("R", "AL") for one in strong if one in ("L", "R", "AL")), False)
