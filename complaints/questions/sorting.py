"""Who can't be helped here, why, and who can help: a table read from the top, the first line that fits decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Lazy = str | Promise


@dataclass(frozen=True)
class Link:
    label: Lazy
    href: Lazy


@dataclass(frozen=True)
class Door:
    """Where to go instead. ``why`` is one sentence; ``text`` what the right service does."""

    title: Lazy
    why: Lazy
    text: Lazy
    links: tuple[Link, ...]
    urgent: bool = False


@dataclass(frozen=True)
class Rule:
    """All the answers named must be given for the door to open."""

    when: Mapping[str, str]
    door: Door


ANY_UNIT = Link(_("Trouver un commissariat ou une gendarmerie"), reverse_lazy("finder:find"))
CALL_17 = Link(_("Appeler le 17"), "tel:17")
CALL_112 = Link(_("Appeler le 112"), "tel:112")
TEXT_114 = Link(_("Écrire au 114 par SMS, si vous ne pouvez pas parler ou entendre"), "sms:114")

ARRETONS = Link(_("Discuter sur arretonslesviolences.gouv.fr"), "https://arretonslesviolences.gouv.fr/")

EMERGENCY = Door(
    _("Appelez le 17 ou le 112 maintenant"),
    _("Ce formulaire n’est pas lu tout de suite : il ne peut rien contre un danger présent."),
    _("La police ou la gendarmerie intervient jour et nuit."),
    (CALL_17, CALL_112, TEXT_114),
    urgent=True,
)
VIOLENCE = Door(
    _("Parlez à un policier ou à un gendarme"),
    _("Des violences, des menaces ou une blessure demandent une aide humaine, que ce formulaire ne donne pas."),
    _("Un policier ou un gendarme vous répond en ligne, jour et nuit. Vous pouvez aussi aller dans une unité."),
    (ARRETONS, CALL_17, TEXT_114, ANY_UNIT),
    urgent=True,
)
HARASSMENT = Door(
    _("Appelez le 3018"),
    _("Le harcèlement et les violences numériques ne se déclarent pas par ce formulaire."),
    _("Le 3018 aide gratuitement les enfants, les adolescents et leurs parents. Il peut faire retirer des contenus."),
    (Link(_("Appeler le 3018"), "tel:3018"), Link(_("Écrire au 3018"), "https://3018.fr/"), ANY_UNIT),
)
ILLEGAL_CONTENT = Door(
    _("Signalez ce contenu sur Pharos"),
    _("Les contenus illégaux vus sur Internet ont leur propre service de signalement."),
    _("Des policiers et des gendarmes spécialisés lisent chaque signalement."),
    (Link(_("Aller sur Pharos"), "https://www.internet-signalement.gouv.fr/"),),
)
CARD = Door(
    _("Faites un signalement sur Perceval"),
    _("Une carte bancaire utilisée en ligne alors que vous l’avez toujours relève d’un autre service."),
    _("Faites d’abord opposition auprès de votre banque. Perceval vous donne un récépissé à remettre à la banque."),
    (Link(_("Aller sur Perceval"), "https://www.service-public.fr/particuliers/vosdroits/R46526"),),
)
ONLINE_SCAM = Door(
    _("Portez plainte en ligne sur Thésée"),
    _("Les escroqueries commises sur Internet ont leur propre service, où la plainte se fait entièrement en ligne."),
    _("Thésée traite les faux sites de vente, les fausses locations, le chantage en ligne et les comptes piratés."),
    (
        Link(_("Aller sur Thésée"), "https://www.service-public.fr/particuliers/vosdroits/N31138"),
        Link(_("Demander conseil à Info Escroqueries : 0 805 805 817"), "tel:0805805817"),
        ANY_UNIT,
    ),
)
LEAK = Door(
    _("Attendez la lettre, ou adressez-vous à une unité"),
    _("Une fuite de données se déclare seulement par la page ouverte pour cette affaire."),
    _(
        "L’adresse de cette page figure dans la lettre de l’organisme qui a perdu vos données. Sans lettre, ou si vos "
        "données ont déjà servi contre vous, une unité vous reçoit. Méfiez-vous des messages qui parlent de la fuite."
    ),
    (ANY_UNIT,),
)
OTHER_FACTS = Door(
    _("Adressez-vous à une unité"),
    _("Ce formulaire ne sert que pour les atteintes aux biens et les discriminations."),
    _("Toute unité de police ou de gendarmerie doit recevoir votre plainte, quels que soient les faits et le lieu."),
    (ANY_UNIT,),
)
KNOWN_AUTHOR = Door(
    _("Portez plainte dans une unité"),
    _("Ce formulaire est réservé aux faits dont l’auteur est inconnu."),
    _("Comme vous pouvez nommer l’auteur, votre plainte doit être prise de vive voix. Toute unité doit vous recevoir."),
    (ANY_UNIT,),
)

RULES: tuple[Rule, ...] = (
    Rule({"emergency": "yes"}, EMERGENCY),
    Rule({"violence": "yes"}, VIOLENCE),
    Rule({"kind": "harassment"}, HARASSMENT),
    Rule({"kind": "content"}, ILLEGAL_CONTENT),
    Rule({"kind": "card"}, CARD),
    Rule({"kind": "scam", "online": "yes"}, ONLINE_SCAM),
    Rule({"kind": "leak"}, LEAK),
    Rule({"kind": "other"}, OTHER_FACTS),
    Rule({"author": "yes"}, KNOWN_AUTHOR),
)
"""The sorting itself."""
ON_THE_WAY: tuple[Rule, ...] = (
    Rule({"hurt": "on"}, VIOLENCE),
    Rule({"named": "on"}, KNOWN_AUTHOR),
)
"""What comes out while the facts are told: the boxes of that page."""


def refusal(given: Mapping[str, str], rules: tuple[Rule, ...] = RULES) -> Door | None:
    """The door of the first rule that fits, even if other questions aren't answered yet; ``None`` to go on."""
    fitting = (rule.door for rule in rules if rule.when.items() <= given.items())
    return next(fitting, None)
