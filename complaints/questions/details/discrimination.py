"""Discriminatory acts: the criteria of the penal code (article 225-1), in plain words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from complaints.questions.fields import Choice, Choices, LongText, Text

CRITERIA = [
    ("origin", _("L’origine")),
    ("ethnicity", _("L’appartenance, vraie ou supposée, à une ethnie, une nation ou une prétendue race")),
    ("religion", _("La religion, vraie ou supposée")),
    ("sex", _("Le sexe")),
    ("gender_identity", _("L’identité de genre")),
    ("orientation", _("L’orientation sexuelle")),
    ("pregnancy", _("La grossesse")),
    ("family", _("La situation de famille")),
    ("age", _("L’âge")),
    ("disability", _("Le handicap")),
    ("health", _("L’état de santé")),
    ("autonomy", _("La perte d’autonomie")),
    ("genetics", _("Les caractéristiques génétiques")),
    ("appearance", _("L’apparence physique")),
    ("name", _("Le nom de famille")),
    ("residence", _("Le lieu de résidence")),
    ("poverty", _("La pauvreté ou une situation économique fragile")),
    ("bank", _("La banque, ou le pays où elle se trouve")),
    ("language", _("La langue parlée : s’exprimer dans une autre langue que le français")),
    ("morals", _("Le mode de vie")),
    ("politics", _("Les opinions politiques")),
    ("union", _("L’activité syndicale")),
    ("whistleblower", _("Avoir lancé une alerte, ou aidé quelqu’un à le faire")),
]

DISCRIMINATION = {
    "criteria": Choices(
        label=_("À cause de quoi, selon vous ?"),
        help_text=_("Plusieurs réponses sont possibles."),
        choices=CRITERIA,
        missing=_("Cochez au moins une raison."),
    ),
    "domain": Choice(
        label=_("Dans quel domaine ?"),
        choices=[
            ("hiring", _("Embauche ou stage")),
            ("work", _("Travail : salaire, carrière, licenciement, sanction")),
            ("housing", _("Logement")),
            ("service", _("Commerce, restaurant, loisir, transport")),
            ("bank", _("Banque ou assurance")),
            ("school", _("École ou formation")),
            ("care", _("Santé")),
            ("public", _("Administration ou service public")),
            ("other", _("Autre domaine")),
        ],
        missing=_("Choisissez le domaine."),
    ),
    "body": Text(
        label=_("Nom de l’entreprise, du commerce ou du service"),
        required=False,
        help_text=_("Même si vous ne connaissez pas la personne qui a agi."),
    ),
    "refused": LongText(
        label=_("Ce qui a été refusé, imposé ou dit"),
        required=False,
        rows=3,
        help_text=_("Mot pour mot si vous vous en souvenez."),
    ),
    "comparison": LongText(
        label=_("Comment d’autres personnes ont-elles été traitées ?"),
        required=False,
        rows=2,
        help_text=_("Par exemple : une autre personne, avec le même dossier, a eu le logement."),
    ),
}
