"""A form being filled."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.models.complaint import Complaint
from units.ids import new_id


class DraftQuerySet(models.QuerySet["Draft"]):
    def alive(self, now: datetime) -> DraftQuerySet:
        return self.filter(expires_at__gt=now)


class Draft(models.Model):
    """The answers given so far, readable only with the visitor's token (``complaints.sealing.draftkeys``).

    Once filed, it stays until its life ends, emptied, pointing to its pre-complaint: a reload, a replay or a
    second tab finds the same receipt. ``resume_…`` is a second wrap of the same key, under a secret that was mailed or
    noted by hand to go on elsewhere: usable once. A row without key is the sign left for the browser that the form was
    taken from: it opens nothing and says so.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    finder = models.BinaryField(max_length=32, unique=True)
    wrapped_key = models.BinaryField()
    resume_finder = models.BinaryField(max_length=32, null=True, unique=True)
    resume_wrapped_key = models.BinaryField(null=True)
    answers = models.BinaryField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
    complaint = models.OneToOneField(Complaint, models.PROTECT, null=True, related_name="draft")

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("brouillon")
        verbose_name_plural = _("brouillons")
        constraints = [
            models.CheckConstraint(
                name="draft_filed_is_emptied",
                condition=Q(complaint=None) | Q(answers=None),
                violation_error_message=_("Un brouillon déposé ne garde pas de réponses."),
            ),
            models.CheckConstraint(
                name="draft_resume_whole",
                condition=Q(resume_finder=None, resume_wrapped_key=None)
                | Q(complaint=None, resume_finder__isnull=False, resume_wrapped_key__isnull=False),
                violation_error_message=_("Seul un brouillon ouvert se reprend ailleurs."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
