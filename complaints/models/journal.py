"""Who read or changed what, and when."""

from __future__ import annotations

from django.db import models
from django.utils.text import format_lazy
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from complaints.enums import Act, Channel, ContactOutcome, LinkKind, MailKind, Recipient, Status
from complaints.models.constraints import one_of
from units.models import Officer, Unit

# Details that are one code, whatever it is made of.
CODES: dict[Act, dict[str, object]] = {
    Act.FILED: {channel.value: channel.label for channel in Channel},
    Act.GIVEN_BACK: {"left": _("L’agent n’est plus de l’unité")},
    Act.OPENED: {"to tell": _("À appeler ou à poster")},
    Act.EXPORTED: {
        "json": _("Données (JSON)"),
        "zip": _("Archive (ZIP)"),
        "prepared": _("Archive (ZIP) préparée"),
    },
    Act.CONFIRMED: {"overbooked": _("En surnombre")},
    Act.CANCELLED: {"closed": _("L’unité ferme à cette heure-là")},
    Act.LINKED: {
        **{kind.value: kind.label for kind in LinkKind},
        "undone": _("Décision annulée"),
    },
    Act.PROPOSAL_ENDED: {
        "declined": _("Aucun créneau ne convenait à la victime."),
        "expired": _("Pas de réponse dans le délai."),
    },
    Act.ASK_ENDED: {
        "ended": _("L’unité n’attend plus de réponse."),
        "expired": _("Pas de réponse dans le délai."),
    },
    Act.REMINDED: {"ending": _("Effacement dans quelques jours"), "ask": _("Complément demandé")},
    Act.ARRIVED: {"undone": _("Notée par erreur, annulée")},
    Act.PRINTED: {"record": _("Constat de non-présentation"), "day": _("Liste des rendez-vous du jour")},
    Act.CONTACT: {outcome.value: outcome.label for outcome in ContactOutcome},
    Act.ESCALATED: {
        "1": _("Rappel aux trois quarts du délai"),
        "2": _("Délai dépassé"),
        "3": _("Une fois et demie le délai"),
    },
}
# What stands in a detail beside numbers and codes: a mail's subject is followed by a comma, as words follow it.
WORDS: dict[Act, dict[str, object]] = {
    Act.STATUS: {status.value: status.label for status in Status},
    Act.EVIDENCE: {"view": _("Copie de la pièce"), "original": _("Original de la pièce")},
    Act.MAIL_BY_HAND: {kind.value: kind.label for kind in MailKind},
    Act.MAIL_REFUSED: {one.value: format_lazy("{},", one.label) for one in (*MailKind, *Recipient)},
}


class JournalEntry(models.Model):
    """One reading or change of a pre-complaint (order of 2011: each is logged and kept three years).

    Never edited, holds no personal data of the victim: it outlives the erasure. ``officer`` is empty when the
    victim or the clock acted.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("le"), auto_now_add=True)
    complaint = models.ForeignKey(
        "complaints.Complaint", models.PROTECT, related_name="journal", verbose_name=_("pré-plainte")
    )
    officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agent")
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unité"),
        db_index=False,
        help_text=_("Celle qui avait la pré-plainte à ce moment."),
    )
    act = models.CharField(_("acte"), max_length=20, choices=Act.choices)
    detail = models.CharField(
        _("précision"), max_length=80, blank=True, default="", help_text=_("États, nombres ou codes, jamais un texte.")
    )

    class Meta:
        verbose_name = _("ligne de journal")
        verbose_name_plural = _("lignes de journal")
        ordering = ["pk"]
        constraints = [one_of("journal", "act", Act)]

    def __str__(self) -> str:
        return f"{self.get_act_display()} ({localtime(self.at):%Y-%m-%d %H:%M})"

    @property
    def precision(self) -> str:
        """The detail as people read it."""
        if self.act == Act.PROPOSED and self.detail.isdecimal():
            number = int(self.detail)
            return ngettext("%(number)s créneau", "%(number)s créneaux", number) % {"number": number}
        if self.act == Act.ANSWERED and self.detail.isdecimal():
            number = int(self.detail)
            return ngettext("%(number)s fichier", "%(number)s fichiers", number) % {"number": number}
        act = Act(self.act)
        if act in CODES:
            return str(CODES[act].get(self.detail, self.detail))
        words = WORDS.get(act, {})
        return " ".join(str(words.get(word, word)) for word in self.detail.split(" "))
