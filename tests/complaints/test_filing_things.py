"""Things, from the page where they are typed to the desk and the paper; and what never leaves that page."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.utils.html import escape

from complaints.documents import pdf
from complaints.enums import Kind
from complaints.filing import drafts
from complaints.models import Complaint
from complaints.questions.answers import sections
from complaints.questions.things import CATEGORIES, ONLY
from complaints.sealing.tokens import TokenKind, query
from tests.complaints.driver import OBJECTS, answers_for, file_online, fill, post, ready
from tests.complaints.pdf_text import text_of
from tests.factories import OfficerFactory

pytestmark = pytest.mark.django_db

# One of each category, with an answer to every question it may ask.
TYPED: dict[str, str] = {
    "description": "Rayures en croix",
    "brand": "Marque Onze",
    "colour": "vert amande",
    "imei": "35-693803-564380-9",
    "phone_number": "06 39 98 77 88",
    "operator": "Opérateur Sept",
    "plate": "zz 987 yx",
    "vin": "vf3 98765432109876",
    "marking": "bc12 3456 78",
    "serial": "sn-777-z",
    "document": "passport",
    "document_number": "12 ab 34567",
    "means": "card",
    "last_four": "4970 1012 3456 7893",
    "bank": "Banque de l’Iton",
    "opposed": "yes",
    "used": "unknown",
    "value": "12,50",
    "bought": "mars 2023",
    "proof": "packaging",
}
CHEQUES = {"means": "cheque", "cheques": "de 1234567 à 1234580", "account": "FR76 3000 6000 0112 3456 7890 189"}
READ = {
    "imei": "356938035643809",
    "plate": "ZZ-987-YX",
    "vin": "VF398765432109876",
    "marking": "BC12345678",
    "serial": "SN-777-Z",
    "document": "Passeport",
    "document_number": "12AB34567",
    "means": "Carte bancaire",
    "last_four": "•••• 7893",
    "opposed": "Oui",
    "used": "Je ne sais pas",
    "value": "12,50\u00a0€",
    "proof": "Emballage ou notice",
}
CARD = "4970101234567893"


def one_of_each() -> dict[str, str]:
    posted: dict[str, str] = {}
    for number, (category, _label) in enumerate(CATEGORIES):
        given = {"category": category, "description": TYPED["description"]}
        given |= {name: TYPED[name] for name in ONLY[category] if name in TYPED}
        posted |= {f"objects-{number}-{name}": text for name, text in given.items()}
    cheques = {**{name: TYPED[name] for name in ("bank", "opposed", "used")}, **CHEQUES, "category": "payment"}
    return posted | {f"objects-99-{name}": text for name, text in cheques.items()}


def shown_of(complaint: Complaint) -> str:
    return "\n".join(row.value for section in sections(complaint.answers()) for row in section.rows)


def test_every_answer_about_every_thing_is_read_at_the_desk_and_on_paper(client: Client) -> None:
    ready(client, objets={**dict.fromkeys(OBJECTS), **one_of_each()})
    recap = client.get("/deposer/recap/").content.decode()
    post(client, "recap", {"warning_read": "on"})
    complaint = Complaint.objects.get()
    desk = Client()
    desk.force_login(OfficerFactory(units=[complaint.unit]))
    file = desk.get(complaint.get_absolute_url()).content.decode()
    printed = pdf.complaint_pdf(complaint, printed_at=datetime(2026, 3, 5, tzinfo=UTC), by=OfficerFactory())
    with pikepdf.open(io.BytesIO(printed)) as paper:
        text = " ".join(text_of(paper).split())

    expected = {READ.get(name, typed) for name, typed in TYPED.items()} - {"06 39 98 77 88"}
    expected |= {"06 39 98 77 88", "DE 1234567 À 1234580", "•••• 0189", "Chèque ou chéquier"}
    for answer in expected:
        assert escape(answer) in recap, answer
        assert escape(answer) in file, answer
        assert " ".join(answer.split()) in text, answer
    amounts = sum("value" in asked for asked in ONLY.values())
    total = f"{12.5 * amounts:.2f}".replace(".", ",") + "\u00a0€"
    assert "Somme des montants indiqués" in text
    for page in (recap, file):
        assert "Somme des montants indiqués" in page
        assert total in page
    for page in (recap, file, text):
        assert CARD not in page.replace(" ", "")
        assert "30006000011234567890" not in page.replace(" ", "")


def test_what_identifies_a_thing_finds_the_complaint(client: Client) -> None:
    complaint = file_online(client, objets={**dict.fromkeys(OBJECTS), **one_of_each()})

    for typed in ("356938035643809", "ZZ987YX", "zz-987-yx", "VF398765432109876", "bc 12345678", "SN777Z", "12AB34567"):
        assert set(query(TokenKind.IDENTIFIER, typed)) & set(complaint.tokens), typed
    assert set(query(TokenKind.PHONE, "+33639987788")) & set(complaint.tokens)
    for typed in ("7893", CARD, "0189"):
        assert not set(query(TokenKind.IDENTIFIER, typed)) & set(complaint.tokens)


@pytest.mark.parametrize("button", [{}, {"add": "1", "added": "bag"}, {"later": "1"}, {"change": "objects-0"}])
@pytest.mark.parametrize("typed", [CARD, "4970 1012 3456 7893", CARD[:-1] + "4", f"n° {CARD}", CARD + "01"])
@pytest.mark.parametrize("name", ["last_four", "account"])
def test_a_cards_number_never_reaches_the_draft(client: Client, name: str, typed: str, button: dict[str, str]) -> None:
    fill(client, answers_for(Kind.BANK_MEANS), until="objets")
    card = {"category": "payment", "means": "card", "bank": "Iton", name: typed}

    post(client, "objets", {f"objects-0-{key}": text for key, text in card.items()} | button)

    kept = kept_by(client)
    assert kept["objects-0-bank"] == ["Iton"]
    assert kept[f"objects-0-{name}"] in ([""], ["7893"])


def kept_by(client: Client) -> dict[str, Any]:
    draft = drafts.find(client.cookies[drafts.COOKIE].value)
    assert draft is not None
    everything = json.dumps({slug: vars(given) for slug, given in draft.steps.items()})
    assert "4970" not in everything
    return draft.steps["objets"].raw


def test_things_are_added_changed_and_removed_without_script(client: Client) -> None:
    fill(client, answers_for("vehicle"), until="objets")
    blank = client.get("/deposer/objets/").content.decode()
    assert 'name="objects-0-plate"' in blank
    assert 'name="objects-0-marking"' not in blank

    typed = {"objects-0-category": "bicycle", "objects-0-brand": "Bellavélo"}
    changed = post(client, "objets", typed | {"change": "objects-0"}).content.decode()
    assert 'name="objects-0-marking"' in changed
    assert 'value="Bellavélo"' in changed
    assert "à corriger" not in changed

    added = post(client, "objets", typed | {"add": "1", "added": "bag", "objects-0-value": "30"}).content.decode()
    assert '<fieldset class="group thing" id="objet-2">' in added
    assert "<strong>30,00\u00a0€</strong>" in added
    assert client.get("/deposer/objets/").content.decode().count("group thing") == 2

    removed = post(client, "objets", typed | {"total": "", "remove": "objects-0"}).content.decode()
    assert "group thing" not in removed
    assert "Bellavélo" not in client.get("/deposer/objets/").content.decode()
