"""Photos and documents that a victim adds."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.enums import EvidenceState, FileType
from complaints.models.complaint import Complaint
from complaints.models.constraints import one_of
from complaints.models.draft import Draft
from complaints.sealing import files
from complaints.sealing.files import About
from units.ids import new_id


@dataclass(frozen=True)
class Piece:
    """One file with what only its key tells, and its place in the list."""

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
    def weight(self) -> str:
        """In the units in which the limits are told."""
        if self.row.size < 1_000_000:
            return gettext("%(number)s Ko") % {"number": max(1, round(self.row.size / 1_000))}
        return gettext("%(number)s Mo") % {"number": number_format(self.row.size / 1_000_000, 1)}


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def to_check(self) -> EvidenceQuerySet:
        """Filed, and not yet seen by the antivirus."""
        return self.filter(state=EvidenceState.CHECKING, complaint__isnull=False)

    def pieces(self, draft_key: bytes | None = None) -> list[Piece]:
        """Each with its name and its SHA-256, in the order in which they were added. One query."""
        return [
            Piece(row, about.name, about.sha256, number)
            for number, row in enumerate(self.order_by("pk"), start=1)
            for about in (row.told(draft_key),)
        ]


class Evidence(models.Model):
    """One file: the sealed original, and a viewing copy and a thumbnail without metadata.

    Its content lies in the ``evidence`` storage, locked under a key of its own. That key is wrapped under the draft's
    until the filing, and sealed under the month's from then on: the files are never written again. ``about`` (name as
    given, SHA-256 of the original) is locked under the same key.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, models.CASCADE, null=True, related_name="evidence")
    complaint = models.ForeignKey(Complaint, models.PROTECT, null=True, related_name="evidence")
    file_type = models.CharField(_("type"), max_length=10, choices=FileType.choices)
    size = models.PositiveIntegerField(_("taille en octets"))
    state = models.CharField(_("état"), max_length=10, choices=EvidenceState.choices)
    wrapped_key = models.BinaryField()
    about = models.BinaryField()
    added_at = models.DateTimeField(_("ajoutée le"), auto_now_add=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("pièce jointe")
        verbose_name_plural = _("pièces jointes")
        ordering = ["pk"]
        constraints = [
            one_of("evidence", "file_type", FileType),
            one_of("evidence", "state", EvidenceState),
            models.CheckConstraint(
                name="evidence_of_one_thing",
                condition=Q(complaint__isnull=False, draft=None) | Q(complaint=None, draft__isnull=False),
                violation_error_message=_("Une pièce jointe appartient à un brouillon ou à une pré-plainte."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def key(self, draft_key: bytes | None = None) -> bytes:
        """What opens it: through the key of its draft, or the month's once it is filed."""
        if draft_key is not None:
            return files.unwrap(bytes(self.wrapped_key), draft_key, self.pk)
        return files.unseal(bytes(self.wrapped_key), self.pk)

    def told(self, draft_key: bytes | None = None) -> About:
        """Its name and the SHA-256 of its original."""
        return files.open_about(bytes(self.about), self.key(draft_key), self.pk)
