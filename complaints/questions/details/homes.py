"""Burglary and damage."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from complaints.questions.details.words import one_of, yes_no

BURGLARY = {
    "premises": one_of(
        _("Quel lieu a été cambriolé ?"),
        [
            ("home", _("Le logement où l’on vit")),
            ("second_home", _("Une résidence secondaire")),
            ("outbuilding", _("Une cave, un garage ou un abri")),
            ("business", _("Un commerce, un bureau ou un atelier")),
            ("site", _("Un chantier ou une exploitation agricole")),
            ("other", _("Un autre lieu")),
        ],
    ),
    "entry": one_of(
        _("Comment l’auteur est-il entré ?"),
        [
            ("door", _("Porte forcée")),
            ("window", _("Fenêtre ou volet forcé")),
            ("open", _("Porte ou fenêtre restée ouverte")),
            ("key", _("Avec une clé ou un badge")),
            ("trick", _("Par ruse : faux agent, faux employé")),
            ("unknown", _("Je ne sais pas")),
        ],
    ),
    "occupied": yes_no(_("Quelqu’un était-il sur place ?")),
    "alarm": one_of(
        _("Y avait-il une alarme ?"),
        [
            ("rang", _("Oui, elle a sonné")),
            ("silent", _("Oui, mais elle n’a pas sonné")),
            ("none", _("Non")),
        ],
    ),
    "keys_taken": yes_no(
        _("Des clés ou des badges ont-ils été pris ?"), help_text=_("Si oui, faites changer les serrures rapidement.")
    ),
}
DAMAGE = {
    "target": one_of(
        _("Qu’est-ce qui a été abîmé ?"),
        [
            ("vehicle", _("Un véhicule")),
            ("building", _("Une maison, un local ou un bâtiment")),
            ("land", _("Un jardin, un champ ou une clôture")),
            ("object", _("Un objet")),
            ("animal", _("Un animal")),
            ("other", _("Autre chose")),
        ],
    ),
    "means": one_of(
        _("De quelle façon ?"),
        [
            ("broken", _("Cassé, rayé, crevé ou arraché")),
            ("tags", _("Tags ou inscriptions")),
            ("fire", _("Incendie")),
            ("other", _("Autrement")),
            ("unknown", _("Je ne sais pas")),
        ],
    ),
    "repeated": yes_no(_("Est-ce déjà arrivé au même endroit ?")),
}
