"""Letters of the filing: to the victim, to the unit, to the operations centre."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from complaints.documents.characters import visible
from complaints.mails.letters.base import Letter, desk_url, follow_url, still_open
from complaints.models import Complaint, OutgoingMail
from complaints.questions import advice, urgency
from complaints.questions.answers import sections
from complaints.questions.person import Person


def receipt(mail: OutgoingMail, now: datetime) -> Letter:
    """Without link where nobody proved the address: by a slip it may be a stranger's, whom the link would let in."""
    complaint = still_open(mail)
    person = Person.of(complaint.identity)
    waiting = complaint.contacted_at is None and complaint.contact_due_at > now
    return Letter(
        "filed",
        {
            "filed_at": complaint.filed_at,
            "contact_due_at": complaint.contact_due_at if waiting else None,
            "expires_at": complaint.expires_at,
            "follow_url": follow_url(complaint) if person.email_proved else "",
            "at_once": urgency.advice_now(complaint.answers(), kind=complaint.kind),
            "papers": advice.papers(complaint.kind, person.who),
            "traces": urgency.traces_left(complaint.answers(), complaint.kind),
            "rights": advice.rights(),
        },
    )


def unit_filing(mail: OutgoingMail, now: datetime) -> Letter:
    """The essentials, where mailbox and transport allow them at this very moment; the notice otherwise."""
    complaint = still_open(mail)
    if not complaint.unit.sends_essentials():
        return notice(mail, now)
    shown = [
        {
            "title": visible(str(section.title)),
            "rows": [
                {"label": visible(str(row.label)), "lines": visible(str(row.value)).splitlines() or ["—"]}
                for row in section.rows
            ],
        }
        for section in sections(complaint.answers())
    ]
    return Letter("filed_unit_essentials", _announcement(complaint) | {"sections": shown})


def notice(mail: OutgoingMail, now: datetime) -> Letter:
    return Letter("filed_notice", _announcement(still_open(mail)))


def _announcement(complaint: Complaint) -> dict[str, Any]:
    return {
        "kind": complaint.get_kind_display(),
        "commune": str(complaint.commune or ""),
        "facts_on": complaint.facts_on,
        "filed_at": complaint.filed_at,
        "contact_due_at": complaint.contact_due_at,
        "desk_url": desk_url(complaint),
    }
