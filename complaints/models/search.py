"""Searches made at the desk: who, when, for what, without saying what."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from units.models import Officer


class SearchRecord(models.Model):
    """One search. ``tokens`` are those of the blind index: they tell nothing, and die with their key."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("le"), auto_now_add=True)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("agent"))
    everywhere = models.BooleanField(_("dans toutes les unités"), default=False)
    tokens = ArrayField(models.BigIntegerField(), default=list)
    found = models.PositiveIntegerField(_("trouvées"), default=0)

    class Meta:
        verbose_name = _("recherche")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.officer_id} {self.at:%Y-%m-%d %H:%M}"
