"""Closed lists of the ``units`` application."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Institution(models.TextChoices):
    PN = "PN", _("Police nationale")
    GN = "GN", _("Gendarmerie nationale")


class MailContent(models.TextChoices):
    """What the mail that announces a file to the unit may say."""

    NOTICE = "notice", _("Avis sans donnée personnelle")
    ESSENTIALS = "essentials", _("Essentiel du dossier")


class ContactClock(models.TextChoices):
    """Which hours count in the promise of a first contact."""

    CALENDAR = "calendar", _("Toutes les heures")
    OPENING = "opening", _("Heures d’ouverture")


class Role(models.TextChoices):
    AGENT = "agent", _("Agent")
    HEAD = "head", _("Chef d’unité")
    ADMINISTRATOR = "administrator", _("Administrateur")


class CompetenceSource(models.TextChoices):
    """Where the link between a commune and its unit comes from."""

    OFFICIAL = "official", _("Fichier officiel")
    DERIVED = "derived", _("Calculée, non officielle")
    DEMO = "demo", _("Démonstration")
    MANUAL = "manual", _("Saisie par un administrateur")


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("lundi")
    TUESDAY = 1, _("mardi")
    WEDNESDAY = 2, _("mercredi")
    THURSDAY = 3, _("jeudi")
    FRIDAY = 4, _("vendredi")
    SATURDAY = 5, _("samedi")
    SUNDAY = 6, _("dimanche")
