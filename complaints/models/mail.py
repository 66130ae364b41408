"""Mails owed: a row first, a message later."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from complaints.enums import ASKED_FOR, MailKind, MailState, Recipient
from complaints.models.constraints import one_of
from complaints.sealing.fields import SealedJSONField
from units.ids import new_id
from units.models import Officer, Unit

if TYPE_CHECKING:
    from complaints.models.complaint import Complaint  # which imports this module

OURS = re.compile(r"[a-z0-9_-]+")
TO_TELL = (MailState.BY_HAND, MailState.REFUSED)
"""States in which a mail to a victim is to be replaced by a call or a letter."""


class Constant(Value):
    """One of our own codes or ids, written into the statement.

    From the sixth use on, PostgreSQL may plan a statement without looking at its parameters: it then knows neither that
    a partial index serves, nor that this unit has a hundred thousand pre-complaints where others have a hundred.
    """

    def as_sql(self, *_: Any, **__: Any) -> tuple[str, tuple[()]]:
        if not OURS.fullmatch(self.value):
            raise ValueError("not a code or an id of ours")
        return f"'{self.value}'", ()


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def due(self, now: datetime) -> OutgoingMailQuerySet:
        """Those a worker should send now, oldest first."""
        return self.filter(state=MailState.PENDING, next_try_at__lte=now).order_by("next_try_at")

    def to_tell(self) -> OutgoingMailQuerySet:
        """What a victim is still to be told by hand: no e-mail, or an e-mail that was refused."""
        states = [Constant(state.value) for state in TO_TELL]
        return self.filter(recipient=Recipient.VICTIM, state__in=states).exclude(kind__in=ASKED_FOR)


class OutgoingMail(models.Model):
    """One mail owed to one recipient about one pre-complaint, about a form that isn't sent yet, or about what waits.

    An alert is about a whole ``unit``, once an ``hour``; an invitation, a warning or a daily summary about an officer.

    Address and text are resolved at sending, from the pre-complaint. A mail that must outlive the erasure, or that
    precedes the filing (code, resume link), carries its own sealed ``payload`` (address, language, secret), wiped when
    it is sent or after ``CLOSING_MAIL_HOURS``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    complaint = models.ForeignKey(
        "complaints.Complaint", models.PROTECT, null=True, related_name="mails", verbose_name=_("pré-plainte")
    )
    draft = models.ForeignKey(
        "complaints.Draft", models.CASCADE, null=True, related_name="mails", verbose_name=_("brouillon")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("unité"), help_text=_("De toute une unité.")
    )
    officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("agent destinataire")
    )
    view = models.ForeignKey("complaints.SavedView", models.CASCADE, null=True, related_name="mails")
    appointment = models.ForeignKey(
        "complaints.Appointment", models.CASCADE, null=True, related_name="reminders", verbose_name=_("rendez-vous")
    )
    sequence = models.PositiveIntegerField(
        null=True, editable=False, help_text="That of the appointment whose hour a reminder tells."
    )
    hour = models.DateTimeField(_("heure regroupée"), null=True, blank=True, editable=False)
    kind = models.CharField(_("sujet"), max_length=10, choices=MailKind.choices)
    recipient = models.CharField(_("destinataire"), max_length=10, choices=Recipient.choices)
    state = models.CharField(_("état"), max_length=10, choices=MailState.choices, default=MailState.PENDING)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    created_at = models.DateTimeField(_("dû depuis le"), auto_now_add=True)
    next_try_at = models.DateTimeField(_("prochain essai"))
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True)
    last_error = models.CharField(
        _("dernière erreur"), max_length=80, blank=True, default="", help_text=_("Un code, jamais une adresse.")
    )
    provider_id = models.CharField(
        max_length=200, blank=True, default="", editable=False, help_text="The provider's own message id, for bounces."
    )
    payload = SealedJSONField(null=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("courriel dû")
        verbose_name_plural = _("courriels dus")
        indexes = [
            models.Index(fields=["next_try_at"], name="mail_due", condition=Q(state=MailState.PENDING)),
            models.Index(fields=["provider_id"], name="mail_provider", condition=~Q(provider_id="")),
            # Each page of the desk asks for them; nearly all mails are sent.
            models.Index(
                fields=["recipient", "state", "kind", "complaint"],
                name="mail_not_told",
                condition=Q(state__in=[MailState.BY_HAND.value, MailState.REFUSED.value]),
            ),
        ]
        constraints = [
            one_of("mail", "kind", MailKind),
            one_of("mail", "recipient", Recipient),
            one_of("mail", "state", MailState),
            models.CheckConstraint(
                name="mail_about_one_thing",
                condition=Q(complaint__isnull=False, draft=None, unit=None)
                | Q(complaint=None, draft__isnull=False, unit=None)
                | Q(complaint=None, draft=None, unit__isnull=False)
                | Q(complaint=None, draft=None, unit=None, officer__isnull=False),
                violation_error_message=_("Un courriel concerne une pré-plainte, un brouillon, une unité ou un agent."),
            ),
            models.CheckConstraint(
                name="mail_to_an_officer_names_them",
                condition=Q(recipient=Recipient.OFFICER, officer__isnull=False)
                | ~Q(recipient=Recipient.OFFICER) & Q(officer=None),
                violation_error_message=_("Un courriel à un agent dit auquel."),
            ),
            models.UniqueConstraint(
                fields=["unit", "kind", "recipient", "officer", "hour"],
                name="mail_once_an_hour",
                condition=Q(unit__isnull=False),
                nulls_distinct=False,
                violation_error_message=_("Cette alerte est déjà écrite pour cette heure."),
            ),
            models.UniqueConstraint(
                fields=["appointment", "kind", "sequence"],
                name="mail_reminds_once",
                condition=Q(appointment__isnull=False),
                violation_error_message=_("Ce rappel est déjà écrit."),
            ),
            models.CheckConstraint(
                name="mail_over_keeps_no_payload",
                condition=Q(payload=None) | Q(state__in=[MailState.PENDING, MailState.BY_HAND, MailState.REFUSED]),
                violation_error_message=_("Un courriel parti ne garde pas d’adresse."),
            ),
            models.CheckConstraint(
                name="mail_sent_has_its_time",
                condition=Q(state=MailState.SENT, sent_at__isnull=False) | ~Q(state=MailState.SENT),
                violation_error_message=_("Un courriel envoyé a une heure d’envoi."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} → {self.get_recipient_display()}"

    @property
    def to_tell(self) -> bool:
        """Whether the victim is still to be told by hand."""
        return self.recipient == Recipient.VICTIM and self.state in TO_TELL and self.kind not in ASKED_FOR

    @property
    def filed(self) -> Complaint:
        """The pre-complaint it is about. ``LookupError`` when it is about a form that isn't sent yet."""
        if self.complaint is None:
            raise LookupError("a mail about a form")
        return self.complaint
