"""One act on many pre-complaints, done in the background, line by line."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.enums import BulkAction, LineState, RunState
from complaints.models.complaint import Complaint
from complaints.models.constraints import one_of
from complaints.sealing.fields import SealedJSONField
from units.ids import new_id
from units.models import Officer


class BulkRun(models.Model):
    """What an officer asked for. ``params`` holds ids and codes only.

    An export leaves a sealed file for each pre-complaint, all under ``file_key``, until ``expires_at``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("agent"))
    action = models.CharField(_("action"), max_length=10, choices=BulkAction.choices)
    params = models.JSONField(default=dict)
    state = models.CharField(_("état"), max_length=10, choices=RunState.choices, default=RunState.PENDING)
    total = models.PositiveIntegerField(_("dossiers"), default=0)
    handled = models.PositiveIntegerField(_("traités"), default=0)
    created_at = models.DateTimeField(_("demandé le"), auto_now_add=True)
    beat_at = models.DateTimeField(null=True, blank=True, help_text="When a worker last advanced it.")
    ended_at = models.DateTimeField(_("terminé le"), null=True, blank=True)
    file_key = SealedJSONField(null=True)
    expires_at = models.DateTimeField(_("fichier gardé jusqu’au"), null=True, blank=True)

    class Meta:
        verbose_name = _("traitement par lot")
        verbose_name_plural = _("traitements par lot")
        ordering = ("-pk",)
        indexes = [
            models.Index(
                fields=["beat_at"],
                name="run_unfinished",
                condition=Q(state__in=[RunState.PENDING.value, RunState.RUNNING.value]),
            )
        ]
        constraints = [one_of("run", "action", BulkAction), one_of("run", "state", RunState)]

    def __str__(self) -> str:
        return str(self.pk)


class BulkLine(models.Model):
    """One pre-complaint of a run, and what became of it. ``outcome`` is a sentence of the service, or nothing."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(BulkRun, models.CASCADE, related_name="lines")
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="+")
    state = models.CharField(_("état"), max_length=10, choices=LineState.choices, default=LineState.PENDING)
    outcome = models.CharField(_("résultat"), max_length=250, blank=True, default="")

    class Meta:
        verbose_name = _("ligne d’un lot")
        ordering = ("pk",)
        indexes = [models.Index(fields=["run", "id"], name="line_to_do", condition=Q(state=LineState.PENDING))]
        constraints = [
            one_of("line", "state", LineState),
            models.UniqueConstraint(fields=["run", "complaint"], name="line_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
