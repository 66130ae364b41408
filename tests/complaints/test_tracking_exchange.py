"""The victim's side of what is asked and written: nothing typed is lost, nothing done twice, strangers see nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from complaints.enums import Status
from complaints.services import asking, triage
from complaints.services.messages import A_DAY
from complaints.views.follow import exchange
from preplainte import uploads
from tests.complaints import stages
from tests.complaints.files import samples
from tests.complaints.following import address, body, done, page_of, post, sign_in, text_of
from tests.complaints.stages import fresh, officer_of
from tests.markup import Elements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday")]

TYPED = "Oui : <b>elle</b> porte le numéro ZK-88213-Q."


def photo(name: str = "facture.jpg", shade: int = 90) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, samples.photo(shade=shade))


def test_an_answer_with_a_file_arrives_once_however_often_the_button_is_pressed(client: Client) -> None:
    complaint = stages.asked()
    sign_in(client, complaint)
    target = str(complaint.asks.get().pk)

    for _click in range(2):
        assert done(post(client, "follow_answer", complaint, target=target, answer=TYPED, files=photo()), complaint)

    complaint = fresh(complaint)
    assert complaint.status == Status.RECEIVED
    assert [one.text for one in complaint.messages.all()] == ["Avez-vous la facture\u00a0?", TYPED]
    assert [piece.name for piece in complaint.evidence.all().pieces()] == ["facture.jpg"]
    html = page_of(client, complaint)
    assert "&lt;b&gt;elle&lt;/b&gt;" in html
    assert "Votre réponse est arrivée à l’unité." in html


def test_adding_files_first_keeps_what_was_typed(client: Client) -> None:
    complaint = stages.asked()
    sign_in(client, complaint)
    target = str(complaint.asks.get().pk)
    data = {"target": target, "answer": TYPED, "upload": "1"}

    added = post(client, "follow_answer", complaint, **data, files=[photo(), photo("autre.jpg", 40)])
    nothing = post(client, "follow_answer", complaint, **data)
    broken = post(client, "follow_answer", complaint, **data, files=SimpleUploadedFile("vide.jpg", b"GIF89a"))

    assert [response.status_code for response in (added, nothing, broken)] == [200, 422, 422]
    for response in (added, nothing, broken):
        assert "ZK-88213-Q" in response.content.decode()
        assert "autre.jpg" in body(response)
    assert "Choisissez d’abord un fichier" in body(nothing)
    assert "vide.jpg – " in body(broken)
    assert (fresh(complaint).status, complaint.evidence.count()) == (Status.ASKED, 2)
    assert done(post(client, "follow_answer", complaint, target=target, answer=""), complaint)


def test_an_empty_or_endless_answer_is_given_back(client: Client) -> None:
    complaint = stages.asked()
    sign_in(client, complaint)
    target = str(complaint.asks.get().pk)

    empty = post(client, "follow_answer", complaint, target=target, answer=" ")
    endless = post(client, "follow_answer", complaint, target=target, answer="long " * 500)

    assert "Écrivez votre réponse, ou ajoutez un fichier." in body(empty)
    assert "trop long" in body(endless)
    assert endless.content.decode().count("long ") >= 500
    assert (empty.status_code, endless.status_code, fresh(complaint).status) == (422, 422, Status.ASKED)


@pytest.mark.parametrize("target", ["its own", "", "not a key", "00000000-0000-0000-0000-000000000000"])
def test_words_for_a_question_that_has_ended_stay_on_screen_to_be_sent_as_a_message(
    client: Client, target: str
) -> None:
    complaint = stages.asked()
    sign_in(client, complaint)
    ask = complaint.asks.get()
    asking.end(complaint, by=officer_of(complaint))

    response = post(
        client, "follow_answer", complaint, target=str(ask.pk) if target == "its own" else target, answer=TYPED
    )

    assert response.status_code == 422
    assert "L’unité n’attend plus de réponse à cette demande." in body(response)
    (area,) = (one for one in Elements(response.content.decode()).texts("textarea"))
    assert area == TYPED
    assert done(post(client, "follow_message", complaint, message=area), complaint)
    assert complaint.messages.last().text == TYPED


def test_words_for_what_is_over_can_still_be_copied(client: Client) -> None:
    complaint = stages.asked()
    sign_in(client, complaint)
    target = str(complaint.asks.get().pk)
    triage.dismiss(complaint, template=stages.ReplyTemplateFactory(), by=officer_of(complaint))

    for name, data in (("follow_answer", {"target": target, "answer": TYPED}), ("follow_message", {"message": TYPED})):
        response = post(client, name, complaint, **data)
        assert response.status_code == 422
        assert "ZK-88213-Q" in body(response)
        assert "textarea" not in response.content.decode()
    assert complaint.messages.count() == 1


def test_a_victim_writes_and_reads_the_conversation(client: Client) -> None:
    complaint = stages.received()
    page_of(client, complaint)

    assert done(post(client, "follow_message", complaint, message=TYPED), complaint)
    empty = post(client, "follow_message", complaint, message="  ")

    assert "Écrivez votre message." in body(empty)
    text = text_of(page_of(client, complaint))
    assert f"Vous dimanche 22 novembre 2026 à 11:00 {TYPED}" in text
    assert fresh(complaint).unread_since == stages.SUNDAY


def test_too_many_messages_are_refused_with_the_words_kept(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    complaint = stages.received()
    sign_in(client, complaint)
    for number in range(A_DAY):
        assert done(post(client, "follow_message", complaint, message=f"Message {number}"), complaint)

    of_the_day = post(client, "follow_message", complaint, message=TYPED)
    monkeypatch.setattr(exchange, "SENT_BY_ADDRESS", 0)
    of_the_network = post(client, "follow_message", complaint, message=TYPED)

    assert "10 messages aujourd’hui" in body(of_the_day)
    assert "Trop de messages viennent de votre réseau" in body(of_the_network)
    for response in (of_the_day, of_the_network):
        assert (response.status_code, TYPED in Elements(response.content.decode()).texts("textarea")) == (422, True)


def test_whoever_has_no_link_is_sent_to_the_form_and_nothing_happens(client: Client) -> None:
    complaint, other = stages.asked(), stages.asked()
    sign_in(client, other)
    target = str(complaint.asks.get().pk)

    for name in ("follow_answer", "follow_message"):
        response = post(client, name, complaint, target=target, answer=TYPED, message=TYPED, files=photo())
        assert response["Location"] == "/suivi/"
    # One's own page doesn't answer another's question.
    assert post(client, "follow_answer", other, target=target, answer=TYPED, files=photo()).status_code == 422
    assert (complaint.messages.count(), complaint.evidence.count(), other.evidence.count()) == (1, 0, 0)


def test_what_is_too_large_to_be_read_leads_back_to_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    complaint = stages.asked()
    client = Client(enforce_csrf_checks=True)
    sign_in(client, complaint)
    monkeypatch.setattr(uploads, "unreadable", lambda _request: True)

    response = post(client, "follow_answer", complaint, target=str(complaint.asks.get().pk), answer=TYPED)

    assert response.status_code == 413
    assert f'href="{address("follow_answer", complaint)}"' in response.content.decode()
    assert client.get(address("follow_answer", complaint))["Location"] == address("follow", complaint)


def test_an_address_to_post_to_leads_to_the_page_when_it_is_opened(client: Client) -> None:
    complaint = stages.asked()
    sign_in(client, complaint)
    for name in ("follow_answer", "follow_message"):
        assert client.get(address(name, complaint))["Location"] == address("follow", complaint)
    assert asking.close_lapsed(stages.SUNDAY + timedelta(days=6)) == 1
