"""Thefts of a phone, of papers, of a card or cheques, of anything else."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from complaints.questions.details.words import one_of, yes_no
from complaints.questions.fields import YES, LongText, Text
from complaints.questions.layout import Condition

TAKEN_FROM = one_of(
    _("Où était l’objet ?"),
    [
        ("hand", _("À la main")),
        ("pocket", _("Dans une poche")),
        ("bag", _("Dans un sac")),
        ("table", _("Posé à côté, sur une table ou un siège")),
        ("locker", _("Dans un casier, un vestiaire ou un bureau")),
        ("outside", _("Dehors, sans surveillance")),
        ("delivery", _("Dans une boîte aux lettres, ou en livraison")),
        ("other", _("Ailleurs")),
    ],
)

PHONE = {
    "taken_from": TAKEN_FROM,
    "line_blocked": yes_no(
        _("La ligne est-elle suspendue ?"), help_text=_("Votre opérateur suspend la ligne et bloque le téléphone.")
    ),
    "located": yes_no(
        _("Avez-vous pu le situer à distance ?"),
        help_text=_("Si oui, dites où et quand dans votre récit. N’y allez pas vous-même."),
    ),
}
PAPERS = {
    "taken_from": TAKEN_FROM,
    "papers_used": yes_no(_("Quelqu’un s’est-il déjà servi de ces papiers ?")),
    "papers_used_for": LongText(
        label=_("Pour quoi faire ?"),
        required=False,
        rows=2,
        help_text=_("Crédit, location, ouverture de compte, amende reçue."),
    ),
}
BANK_MEANS = {
    "taken_from": TAKEN_FROM,
    "bank_blocked": yes_no(
        _("Avez-vous fait opposition ?"),
        help_text=_("Sinon, faites-le tout de suite : appelez votre banque, ou le 0 892 705 705 pour une carte."),
    ),
    "bank_blocked_when": Text(
        label=_("Quand, et sous quel numéro d’opposition ?"),
        required=False,
        help_text=_("La banque donne ce numéro. Ne donnez ni numéro de carte ni code secret."),
    ),
    "bank_used": yes_no(_("La carte ou un chèque a-t-il servi depuis ?")),
    "bank_uses": LongText(
        label=_("Où, quand et pour quels montants ?"),
        required=False,
        rows=3,
        help_text=_("Un retrait ou un achat par ligne, comme sur le relevé de compte."),
    ),
    "code_known": yes_no(_("L’auteur a-t-il pu voir ou connaître le code secret ?")),
}
THEFT = {"taken_from": TAKEN_FROM}
CONDITIONS = {
    "papers_used_for": Condition("papers_used", (YES,)),
    "bank_blocked_when": Condition("bank_blocked", (YES,)),
    "bank_uses": Condition("bank_used", (YES,), _("Indiquez au moins une opération, même sans montant exact.")),
}
