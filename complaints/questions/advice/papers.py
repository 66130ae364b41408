"""What to bring to the unit: by kind of facts, and by who signs."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.enums import Kind

Lines = tuple[str | Promise, ...]

INSURANCE = _("Le nom de votre assurance et votre numéro de contrat.")
BELONGINGS = _("Les factures, photos ou emballages des objets, avec leurs numéros de série.")
REGISTRATION = _("La carte grise du véhicule, ou sa copie.")
QUOTES = _("Des photos des dégâts, et les devis ou factures de réparation que vous avez déjà.")

OF_KIND: Mapping[Kind, Lines] = {
    Kind.BURGLARY: (
        BELONGINGS,
        _("La liste des objets pris, même incomplète : vous pourrez y ajouter à l’unité."),
        _("Ce qui montre que le lieu est à vous : bail, titre de propriété ou facture récente."),
        INSURANCE,
    ),
    Kind.FROM_VEHICLE: (
        BELONGINGS,
        REGISTRATION,
        _("Des photos du véhicule et de la façon dont il a été ouvert."),
        INSURANCE,
    ),
    Kind.VEHICLE: (
        _("La carte grise ou sa copie. Pour un vélo : la facture et le numéro gravé sur le cadre."),
        _("Toutes les clés qui vous restent."),
        _("Le certificat de cession, si vous venez d’acheter le véhicule."),
        INSURANCE,
    ),
    Kind.PHONE: (
        _("L’IMEI du téléphone : sur la boîte, la facture, ou dans votre compte Apple, Google ou opérateur."),
        _("La facture ou le contrat de l’opérateur, avec le numéro de la ligne."),
        INSURANCE,
    ),
    Kind.PAPERS: (
        _("Une copie des papiers volés, ou leurs numéros, si vous les avez."),
        _("Ce qui prouve votre identité sans eux : autre pièce, livret de famille, photo récente."),
        _("Les courriers reçus, si quelqu’un s’est servi de ces papiers."),
    ),
    Kind.BANK_MEANS: (
        _("Le numéro d’opposition donné par votre banque."),
        _("Le relevé de compte, avec les opérations que vous n’avez pas faites."),
        _("Les numéros des chèques volés, et votre RIB."),
    ),
    Kind.THEFT: (
        BELONGINGS,
        _("Pour une carte ou un chéquier : le numéro d’opposition donné par votre banque."),
        INSURANCE,
    ),
    Kind.DAMAGE: (
        QUOTES,
        _("Ce qui montre que le bien est à vous : facture, titre de propriété, bail ou carte grise."),
        INSURANCE,
    ),
    Kind.HIT_AND_RUN: (
        QUOTES,
        REGISTRATION,
        _("Le nom et le téléphone des témoins, et le mot laissé par le conducteur s’il y en a un."),
        INSURANCE,
    ),
    Kind.SCAM: (
        _("Les preuves de paiement : relevé de compte, reçu de virement, chèque ou ticket."),
        _("Les messages, courriers et annonces échangés, avec leur date."),
        _("Les numéros de téléphone, adresses et coordonnées bancaires donnés par l’auteur."),
        _("Le numéro d’opposition, ou la contestation faite auprès de votre banque."),
    ),
    Kind.ABUSE_OF_TRUST: (
        _("Le contrat, le devis, le reçu ou les messages qui montrent ce que vous avez confié."),
        _("Ce qui montre que le bien est à vous : facture, carte grise ou relevé de compte."),
        _("La lettre par laquelle vous l’avez réclamé, avec l’accusé de réception."),
    ),
    Kind.DISCRIMINATION: (
        _("Les annonces, réponses, courriers et messages, avec leur date."),
        _("Les noms et coordonnées des personnes qui ont vu ou entendu les faits."),
        _("Ce qui montre comment d’autres ont été traités : réponses, attestations, test de situation."),
    ),
    Kind.DATA_LEAK: (
        _("La lettre ou le courriel de l’organisme qui vous annonce la fuite."),
        _("Les messages suspects reçus depuis, avec leur date."),
        _("Le relevé de compte, si de l’argent a été pris."),
    ),
}
CARD = _("Une pièce d’identité (carte d’identité, passeport ou titre de séjour).")
OWN_CARD = _("Votre pièce d’identité (carte d’identité, passeport ou titre de séjour).")
OF_WHO: Mapping[str, Lines] = {
    "self": (CARD,),
    "minor": (
        OWN_CARD,
        _("Le livret de famille, ou la décision qui vous nomme tuteur."),
        _("La pièce d’identité de l’enfant, s’il en a une."),
    ),
    "protected": (
        OWN_CARD,
        _("Le jugement qui vous nomme tuteur ou curateur."),
        _("La pièce d’identité de la personne protégée."),
    ),
    "entity": (
        OWN_CARD,
        _("Un extrait Kbis ou Sirene récent ; pour une association, les statuts et le récépissé de la préfecture."),
        _("Si vous n’êtes pas le représentant légal : un pouvoir signé par lui, et la copie de sa pièce d’identité."),
    ),
}
ANYBODY: Lines = (
    CARD,
    _("Si vous représentez quelqu’un : un document qui le prouve (livret de famille, jugement, extrait Kbis)."),
)
SIGNERS: Mapping[str, str | Promise] = {
    "self": _("Vous viendrez signer vous-même, avec une pièce d’identité."),
    "minor": _(
        "Vous viendrez signer pour votre enfant, avec votre pièce d’identité et le livret de famille. L’unité vous "
        "dira s’il doit venir aussi."
    ),
    "protected": _(
        "Vous viendrez signer pour la personne protégée, avec votre pièce d’identité et le jugement. Sous curatelle, "
        "elle vient aussi."
    ),
    "entity": _(
        "Vous viendrez signer au nom de l’organisme, avec votre pièce d’identité et ce qui prouve que vous le "
        "représentez : extrait Kbis, statuts ou pouvoir."
    ),
}


def papers(kind: Kind | str, who: str = "") -> list[str]:
    """What to bring to the unit, for these facts and this signer (of ``situation``; empty when it isn't known)."""
    return [str(line) for line in (*OF_WHO.get(who, ANYBODY), *OF_KIND[Kind(kind)])]


def signer(who: str) -> str:
    """Who must come to sign, in one or two sentences."""
    return str(SIGNERS.get(who, SIGNERS["self"]))
