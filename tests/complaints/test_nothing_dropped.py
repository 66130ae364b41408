"""Nothing promised is dropped: every answer and every file of every kind is found on the desk and on paper."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from hashlib import sha256

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints.documents import schema
from complaints.documents.pdf import complaint_pdf
from complaints.enums import ORDINARY_KINDS, FileType, Status
from complaints.models import Complaint
from complaints.services import asking, export, messages
from tests.complaints.desk.pages import url, words
from tests.complaints.driver import accepted, begin, evreux, post, unit_of
from tests.complaints.exported import faults
from tests.complaints.files import samples
from tests.complaints.fullest import WHOSE, Plan, plan
from tests.complaints.pdf_text import text_of
from tests.factories import ComplaintFactory, OfficerFactory
from units.models import Officer

pytestmark = pytest.mark.django_db

FILES = {
    "vitre brisée.jpg": (FileType.JPEG, samples.photo()),
    "capture.png": (FileType.PNG, samples.photo("PNG")),
    "annonce.webp": (FileType.WEBP, samples.photo("WEBP")),
    "facture n° 12.pdf": (FileType.PDF, samples.document()),
}
# Who is harmed and which answer of each list changes from one kind to the next: all of them come up.
CASES = [(str(kind), WHOSE[place % 4], place) for place, kind in enumerate(ORDINARY_KINDS)]
CASES += [(kind, WHOSE[(place + 2) % 4], place + 13) for kind, _who, place in CASES]


MADE: dict[tuple[str, str, int], Plan] = {}


def planned(kind: str, who: str, unit: str, turn: int) -> Plan:
    """Made once a process; each test has a unit of its own."""
    if (kind, who, turn) not in MADE:
        MADE[kind, who, turn] = plan(kind, who, unit, turn=turn)
    made = MADE[kind, who, turn]
    return replace(made, posted=made.posted | {"unite": made.posted["unite"] | {"unit": [unit]}})


def squashed(text: str) -> str:
    """Where a line or a page breaks says nothing."""
    return re.sub(r"[\s\u200b\u00ad\u2060]+", "", text)


def missing(made: Plan, where: str) -> list[tuple[str, str]]:
    where = squashed(where)
    return [
        (label, value)
        for label, value in made.readings
        if squashed(value) not in where or (not value and squashed(label) not in where)
    ]


@pytest.fixture
def unit_number() -> str:
    return str(unit_of(evreux()).pk)


def filed(client: Client, made: Plan) -> Complaint:
    """Through the pages, with one file of each type."""
    accepted(begin(client, {"tri": made.posted["tri"]}))
    for slug, posted in made.posted.items():
        if slug != "tri":
            uploads = [SimpleUploadedFile(name, content) for name, (_type, content) in FILES.items()]
            accepted(post(client, slug, posted | ({"files": uploads} if slug == "objets" else {})))
    accepted(post(client, "recap", {"warning_read": "on"}))
    return Complaint.objects.latest("filed_at")


@pytest.mark.parametrize(("kind", "who", "turn"), CASES)
def test_everything_sent_is_found_again(client: Client, unit_number: str, kind: str, who: str, turn: int) -> None:
    made = planned(kind, who, unit_number, turn)
    assert len(made.readings) > 15

    complaint = filed(client, made)

    officer = OfficerFactory(units=[complaint.unit])
    desk = Client()
    desk.force_login(officer)
    page = desk.get(url("file", complaint))
    assert missing(made, words(page)) == []
    assert missing(made, _printed(complaint, officer)) == []
    _same_files(desk, complaint, words(page), _printed(complaint, officer))
    _same_data(complaint, officer)


def _same_data(complaint: Complaint, officer: Officer) -> None:
    """Exported, every answer stands as it is stored, and follows the published schema."""
    data = json.loads(export.export_json(complaint, by=officer))
    assert faults(data) == []
    answers = complaint.answers()
    assert data["answers"] == {step.slug: answers[step.slug] for step in schema.kept_steps() if step.slug in answers}
    assert [one["sha256"] for one in data["evidence"]] == [one.sha256 for one in complaint.evidence.all().pieces()]


def _printed(complaint: Complaint, officer: Officer) -> str:
    content = complaint_pdf(Complaint.objects.get(pk=complaint.pk), printed_at=timezone.now(), by=officer)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return text_of(pdf)


def _same_files(desk: Client, complaint: Complaint, shown: str, printed: str) -> None:
    pieces = complaint.evidence.all().pieces()
    assert [(one.name, one.row.file_type, one.sha256) for one in pieces] == [
        (name, file_type, sha256(content).hexdigest()) for name, (file_type, content) in FILES.items()
    ]
    for piece in pieces:
        for where in (squashed(shown), squashed(printed)):
            assert squashed(piece.name) in where
            assert piece.sha256 in where
        original = desk.get(reverse("desk:evidence_original", args=[complaint.reference, piece.pk]))
        assert original.content == FILES[piece.name][1]


def test_every_question_is_answered_in_one_of_these_filings(unit_number: str) -> None:
    """Or this file would say nothing of it."""
    plans = [planned(kind, who, unit_number, turn) for kind, who, turn in CASES]
    asked = {name for made in plans for name in made.asked}
    answered = {name for made in plans for name in made.answered}

    # Answered, these lead elsewhere: nothing is filed.
    assert asked - answered == {"tri.emergency", "faits.hurt", "faits.named"}


def test_an_attempt_is_found_again(client: Client, unit_number: str) -> None:
    made = plan("theft", "self", unit_number, turn=0)
    made.posted["objets"] = {"nothing_taken": ["on"]}
    label = "Rien n’a été pris"

    complaint = filed(client, made)

    officer = OfficerFactory(units=[complaint.unit])
    desk = Client()
    desk.force_login(officer)
    assert squashed(label) in squashed(words(desk.get(url("file", complaint))))
    assert squashed(label) in squashed(_printed(complaint, officer))


def test_what_is_added_after_the_filing_is_found_again() -> None:
    complaint = ComplaintFactory(status=Status.RECEIVED)
    officer = OfficerFactory(units=[complaint.unit])
    question, answer, letter = "Quelle était\nla marque ?", "Cyclovolant,\nمفتاح <b>vert</b>", "Je serai là mardi."
    asked = asking.ask(complaint, text=question, by=officer)
    asking.add_file(asked, samples.photo(), name="étiquette.jpg")
    asking.answer(complaint, ask_id=asked.pk, text=answer)
    messages.receive(complaint, text=letter)

    desk = Client()
    desk.force_login(officer)
    page, paper = words(desk.get(url("file", complaint))), _printed(complaint, officer)

    for told in (question, "Cyclovolant,", "<b>vert</b>", letter, "étiquette.jpg"):
        for where in (page, paper):
            assert squashed(told) in squashed(where)
    assert "مفتاح" in page


def test_the_search_would_miss_something() -> None:
    """A test that can't fail proves nothing."""
    made = Plan(readings=[("Nom", "Delaunay"), ("Je ne sais pas", "")])

    assert missing(made, "Nom Dela unay Je ne sais pas") == []
    assert missing(made, "Nom Marchand") == [("Nom", "Delaunay"), ("Je ne sais pas", "")]
