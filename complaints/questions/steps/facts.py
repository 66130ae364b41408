from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.enums import Kind
from complaints.questions.base import Answers, StepForm
from complaints.questions.fields import NARRATIVE, Choice, LongText
from complaints.questions.moments import Day, Hour
from complaints.questions.places import CommuneField, choice_among
from complaints.questions.steps.triage import TriageStep
from units.models import Commune
from units.territories import zone_name

NATURES: dict[str, list[tuple[str, Any]]] = {
    Kind.THEFT: [
        ("burglary", _("Cambriolage, ou vol dans un local")),
        ("from_vehicle", _("Vol dans un véhicule, ou d’une pièce de véhicule")),
        ("vehicle", _("Vol d’un véhicule ou d’un vélo")),
        ("pickpocket", _("Vol sur moi ou à côté de moi, sans violence")),
        ("papers", _("Vol de papiers ou de moyens de paiement")),
        ("other", _("Autre vol")),
    ],
    Kind.DAMAGE: [
        ("vehicle", _("Véhicule abîmé")),
        ("building", _("Maison, local ou bâtiment abîmé")),
        ("tags", _("Tags ou inscriptions")),
        ("fire", _("Incendie")),
        ("other", _("Autre dégradation")),
    ],
    Kind.SCAM: [
        ("goods", _("Achat, vente ou travaux")),
        ("visit", _("Faux agent venu à domicile")),
        ("phone", _("Appel d’un faux conseiller")),
        ("cheque", _("Faux chèque ou faux billets")),
        ("rental", _("Location")),
        ("other", _("Autre escroquerie")),
    ],
}


def kind_of(answers: Answers) -> str:
    """The kind of facts: theft unless said otherwise."""
    return str(answers.get(TriageStep.slug, {}).get("kind", Kind.THEFT.value))


class FactsStep(StepForm):
    """What happened, when and where."""

    slug = "faits"
    title = _("Faits")
    heading = _("Que s’est-il passé ?")
    part = "statement"
    minutes = 3
    extra_keys = ("commune_choice",)
    legends = {"from_day": _("Quand ?"), "commune": _("Où ?"), "narrative": _("Comment ?")}

    nature = Choice(label=_("Ce qui décrit le mieux les faits"), choices=[], required=False)
    from_day = Day(
        label=_("Jour des faits"),
        help_text=_("Vous ne savez pas exactement ? Indiquez le premier jour possible ici, et le dernier plus bas."),
        missing=_("Indiquez le jour des faits, ou le premier jour possible."),
    )
    from_time = Hour(
        label=_("Heure"), required=False, help_text=_("Par exemple : 14 h 30. Laissez vide si vous ne savez pas.")
    )
    to_day = Day(
        label=_("Dernier jour possible"),
        required=False,
        help_text=_("Seulement si vous ne savez pas exactement, ou si cela a duré plusieurs jours."),
    )
    to_time = Hour(label=_("Dernière heure possible"), required=False)
    commune = CommuneField(
        label=_("Commune des faits"),
        help_text=_("Nom ou code postal. Pour un trajet, la commune du départ."),
        missing=_("Indiquez la commune où les faits ont eu lieu."),
    )
    place = LongText(
        label=_("Lieu exact"),
        max_length=300,
        rows=2,
        help_text=_("Adresse, ou description : parking du supermarché, ligne de bus, cave de l’immeuble."),
        missing=_("Décrivez le lieu, même en quelques mots."),
    )
    narrative = LongText(
        label=_("Racontez ce qui s’est passé"),
        max_length=NARRATIVE,
        rows=10,
        help_text=_("Avec vos mots, dans l’ordre. 4 000 caractères au plus, environ une page."),
        missing=_("Racontez ce qui s’est passé, même brièvement."),
    )

    @classmethod
    def variant(cls, answers: Answers) -> str:
        return kind_of(answers)

    def arrange(self) -> None:
        self.fields["nature"].choices = NATURES[self.wording or Kind.THEFT.value]  # type: ignore[attr-defined]  # a Choice

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("commune"):
            self._choose_commune(given)
        if given.get("from_day"):
            self._check_period(given)
        return given

    def _choose_commune(self, given: dict[str, Any]) -> None:
        """One commune out of those the text may mean; the choice is asked on the same page."""
        candidates = given.pop("commune")
        asked = str(self.data.get("commune_choice", ""))
        chosen = [one for one in candidates if one.code == asked] or (candidates if len(candidates) == 1 else [])
        if len(candidates) > 1:
            fields = list(self.fields.items())
            after = list(self.fields).index("commune") + 1
            self.fields = dict([*fields[:after], ("commune_choice", choice_among(candidates)), *fields[after:]])
        if chosen:
            given["commune"] = chosen[0]
        else:
            text = gettext("Plusieurs communes correspondent. Choisissez dans la liste, ou écrivez le code postal.")
            self.add_error("commune_choice", ValidationError(text))

    def _check_period(self, given: dict[str, Any]) -> None:
        start, end = given["from_day"], given.get("to_day") or given["from_day"]
        self._check_past("from", start, given)
        if given.get("to_day") or given.get("to_time"):
            self._check_past("to", end, given)
        if end < start:
            self.add_error("to_day", gettext("La fin est avant le début. Vérifiez les deux dates."))
        elif end == start and (given.get("to_time") or time.max) < (given.get("from_time") or time.min):
            self.add_error("to_time", gettext("La fin est avant le début. Vérifiez les deux heures."))

    def _check_past(self, name: str, day: date, given: dict[str, Any]) -> None:
        hour = given.get(f"{name}_time")
        if datetime.combine(day, hour or time(0)) <= _now_at(given.get("commune")):
            return
        text = (
            gettext("Cette heure n’est pas encore arrivée.")
            if hour
            else gettext("Cette date n’est pas encore arrivée.")
        )
        self.add_error(f"{name}_time" if hour else f"{name}_day", text)


def _now_at(commune: Commune | None) -> datetime:
    """The time on the clock of the place, which may be half a day from Paris."""
    zone = zone_name(commune.department, commune.code) if commune else zone_name("")
    return timezone.now().astimezone(ZoneInfo(zone)).replace(tzinfo=None)
