"""The receipt of a pre-complaint: said alike by its page and by its PDF, in the victim's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from complaints.documents.typesetting import Undrawn, drawable, moment, section, unit_lines, words_of, written
from complaints.models import Appointment, Complaint
from complaints.questions import advice, urgency
from complaints.questions.legal import VICTIMS_RIGHTS
from complaints.questions.person import Person
from complaints.sealing.receipts import ReceiptFacts
from units import support
from units.support import Office

TEMPLATE = "receipt.typ"


@dataclass(frozen=True)
class Receipt:
    """What the victim of an open pre-complaint is told in writing. Opens both seals; no query of its own."""

    complaint: Complaint

    @cached_property
    def person(self) -> Person:
        return Person.of(self.complaint.identity)

    @cached_property
    def facts(self) -> ReceiptFacts:
        """What the verification code covers."""
        complaint = self.complaint
        filed_on = complaint.unit.local(complaint.filed_at).date()
        return ReceiptFacts(complaint.reference, filed_on, complaint.unit.name, complaint.kind, self.person.title)

    @property
    def papers(self) -> list[str]:
        return advice.papers(self.complaint.kind, self.person.who)

    @property
    def signer(self) -> str:
        """Who must come, in a sentence."""
        return advice.signer(self.person.who)

    @property
    def traces(self) -> list[str]:
        return urgency.traces_left(self.complaint.answers(), self.complaint.kind)

    @property
    def at_once(self) -> list[str]:
        """What not to put off until the appointment."""
        return urgency.advice_now(self.complaint.answers(), kind=self.complaint.kind)

    @property
    def rights(self) -> list[str]:
        return advice.rights()

    @property
    def office(self) -> Office | None:
        """The victim-support office nearest to the unit."""
        return support.nearest(self.complaint.unit)

    @property
    def listed_in(self) -> int:
        """The year of the list of offices."""
        return support.LISTED_IN


def receipt_pdf(complaint: Complaint, *, printed_at: datetime, booked: Appointment | None = None) -> bytes:
    """The receipt on paper, tagged for screen readers: one page to hand over, the rest for the victim.

    ``booked`` is the confirmed appointment, the only slot that is firm. It never holds the follow-up code: whoever is
    shown the paper could open the file. Times are those of the unit's clock.
    """
    receipt = Receipt(complaint)
    with translation.override(complaint.language), timezone.override(complaint.unit.zone):
        return written(TEMPLATE, lambda undrawn: _document(receipt, printed_at, booked, undrawn), printed_at)


def _document(receipt: Receipt, printed_at: datetime, booked: Appointment | None, undrawn: Undrawn) -> dict[str, Any]:
    complaint = receipt.complaint
    return {
        **words_of(complaint.language),
        "title": _("Récépissé de pré-plainte %(reference)s") % {"reference": complaint.reference},
        "heading": _("Récépissé de pré-plainte"),
        "reference": complaint.reference,
        "notyet": _("Ceci n’est pas encore une plainte."),
        "notyet_more": _("Elle le devient quand la personne qui dépose la signe devant un agent."),
        "unit": unit_lines(complaint.unit),
        "summary": _summary(receipt, undrawn),
        "check": {
            "title": _("Pour vérifier ce document"),
            "code": receipt.facts.code(),
            "text": _(
                "À l’adresse %(address)s, recopiez la référence, le jour du dépôt, l’unité, la nature des faits, "
                "la victime et ce code. Seules ces indications sont vérifiables."
            )
            % {"address": settings.SITE_URL + reverse("complaints:verify")},
        },
        "shared": [_appointment(booked)],
        "own": _own(receipt, booked),
        "printed": _("Établi le %(moment)s") % {"moment": moment(printed_at)},
        "unprintable": undrawn is None or bool(undrawn),
    }


def _summary(receipt: Receipt, undrawn: Undrawn) -> list[dict[str, str]]:
    complaint = receipt.complaint
    rows = [
        (_("Victime"), drawable(receipt.person.title, undrawn)),
        (_("Déposée le"), moment(complaint.filed_at)),
        (_("Unité"), drawable(complaint.unit.name, undrawn)),
        (_("Nature des faits"), complaint.get_kind_display()),
    ]
    return [{"label": label, "value": value} for label, value in rows]


def _appointment(booked: Appointment | None) -> dict[str, Any]:
    if booked is None:
        return section(
            _("Rendez-vous"),
            _("Aucun rendez-vous n’est fixé à la date de ce document."),
            _("Un horaire souhaité ou proposé n’est pas un rendez-vous : seul un rendez-vous confirmé compte."),
        )
    start = timezone.localtime(booked.start)
    when = _("%(day)s à %(hour)s") % {"day": date_format(start, "l j F Y"), "hour": date_format(start, "H:i")}
    return section(_("Rendez-vous confirmé"), strong=when, items=[booked.unit.name, *booked.unit.address_lines])


def _own(receipt: Receipt, booked: Appointment | None) -> list[dict[str, Any]]:
    """The pages for the victim alone."""
    at_once, person = receipt.at_once, receipt.person
    found = [_next(receipt, booked)]
    if at_once:
        found.append(section(_("À faire tout de suite"), items=at_once))
    found += [
        section(_("À apporter"), items=receipt.papers),
        section(_("À garder jusqu’au rendez-vous"), items=receipt.traces),
        section(
            _("Vos droits de victime"),
            _("Article %(number)s du %(code)s.") % {"number": VICTIMS_RIGHTS.number, "code": VICTIMS_RIGHTS.code},
            items=receipt.rights,
        ),
        _support(receipt),
    ]
    if person.phrase:
        found.append(_recognition(person.phrase))
    return found


def _next(receipt: Receipt, booked: Appointment | None) -> dict[str, Any]:
    complaint = receipt.complaint
    texts = [_("Ces pages sont pour vous seul : ne remettez que la première.")]
    if complaint.contacted_at is None:
        texts.append(
            _("L’unité doit vous contacter avant le %(moment)s, pour fixer un rendez-vous.")
            % {"moment": moment(complaint.contact_due_at)}
        )
    if booked is None:
        texts.append(_("Ne vous déplacez pas avant d’avoir un rendez-vous confirmé."))
    texts += [
        receipt.signer,
        _("Sans signature, vos réponses sont effacées le %(day)s au plus tard.")
        % {"day": date_format(timezone.localtime(complaint.expires_at), "j F Y")},
        _("Pour suivre votre pré-plainte : %(address)s, avec la référence et votre code, qui n’est pas imprimé ici.")
        % {"address": settings.SITE_URL + reverse("complaints:tracking")},
    ]
    return section(_("Ce qui se passe ensuite"), *texts)


def _support(receipt: Receipt) -> dict[str, Any]:
    office = receipt.office
    national = _("Partout en France : %(number)s (France Victimes), gratuit, tous les jours.") % {
        "number": support.NATIONAL_NUMBER
    }
    if office is None:
        return section(_("Être aidé"), national)
    nearest = ", ".join([office.name, *office.lines])
    if office.phone:
        nearest = _("%(place)s. Téléphone : %(phone)s") % {"place": nearest, "phone": office.phone}
    dated = _("Adresse et téléphone de %(year)s : appelez avant d’y aller.") % {"year": receipt.listed_in}
    return section(_("Être aidé"), national, items=[nearest, dated])


def _recognition(phrase: str) -> dict[str, Any]:
    return section(
        _("Reconnaître nos messages"),
        _("Nos courriels porteront ces trois mots. Sans eux, le message n’est pas de nous :"),
        strong=phrase,
    )
