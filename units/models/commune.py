from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# Said in full: with one of the two NULL, a bare range would be NULL, which a CHECK accepts.
PLACED_OR_NOT = Q(latitude=None, longitude=None) | Q(
    latitude__isnull=False, latitude__range=(-90, 90), longitude__isnull=False, longitude__range=(-180, 180)
)
# The words of the name, to be found by their beginning. « simple »: no stemming, no stop words.
NAME_WORDS = SearchVector("search_name", config="simple")


class Commune(models.Model):
    """A commune of France (COG), or an arrondissement of Paris, Lyon or Marseille.

    Codes are text: leading zeros, 2A and 2B. An arrondissement points to its commune by ``parent``.
    """

    code = models.CharField(_("code INSEE"), max_length=5, primary_key=True)
    name = models.CharField(_("nom"), max_length=80)
    search_name = models.CharField(max_length=80, editable=False)
    department = models.CharField(_("département"), max_length=3, db_index=True)
    district = models.CharField(_("arrondissement départemental"), max_length=4, blank=True)
    epci = models.CharField(_("intercommunalité (SIREN)"), max_length=9, blank=True)
    postal_codes = ArrayField(models.CharField(max_length=5), verbose_name=_("codes postaux"), default=list, blank=True)
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    population = models.PositiveIntegerField(_("population"), default=0)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="arrondissements", verbose_name=_("commune entière")
    )

    class Meta:
        verbose_name = _("commune")
        ordering = ("name", "code")
        indexes = [
            # Written once a year, read at each search: no list of pending entries to walk.
            GinIndex(fields=["postal_codes"], name="commune_postal_codes", fastupdate=False),
            GinIndex(NAME_WORDS, name="commune_name_words", fastupdate=False),
        ]
        constraints = [
            models.CheckConstraint(
                name="commune_code_is_insee",
                condition=Q(code__regex=r"^([0-9]{2}|2[AB])[0-9]{3}$"),
                violation_error_message=_("Le code INSEE compte cinq caractères, par exemple 27229 ou 2A004."),
            ),
            models.CheckConstraint(
                name="commune_coordinates_both_or_none",
                condition=PLACED_OR_NOT,
                violation_error_message=_("La latitude et la longitude vont ensemble."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.postal_code or self.code})"

    @property
    def postal_code(self) -> str:
        """The first postal code, or nothing (Antarctic lands have none)."""
        return self.postal_codes[0] if self.postal_codes else ""

    @property
    def whole_code(self) -> str:
        """The code of the whole commune: that of Paris for one of its arrondissements."""
        return self.parent_id or self.code
