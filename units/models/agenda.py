from __future__ import annotations

from django.contrib.postgres.fields import DateTimeRangeField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from units.enums import Weekday
from units.models.unit import Unit


class OpeningRule(models.Model):
    """Each week on that day, ``desks`` desks receive by appointment from ``starts`` to ``ends``.

    Times are those of the unit's own clock. Desks are numbered from 1. Both dates are included.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="rules", verbose_name=_("unité"))
    weekday = models.PositiveSmallIntegerField(_("jour"), choices=Weekday)
    starts = models.TimeField(_("de"))
    ends = models.TimeField(_("à"))
    slot_minutes = models.PositiveSmallIntegerField(
        _("durée d’un rendez-vous (minutes)"), default=30, validators=[MinValueValidator(5), MaxValueValidator(480)]
    )
    desks = models.PositiveSmallIntegerField(
        _("bureaux"), default=1, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    valid_from = models.DateField(_("à partir du"))
    valid_until = models.DateField(_("jusqu’au"), null=True, blank=True)

    class Meta:
        verbose_name = _("plage de rendez-vous")
        verbose_name_plural = _("plages de rendez-vous")
        ordering = ("weekday", "starts", "pk")
        constraints = [
            models.CheckConstraint(
                name="openingrule_weekday_known",
                condition=Q(weekday__in=Weekday.values),
                violation_error_message=_("Jour inconnu."),
            ),
            models.CheckConstraint(
                name="openingrule_ends_after_start",
                condition=Q(ends__gt=F("starts")),
                violation_error_message=_("La fin vient après le début."),
            ),
            models.CheckConstraint(
                name="openingrule_slot_reasonable",
                condition=Q(slot_minutes__range=(5, 480)),
                violation_error_message=_("Un rendez-vous dure de 5 minutes à 8 heures."),
            ),
            models.CheckConstraint(
                name="openingrule_desks_reasonable",
                condition=Q(desks__range=(1, 50)),
                violation_error_message=_("De 1 à 50 bureaux."),
            ),
            models.CheckConstraint(
                name="openingrule_valid_until_after_from",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("La dernière date vient après la première."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M}–{self.ends:%H:%M}"


class Closure(models.Model):
    """No appointment during ``period``, at one desk or at all of them (``desk`` empty)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="closures", verbose_name=_("unité"))
    period = DateTimeRangeField(_("période"))
    desk = models.PositiveSmallIntegerField(_("bureau"), null=True, blank=True, validators=[MinValueValidator(1)])
    reason = models.CharField(_("motif"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("fermeture")
        ordering = ("period", "pk")
        constraints = [
            models.CheckConstraint(
                name="closure_period_is_finite",
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
                violation_error_message=_("Une fermeture a un début et une fin."),
            ),
            models.CheckConstraint(
                name="closure_desk_from_one",
                condition=Q(desk=None) | Q(desk__gte=1),
                violation_error_message=_("Les bureaux sont numérotés à partir de 1."),
            ),
        ]

    def __str__(self) -> str:
        return self.reason or str(self.pk)
