"""Who read or changed what, and when."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.enums import Act
from complaints.models.constraints import one_of
from units.models import Officer


class JournalEntry(models.Model):
    """One reading or change of a pre-complaint (order of 2011: each is logged and kept three years).

    Never edited, holds no personal data of the victim: it outlives the erasure. ``officer`` is empty when the
    victim or the clock acted.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("le"), auto_now_add=True)
    complaint = models.ForeignKey("complaints.Complaint", models.PROTECT, related_name="journal")
    officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agent")
    )
    act = models.CharField(_("acte"), max_length=20, choices=Act.choices)
    detail = models.CharField(
        _("précision"), max_length=80, blank=True, default="", help_text=_("États, nombres ou codes, jamais un texte.")
    )

    class Meta:
        verbose_name = _("ligne de journal")
        verbose_name_plural = _("journal")
        ordering = ["pk"]
        constraints = [one_of("journal", "act", Act)]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act} {self.detail}".rstrip()
