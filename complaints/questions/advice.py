"""What to bring, what to keep and what a victim may claim: said alike by the receipt, the mails and the calendar file.

Each list is in the language active when it is called, one plain sentence an item.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from complaints.enums import THEFTS, Kind


def papers(kind: Kind | str) -> list[str]:
    """What to bring to the unit, for these facts."""
    by_kind = dict.fromkeys(THEFTS, _theft_papers) | {
        Kind.DAMAGE: _damage_papers,
        Kind.HIT_AND_RUN: _damage_papers,
        Kind.SCAM: _scam_papers,
        Kind.ABUSE_OF_TRUST: _scam_papers,
        Kind.DISCRIMINATION: _scam_papers,
    }
    return [
        _("Une pièce d’identité (carte d’identité, passeport ou titre de séjour)."),
        *by_kind[Kind(kind)](),
        _("Si vous représentez quelqu’un : un document qui le prouve (livret de famille, jugement, extrait Kbis)."),
    ]


def _theft_papers() -> list[str]:
    return [
        _("Les factures, photos ou emballages des objets volés, avec leurs numéros de série."),
        _("Pour un véhicule : la carte grise, ou sa copie."),
        _("Pour une carte ou un chéquier : le numéro d’opposition donné par votre banque."),
        _("Le nom de votre assurance et votre numéro de contrat."),
    ]


def _damage_papers() -> list[str]:
    return [
        _("Des photos des dégâts, de près et de loin."),
        _("Les devis ou factures de réparation que vous avez déjà."),
        _("Ce qui montre que le bien est à vous : facture, titre de propriété, bail ou carte grise."),
        _("Le nom de votre assurance et votre numéro de contrat."),
    ]


def _scam_papers() -> list[str]:
    return [
        _("Les preuves de paiement : relevé de compte, reçu de virement, ticket ou coupon."),
        _("Les messages, courriels et annonces échangés, avec leur date."),
        _("Les adresses de sites, numéros de téléphone et coordonnées bancaires donnés par l’auteur."),
        _("Le numéro d’opposition ou la contestation faite auprès de votre banque."),
    ]


def traces(kind: Kind | str) -> list[str]:
    """What to keep untouched until the appointment, for these facts."""
    if Kind(kind) is Kind.SCAM:
        return [
            _("N’effacez aucun message, courriel ou appel : les enquêteurs en ont besoin."),
            _("Faites des captures d’écran des annonces et des profils avant qu’ils ne disparaissent."),
            _("Prévenez votre banque sans attendre. Ne payez plus rien à cette personne."),
        ]
    return [
        _("Touchez le moins possible ce que l’auteur a pu toucher, et prenez des photos avant de ranger."),
        _("Demandez vite que les images des caméras du lieu soient gardées : elles sont souvent effacées."),
        _("Gardez ce que l’auteur a laissé, sans le laver, dans une enveloppe ou un sac en papier."),
    ]


def rights() -> list[str]:
    """The rights of every victim (article 10-2 of the code of criminal procedure)."""
    return [
        _("Demander réparation du préjudice subi."),
        _("Vous constituer partie civile, si le parquet ou vous-même engagez des poursuites."),
        _("Être assisté d’un avocat, avec l’aide juridictionnelle si vos ressources sont faibles."),
        _("Être aidé par une association d’aide aux victimes : 116 006 (France Victimes), gratuit, 7 jours sur 7."),
        _("Être aidé gratuitement par un interprète, si vous comprenez mal le français."),
        _("Être accompagné, à chaque étape, par la personne majeure de votre choix."),
        _("Vous rendre dans l’unité de votre choix : cette démarche en ligne n’est jamais obligatoire."),
    ]
