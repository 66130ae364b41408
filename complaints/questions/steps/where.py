"""Where it happened: an address, a public place, a line of transport, a journey, at a distance, or a commune only."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.questions.base import StepForm
from complaints.questions.fields import Choice, LongText, Text
from complaints.questions.layout import Condition
from complaints.questions.places import CommuneField, choice_among

ADDRESS, PUBLIC, TRANSPORT, JOURNEY, DISTANT, TOWN = "address", "public", "transport", "journey", "distant", "town"
PLACES = [
    (ADDRESS, _("À une adresse : logement, commerce, local")),
    (PUBLIC, _("Dans un lieu public : rue, parking, parc, gare")),
    (TRANSPORT, _("Dans un train, un car, un bus, un métro ou un tram")),
    (JOURNEY, _("Pendant un trajet, entre deux endroits")),
    (DISTANT, _("À distance : au téléphone, par courrier, en ligne")),
    (TOWN, _("Je sais seulement dans quelle commune")),
]


class WhereQuestions(StepForm):
    """One commune, always; then what tells the place, by the sort of place."""

    commune = CommuneField(
        label=_("Commune des faits"),
        help_text=_("Nom ou code postal. Pour un trajet, celle du départ. À distance, celle où vous étiez."),
        missing=_("Indiquez la commune où les faits ont eu lieu."),
    )
    where = Choice(label=_("Dans quel lieu ?"), choices=PLACES, missing=_("Choisissez la sorte de lieu."))
    place = LongText(
        label=_("Adresse, ou description du lieu"),
        max_length=300,
        rows=2,
        required=False,
        help_text=_("Numéro et rue, ou quelques mots : parking du supermarché, allée C. En ligne : site, application."),
    )
    line = Text(
        label=_("Ligne de transport"),
        required=False,
        help_text=_("Numéro de la ligne ou du train, et arrêts ou gares si vous les savez."),
    )
    journey_end = Text(label=_("Arrivée du trajet"), required=False, help_text=_("Commune, gare ou adresse."))

    where_conditions = {
        "place": Condition("where", (ADDRESS, PUBLIC, TRANSPORT, JOURNEY, DISTANT)),
        "line": Condition("where", (TRANSPORT,), _("Indiquez la ligne, ou le numéro du train.")),
        "journey_end": Condition("where", (JOURNEY,), _("Indiquez où finissait le trajet.")),
    }

    def check_place(self, given: dict[str, Any]) -> None:
        """An address or a public place is told in a few words at least; the commune is one only."""
        if given.get("commune"):
            self._choose_commune(given)
        told = given.get("place") or "place" in self.errors
        if given.get("where") in (ADDRESS, PUBLIC) and not told:
            self.add_error("place", gettext("Décrivez le lieu, même en quelques mots."))

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
