"""Two pre-complaints that look alike, and what an officer decided about them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.enums import LinkKind
from complaints.models.complaint import Complaint
from complaints.models.constraints import one_of
from units.models import Officer


class ComplaintLink(models.Model):
    """One decision a pair, whichever side it was taken from: ``first`` is the one with the smaller key."""

    first = models.ForeignKey(Complaint, models.CASCADE, related_name="+")
    second = models.ForeignKey(Complaint, models.CASCADE, related_name="+")
    kind = models.CharField(_("décision"), max_length=10, choices=LinkKind.choices)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("agent"))
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("rapprochement")
        constraints = [
            one_of("link", "kind", LinkKind),
            models.UniqueConstraint(fields=["first", "second"], name="link_once"),
            models.CheckConstraint(name="link_in_order", condition=Q(first__lt=F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} – {self.second_id}"
