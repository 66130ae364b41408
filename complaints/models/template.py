"""Words that administrators write once, in each language, for what units say often."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.enums import DismissReason, ReplyPurpose
from complaints.models.constraints import one_of
from units.ids import new_id


class ReplyTemplate(models.Model):
    """What a victim is told for one reason. ``words`` holds a text by language code, with checked placeholders.

    A template that was used is kept: the mail is written from it when it leaves. It is retired, not deleted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(_("usage"), max_length=10, choices=ReplyPurpose.choices)
    reason = models.CharField(_("motif"), max_length=20, choices=DismissReason.choices, blank=True, default="")
    name = models.CharField(_("nom"), max_length=80, help_text=_("Pour les agents, dans la liste des modèles."))
    words = models.JSONField(_("textes"), default=dict)
    is_active = models.BooleanField(_("proposé aux agents"), default=True)

    class Meta:
        verbose_name = _("modèle de réponse")
        verbose_name_plural = _("modèles de réponse")
        ordering = ("purpose", "name", "pk")
        constraints = [
            one_of("template", "purpose", ReplyPurpose),
            one_of("template", "reason", DismissReason, blank=True),
            models.CheckConstraint(
                name="template_reason_when_it_closes",
                condition=Q(purpose=ReplyPurpose.DISMISS) & ~Q(reason="")
                | ~Q(purpose=ReplyPurpose.DISMISS) & Q(reason=""),
                violation_error_message=_("Un modèle de clôture, et lui seul, porte un motif."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
