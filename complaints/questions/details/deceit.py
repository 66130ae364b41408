"""Scams outside the Internet, and what was entrusted and never came back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from complaints.questions.details.words import one_of, yes_no
from complaints.questions.fields import LongText, Text
from complaints.questions.moments import Day

SCAM = {
    "contact_made": one_of(
        _("Comment l’auteur vous a-t-il abordé ?"),
        [
            ("phone", _("Par un appel téléphonique")),
            ("text", _("Par un SMS ou un message")),
            ("visit", _("En venant à domicile")),
            ("street", _("Dans la rue, sur un parking ou dans un commerce")),
            ("post", _("Par courrier")),
            ("advert", _("Par une annonce, puis en personne")),
            ("other", _("Autrement")),
        ],
    ),
    "pretended": Text(
        label=_("Pour qui s’est-il fait passer ?"),
        required=False,
        help_text=_("Par exemple : conseiller bancaire, agent des eaux, acheteur, artisan."),
    ),
    "promised": LongText(
        label=_("Qu’a-t-il promis, ou fait croire ?"),
        required=False,
        rows=3,
        help_text=_("Ce qui vous a décidé à payer ou à remettre un bien."),
    ),
    "bank_warned": yes_no(_("Avez-vous prévenu votre banque ?")),
}
ABUSE_OF_TRUST = {
    "entrusted": LongText(
        label=_("Qu’aviez-vous confié ?"),
        rows=3,
        help_text=_("Un véhicule, un bien loué ou prêté, de l’argent pour un usage précis."),
        missing=_("Dites ce que vous aviez confié."),
    ),
    "agreement": one_of(
        _("Par quel accord ?"),
        [
            ("rental", _("Location")),
            ("loan", _("Prêt gratuit")),
            ("repair", _("Réparation ou garde")),
            ("sale", _("Dépôt en vue d’une vente")),
            ("transport", _("Transport ou livraison")),
            ("mandate", _("Argent remis pour un usage précis")),
            ("work", _("Matériel remis pour un travail")),
            ("other", _("Autre accord")),
        ],
    ),
    "written": yes_no(_("Cet accord est-il écrit ?"), help_text=_("Contrat, devis, reçu, messages échangés.")),
    "entrusted_day": Day(label=_("Jour où vous l’avez confié"), required=False),
    "entrusted_to": Text(
        label=_("À qui ?"),
        required=False,
        max_length=300,
        help_text=_("Ce que vous savez : surnom, prénom seul, nom d’entreprise, fonction."),
    ),
    "asked_back": yes_no(_("L’avez-vous réclamé ?"), help_text=_("De préférence par lettre recommandée.")),
}
