"""The check every closed list needs: ``choices`` alone constrain nothing in the database."""

from __future__ import annotations

from django.db.models import CheckConstraint, Q, TextChoices
from django.utils.translation import gettext_lazy as _


def one_of(table: str, field: str, choices: type[TextChoices], *, blank: bool = False) -> CheckConstraint:
    """A named check that ``field`` holds a value of ``choices`` (or nothing, where ``blank``)."""
    values = ([""] if blank else []) + list(choices.values)
    return CheckConstraint(
        name=f"{table}_{field}_known",
        condition=Q(**{f"{field}__in": values}),
        violation_error_message=_("Cette valeur ne fait pas partie de la liste."),
    )
