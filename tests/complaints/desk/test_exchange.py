"""The desk's side: asking for more from a template, writing, reading what the victim answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from complaints.enums import Act, MailKind, ReplyPurpose, Status
from complaints.models import Complaint, ReplyTemplate
from complaints.services import asking, messages, notes
from tests.complaints.desk.pages import acts, said, url, words
from tests.complaints.desk.test_seen import seen
from tests.factories import AskFactory, ComplaintFactory, ReplyTemplateFactory
from tests.markup import Elements
from units.models import Officer, Unit

pytestmark = pytest.mark.django_db

SignIn = Callable[[Officer], Client]
QUESTION = {
    "fr": "Envoyez la facture du Cyclovolant avant le {delai}.",
    "en": "Send the Cyclovolant invoice before {delai}.",
}


@pytest.fixture
def bill() -> ReplyTemplate:
    return ReplyTemplateFactory(purpose=ReplyPurpose.ASK, reason="", name="Facture du cycle", words=QUESTION)


def area(response: object) -> str:
    (text,) = Elements(response.content.decode()).texts("textarea")  # type: ignore[attr-defined]  # a test's response
    return text


def test_asking_starts_from_a_template_and_sends_what_is_written(
    received: Complaint, desk: Client, bill: ReplyTemplate
) -> None:
    chosen = {"template": str(bill.pk), "days": "3"}
    first = desk.get(url("ask", received))
    second = desk.post(url("ask", received), chosen | seen(first))
    untouched = acts(received)

    done = desk.post(url("ask", received), chosen | seen(second) | {"text": area(second) + " Merci."})

    assert "Facture du cycle" in words(first)
    assert untouched == []
    assert said(done) == ["La demande est envoyée."]
    received.refresh_from_db()
    ask = received.asks.get()
    assert (received.status, ask.template, ask.closed_at) == (Status.ASKED, bill, None)
    assert ask.message.text.startswith("Envoyez la facture du Cyclovolant avant le ")
    assert ask.message.text.endswith(" Merci.")
    assert "{" not in ask.message.text
    assert [mail.kind for mail in received.mails.all()] == [MailKind.ASKED]
    page = words(desk.get(url("file", received)))
    assert "Réponse attendue avant le" in page
    assert "Merci." in page


def test_an_english_victim_is_asked_in_english_with_the_french_beside(
    unit: Unit, desk: Client, bill: ReplyTemplate
) -> None:
    complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED, language="en")

    page = desk.post(url("ask", complaint), {"template": str(bill.pk), "days": "3"})

    assert area(page).startswith("Send the Cyclovolant invoice before ")
    assert "Envoyez la facture du Cyclovolant avant le" in words(page)


def test_own_words_a_bad_delay_and_an_empty_text(received: Complaint, desk: Client) -> None:
    own = {"template": "libre", "days": str(settings.ASK_DAYS)}

    assert area(desk.post(url("ask", received), own)) == ""
    for wrong in (
        {"days": "1"},
        {"days": "15"},
        {"days": "x"},
        {"template": ""},
        {"template": "\u0000"},
        {"text": " "},
    ):
        assert desk.post(url("ask", received), own | wrong).status_code == 422
    assert acts(received) == []
    assert desk.post(url("ask", received), own | {"text": "Où était-ce ?"}).status_code == 302
    assert received.asks.get().message.text == "Où était-ce ?"


def test_words_survive_a_template_retired_meanwhile(received: Complaint, desk: Client, bill: ReplyTemplate) -> None:
    bill.is_active = False
    bill.save(update_fields=["is_active"])

    data = {"template": str(bill.pk), "days": "3", "text": "Où était-ce ?"}
    assert desk.post(url("ask", received), data).status_code == 302
    assert received.asks.get().template is None


def test_a_question_and_a_message_written_on_an_old_page_are_kept_and_held_back(
    received: Complaint, colleague: Officer, desk: Client
) -> None:
    page = desk.get(url("file", received))
    notes.add(received, text="Vue au comptoir", by=colleague)
    data = {"template": "libre", "days": "3", "text": "Où était-ce ?", "message": "Où était-ce ?"}

    for name in ("ask", "message"):
        told = desk.post(url(name, received), data | seen(page))
        assert (told.status_code, area(told)) == (409, "Où était-ce ?")
    assert not received.messages.exists()


def test_writing_once_and_reading_the_answer(received: Complaint, desk: Client, officer: Officer) -> None:
    for _click in range(2):
        sent = desk.post(url("message", received), {"message": "Venez avec la clé."})
    empty = desk.post(url("message", received), {"message": " "})
    messages.receive(received, text="Je l’ai <i>perdue</i>.")

    first, second = words(desk.get(url("file", received))), words(desk.get(url("file", received)))

    assert said(sent) == ["Le message est envoyé."] * 2
    assert empty.status_code == 422
    assert "La victime a écrit le" in first
    assert "Je l’ai <i>perdue</i>." in first
    assert (first.count("Nouveau"), second.count("Nouveau")) == (1, 0)
    received.refresh_from_db()
    assert received.unread_since is None
    assert acts(received) == [Act.MESSAGE, Act.MESSAGE]


def test_an_officer_waits_no_more(received: Complaint, desk: Client, officer: Officer) -> None:
    asking.ask(received, text="Où était-ce ?", by=officer)
    page = desk.get(url("file", received))

    ended = desk.post(url("end_ask", received), seen(page))

    assert said(ended) == ["Vous n’attendez plus de complément."]
    received.refresh_from_db()
    assert received.status == Status.RECEIVED
    assert "Réponse attendue" not in words(desk.get(url("file", received)))


def test_another_unit_finds_nothing(unit: Unit, stranger: Officer, signed_in: SignIn) -> None:
    ask = AskFactory(complaint=ComplaintFactory(unit=unit, status=Status.ASKED))
    client = signed_in(stranger)

    for name in ("ask", "end_ask", "message"):
        data = {"template": "libre", "days": "3", "text": "x", "message": "x"}
        assert client.post(url(name, ask.complaint), data).status_code == 404
        assert client.get(url(name, ask.complaint)).status_code == 404
    ask.refresh_from_db()
    assert (ask.closed_at, ask.complaint.messages.count()) == (None, 1)
