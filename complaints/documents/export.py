"""One pre-complaint as data, for whoever takes it over: every answer as stored, in the shape ``schema`` publishes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from complaints.documents import schema
from complaints.enums import AppointmentState, EvidenceState, FileType
from complaints.files.kinds import ENDINGS
from complaints.models import Complaint
from complaints.models.evidence import Piece
from complaints.questions.person import Person

PIECES = "pieces"
"""The folder of the originals."""


@dataclass(frozen=True)
class Original:
    """A piece of evidence, and the name of its entry: ours, never the victim's. Empty: it isn't handed over."""

    piece: Piece
    entry: str


def complaint_data(complaint: Complaint, *, exported_at: datetime, with_files: bool) -> dict[str, Any]:
    """The whole pre-complaint but what is the unit's own: notes, tags, journal. Times are in UTC.

    ``with_files``: it goes with the originals, and says where each lies. A file that the antivirus hasn't passed is
    named and never handed over.
    """
    answers, person = complaint.answers(), Person.of(complaint.identity)
    asked, former = _answers(complaint, answers, person.who)
    return {
        "schema": schema.NAME,
        "exported_at": _at(exported_at),
        "reference": complaint.reference,
        "unit": {
            "code": complaint.unit.code,
            "name": complaint.unit.name,
            "institution": complaint.unit.institution,
        },
        "officer": complaint.officer.name if complaint.officer else None,
        "status": complaint.status,
        "kind": complaint.kind,
        "victim": person.who,
        "origin": complaint.origin,
        "language": complaint.language,
        "commune": {"code": complaint.commune.code, "name": complaint.commune.name} if complaint.commune else None,
        "department": complaint.department,
        "facts_on": complaint.facts_on.isoformat(),
        "dates": _dates(complaint),
        "person": {"victim": person.title, "signer": person.signer, "email_proved": person.email_proved},
        "answers": asked,
        "former": former,
        "appointment": _appointment(complaint),
        "messages": list(_messages(complaint)),
        "evidence": [_piece(one, with_files=with_files) for one in originals(complaint)],
    }


def originals(complaint: Complaint) -> list[Original]:
    """Its photos and documents, in order, each with the name of its entry."""
    return [Original(piece, _entry(piece)) for piece in complaint.evidence.all().pieces()]


def _entry(piece: Piece) -> str:
    if piece.row.state != EvidenceState.READY:
        return ""
    return f"{PIECES}/piece-{piece.number:02}.{ENDINGS[FileType(piece.row.file_type)][0]}"


def _answers(complaint: Complaint, answers: Any, who: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """By step and question; apart, the answers to questions that this version of the form doesn't ask."""
    asked: dict[str, dict[str, Any]] = {}
    former: list[dict[str, Any]] = []
    for step in schema.kept_steps():
        known = schema.known(step.slug, complaint.kind, who)
        for name, answer in answers.get(step.slug, {}).items():
            if name in known:
                asked.setdefault(step.slug, {})[name] = answer
            elif name not in step.elsewhere:
                former.append({"step": step.slug, "question": name, "answer": answer})
    return asked, former


def _dates(complaint: Complaint) -> dict[str, str | None]:
    moments = {
        "filed": complaint.filed_at,
        "received": complaint.received_at,
        "contact_due": complaint.contact_due_at,
        "contacted": complaint.contacted_at,
        "evidence_until": complaint.evidence_until,
        "closed": complaint.closed_at,
        "expires": complaint.expires_at,
    }
    return {name: _at(at) if at else None for name, at in moments.items()}


def _appointment(complaint: Complaint) -> dict[str, Any] | None:
    booked = complaint.appointments.filter(state=AppointmentState.CONFIRMED).first()
    if booked is None:
        return None
    return {"start": _at(booked.period.lower), "end": _at(booked.period.upper), "desk": booked.desk}


def _messages(complaint: Complaint) -> Iterator[dict[str, str]]:
    for message in complaint.messages.all():
        yield {"at": _at(message.at), "from": "unit" if message.officer_id else "victim", "text": message.text}


def _piece(original: Original, *, with_files: bool) -> dict[str, Any]:
    piece, row = original.piece, original.piece.row
    return {
        "number": piece.number,
        "name": piece.name,
        "type": row.file_type,
        "size": row.size,
        "sha256": piece.sha256,
        "state": row.state,
        "added_at": _at(row.added_at),
        "file": original.entry if with_files and original.entry else None,
    }


def _at(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
