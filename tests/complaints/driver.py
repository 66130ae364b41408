"""Files a pre-complaint through the pages, as a victim does, from a dict of answers. Everybody in it is invented."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from complaints.enums import THEFTS, MailKind
from complaints.mails.addresses import mailbox
from complaints.models import Complaint, OutgoingMail
from complaints.services import proof
from preplainte import limits
from tests.factories import CommuneFactory, UnitFactory
from units.models import Commune, Unit

Answers = dict[str, dict[str, Any]]


def yesterday() -> date:
    """The day before that of the clock, which a test may have stopped."""
    return (datetime.now(ZoneInfo("Europe/Paris")) - timedelta(days=1)).date()


def posted_day(day: date) -> dict[str, str]:
    """The day of the facts, in its three inputs."""
    return {"from_day_0": str(day.day), "from_day_1": str(day.month), "from_day_2": str(day.year)}


YESTERDAY = yesterday()
SORTING = {"emergency": "no", "violence": "no", "author": "no", "online": ""}
CONTACT = {
    "phone": "06 39 98 12 34",
    "email": "anne.delaunay@courriel.example",
    "address": "12 rue des Lilas\nBâtiment B",
    "postal_code": "27000",
    "city": "Évreux",
    "occupation": "fleuriste",
}
IDENTITY = {
    "birth_name": "Delaunay",
    "usage_name": "Marchand",
    "first_names": "Anne Louise",
    "birth_day_0": "27",
    "birth_day_1": "3",
    "birth_day_2": "1985",
    "birth_place": "Bernay",
    "nationality": "française",
    **CONTACT,
}
FACTS = {
    **posted_day(YESTERDAY),
    "from_time": "14h30",
    "to_time": "16 h",
    "commune": "Évreux",
    "where": "public",
    "place": "Parking du supermarché, allée C",
    "narrative": "Je suis revenue à ma voiture et la vitre était cassée.\nMon sac n’était plus là.",
}
CLUES = {"suspect": "Un homme grand, veste rouge", "witnesses": "La caissière", "cameras": "Deux au-dessus de l’entrée"}
OBJECTS = {
    "objects-0-category": "phone",
    "objects-0-description": "Téléphone noir, écran fêlé",
    "objects-0-brand": "Fairphone 5",
    "objects-0-imei": "49 015420 323751 8",
    "objects-0-value": "450,50 €",
    "total": "600",
}
RING = {"objects-0-category": "jewel", "objects-0-description": "Une bague", "objects-0-value": "300"}
SCAM_LOSS = {"payment": "cash", "money_lost": "1 200", **RING, "total": "1 500,00"}

PLATES = "AB-123-CD, EF-456-GH"
VEHICLE = {
    "objects-0-category": "vehicle",
    "objects-0-description": "Portière droite enfoncée",
    "objects-0-brand": "Peugeot 208",
    "objects-0-plate": "gh 789 jk",
    "objects-0-value": "900",
}
KINDS: dict[str, Answers] = {
    **{kind: {"situation": {"theft": kind}, "faits": {"plates": PLATES}, "objets": OBJECTS} for kind in THEFTS},
    "damage": {"faits": {"plates": PLATES}, "objets": VEHICLE},
    "hit_and_run": {"faits": {"fled_plate": "AB-123-CD"}, "objets": VEHICLE},
    "scam": {"tri": {"online": "no"}, "faits": {"contacts": "06 39 98 55 55"}, "objets": SCAM_LOSS},
    "abuse_of_trust": {"faits": {"contacts": "06 39 98 55 55", "entrusted": "Un téléphone prêté"}, "objets": OBJECTS},
    "discrimination": {"faits": {"criteria": ["age", "origin"], "domain": "housing"}, "objets": {"total": "600"}},
}


def answers_for(kind: str = "theft", **changes: dict[str, Any]) -> Answers:
    """Posted values by step. ``changes`` are merged step by step; ``None`` as a value leaves the question out."""
    common: Answers = {
        "tri": {**SORTING, "kind": "theft" if kind in THEFTS else kind},
        "situation": {"who": "self"},
        "faits": FACTS | posted_day(yesterday()) | CLUES,
        "objets": {},
        "identite": IDENTITY,
        "unite": {},
        "recap": {"warning_read": "on"},
    }
    answers = deepcopy(common)
    for more in (KINDS[kind], changes):
        for slug, given in more.items():
            answers[slug] = {name: value for name, value in {**answers[slug], **given}.items() if value is not None}
    return answers


def evreux() -> Commune:
    """The commune of the facts, and its competent unit (see ``unit_of``)."""
    return Commune.objects.filter(code="27229").first() or CommuneFactory(
        code="27229", name="Évreux", postal_codes=["27000"], latitude=49.0241, longitude=1.1508
    )


def unit_of(commune: Commune) -> Unit:
    """The unit competent there, made if there is none."""
    return commune.competent_units.first() or UnitFactory(commune=commune, competent=[commune])


def draft_number(response: HttpResponse) -> str:
    """The number of the draft that a page belongs to."""
    found = re.search(rb'name="draft" value="([0-9a-f]+)"', response.content)
    assert found, response.content.decode()
    return found[1].decode()


def post(client: Client, slug: str, data: dict[str, Any]) -> HttpResponse:
    """Post one step as its page would: the page is opened first, for the number of its draft."""
    url = reverse("complaints:step", args=[slug])
    number = draft_number(client.get(url))
    return client.post(url, {**data, "draft": number})


def begin(client: Client, answers: Answers) -> HttpResponse:
    """Answer the sorting questions."""
    return client.post(reverse("complaints:start"), answers["tri"])


def fill(client: Client, answers: Answers, *, until: str = "recap") -> None:
    """Answer every step before ``until``; each must be accepted. The commune of the facts is made if absent."""
    evreux()
    accepted(begin(client, answers))
    for slug, data in answers.items():
        if slug == until:
            return
        if slug != "tri":
            accepted(post(client, slug, data))


def accepted(response: HttpResponse) -> HttpResponse:
    assert response.status_code == 302, response.content.decode()
    return response


def ready(client: Client, kind: str = "theft", **changes: dict[str, Any]) -> Answers:
    """Answer everything but the recap; without ``unite`` in the changes, for the unit competent for Évreux."""
    answers = answers_for(kind, **changes)
    answers["unite"].setdefault("unit", str(unit_of(evreux()).pk))
    fill(client, answers)
    return answers


def code_sent() -> str:
    """The code of the last mail that carries one, as its reader finds it."""
    mail = OutgoingMail.objects.filter(kind=MailKind.CODE).exclude(payload=None).latest("pk")
    return str(mail.payload["code"])


def prove(client: Client, email: str) -> None:
    """Reach the recap, and type there the code sent to the address; as if none had been sent to it before."""
    for act, window in (("code", proof.PAUSE), ("codes", proof.DAY)):
        cache.delete(limits._name(act, mailbox(email), window))
    client.get(reverse("complaints:step", args=["recap"]))
    accepted(post(client, "recap", {"email_code": code_sent(), "verify": "1"}))


def file_online(
    client: Client, kind: str = "theft", *, prove_email: bool = True, **changes: dict[str, Any]
) -> Complaint:
    """File a pre-complaint through the pages and return it. ``changes`` by step: ``identite={"email": ""}``.

    Without ``unite`` in the changes, the unit competent for Évreux is chosen (both are made if absent). The e-mail
    address, if any, is proved by the code sent there, unless ``prove_email`` is false.
    """
    answers = ready(client, kind, **changes)
    if prove_email and answers["identite"].get("email"):
        prove(client, answers["identite"]["email"])
    response = accepted(post(client, "recap", answers["recap"]))
    assert response.url == reverse("complaints:receipt")
    shown = client.get(response.url).content.decode()
    filed = Complaint.objects.order_by("-filed_at", "-pk")[:1].get()
    assert filed.reference in shown
    return filed
