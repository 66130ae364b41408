from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cache, cached_property
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from units.enums import CompetenceSource, ContactClock, Institution, MailContent, Weekday
from units.hours import describe
from units.ids import new_id
from units.models.commune import PLACED_OR_NOT, Commune
from units.territories import METROPOLITAN_ZONE
from units.transport import is_secure_mailbox, mail_transport_is_safe

HOUR = re.compile(r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())  # walks a folder of 600 files


def validate_time_zone(value: str) -> None:
    if value not in _time_zones():
        raise ValidationError(gettext("Fuseau horaire inconnu : %(value)s."), params={"value": value})


def validate_hours(value: Any) -> None:
    """Hours are ``[]`` (unknown) or seven lists, Monday first, of ``["08:00", "12:00"]`` in order and apart."""
    if value == [] or (isinstance(value, list) and len(value) == len(Weekday) and all(_is_day(day) for day in value)):
        return
    raise ValidationError(gettext("Horaires illisibles : sept listes de plages « de, à » sont attendues."))


def _is_day(day: Any) -> bool:
    if not isinstance(day, list) or not all(isinstance(span, list) for span in day):
        return False
    edges = [edge for span in day for edge in span]
    if len(edges) != 2 * len(day):
        return False
    if not all(isinstance(edge, str) and HOUR.match(edge) for edge in edges):
        return False
    return all(earlier < later for earlier, later in pairwise(edges))


class UnitQuerySet(models.QuerySet["Unit"]):
    def receiving(self) -> UnitQuerySet:
        """Units that still receive the public: the only ones a victim may choose."""
        return self.filter(receives_public=True)


class Unit(models.Model):
    """A police station or a gendarmerie brigade that receives the public."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("identifiant officiel"), max_length=60, unique=True)
    service_number = models.CharField(
        _("numéro de service"), max_length=8, blank=True, validators=[RegexValidator(r"^\d{7,8}$")]
    )
    institution = models.CharField(_("institution"), max_length=2, choices=Institution)
    name = models.CharField(_("nom"), max_length=160)
    short_name = models.CharField(_("nom court"), max_length=80, blank=True)
    receives_public = models.BooleanField(_("reçoit le public"), default=True)

    address_extra = models.CharField(_("complément d’adresse"), max_length=200, blank=True)
    street = models.CharField(_("rue"), max_length=200, blank=True)
    postal_code = models.CharField(_("code postal"), max_length=5, blank=True)
    city = models.CharField(_("ville"), max_length=80)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="seated_units", verbose_name=_("commune"))
    department = models.CharField(_("département"), max_length=3, db_index=True)
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    time_zone = models.CharField(
        _("fuseau horaire"), max_length=40, default=METROPOLITAN_ZONE, validators=[validate_time_zone]
    )
    accessible = models.BooleanField(_("accessible en fauteuil roulant"), null=True, blank=True)

    phone = models.CharField(_("téléphone"), max_length=80, blank=True)
    mailbox = models.EmailField(_("boîte de réception"), blank=True)
    operations_mailbox = models.EmailField(_("boîte du centre d’opérations"), blank=True)
    mail_content = models.CharField(
        _("contenu des messages"), max_length=10, choices=MailContent, default=MailContent.NOTICE
    )
    contact_clock = models.CharField(
        _("délai de premier contact compté en"), max_length=8, choices=ContactClock, default=ContactClock.CALENDAR
    )

    hours = models.JSONField(_("horaires"), default=list, blank=True, validators=[validate_hours])
    hours_note = models.CharField(_("précision sur les horaires"), max_length=300, blank=True)
    minimum_notice_hours = models.PositiveSmallIntegerField(
        _("délai minimal avant un rendez-vous (heures)"), default=12
    )
    move_cutoff_hours = models.PositiveSmallIntegerField(
        _("déplacement en ligne jusqu’à (heures avant le rendez-vous)"), default=12
    )
    cancel_cutoff_hours = models.PositiveSmallIntegerField(
        _("annulation en ligne jusqu’à (heures avant le rendez-vous)"), default=2
    )
    horizon_days = models.PositiveSmallIntegerField(_("rendez-vous ouverts sur (jours)"), default=30)
    open_on_holidays = models.BooleanField(_("ouverte les jours fériés"), default=False)
    competent_communes = models.ManyToManyField(Commune, through="Competence", related_name="competent_units")

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unité")
        ordering = ("name", "code")
        constraints = [
            models.CheckConstraint(
                name="unit_institution_known",
                condition=Q(institution__in=Institution.values),
                violation_error_message=_("Institution inconnue."),
            ),
            models.CheckConstraint(
                name="unit_mail_content_known",
                condition=Q(mail_content__in=MailContent.values),
                violation_error_message=_("Contenu des messages inconnu."),
            ),
            models.CheckConstraint(
                name="unit_contact_clock_known",
                condition=Q(contact_clock__in=ContactClock.values),
                violation_error_message=_("Horloge inconnue."),
            ),
            models.CheckConstraint(
                name="unit_essentials_need_mailbox",
                condition=~Q(mail_content=MailContent.ESSENTIALS, mailbox=""),
                violation_error_message=_("L’essentiel du dossier ne part que vers une boîte connue."),
            ),
            models.CheckConstraint(
                name="unit_coordinates_both_or_none",
                condition=PLACED_OR_NOT,
                violation_error_message=_("La latitude et la longitude vont ensemble."),
            ),
            models.CheckConstraint(
                name="unit_horizon_reasonable",
                condition=Q(horizon_days__range=(1, 90), minimum_notice_hours__range=(0, 720)),
                violation_error_message=_("De 1 à 90 jours ouverts, et 720 heures de délai au plus."),
            ),
            models.CheckConstraint(
                name="unit_cutoffs_reasonable",
                condition=Q(move_cutoff_hours__range=(0, 720), cancel_cutoff_hours__range=(0, 720)),
                violation_error_message=_("Un rendez-vous se change en ligne jusqu’à 720 heures avant au plus."),
            ),
            models.UniqueConstraint(
                name="unit_service_number_unique",
                fields=["service_number"],
                condition=~Q(service_number=""),
                violation_error_message=_("Une autre unité porte déjà ce numéro de service."),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    @cached_property
    def zone(self) -> ZoneInfo:
        """The clock of the place."""
        return ZoneInfo(self.time_zone)

    @property
    def address_lines(self) -> list[str]:
        """The postal address, one line each, without the unit's name."""
        lines = (self.address_extra, self.street, f"{self.postal_code} {self.city}".strip())
        return [line for line in lines if line]

    @property
    def dialled(self) -> str:
        """The number as a telephone dials it; nothing when what is kept is more than a number."""
        digits = re.sub(r"[\s.\-]", "", self.phone)
        return digits if re.fullmatch(r"\+?\d{2,15}", digits) else ""

    @property
    def opening_lines(self) -> list[tuple[str, str]]:
        """When it is open, to be read: ``("lundi à jeudi", "8 h à 12 h, 14 h à 18 h")``; nothing when unknown."""
        return describe(self.hours)

    def local(self, instant: datetime) -> datetime:
        """The instant as the unit's own clock shows it."""
        return instant.astimezone(self.zone)

    @property
    def notice(self) -> timedelta:
        """How long before a slot a victim may still take it."""
        return timedelta(hours=self.minimum_notice_hours)

    @property
    def move_cutoff(self) -> timedelta:
        """How long before their appointment a victim may still move it online."""
        return timedelta(hours=self.move_cutoff_hours)

    @property
    def cancel_cutoff(self) -> timedelta:
        """How long before their appointment a victim may still cancel it online."""
        return timedelta(hours=self.cancel_cutoff_hours)

    def sends_essentials(self) -> bool:
        """Whether the unit's mail may carry the essentials of a file, here and now."""
        return (
            self.mail_content == MailContent.ESSENTIALS and is_secure_mailbox(self.mailbox) and mail_transport_is_safe()
        )

    def clean(self) -> None:
        super().clean()
        if self.mail_content == MailContent.ESSENTIALS and not is_secure_mailbox(self.mailbox):
            message = gettext("L’essentiel du dossier ne part que vers une boîte du réseau sécurisé.")
            raise ValidationError({"mail_content": message})


class Competence(models.Model):
    """This unit is competent for facts committed in this commune."""

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="competences", verbose_name=_("commune"))
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="competences", verbose_name=_("unité"))
    source = models.CharField(_("origine"), max_length=8, choices=CompetenceSource, default=CompetenceSource.MANUAL)

    class Meta:
        verbose_name = _("compétence")
        constraints = [
            models.UniqueConstraint(
                name="competence_once",
                fields=["commune", "unit"],
                violation_error_message=_("Cette unité est déjà compétente pour cette commune."),
            ),
            models.CheckConstraint(
                name="competence_source_known",
                condition=Q(source__in=CompetenceSource.values),
                violation_error_message=_("Origine inconnue."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commune} → {self.unit}"
