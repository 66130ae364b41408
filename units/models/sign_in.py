"""The sign-in log that django-axes keeps, under names an administrator reads."""

from __future__ import annotations

from axes.models import AccessAttempt, AccessLog
from django.utils.translation import gettext_lazy as _


class RefusedSignIn(AccessAttempt):  # type: ignore[misc]  # untyped library
    """Failures of one name from one browser. Five of them lock the name out from that address, for a while."""

    class Meta:
        proxy = True
        verbose_name = _("connexion refusée")
        verbose_name_plural = _("connexions refusées")
        ordering = ("-attempt_time",)

    def __str__(self) -> str:
        return str(self.username)


class SignIn(AccessLog):  # type: ignore[misc]  # untyped library
    """One sign-in of an officer, and its end where they signed out."""

    class Meta:
        proxy = True
        verbose_name = _("connexion")
        verbose_name_plural = _("connexions")
        ordering = ("-attempt_time",)

    def __str__(self) -> str:
        return str(self.username)
