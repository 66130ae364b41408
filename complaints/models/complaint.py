"""What a victim declared online."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.enums import OPEN_STATUSES, DismissReason, Kind, Language, Origin, Queue, Status
from complaints.enums_incidents import Harm
from complaints.models import inbox
from complaints.models.constraints import one_of
from complaints.models.incident import Incident, Organisation
from complaints.models.mail import Constant, OutgoingMail
from complaints.models.reference import new_reference
from complaints.sealing import access
from complaints.sealing.fields import SealedJSONField
from complaints.sealing.keyring import MONTHLY
from units.ids import new_id
from units.models import Commune, Officer, Unit

COUNTED = (
    "id", "kind", "status", "dismiss_reason", "origin", "contacted_at", "contact_due_at", "booked_at", "closed_at",
    "expires_at",
)  # fmt: skip
"""What statistics are made of, beside unit and day."""


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, officer: Officer) -> ComplaintQuerySet:
        """Pre-complaints of the officer's own units; the only door for the desk's views."""
        return self.filter(unit__officers=officer)

    def of_units(self, unit_ids: Sequence[UUID]) -> ComplaintQuerySet:
        """Those of these units. One unit is compared, not joined: the index of the inbox then gives its order.

        It is written into the statement: a plan made for any unit would read all files of the largest one.
        """
        if len(unit_ids) != 1:
            return self.filter(unit__in=unit_ids)
        return self.filter(unit=Constant(str(unit_ids[0])))

    def open(self) -> ComplaintQuerySet:
        """Those in which somebody still has something to do."""
        return self.filter(status__in=OPEN_STATUSES)

    def with_places(self) -> ComplaintQuerySet:
        """Loads unit, officer in charge and commune together with the row."""
        return self.select_related("unit", "officer", "commune")

    def due_for_erasure(self, now: datetime) -> ComplaintQuerySet:
        """Those whose life is over and whose data is still there, oldest first."""
        return self.filter(erased_at=None, expires_at__lte=now).order_by("expires_at")

    def with_mail_flag(self) -> ComplaintQuerySet:
        """Adds ``to_tell``: a mail to the victim is owed by hand, or was refused."""
        return self.annotate(to_tell=Exists(OutgoingMail.objects.to_tell().filter(complaint=OuterRef("pk"))))

    def in_queue(self, queue: Queue, *, officer: Officer, now: datetime) -> ComplaintQuerySet:
        """Open ones that stand in this view of the officer's inbox."""
        return self.open().filter(inbox.clause(queue, officer=officer, now=now))

    def with_row(self) -> ComplaintQuerySet:
        """Loads all that one row of the inbox shows, and only that: not what was declared; one query for the tags."""
        return self.with_places().with_mail_flag().prefetch_related("tags").defer("statement", "tokens")


class Complaint(models.Model):
    """What a victim declared online, until it is signed at the unit or erased.

    ``identity`` (who: victim, declarant, contact) and ``statement`` (what: facts, damage, objects, clues) hold
    the answers by step and field, as ``complaints.questions`` defines them. They stand in this row, not in one
    of their own, so that the database itself can refuse an erased pre-complaint that keeps anything.

    Change ``status`` only through ``complaints.services``: they check ``workflow.TRANSITIONS``, write the
    journal and queue the mails.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(_("référence"), max_length=11, unique=True, default=new_reference, editable=False)
    status = models.CharField(_("état"), max_length=10, choices=Status.choices, default=Status.FILED)
    kind = models.CharField(_("nature des faits"), max_length=20, choices=Kind.choices)
    origin = models.CharField(_("origine"), max_length=10, choices=Origin.choices, default=Origin.ONLINE)
    language = models.CharField(_("langue"), max_length=2, choices=Language.choices, default=Language.FRENCH)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="complaints", verbose_name=_("unité"))
    officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="complaints", verbose_name=_("agent en charge")
    )
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("commune des faits")
    )
    department = models.CharField(_("département des faits"), max_length=3)
    facts_on = models.DateField(_("jour des faits"), help_text=_("Le premier du mois, une fois effacée."))
    filed_at = models.DateTimeField(_("déposée le"))
    received_at = models.DateTimeField(_("ouverte le"), null=True, blank=True)
    contact_due_at = models.DateTimeField(_("à contacter avant le"))
    contacted_at = models.DateTimeField(_("premier contact noté le"), null=True, blank=True)
    expires_at = models.DateTimeField(_("effacée au plus tard le"))
    erased_at = models.DateTimeField(_("effacée le"), null=True, blank=True)
    evidence_until = models.DateTimeField(
        _("indices menacés à partir du"),
        null=True,
        blank=True,
        help_text=_("Quand disparaît ce que l’enquête peut encore saisir : images de caméras, par exemple."),
    )
    dismiss_reason = models.CharField(
        _("motif de clôture"), max_length=20, choices=DismissReason.choices, blank=True, default=""
    )
    incident = models.ForeignKey(
        Incident, models.PROTECT, null=True, blank=True, related_name="complaints", verbose_name=_("affaire")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisme")
    )
    by_letter = models.BooleanField(_("confirmée par la lettre"), default=False)
    harms = ArrayField(
        models.CharField(max_length=10, choices=Harm), verbose_name=_("suites déclarées"), default=list, blank=True
    )
    household = models.UUIDField(
        _("foyer"), null=True, blank=True, help_text=_("Le même pour les pré-plaintes déposées ensemble.")
    )
    identity = SealedJSONField(null=True)
    statement = SealedJSONField(null=True)
    tokens = ArrayField(models.BigIntegerField(), default=list, editable=False)
    fingerprint = models.BigIntegerField(null=True, editable=False, db_index=True)
    closed_at = models.DateTimeField(_("terminée le"), null=True, blank=True)
    booked_at = models.DateTimeField(
        _("premier rendez-vous fixé le"), null=True, blank=True, help_text=_("Quand il a été fixé, pour les délais.")
    )
    awaited_at = models.DateTimeField(
        _("attendue jusqu’au"),
        null=True,
        blank=True,
        help_text=_("Heure du rendez-vous confirmé, ou fin du délai laissé à la victime pour répondre."),
    )
    unread_since = models.DateTimeField(_("la victime a écrit le"), null=True, blank=True)
    alert_level = models.PositiveSmallIntegerField(_("alertes de retard déjà données"), default=0)
    alert_at = models.DateTimeField(_("prochaine alerte de retard"), null=True, blank=True)
    dismissal = models.ForeignKey(
        "complaints.ReplyTemplate", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("modèle")
    )
    tags = models.ManyToManyField("complaints.Tag", related_name="complaints", blank=True, verbose_name=_("étiquettes"))
    urgency = models.GeneratedField(
        expression=inbox.URGENCY, output_field=models.SmallIntegerField(), db_persist=True, editable=False
    )
    act_at = models.GeneratedField(
        expression=inbox.ACT_AT, output_field=models.DateTimeField(), db_persist=True, editable=False
    )
    access_generation = models.PositiveIntegerField(default=0, editable=False)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("pré-plainte")
        verbose_name_plural = _("pré-plaintes")
        indexes = [
            models.Index(
                fields=["unit", "urgency", "act_at", "id"],
                name="complaint_inbox",
                # The numbers of the tabs and of the filters are counted without a look at the rows.
                include=["status", "kind", "contact_due_at", "filed_at", "commune", "officer"],
                condition=Q(status__in=list(OPEN_STATUSES)),
            ),
            *inbox.narrow_indexes(),
            models.Index(fields=["alert_at"], name="complaint_to_alert", condition=Q(alert_at__isnull=False)),
            models.Index(
                fields=["commune", "facts_on", "kind"], name="complaint_same_facts", condition=Q(erased_at=None)
            ),
            # Statistics and delays read nothing else: a row is ten times as wide as what they count.
            models.Index(fields=["unit", "filed_at"], name="complaint_counted", include=COUNTED),
            models.Index(
                fields=["incident", "filed_at"], name="complaint_of_incident", condition=Q(incident__isnull=False)
            ),
            models.Index(fields=["household"], name="complaint_household", condition=Q(household__isnull=False)),
            models.Index(fields=["expires_at"], name="complaint_to_erase", condition=Q(erased_at=None)),
            models.Index(fields=["evidence_until"], name="complaint_fading", condition=Q(evidence_until__isnull=False)),
            # What waits to enter the index is read through by each search: little of it may wait (kilobytes).
            GinIndex(fields=["tokens"], name="complaint_tokens", gin_pending_list_limit=64),
        ]
        constraints = [
            one_of("complaint", "status", Status),
            one_of("complaint", "kind", Kind),
            one_of("complaint", "origin", Origin),
            one_of("complaint", "language", Language),
            one_of("complaint", "dismiss_reason", DismissReason, blank=True),
            models.CheckConstraint(
                name="complaint_erased_keeps_nothing",
                condition=Q(erased_at=None)
                | Q(
                    identity=None,
                    statement=None,
                    tokens=[],
                    fingerprint=None,
                    commune=None,
                    evidence_until=None,
                    facts_on__day=1,
                ),
                violation_error_message=_("Une pré-plainte effacée ne garde aucune donnée personnelle."),
            ),
            models.CheckConstraint(
                name="complaint_erased_is_over",
                condition=Q(erased_at=None) | ~Q(status__in=OPEN_STATUSES),
                violation_error_message=_("Une pré-plainte ne peut être effacée tant qu’elle est en cours."),
            ),
            models.CheckConstraint(
                name="complaint_incident_is_a_leak",
                condition=Q(kind=Kind.DATA_LEAK, incident__isnull=False)
                | ~Q(kind=Kind.DATA_LEAK) & Q(incident=None, organisation=None, by_letter=False, harms=[]),
                violation_error_message=_("Une fuite de données se déclare dans une affaire, et elle seule."),
            ),
            models.CheckConstraint(
                name="complaint_dismissed_with_reason",
                condition=Q(status=Status.DISMISSED) & ~Q(dismiss_reason="")
                | ~Q(status=Status.DISMISSED) & Q(dismiss_reason=""),
                violation_error_message=_("Une clôture demande un motif."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Its page on the desk."""
        return reverse("desk:file", args=[self.reference])

    @property
    def sealing_series(self) -> str:
        """The keys it is sealed under: the month's, unless its incident lives longer."""
        return (self.incident.key_series if self.incident else "") or MONTHLY

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    @property
    def follow_secret(self) -> str:
        """What the follow-up link carries."""
        return access.link_secret(self.pk, self.access_generation)

    @property
    def follow_code(self) -> str:
        """What the victim notes and types, with the reference."""
        return access.code(self.pk, self.access_generation)

    @property
    def next_secret(self) -> str:
        """What a new follow-up link carries, for who lost theirs: its first use makes the former ones void."""
        return access.link_secret(self.pk, self.access_generation + 1)

    @property
    def next_code(self) -> str:
        """The code that goes with the new link."""
        return access.code(self.pk, self.access_generation + 1)

    def answers(self) -> dict[str, dict[str, Any]]:
        """All answers by step, identity first. Opens both seals; empty once erased."""
        return {**(self.identity or {}), **(self.statement or {})}
