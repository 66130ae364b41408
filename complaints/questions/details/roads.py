"""Thefts of and from vehicles, and drivers who left."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from complaints.questions.details.words import one_of, yes_no
from complaints.questions.fields import YES, LongText, Text
from complaints.questions.layout import Condition
from complaints.sealing.tokens import TokenKind

PARKED = [
    ("street", _("Dans la rue")),
    ("car_park", _("Sur un parking ouvert")),
    ("closed", _("Dans un garage ou un parking fermé")),
    ("garden", _("Dans une cour ou un jardin")),
    ("other", _("Ailleurs")),
]

FROM_VEHICLE = {
    "robbed_plate": Text(
        label=_("Plaque du véhicule où le vol a eu lieu"), required=False, help_text=_("Par exemple : AB-123-CD.")
    ),
    "parked": one_of(_("Où était-il garé ?"), PARKED),
    "locked": yes_no(_("Était-il fermé à clé ?")),
    "vehicle_entry": one_of(
        _("Comment a-t-il été ouvert ?"),
        [
            ("window", _("Vitre brisée")),
            ("lock", _("Serrure ou portière forcée")),
            ("no_trace", _("Sans trace visible")),
            ("outside", _("Il n’a pas été ouvert : une pièce extérieure a été prise")),
        ],
    ),
}
VEHICLE = {
    "parked": one_of(_("Où était le véhicule ?"), PARKED),
    "locked": yes_no(_("Était-il fermé à clé, ou attaché par un antivol ?")),
    "all_keys": yes_no(_("Avez-vous encore toutes les clés ?")),
    "papers_inside": yes_no(_("La carte grise était-elle dedans ?")),
    "tracker": yes_no(
        _("Un traceur ou une application permet-il de le situer ?"),
        help_text=_("Si oui, n’y allez pas vous-même : appelez le 17."),
    ),
}
HIT_AND_RUN = {
    "fled_vehicle": Text(
        label=_("Le véhicule qui est parti"), required=False, help_text=_("Marque, modèle, couleur, ce que vous savez.")
    ),
    "fled_plate": Text(
        label=_("Sa plaque, même incomplète"),
        required=False,
        help_text=_("Remplacez chaque signe manquant par un point d’interrogation. Par exemple : AB-1?3-C?."),
    ),
    "hit": one_of(
        _("Qu’a-t-il heurté ?"),
        [
            ("parked", _("Un véhicule garé")),
            ("moving", _("Un véhicule qui roulait")),
            ("wall", _("Un mur, une clôture ou un portail")),
            ("other", _("Autre chose")),
        ],
    ),
    "note_left": yes_no(_("A-t-il laissé un mot ou des coordonnées ?")),
    "note_text": LongText(label=_("Ce qui est écrit sur ce mot"), required=False, rows=2),
}
CONDITIONS = {"note_text": Condition("note_left", (YES,))}
TOKENS = {"robbed_plate": TokenKind.IDENTIFIER, "fled_plate": TokenKind.IDENTIFIER}
