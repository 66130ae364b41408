"""The private calendar address of an officer."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.sealing import access
from units.ids import new_id
from units.models import Officer


class CalendarFeed(models.Model):
    """Where an officer's calendar reads the agenda of their units. Without the row the address opens nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    officer = models.OneToOneField(Officer, models.CASCADE, related_name="feed", verbose_name=_("agent"))
    only_mine = models.BooleanField(_("seulement les dossiers que j’ai en charge"), default=False)
    created_at = models.DateTimeField(_("créée le"), auto_now_add=True)

    class Meta:
        verbose_name = _("adresse de calendrier")
        verbose_name_plural = _("adresses de calendrier")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def secret(self) -> str:
        """What the address carries: derived, stored nowhere."""
        return access.feed_secret(self.pk)
