"""Who may open what: another unit's file doesn't exist, on the page and on every act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints.desk_urls import urlpatterns
from complaints.enums import MailState, Status
from complaints.models import Complaint, OutgoingMail
from complaints.services import appointments, evidence
from complaints.services.booking import free_slots
from complaints.services.evidence import Shelf
from tests.complaints.files import samples
from tests.factories import ComplaintFactory, OfficerFactory, OutgoingMailFactory, ReplyTemplateFactory
from units.enums import Role
from units.models import Officer, Unit

pytestmark = pytest.mark.django_db

PAGES = ("file", "propose", "fix", "move", "cancel", "miss", "sign", "dismiss")
ACTS = ("take", "arrive", "propose", "fix", "move", "cancel", "miss", "print", "sign", "dismiss")

DAY = date(2026, 3, 9)

SignIn = Callable[[Officer], Client]


@pytest.fixture
def booked(unit: Unit, officer: Officer) -> Complaint:
    """A pre-complaint on which every act has something to act on."""
    complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED)
    start = free_slots(complaint, now=timezone.now(), notice=False)[0].start
    appointments.fix(complaint, start=start, by=officer)
    complaint.refresh_from_db()
    return complaint


def stand(complaint: Complaint) -> dict[str, object]:
    """All that an act could have changed."""
    row = Complaint.objects.values("status", "officer_id", "contacted_at", "expires_at", "erased_at").get(
        pk=complaint.pk
    )
    return {
        "row": row,
        "appointments": list(complaint.appointments.order_by("pk").values("state", "period", "sequence")),
        "journal": list(complaint.journal.values("act", "detail", "officer_id")),
        "mails": list(complaint.mails.order_by("pk").values("kind", "state")),
    }


def addresses(only: str = "", **named: object) -> list[str]:
    """Every address of the desk, or those that name ``only``; what they name is invented, unless it is given."""
    values: dict[str, object] = {name: uuid4() for name in ("pk", "mail", "piece")}
    values |= {"reference": "7KQ4M-2XW9A", "number": "x", "slug": "faits", "unit": uuid4(), "day": DAY} | named
    routes = [route for route in urlpatterns if not only or only in route.pattern.converters]
    return [
        reverse(f"desk:{route.name}", kwargs={name: values[name] for name in route.pattern.converters})
        for route in routes
    ]


def test_no_address_at_all_opens_a_file_of_another_unit(
    booked: Complaint, stranger: Officer, signed_in: SignIn
) -> None:
    piece = evidence.add(Shelf(complaint=booked), samples.photo(), name="vitre.jpg")
    before, client = stand(booked), signed_in(stranger)
    found = addresses("reference", reference=booked.reference, piece=piece.pk)

    assert len(found) > 25
    assert {url: client.get(url).status_code for url in found} == dict.fromkeys(found, 404)
    assert {client.post(url, {"confirmer": "oui", "format": "json"}).status_code for url in found} <= {404, 405}
    assert stand(booked) == before


def test_no_address_at_all_is_open_to_who_has_not_signed_in(client: Client) -> None:
    asked = {url: client.get(url) for url in addresses()}

    answered = {url: page.headers.get("Location") for url, page in asked.items() if page.status_code != 405}
    assert len(answered) > 45
    assert answered == {url: f"/agents/connexion/?next={url}" for url in answered}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_another_unit_does_not_exist(
    name: str, booked: Complaint, stranger: Officer, signed_in: SignIn
) -> None:
    before = stand(booked)

    assert signed_in(stranger).get(reverse(f"desk:{name}", args=[booked.reference])).status_code == 404
    assert stand(booked) == before


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("who", ["stranger", "administrator", "of no unit"])
def test_an_act_on_a_file_of_another_unit_does_not_exist(
    name: str, who: str, booked: Complaint, stranger: Officer, signed_in: SignIn
) -> None:
    asker = {
        "stranger": lambda: stranger,
        "administrator": lambda: OfficerFactory(role=Role.ADMINISTRATOR),
        "of no unit": OfficerFactory,
    }[who]()
    posted = {
        "starts": free_slots(booked, now=timezone.now())[0].start.isoformat(),
        "target": booked.appointments.get().pk,
        "reference": booked.reference,
        "pv_number": "2026/001234",
        "unprinted": "on",
        "template": ReplyTemplateFactory().pk,
        "confirmer": "oui",
    }
    before = stand(booked)

    response = signed_in(asker).post(reverse(f"desk:{name}", args=[booked.reference]), posted)

    assert response.status_code == 404
    assert stand(booked) == before


def test_a_message_owed_by_another_unit_does_not_exist(unit: Unit, stranger: Officer, signed_in: SignIn) -> None:
    mail = OutgoingMailFactory(complaint=ComplaintFactory(unit=unit, email=""), state=MailState.BY_HAND)

    assert signed_in(stranger).post(reverse("desk:told", args=[mail.pk])).status_code == 404
    assert OutgoingMail.objects.get().state == MailState.BY_HAND
    assert "Camille" not in signed_in(stranger).get(reverse("desk:to_tell")).content.decode()


@pytest.mark.parametrize("reference", ["AAAAA-AAAAA", "0", "%00", "..", "7KQ4M-2XW9D"])
def test_a_forged_reference_does_not_exist(reference: str, desk: Client) -> None:
    assert desk.get(f"/agents/dossiers/{reference}/").status_code == 404


@pytest.mark.parametrize("path", ["/agents/", "/agents/a-prevenir/", "/agents/dossiers/7KQ4M-2XW9D/"])
def test_nobody_enters_without_signing_in(path: str, client: Client) -> None:
    response = client.get(path)

    assert (response.status_code, response["Location"]) == (302, f"{reverse('units:login')}?next={path}")


@pytest.mark.parametrize("name", ACTS)
def test_an_act_without_signing_in_does_nothing(name: str, booked: Complaint, client: Client) -> None:
    before = stand(booked)
    response = client.post(
        reverse(f"desk:{name}", args=[booked.reference]), {"reason": "no_offence", "confirmer": "oui"}
    )

    assert response["Location"].startswith(reverse("units:login"))
    assert stand(booked) == before


@pytest.mark.parametrize("name", ACTS)
def test_an_act_needs_its_csrf_token(name: str, booked: Complaint, officer: Officer) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer)
    before = stand(booked)

    assert strict.post(reverse(f"desk:{name}", args=[booked.reference])).status_code == 403
    assert stand(booked) == before


@pytest.mark.parametrize("name", ["take", "print"])
def test_signing_in_again_before_an_act_leads_to_the_page_and_does_nothing(
    name: str, booked: Complaint, desk: Client
) -> None:
    before = stand(booked)

    assert desk.get(reverse(f"desk:{name}", args=[booked.reference]))["Location"] == booked.get_absolute_url()
    assert stand(booked) == before


def test_a_message_is_told_by_a_post_alone(unit: Unit, desk: Client) -> None:
    mail = OutgoingMailFactory(complaint=ComplaintFactory(unit=unit, email=""), state=MailState.BY_HAND)

    assert desk.get(reverse("desk:told", args=[mail.pk]))["Location"] == reverse("desk:to_tell")
    assert OutgoingMail.objects.get().state == MailState.BY_HAND


def test_an_officer_who_left_the_service_is_out(officer: Officer, booked: Complaint, desk: Client) -> None:
    officer.is_active = False
    officer.save(update_fields=["is_active"])

    assert desk.get(booked.get_absolute_url()).status_code == 302


def test_officers_of_no_unit_are_told_whom_to_ask(booked: Complaint, signed_in: SignIn) -> None:
    page = signed_in(OfficerFactory()).get(reverse("desk:inbox")).content.decode()

    assert "Demandez à un administrateur de vous rattacher" in page
    assert booked.reference not in page
