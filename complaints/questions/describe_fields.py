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


def labels_of(field: forms.Field) -> dict[str, str]:
    """The words of each answer that a page may post; empty for what is typed."""
    if isinstance(field, forms.BooleanField):
        return {"on": "case cochée"}
    if not isinstance(field, forms.ChoiceField):
        return {}
    return {str(value): str(label) for value, label in dict(field.choices).items() if value != ""}  # type: ignore[arg-type]  # flat lists only


def _choices(field: forms.ChoiceField) -> str:
    several = isinstance(field, forms.MultipleChoiceField)
    labels = "\n".join(f"– {label}" for label in labels_of(field).values())
    return f"{'plusieurs' if several else 'une'} de ces réponses :\n{labels}"


def _text(field: forms.Field) -> str:
    if not isinstance(field, fields.Text):
        raise TypeError(f"{type(field).__name__} has no words in describe_fields.WORDS.")
    lines = "texte de plusieurs lignes" if isinstance(field, fields.LongText) else "texte"
    suggested = " ; des réponses sont suggérées" if getattr(field, "suggestions", ()) else ""
    return f"{lines}, {field.longest} caractères au plus{suggested}"
