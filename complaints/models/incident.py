"""One event with many victims, run under a special procedure, and whom it concerns."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from complaints.enums_incidents import DataCategory, IncidentState, Routing
from complaints.models.constraints import one_of
from units.ids import new_id
from units.models import Officer, Unit

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
LONGEST_RETENTION = 3_650
TEXTS = ("title", "summary", "story", "concerned", "papers", "advice", "banner", "retention_ground")
"""What is written of an incident, in each language. Several lines where it is a story or a list."""


class IncidentQuerySet(models.QuerySet["Incident"]):
    def published(self) -> IncidentQuerySet:
        """Those that have a page."""
        return self.exclude(state=IncidentState.DRAFT)


class Incident(models.Model):
    """One event with many victims: its page, where its pre-complaints go, how long they live.

    ``words`` holds by language code what ``TEXTS`` names. ``contact_hours`` and ``retention_days`` replace the
    ordinary ones where they are set; a longer life needs its legal ground, which victims read. Its pre-complaints are
    sealed under a key series of its own (``key_series``), so that the monthly keys can die on time.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(
        _("adresse"),
        max_length=60,
        unique=True,
        validators=[RegexValidator(SLUG, _("Des lettres minuscules sans accent, des chiffres et des tirets."))],
        help_text=_("Ce qui suit « /affaires/ » dans les lettres : court, et ne changera plus."),
    )
    state = models.CharField(_("état"), max_length=10, choices=IncidentState, default=IncidentState.DRAFT)
    words = models.JSONField(_("textes"), default=dict)
    categories = ArrayField(
        models.CharField(max_length=20, choices=DataCategory), verbose_name=_("données exposées"), default=list
    )
    leaked_on = models.DateField(_("jour de la fuite, ou de sa découverte"))
    filing_needed = models.BooleanField(
        _("déposer est nécessaire"), default=False, help_text=_("Sinon la page dit qu’une enquête est ouverte déjà.")
    )
    opens_at = models.DateTimeField(_("dépôts à partir du"), null=True, blank=True)
    closes_at = models.DateTimeField(_("dépôts jusqu’au"), null=True, blank=True)
    routing = models.CharField(_("destination"), max_length=10, choices=Routing, default=Routing.VICTIM)
    central_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="incidents", verbose_name=_("unité centrale")
    )
    procedure_number = models.CharField(_("numéro de procédure"), max_length=40, blank=True)
    contact_hours = models.PositiveIntegerField(
        _("délai de premier contact (heures)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    retention_days = models.PositiveIntegerField(
        _("conservation (jours)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_RETENTION)],
    )
    admission_rate = models.PositiveIntegerField(
        _("visiteurs admis par minute"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Au-delà, on attend son tour. Vide : sans limite."),
    )
    proposed_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("proposée par")
    )
    validated_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("validée par")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("affaire")
        ordering = ("-created_at", "pk")
        constraints = [
            one_of("incident", "state", IncidentState),
            one_of("incident", "routing", Routing),
            models.CheckConstraint(
                name="incident_categories_known",
                condition=Q(categories__contained_by=list(DataCategory.values)),
                violation_error_message=_("Cette catégorie de données n’existe pas."),
            ),
            models.CheckConstraint(
                name="incident_opened_by_an_administrator",
                condition=Q(state=IncidentState.DRAFT) | Q(validated_by__isnull=False),
                violation_error_message=_("Une affaire est validée par un administrateur avant d’avoir une page."),
            ),
            models.CheckConstraint(
                name="incident_central_has_its_unit",
                condition=~Q(routing=Routing.CENTRAL) | Q(central_unit__isnull=False),
                violation_error_message=_("Dites quelle unité reçoit toutes les pré-plaintes."),
            ),
            models.CheckConstraint(
                name="incident_closes_after_it_opens",
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("La fin des dépôts vient après leur début."),
            ),
            models.CheckConstraint(
                name="incident_retention_reasonable",
                condition=Q(retention_days=None) | Q(retention_days__range=(1, LONGEST_RETENTION)),
                violation_error_message=_("La conservation dure de 1 à 3650 jours."),
            ),
            models.CheckConstraint(
                name="incident_rates_reasonable",
                condition=(Q(contact_hours=None) | Q(contact_hours__gte=1))
                & (Q(admission_rate=None) | Q(admission_rate__gte=1)),
                violation_error_message=_("Un délai et un débit valent 1 au moins."),
            ),
        ]

    def __str__(self) -> str:
        return self.text("title") or self.slug

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("complaints:incident", args=[self.slug])

    def text(self, name: str) -> str:
        """What is written under that name (one of ``TEXTS``), in the active language, else in the site's."""
        spoken = (translation.get_language() or settings.LANGUAGE_CODE)[:2]
        for code in (spoken, settings.LANGUAGE_CODE):
            if written := self.words.get(code, {}).get(name):
                return str(written)
        return ""

    def lines(self, name: str) -> list[str]:
        """The same, one line each."""
        return [line for line in map(str.strip, self.text(name).splitlines()) if line]

    # -- what is written, for the page in the active language
    @property
    def summary(self) -> str:
        return self.text("summary")

    @property
    def banner(self) -> str:
        return self.text("banner")

    @property
    def retention_ground(self) -> str:
        return self.text("retention_ground")

    @property
    def story(self) -> list[str]:
        return self.lines("story")

    @property
    def concerned(self) -> list[str]:
        return self.lines("concerned")

    @property
    def papers(self) -> list[str]:
        return self.lines("papers")

    @property
    def advice(self) -> list[str]:
        return self.lines("advice")

    @property
    def category_choices(self) -> list[tuple[str, str]]:
        """Every category there is, in the order in which they are told."""
        return [(str(value), str(label)) for value, label in DataCategory.choices]

    @property
    def key_series(self) -> str:
        """The keys its pre-complaints are sealed under; the monthly ones when they live no longer than the others."""
        return f"incident-{self.pk.hex}" if self.lives_longer else ""

    @property
    def lives_longer(self) -> bool:
        return (self.retention_days or 0) > settings.RETENTION_DAYS

    @property
    def life(self) -> timedelta:
        """How long after its filing a pre-complaint is erased."""
        return timedelta(days=self.retention_days or settings.RETENTION_DAYS)

    def takes_filings(self, now: datetime | None = None) -> bool:
        """Whether one may file under it at that moment."""
        now = now or timezone.now()
        begun = self.opens_at is None or self.opens_at <= now
        over = self.closes_at is not None and self.closes_at <= now
        return self.state == IncidentState.OPEN and begun and not over


class Organisation(models.Model):
    """Who lost the data: a laboratory of the group, for instance. Its name stands in the letters."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="organisations", verbose_name=_("affaire"))
    name = models.CharField(_("nom"), max_length=120)

    class Meta:
        verbose_name = _("organisme")
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(
                name="organisation_once",
                fields=["incident", "name"],
                violation_error_message=_("Cet organisme figure déjà dans l’affaire."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Route(models.Model):
    """In that department, pre-complaints of the incident go to that unit, up to its quota where it has one."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="routes", verbose_name=_("affaire"))
    department = models.CharField(_("département"), max_length=3)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unité"))
    quota = models.PositiveIntegerField(
        _("au plus"),
        null=True,
        blank=True,
        help_text=_("Au-delà, l’unité suivante. Vide : sans limite."),
    )

    class Meta:
        verbose_name = _("destination")
        ordering = ("department", "pk")
        constraints = [
            models.UniqueConstraint(
                name="route_once",
                fields=["incident", "department", "unit"],
                violation_error_message=_("Cette unité reçoit déjà ce département."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department} → {self.unit}"
