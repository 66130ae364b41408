"""Filing under an incident, through the pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from complaints.enums import Kind
from complaints.enums_incidents import IncidentState, Routing
from complaints.models import Complaint
from complaints.questions.person import Person
from complaints.sealing.box import key_id
from complaints.sealing.keyring import ring
from tests.complaints.driver import draft_number, evreux, unit_of
from tests.complaints.incidents.driver import CHILD, IDENTITY, IncidentFactory, begin, file_leak, letter, post
from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db


def test_a_victim_of_a_leak_files_in_four_screens(client: Client) -> None:
    incident, unit = IncidentFactory(), unit_of(evreux())

    first = begin(client, incident)
    assert first.url == "/deposer/lettre/"
    second = post(client, "lettre", letter(incident, harm=["phishing", "money"], money_lost="120"))
    assert second.url == "/deposer/unite/"
    third = post(client, "unite", {"unit": str(unit.pk)})
    assert third.url == "/deposer/recap/"
    last = post(client, "recap", {"warning_read": "on"})

    assert last.url == "/deposer/recu/"
    complaint = Complaint.objects.get()
    assert (complaint.kind, complaint.incident, complaint.unit) == (Kind.DATA_LEAK, incident, unit)
    assert (complaint.commune, complaint.department, complaint.facts_on) == (None, "27", incident.leaked_on)
    assert (str(complaint.organisation), complaint.harms) == ("Laboratoire du Port", ["money", "phishing"])
    assert complaint.expires_at - complaint.filed_at == timedelta(days=settings.RETENTION_DAYS)
    assert Person.of(complaint.identity).name == "DELAUNAY Anne Louise"
    assert client.get("/deposer/recu/").status_code == 200


def test_at_most_twelve_answers_are_required(client: Client) -> None:
    incident, unit = IncidentFactory(), unit_of(evreux())
    asked = len({name.rpartition("_")[0] if name.startswith("birth_day") else name for name in IDENTITY})
    # The postal code isn't required, but finds the units; the four of the letter, the unit and the warning follow.
    required = asked - 1 + 4 + 1

    assert required <= 12 + 1  # the box of the warning is an acceptance, not an answer
    assert file_leak(client, incident, unit).incident == incident


def test_a_household_files_in_one_go(client: Client) -> None:
    incident, unit = IncidentFactory(), unit_of(evreux())

    own = file_leak(client, incident, unit, household=CHILD)

    child = Complaint.objects.exclude(pk=own.pk).get()
    assert own.household == child.household is not None
    person = Person.of(child.identity)
    assert (person.name, person.declarant, person.who) == ("DELAUNAY Zoé", "DELAUNAY Anne Louise", "minor")
    assert person.phone == Person.of(own.identity).phone
    assert "foyer" not in own.answers()
    assert own.fingerprint != child.fingerprint
    assert (child.organisation, child.unit, child.incident) == (own.organisation, unit, incident)


def test_sending_a_household_twice_files_it_once(client: Client) -> None:
    incident, unit = IncidentFactory(), unit_of(evreux())
    begin(client, incident)
    post(client, "lettre", letter(incident))
    post(client, "unite", {"unit": str(unit.pk)})
    post(client, "foyer", CHILD)
    sent = {"warning_read": "on", "draft": draft_number(client.get("/deposer/recap/"))}

    answers = [client.post("/deposer/recap/", sent) for _ in range(2)]

    assert [answer.url for answer in answers] == ["/deposer/recu/"] * 2
    assert Complaint.objects.count() == 2


def test_a_social_security_number_is_masked(client: Client) -> None:
    incident, unit = IncidentFactory(), unit_of(evreux())
    begin(client, incident)
    post(
        client, "lettre", letter(incident, harm=["identity"], harm_details="Mon numéro : 2 85 03 27 229 123 45, volé.")
    )
    post(client, "unite", {"unit": str(unit.pk)})
    shown = client.get("/deposer/recap/").content.decode()
    post(client, "recap", {"warning_read": "on"})

    kept = Complaint.objects.get().answers()["lettre"]["harm_details"]
    assert kept == "Mon numéro : (numéro de sécurité sociale masqué : ne l’écrivez pas ici), volé."
    assert "27 229" not in shown


def test_an_incident_may_name_the_unit(client: Client) -> None:
    central = UnitFactory()
    incident = IncidentFactory(routing=Routing.CENTRAL, central_unit=central)
    begin(client, incident)
    post(client, "lettre", letter(incident))
    post(client, "unite", {"neutral": "on"})
    post(client, "recap", {"warning_read": "on"})

    assert Complaint.objects.get().unit == central


def test_by_department_a_quota_leads_to_the_next_unit(client: Client) -> None:
    first, second = UnitFactory(), UnitFactory()
    incident = IncidentFactory(routing=Routing.DEPARTMENT, central_unit=UnitFactory())
    incident.routes.create(department="27", unit=first, quota=1)
    incident.routes.create(department="27", unit=second)

    for _ in range(2):
        browser = Client()
        begin(browser, incident)
        post(browser, "lettre", letter(incident))
        post(browser, "unite", {})
        post(browser, "recap", {"warning_read": "on"})

    assert [one.unit for one in Complaint.objects.order_by("pk")] == [first, second]


def test_a_longer_life_has_keys_of_its_own(client: Client) -> None:
    incident, unit = IncidentFactory(retention_days=365), unit_of(evreux())
    ring().create(incident.leaked_on, series=incident.key_series)

    complaint = file_leak(client, incident, unit)

    assert complaint.expires_at - complaint.filed_at == timedelta(days=365)
    fresh = Complaint.objects.get(pk=complaint.pk)
    key = ring().get(key_id(fresh.__dict__["identity"].blob))
    assert key.series == incident.key_series
    assert fresh.identity["identite"]["birth_name"] == "Delaunay"


@pytest.mark.parametrize("state", [IncidentState.PAUSED, IncidentState.CLOSED])
def test_who_is_filling_the_form_already_is_never_stopped(client: Client, state: IncidentState) -> None:
    incident, unit = IncidentFactory(), unit_of(evreux())
    begin(client, incident)
    incident.state = state
    incident.save(update_fields=["state"])

    post(client, "lettre", letter(incident))
    post(client, "unite", {"unit": str(unit.pk)})
    post(client, "recap", {"warning_read": "on"})

    assert Complaint.objects.count() == 1
    assert Client().get(reverse("complaints:incident_file", args=[incident.slug])).status_code == 302


def test_the_page_says_the_same_to_everybody(client: Client) -> None:
    incident = IncidentFactory()

    french = client.get(incident.get_absolute_url())
    english = client.get(reverse("complaints:incident_in", args=[incident.slug, "en"]))

    assert "Fuite des laboratoires Exemple" in french.content.decode()
    assert "Leak of the Exemple laboratories" in english.content.decode()
    for response in (french, english):
        assert "<form" not in response.content.decode()
        assert not response.cookies
        assert response["Cache-Control"] == "public, max-age=60"


def test_a_draft_has_no_page(client: Client) -> None:
    incident = IncidentFactory(state=IncidentState.DRAFT)

    assert client.get(incident.get_absolute_url()).status_code == 404
    assert begin(client, incident).status_code == 404
