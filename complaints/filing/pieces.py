"""The photos and documents of an open form, as its pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from complaints.enums import EvidenceState, FileType
from complaints.filing.drafts import OpenDraft
from complaints.models import Evidence
from complaints.services import evidence
from complaints.services.evidence import Shelf


@dataclass(frozen=True)
class Piece:
    """One file, with what only its key tells."""

    row: Evidence
    name: str
    sha256: str
    number: int

    @property
    def pk(self) -> UUID:
        return self.row.pk

    @property
    def is_image(self) -> bool:
        return self.row.file_type != FileType.PDF

    @property
    def is_waiting(self) -> bool:
        return self.row.state == EvidenceState.CHECKING


@dataclass(frozen=True)
class Refusal:
    """A file that could not be added, and why. Without a name: something is to be done first."""

    name: str
    why: str


def shelf(draft: OpenDraft) -> Shelf:
    return Shelf(draft=draft.row, draft_key=draft.key)


def pieces(draft: OpenDraft) -> list[Piece]:
    """In the order in which they were added. One query."""
    found = []
    for number, row in enumerate(evidence.of_draft(draft.row), start=1):
        about = row.told(draft.key)
        found.append(Piece(row, about.name, about.sha256, number))
    return found
