"""What a victim may claim."""

from __future__ import annotations

from django.utils.translation import gettext as _


def rights() -> list[str]:
    """The rights of every victim (article 10-2 of the code of criminal procedure)."""
    return [
        _("Demander réparation du préjudice subi."),
        _("Vous constituer partie civile, si le parquet ou vous-même engagez des poursuites."),
        _("Être assisté d’un avocat, avec l’aide juridictionnelle si vos ressources sont faibles."),
        _("Être aidé par une association d’aide aux victimes : 116 006 (France Victimes), gratuit, 7 jours sur 7."),
        _("Être aidé gratuitement par un interprète, si vous comprenez mal le français."),
        _("Être accompagné, à chaque étape, par la personne majeure de votre choix."),
        _("Vous rendre dans l’unité de votre choix : cette démarche en ligne n’est jamais obligatoire."),
    ]
