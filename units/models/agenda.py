from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateRangeField,
    DateTimeRangeField,
    IntegerRangeField,
    RangeOperators,
)
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from units.enums import Weekday
from units.models.officer import Officer
from units.models.unit import Unit


class MinuteOfDay(Func):
    """Of a time of the wall clock."""

    template = "(EXTRACT(EPOCH FROM %(expressions)s) / 60)::int"
    output_field = models.IntegerField()


def _minute(name: str) -> MinuteOfDay:
    return MinuteOfDay(Cast(F(name), models.TimeField()))


HOURS = Func(_minute("starts"), _minute("ends"), function="int4range", output_field=IntegerRangeField())
VALIDITY = Func(
    Cast(F("valid_from"), models.DateField()),
    Cast(F("valid_until"), models.DateField()),
    Value("[]"),
    function="daterange",
    output_field=DateRangeField(),
)
DESKS = Func(
    Cast(F("first_desk"), models.IntegerField()),
    Cast(F("first_desk"), models.IntegerField()) + Cast(F("desks"), models.IntegerField()),
    function="int4range",
    output_field=IntegerRangeField(),
)
OWN_DAY = Case(When(valid_from=F("valid_until"), then=Value(1)), default=Value(0), output_field=models.IntegerField())
"""A day of its own replaces the week: rules of the two sorts never hold together."""


class OpeningRule(models.Model):
    """Each week on that day, ``desks`` desks receive by appointment from ``starts`` to ``ends``.

    Times are those of the unit's own clock. Desks are numbered from ``first_desk``, 1 unless said. Both dates are
    included. ``kinds`` are the facts received (codes of another application, which checks them); empty: all.
    A rule valid on a single day is an exception: that day its rules replace those of the week, holiday or not.
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
    first_desk = models.PositiveSmallIntegerField(
        _("premier bureau"), default=1, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    kinds = ArrayField(models.CharField(max_length=20), verbose_name=_("faits reçus"), default=list, blank=True)
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
                name="openingrule_first_desk_reasonable",
                condition=Q(first_desk__range=(1, 99)),
                violation_error_message=_("Les bureaux sont numérotés de 1 à 99."),
            ),
            ExclusionConstraint(
                name="openingrule_one_per_desk",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (OWN_DAY, RangeOperators.EQUAL),
                    (HOURS, RangeOperators.OVERLAPS),
                    (VALIDITY, RangeOperators.OVERLAPS),
                    (DESKS, RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Un bureau serait ouvert deux fois à la même heure."),
            ),
            models.CheckConstraint(
                name="openingrule_valid_until_after_from",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("La dernière date vient après la première."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M}–{self.ends:%H:%M}"

    @property
    def desk_numbers(self) -> range:
        return range(self.first_desk, self.first_desk + self.desks)

    @property
    def is_exception(self) -> bool:
        """Whether it is about one day, whose usual rules it replaces."""
        return self.valid_from == self.valid_until


class Closure(models.Model):
    """No appointment during ``period``, at one desk or at all of them (``desk`` empty)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="closures", verbose_name=_("unité"))
    period = DateTimeRangeField(_("période"))
    desk = models.PositiveSmallIntegerField(_("bureau"), null=True, blank=True, validators=[MinValueValidator(1)])
    reason = models.CharField(_("motif"), max_length=120, blank=True)
    closed_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("fermé par")
    )

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
