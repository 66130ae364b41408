from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from units.enums import Role
from units.ids import new_id
from units.models.unit import Unit


class OfficerManager(BaseUserManager["Officer"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Officer:
        """An officer with this password (none: no sign-in until an administrator sets one)."""
        officer = self.model(username=self.model.normalize_username(username), **fields)
        officer.set_password(password)
        officer.save(using=self._db)
        return officer

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> Officer:
        """An administrator."""
        return self.create_user(username, password, **{**fields, "role": Role.ADMINISTRATOR})


class Officer(AbstractBaseUser):
    """An individually designated member of one or several units.

    There are no groups and no permissions: the role says it all, and only administrators enter Django's admin.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(
        _("matricule ou adresse de service"),
        max_length=150,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("Un compte porte déjà cet identifiant.")},
    )
    name = models.CharField(_("nom affiché"), max_length=120)
    role = models.CharField(_("rôle"), max_length=13, choices=Role, default=Role.AGENT)
    email = models.EmailField(_("adresse de service"), blank=True)
    may_search_all = models.BooleanField(
        _("cherche dans toutes les unités"), default=False, help_text=_("Chaque recherche est inscrite au journal.")
    )
    invited_at = models.DateTimeField(_("invité le"), null=True, blank=True, editable=False)
    warned_at = models.DateTimeField(_("averti de la fermeture le"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(
        _("fermé le"), null=True, blank=True, editable=False, help_text=_("Par le service, faute de connexion.")
    )
    is_active = models.BooleanField(_("actif"), default=True)
    units = models.ManyToManyField(Unit, related_name="officers", blank=True, verbose_name=_("unités"))

    objects = OfficerManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("agent")
        ordering = ("name", "username")
        constraints = [
            models.CheckConstraint(
                name="officer_role_known",
                condition=Q(role__in=Role.values),
                violation_error_message=_("Rôle inconnu."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def is_administrator(self) -> bool:
        return self.is_active and self.role == Role.ADMINISTRATOR

    @property
    def searches_everywhere(self) -> bool:
        """The right is an administrator's: whoever stops being one loses it, be the box ticked or not."""
        return self.may_search_all and self.is_administrator

    @property
    def is_staff(self) -> bool:
        """Who enters Django's admin (the name is Django's)."""
        return self.is_administrator

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_administrator

    def has_perms(self, perms: Iterable[str], obj: object = None) -> bool:
        return self.is_administrator

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_administrator

    def get_short_name(self) -> str:
        return str(self)
