"""What may be answered to a question, in a few words of French."""

from __future__ import annotations

from django import forms

from complaints.questions import fields, identifiers, moments, places
from complaints.questions.steps.unit import UnitField

# The nearest class of a field decides.
WORDS: dict[type[forms.Field], str] = {
    forms.BooleanField: "case à cocher",
    fields.Email: "adresse électronique",
    fields.Phone: "numéro de téléphone, de France ou d’ailleurs",
    fields.Siren: "numéro SIREN ou SIRET, vérifié",
    fields.Amount: "montant en euros",
    moments.Day: "date déjà passée : jour, mois, année",
    moments.Hour: "heure",
    places.CommuneField: "commune, par son nom ou son code postal ; une liste en cas de doute",
    UnitField: "unité qui reçoit le public, proposée ou cherchée",
    identifiers.Imei: "numéro IMEI, vérifié",
    identifiers.Plate: "immatriculation, française ou étrangère",
    identifiers.Vin: "numéro de véhicule, vérifié",
    identifiers.LastFour: "numéro vérifié ; seuls ses quatre derniers signes sont gardés",
}


def answer_of(field: forms.Field) -> str:
    """The choices of a list, else what may be typed."""
    if isinstance(field, forms.ChoiceField):
        return _choices(field)
    known = next((WORDS[kind] for kind in type(field).__mro__ if kind in WORDS), "")
    return known or _text(field)


def _choices(field: forms.ChoiceField) -> str:
    several = isinstance(field, forms.MultipleChoiceField)
    labels = "\n".join(f"– {label}" for value, label in field.choices if value != "")
    return f"{'plusieurs' if several else 'une'} de ces réponses :\n{labels}"


def _text(field: forms.Field) -> str:
    if not isinstance(field, fields.Text):
        raise TypeError(f"{type(field).__name__} has no words in describe_fields.WORDS.")
    lines = "texte de plusieurs lignes" if isinstance(field, fields.LongText) else "texte"
    suggested = " ; des réponses sont suggérées" if getattr(field, "suggestions", ()) else ""
    return f"{lines}, {field.longest} caractères au plus{suggested}"
