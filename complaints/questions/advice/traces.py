"""What to keep untouched until the appointment, and what to do meanwhile so that nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.enums import Kind

Lines = tuple[str | Promise, ...]

CAMERAS = _("Demandez vite que les images des caméras du lieu soient gardées : elles sont souvent effacées.")
TOUCH = _("Touchez le moins possible ce que l’auteur a pu toucher, et prenez des photos avant de ranger.")
LEFT = _("Gardez ce que l’auteur a laissé, sans le laver, dans une enveloppe ou un sac en papier.")
CASH_CAMERAS = _("Demandez vite que les images du distributeur ou du commerce soient gardées.")
STOP_LINE = _("Faites suspendre la ligne et bloquer le téléphone par votre opérateur.")
STOP_CARD = _("Faites opposition sans attendre : auprès de votre banque, ou au 0 892 705 705 pour une carte.")
TELL_INSURER = _("Prévenez votre assurance dans les deux jours ouvrés.")
MESSAGES = _("N’effacez aucun message, courriel ou appel : les enquêteurs en ont besoin.")

OF_KIND: Mapping[Kind, Lines] = {
    Kind.BURGLARY: (
        TOUCH,
        LEFT,
        _("Faites changer les serrures si des clés ont été prises."),
        _("Demandez aux voisins s’ils ont vu quelque chose, et qui peut avoir des images."),
        TELL_INSURER,
    ),
    Kind.FROM_VEHICLE: (
        TOUCH,
        _("Photographiez le véhicule sur place, avant de le déplacer ou de le faire réparer."),
        CAMERAS,
    ),
    Kind.VEHICLE: (
        _("Si un traceur situe le véhicule, n’y allez pas vous-même : appelez le 17."),
        CAMERAS,
        _("Gardez les avis de contravention que vous recevriez : ils disent où le véhicule est passé."),
        TELL_INSURER,
    ),
    Kind.PHONE: (
        STOP_LINE,
        _("Changez les mots de passe des comptes ouverts sur ce téléphone, celui de la messagerie d’abord."),
        _("Ne l’effacez pas à distance avant d’avoir noté où il a été vu, et quand."),
        CAMERAS,
    ),
    Kind.PAPERS: (
        _("Gardez tout courrier inattendu : crédit, amende, abonnement. Il montre que vos papiers servent."),
        _("Les impôts peuvent vous dire si un compte a été ouvert à votre nom (fichier Ficoba)."),
        CAMERAS,
    ),
    Kind.BANK_MEANS: (
        STOP_CARD,
        _("Gardez les relevés et les alertes qui montrent où la carte ou les chèques ont servi."),
        CASH_CAMERAS,
    ),
    Kind.THEFT: (TOUCH, CAMERAS, LEFT),
    Kind.DAMAGE: (
        _("Photographiez les dégâts de près et de loin avant de nettoyer ou de réparer."),
        LEFT,
        CAMERAS,
    ),
    Kind.HIT_AND_RUN: (
        _("Ne faites pas réparer avant le rendez-vous : la peinture laissée par l’autre véhicule est une preuve."),
        _("Gardez les débris trouvés sur place, dans une enveloppe ou un sac en papier."),
        CAMERAS,
        _("Prévenez votre assurance dans les cinq jours ouvrés."),
    ),
    Kind.SCAM: (
        MESSAGES,
        _("Faites des captures d’écran des annonces et des profils avant qu’ils ne disparaissent."),
        _("Prévenez votre banque sans attendre. Ne payez plus rien à cette personne."),
        _("Méfiez-vous de qui promet de retrouver votre argent : c’est souvent une seconde escroquerie."),
    ),
    Kind.ABUSE_OF_TRUST: (
        MESSAGES,
        _("Réclamez le bien par lettre recommandée, et gardez l’accusé de réception."),
        _("Notez les dates, les lieux et les témoins de la remise, tant que vous vous en souvenez."),
    ),
    Kind.DISCRIMINATION: (
        MESSAGES,
        _("Gardez les annonces : faites-en une capture d’écran qui montre l’adresse et la date."),
        _("Notez mot pour mot ce qui a été dit, par qui et devant qui."),
        _("Le Défenseur des droits peut aussi vous aider gratuitement : 39 28."),
    ),
    Kind.DATA_LEAK: (
        MESSAGES,
        _("Ne répondez à aucun message qui parle de la fuite, même s’il semble officiel."),
        _("Changez les mots de passe que la fuite a pu montrer, en commençant par votre messagerie."),
        _("Surveillez vos comptes bancaires, et prévenez votre banque au moindre doute."),
    ),
}


def traces(kind: Kind | str) -> list[str]:
    """What to keep and to do until the appointment, for these facts."""
    return [str(line) for line in OF_KIND[Kind(kind)]]
