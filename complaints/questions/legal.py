"""Articles of law quoted by the form: in one place, since their numbers change (the code is renumbered in 2029)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Article:
    """An article, and what it says in plain words."""

    number: str
    code: str | Promise
    words: str | Promise


FALSE_REPORT = Article(
    "434-26",
    _("code pénal"),
    _("Déclarer un crime ou un délit qui n’a pas eu lieu est puni de six mois de prison et de 7 500 € d’amende."),
)
VICTIMS_RIGHTS = Article(
    "10-2",
    _("code de procédure pénale"),
    _("Toute victime doit être informée de ses droits."),
)
