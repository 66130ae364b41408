"""Closed lists of the incidents: one event, many victims. A leaf, as ``enums``."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class IncidentState(TextChoices):
    """Life of an incident. Its page shows in all of them but the first; only an open one takes filings."""

    DRAFT = "draft", _("Brouillon")
    OPEN = "open", _("Ouverte")
    PAUSED = "paused", _("Suspendue")
    CLOSED = "closed", _("Close")


class Routing(TextChoices):
    """Which unit receives a pre-complaint filed under the incident."""

    VICTIM = "victim", _("L’unité que la victime choisit")
    CENTRAL = "central", _("Une seule unité pour toute l’affaire")
    DEPARTMENT = "department", _("Les unités désignées dans chaque département")


class DataCategory(TextChoices):
    """What sort of data was exposed. The data itself is never asked for (domain, §1)."""

    IDENTITY = "identity", _("Nom, prénoms, date de naissance")
    CONTACT = "contact", _("Adresse, téléphone, adresse électronique")
    SOCIAL_SECURITY = "social_security", _("Numéro de sécurité sociale")
    HEALTH = "health", _("Données de santé")
    INSURANCE = "insurance", _("Mutuelle ou assurance")
    BANK = "bank", _("Coordonnées bancaires")
    PASSWORDS = "passwords", _("Identifiants ou mots de passe")
    PAPERS = "papers", _("Copies de papiers d’identité")
    OTHER = "other", _("Autres données")


class Harm(TextChoices):
    """What has come of the leak since, as the victim tells it."""

    PHISHING = "phishing", _("Des messages ou des appels suspects")
    ATTEMPT = "attempt", _("Une tentative : connexion, achat ou crédit à mon nom, qui a échoué")
    MONEY = "money", _("De l’argent perdu")
    IDENTITY = "identity", _("Mon identité utilisée par quelqu’un")


class LearntBy(TextChoices):
    """How the victim learnt that their data was exposed."""

    LETTER = "letter", _("Par une lettre ou un courriel de l’organisme")
    PRESS = "press", _("Par la presse")
    OTHER = "other", _("Autrement")
