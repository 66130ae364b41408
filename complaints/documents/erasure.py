"""The proof that a pre-complaint was erased: read again from the row that is left, signed, kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.documents.typesetting import moment, section, unit_lines, words_of, written
from complaints.models import Complaint
from complaints.sealing.receipts import ErasureFacts

TEMPLATE = "erasure.typ"


@dataclass(frozen=True)
class ErasureProof:
    """What was erased, when, why, from where, and what is outside. In the language active when it is read."""

    complaint: Complaint
    at: datetime
    unreadable_from: date

    @cached_property
    def facts(self) -> ErasureFacts:
        """What the verification code covers."""
        at = self.complaint.unit.local(self.at)
        return ErasureFacts(
            self.complaint.reference, at.date(), f"{at:%H:%M}", self.complaint.status, self.unreadable_from
        )

    @property
    def cause(self) -> str:
        return self.complaint.get_status_display()

    @property
    def places(self) -> list[str]:
        """Where nothing of it is left."""
        hours = settings.CLOSING_MAIL_HOURS
        return [
            _("La base de données : identité, coordonnées, récit, objets, lieu et jour exact des faits."),
            _("Les photos et documents joints."),
            _("L’index de recherche."),
            ngettext(
                "Les courriels encore à envoyer. Le dernier, qui vous annonce l’effacement, oublie votre adresse "
                "dès qu’il est parti, et au plus tard %(hours)s heure après.",
                "Les courriels encore à envoyer. Le dernier, qui vous annonce l’effacement, oublie votre adresse "
                "dès qu’il est parti, et au plus tard %(hours)s heures après.",
                hours,
            )
            % {"hours": hours},
        ]

    @property
    def left(self) -> list[str]:
        """What this proof doesn't reach."""
        return [
            _("Les sauvegardes : leur clé est détruite, et plus rien n’y est lisible, à partir du %(day)s.")
            % {"day": date_format(self.unreadable_from, "j F Y")},
            _("Les messages déjà reçus dans la boîte de l’unité et du centre d’opérations : ils sont hors de ce site."),
            _("Ce qui a été imprimé, et la plainte elle-même si vous l’avez signée."),
            _("Une ligne sans nom : référence, unité, nature, département et mois des faits, état et dates."),
        ]


def erasure_pdf(proof: ErasureProof, *, printed_at: datetime) -> bytes:
    """The proof on paper, tagged for screen readers, in the victim's language and on the unit's clock."""
    complaint = proof.complaint
    with translation.override(complaint.language), timezone.override(complaint.unit.zone):
        return written(TEMPLATE, lambda _undrawn: _document(proof, printed_at), printed_at)


def _document(proof: ErasureProof, printed_at: datetime) -> dict[str, Any]:
    complaint = proof.complaint
    summary = [
        (_("Effacée le"), moment(proof.at)),
        (_("Cause"), proof.cause),
        (_("Sauvegardes illisibles à partir du"), date_format(proof.unreadable_from, "j F Y")),
    ]
    return {
        **words_of(complaint.language),
        "title": _("Preuve d’effacement %(reference)s") % {"reference": complaint.reference},
        "heading": _("Preuve d’effacement"),
        "reference": complaint.reference,
        "notyet": "",
        "unit": unit_lines(complaint.unit),
        "statement": _("Tout ce qui était personnel dans cette pré-plainte a été effacé de ce site."),
        "summary": [{"label": label, "value": value} for label, value in summary],
        "sections": [
            section(_("Effacé de"), items=proof.places),
            section(_("Ce qui reste, et pour combien de temps"), items=proof.left),
        ],
        "check": _check(proof),
        "printed": _("Établi le %(moment)s") % {"moment": moment(printed_at)},
    }


def _check(proof: ErasureProof) -> dict[str, str]:
    return {
        "title": _("Pour vérifier ce document"),
        "code": proof.facts.code(),
        "text": _(
            "À l’adresse %(address)s, recopiez la référence, le jour et l’heure, la cause, la date des sauvegardes "
            "et ce code. Seules ces indications sont vérifiables."
        )
        % {"address": settings.SITE_URL + reverse("complaints:verify")},
    }
