"""An invented leak, and the way a victim files under it. Everybody in it is invented."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from complaints.enums_incidents import IncidentState
from complaints.models import Complaint, Incident, Organisation
from tests.complaints.driver import post as post_step
from tests.factories import OfficerFactory
from units.enums import Role
from units.models import Unit

WORDS = {
    "fr": {
        "title": "Fuite des laboratoires Exemple",
        "summary": "Des données de patients ont été volées.",
        "story": "Le fichier a été publié.\nUne enquête est ouverte.",
        "concerned": "Les patients des laboratoires Exemple.",
        "papers": "La lettre du laboratoire.\nVotre pièce d’identité.",
        "advice": "Changez vos mots de passe.",
        "banner": "",
        "retention_ground": "",
    },
    "en": {
        "title": "Leak of the Exemple laboratories",
        "summary": "Patient data was stolen.",
        "story": "The file was published.\nAn investigation is under way.",
        "concerned": "The patients of the Exemple laboratories.",
        "papers": "The laboratory’s letter.\nYour identity document.",
        "advice": "Change your passwords.",
        "banner": "",
        "retention_ground": "",
    },
}
IDENTITY = {
    "birth_name": "Delaunay",
    "first_names": "Anne Louise",
    "birth_day_0": "27",
    "birth_day_1": "3",
    "birth_day_2": "1985",
    "birth_place": "Bernay",
    "phone": "06 39 98 12 34",
    "address": "12 rue des Lilas",
    "postal_code": "27000",
    "city": "Évreux",
}
CHILD = {
    "members-0-category": "minor",
    "members-0-birth_name": "Delaunay",
    "members-0-first_names": "Zoé",
    "members-0-birth_day_0": "1",
    "members-0-birth_day_1": "9",
    "members-0-birth_day_2": "2019",
    "members-0-link": "parent",
}


class IncidentFactory(factory.django.DjangoModelFactory[Incident]):
    """An open incident with two organisations."""

    class Meta:
        model = Incident
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"laboratoires-exemple-{n}")
    state = IncidentState.OPEN
    words = WORDS
    categories = ["identity", "contact", "social_security"]
    leaked_on = date(2021, 2, 14)
    validated_by = factory.SubFactory(OfficerFactory, role=Role.ADMINISTRATOR)

    @factory.post_generation
    def organisations(self: Incident, create: bool, extracted: Any, **kwargs: Any) -> None:
        for name in ("Laboratoire des Tilleuls", "Laboratoire du Port"):
            Organisation.objects.create(incident=self, name=name)


def letter(incident: Incident, **changes: Any) -> dict[str, Any]:
    organisation = incident.organisations.get(name="Laboratoire du Port")
    given = {
        "organisation": str(organisation.pk),
        "learnt": "letter",
        "categories": ["identity", "social_security"],
        "harm": ["none"],
    }
    return given | changes


def begin(client: Client, incident: Incident, **changes: Any) -> HttpResponse:
    """The first page of the short form."""
    return client.post(reverse("complaints:incident_file", args=[incident.slug]), IDENTITY | changes)


def post(client: Client, slug: str, answers: dict[str, Any]) -> HttpResponse:
    return post_step(client, slug, answers)


def file_leak(client: Client, incident: Incident, unit: Unit, *, household: dict[str, Any] | None = None) -> Complaint:
    """The whole short form; the declarant's own pre-complaint."""
    begin(client, incident)
    post(client, "lettre", letter(incident))
    post(client, "unite", {"unit": str(unit.pk)})
    if household:
        post(client, "foyer", household)
    response = post(client, "recap", {"warning_read": "on"})
    assert response.status_code == 302, response.context["form"].errors
    return Complaint.objects.filter(incident=incident).order_by("pk")[0]
