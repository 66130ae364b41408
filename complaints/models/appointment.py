"""Appointments at a unit's desks, and proposals of them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Aggregate, Func, Q
from django.utils.translation import gettext_lazy as _

from complaints.enums import LIVE_APPOINTMENTS, AppointmentState
from complaints.models.complaint import Complaint
from complaints.models.constraints import one_of
from units.ids import new_id
from units.models import Officer, Unit


class RangeStart(Func):
    """Where a period begins, as an index can hold it."""

    function = "lower"
    output_field = models.DateTimeField()


class RangeEnd(Func):
    function = "upper"
    output_field = models.DateTimeField()


class RangeAgg(Aggregate):
    """Periods merged where they touch or overlap: a multirange."""

    function = "range_agg"
    output_field = DateTimeRangeField()


class Proposal(models.Model):
    """Slots held together for a victim to choose from, until a deadline. Open while ``closed_at`` is empty."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="proposals")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("agent"))
    deadline = models.DateTimeField(_("réponse attendue avant le"))
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(_("terminée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposition de rendez-vous")
        verbose_name_plural = _("propositions de rendez-vous")
        indexes = [models.Index(fields=["deadline"], name="proposal_open", condition=Q(closed_at=None))]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"],
                condition=Q(closed_at=None),
                name="proposal_one_open",
                violation_error_message=_("Une proposition est déjà en attente de réponse."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} → {self.deadline:%Y-%m-%d %H:%M}"


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def live(self) -> AppointmentQuerySet:
        """Those that occupy their desk."""
        return self.filter(state__in=LIVE_APPOINTMENTS)

    def lapsed(self, now: datetime) -> AppointmentQuerySet:
        """Holds whose proposal's deadline has passed: they still stand in the way, and shouldn't."""
        return self.filter(state=AppointmentState.HELD, proposal__deadline__lte=now)

    def overlapping(self, start: datetime, end: datetime) -> AppointmentQuerySet:
        return self.filter(period__overlap=(start, end))

    def spans(self) -> models.QuerySet[Appointment, tuple[UUID, int, datetime, datetime]]:
        """Unit, desk, beginning and end of the times they take; those that touch at one desk are one span."""
        merged = Func(RangeAgg("period"), function="unnest", output_field=DateTimeRangeField())
        rows = self.order_by().values("unit_id", "desk").annotate(begins=RangeStart(merged), ends=RangeEnd(merged))
        return rows.values_list("unit_id", "desk", "begins", "ends")


class Appointment(models.Model):
    """A slot of one desk, held for a victim or confirmed.

    The exclusion constraint is the last guard against double booking, whoever writes. Moving changes
    ``period`` in place and raises ``sequence``: one calendar entry for the appointment's whole life.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="appointments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments")
    proposal = models.ForeignKey(Proposal, models.CASCADE, null=True, blank=True, related_name="appointments")
    desk = models.PositiveSmallIntegerField(_("guichet"))
    period = DateTimeRangeField(_("créneau"))
    state = models.CharField(_("état"), max_length=10, choices=AppointmentState.choices)
    sequence = models.PositiveIntegerField(default=0)
    arrived_at = models.DateTimeField(_("arrivée notée à"), null=True, blank=True)
    overbooked = models.BooleanField(_("en surnombre, à un bureau ajouté"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    fixed_at = models.DateTimeField(
        _("fixé le"),
        null=True,
        blank=True,
        help_text=_("Quand ce créneau-là a été confirmé, ou choisi en le déplaçant."),
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("rendez-vous")
        verbose_name_plural = _("rendez-vous")
        indexes = [
            # Reminders look for those that come soon, whatever the unit.
            models.Index(
                RangeStart("period"), name="appointment_coming", condition=Q(state=AppointmentState.CONFIRMED)
            ),
        ]
        constraints = [
            one_of("appointment", "state", AppointmentState),
            ExclusionConstraint(
                name="appointment_one_per_desk",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("desk", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=LIVE_APPOINTMENTS),
                violation_error_message=_("Ce créneau vient d’être pris."),
            ),
            models.UniqueConstraint(
                fields=["complaint"],
                condition=Q(state=AppointmentState.CONFIRMED),
                name="appointment_one_confirmed",
                violation_error_message=_("Un rendez-vous est déjà confirmé pour cette pré-plainte."),
            ),
            models.CheckConstraint(
                name="appointment_held_by_a_proposal",
                condition=~Q(state=AppointmentState.HELD) | Q(proposal__isnull=False),
                violation_error_message=_("Un créneau proposé appartient à une proposition."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%d %H:%M}"

    @property
    def is_named(self) -> bool:
        """Whether its unit may still say whose it is: neither erased nor transferred since."""
        return self.complaint.erased_at is None and self.complaint.unit_id == self.unit_id

    @property
    def start(self) -> datetime:
        return self.unit.local(self.period.lower)

    @property
    def end(self) -> datetime:
        return self.unit.local(self.period.upper)
