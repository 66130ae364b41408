"""Words by which a unit groups its pre-complaints."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from units.models import Unit


class Tag(models.Model):
    """A word of one unit. A pre-complaint loses its tags when it leaves the unit, and when it is erased."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="tags", verbose_name=_("unité"))
    name = models.CharField(_("étiquette"), max_length=30)

    class Meta:
        verbose_name = _("étiquette")
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="tag_once",
                violation_error_message=_("Cette étiquette existe déjà."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
