"""The proof that an e-mail address is its giver's: a code that was sent there, and typed here."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from units.ids import new_id


class EmailProofQuerySet(models.QuerySet["EmailProof"]):
    def alive(self, now: datetime) -> EmailProofQuerySet:
        return self.filter(expires_at__gt=now)


class EmailProof(models.Model):
    """The last code sent for one form or one pre-complaint (``subject`` is its id).

    Address and code stand here as keyed marks only: a plain hash of six digits falls at once.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject = models.UUIDField(unique=True)
    address_mark = models.BinaryField(max_length=32)
    code_mark = models.BinaryField(max_length=32)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    objects = EmailProofQuerySet.as_manager()

    class Meta:
        verbose_name = _("code envoyé")
        verbose_name_plural = _("codes envoyés")

    def __str__(self) -> str:
        return str(self.pk)
