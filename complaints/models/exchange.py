"""What is written about a pre-complaint once it is filed: notes of the unit, messages both ways, what is asked for.

The words are sealed, and erased with the pre-complaint.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.models.complaint import Complaint
from complaints.models.template import ReplyTemplate
from complaints.sealing.fields import SealedJSONField
from units.ids import new_id
from units.models import Officer


class OfComplaint(models.Model):
    """Words that are sealed as the pre-complaint they are about: they live as long."""

    class Meta:
        abstract = True

    @property
    def sealing_series(self) -> str:
        return self.complaint.sealing_series  # type: ignore[attr-defined,no-any-return]  # each model names its own


class Note(OfComplaint):
    """A note that only the unit reads. ``text`` is one string."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="notes")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("agent"))
    at = models.DateTimeField(auto_now_add=True)
    text = SealedJSONField()

    class Meta:
        verbose_name = _("note interne")
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.pk)


class Message(OfComplaint):
    """A message between the unit and the victim, read on the follow-up page and at the desk, never in a mail.

    ``officer`` is empty when the victim wrote. ``text`` is one string.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="messages")
    officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agent")
    )
    at = models.DateTimeField(auto_now_add=True)
    text = SealedJSONField()

    class Meta:
        verbose_name = _("message")
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.pk)


class Ask(OfComplaint):
    """What the unit asks the victim to add, until a deadline. Open while ``closed_at`` is empty."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="asks")
    message = models.OneToOneField(Message, models.CASCADE, related_name="ask", verbose_name=_("message"))
    template = models.ForeignKey(ReplyTemplate, models.PROTECT, null=True, related_name="+", verbose_name=_("modèle"))
    created_at = models.DateTimeField(auto_now_add=True)
    deadline = models.DateTimeField(_("réponse attendue avant le"))
    remind_at = models.DateTimeField(_("rappel le"), null=True, blank=True)
    closed_at = models.DateTimeField(_("terminée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("demande de complément")
        verbose_name_plural = _("demandes de complément")
        indexes = [
            models.Index(fields=["deadline"], name="ask_open", condition=Q(closed_at=None)),
            models.Index(
                fields=["remind_at"], name="ask_to_remind", condition=Q(closed_at=None, remind_at__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"],
                condition=Q(closed_at=None),
                name="ask_one_open",
                violation_error_message=_("Une demande est déjà en attente de réponse."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} → {self.deadline:%Y-%m-%d %H:%M}"
