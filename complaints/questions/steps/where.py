"""Where it happened: an address, a public place, a line of transport, a journey, at a distance, or a commune only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.enums import Kind
from complaints.questions.base import StepForm
from complaints.questions.fields import Choice, LongText, Text
from complaints.questions.layout import Condition
from complaints.questions.places import CommuneField, choice_among

ADDRESS, PUBLIC, TRANSPORT, JOURNEY, DISTANT, TOWN = "address", "public", "transport", "journey", "distant", "town"
PLACES = {
    ADDRESS: _("À une adresse : logement, commerce, local"),
    PUBLIC: _("Dans un lieu public : rue, parking, parc, gare"),
    TRANSPORT: _("Dans un train, un car, un bus, un métro ou un tram"),
    JOURNEY: _("Pendant un trajet, entre deux endroits"),
    DISTANT: _("À distance : au téléphone, par courrier, en ligne"),
    TOWN: _("Je sais seulement dans quelle commune"),
}
PLACES_OF: Mapping[str, tuple[str, ...]] = {
    Kind.BURGLARY: (ADDRESS,),
    Kind.FROM_VEHICLE: (PUBLIC, ADDRESS, JOURNEY, TOWN),
    Kind.VEHICLE: (PUBLIC, ADDRESS, TOWN),
    Kind.DAMAGE: (PUBLIC, ADDRESS, TRANSPORT, TOWN),
    Kind.HIT_AND_RUN: (PUBLIC, ADDRESS, JOURNEY, TOWN),
    Kind.SCAM: (DISTANT, ADDRESS, PUBLIC, TRANSPORT, TOWN),
    Kind.ABUSE_OF_TRUST: (ADDRESS, DISTANT, PUBLIC, TOWN),
    Kind.DISCRIMINATION: (ADDRESS, DISTANT, PUBLIC, TRANSPORT, TOWN),
}
"""The sorts of place that each kind of facts may have; the others may have any."""
EXACT = (ADDRESS, PUBLIC)


class WhereQuestions(StepForm):
    """One commune, always; then what tells the place, by the sort of place."""

    where = Choice(label=_("Dans quelle sorte de lieu ?"), choices=[], missing=_("Choisissez la sorte de lieu."))
    commune = CommuneField(
        label=_("Commune"),
        help_text=_("Nom ou code postal. Pour un trajet, celle du départ. À distance, celle où était la victime."),
        missing=_("Indiquez la commune où les faits ont eu lieu."),
    )
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

    def arrange_places(self, kind: str) -> None:
        """Ask for the sorts of place that such facts may have; when there is only one, it isn't asked."""
        places = PLACES_OF.get(kind, tuple(PLACES))
        self.fields["where"].choices = [(place, PLACES[place]) for place in places]  # type: ignore[attr-defined]  # a Choice
        asked = {"where": len(places) > 1, "line": TRANSPORT in places, "journey_end": JOURNEY in places}
        self.drop(*(name for name, is_asked in asked.items() if not is_asked))
        if "where" not in self.fields:
            self.fields["place"].help_text = _("Numéro, rue, étage, nom du lieu.")

    def check_place(self, given: dict[str, Any]) -> None:
        """An address or a public place is told in a few words at least; the commune is one only."""
        if given.get("commune"):
            self._choose_commune(given)
        told = given.get("place") or "place" in self.errors
        if given.get("where", ADDRESS) in EXACT and not told:
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
