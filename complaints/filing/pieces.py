"""The photos and documents of an open form, as its pages show them."""

from __future__ import annotations

from dataclasses import dataclass

from complaints.filing.drafts import OpenDraft
from complaints.models import Evidence
from complaints.models.evidence import Piece
from complaints.services.evidence import Shelf


@dataclass(frozen=True)
class Refusal:
    """A file that could not be added, and why. Without a name: something is to be done first."""

    name: str
    why: str


def shelf(draft: OpenDraft) -> Shelf:
    return Shelf(draft=draft.row, draft_key=draft.key)


def pieces(draft: OpenDraft) -> list[Piece]:
    """In the order in which they were added. One query."""
    return Evidence.objects.filter(draft=draft.row).pieces(draft.key)
