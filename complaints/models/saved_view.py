"""Filters of the inbox that an officer keeps under a name."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from units.ids import new_id
from units.models import Officer, Unit


class SavedView(models.Model):
    """The inbox as one officer narrowed it: theirs alone, or shared with ``unit``. ``query`` is that of the address."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="views", verbose_name=_("agent"))
    unit = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("partagée avec l’unité")
    )
    name = models.CharField(_("nom"), max_length=60)
    query = models.CharField(_("filtres"), max_length=500, blank=True)
    daily = models.BooleanField(_("résumé quotidien par courriel"), default=False)
    sent_on = models.DateField(_("dernier résumé le"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("vue enregistrée")
        verbose_name_plural = _("vues enregistrées")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name
