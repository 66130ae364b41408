"""A victim corrects a phone number: the unit sees the new one, finds the file by it, and knows that it changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Value
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from complaints.models import Complaint
from complaints.sealing import tokens
from complaints.sealing.tokens import TokenKind
from complaints.services.corrections import NothingToCorrect, correct_phone
from complaints.views.follow.contact import PHONES_AN_HOUR
from tests.complaints import stages
from tests.complaints.following import address, body, done, heading, page_of, post, remains, sign_in
from tests.factories import ComplaintFactory, identity_answers
from tests.markup import Elements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday")]

NEW, NEW_E164 = "06 39 98 77 00", "+33639987700"
OLD = "+33639980017"


def found_by(value: str, kind: TokenKind = TokenKind.PHONE) -> list[Complaint]:
    # With its type said: Django takes a bare number of the list for four bytes, and cuts the token.
    asked = Value(tokens.query(kind, value), output_field=Complaint._meta.get_field("tokens"))
    return list(Complaint.objects.filter(tokens__overlap=asked))


def given(complaint: Complaint) -> dict[str, Any]:
    return dict((stages.fresh(complaint).identity or {})["identite"])


def test_the_new_number_replaces_the_first_and_is_found(client: Client) -> None:
    complaint = stages.received()
    before, left = given(complaint), remains(complaint)
    before_tokens = set(stages.fresh(complaint).tokens)
    correct_phone(complaint, phone=OLD)  # the tokens of a factory's row are made by nobody
    sign_in(client, complaint)

    assert done(post(client, "follow_phone", complaint, phone=NEW), complaint)

    assert given(complaint) == {**before, "phone": NEW_E164}
    assert found_by(NEW_E164) == [complaint]
    assert found_by(OLD) == []
    after = remains(complaint)
    assert after.journal == [*left.journal, ("corrected", "phone")]
    assert (after.status, after.mails, after.appointments) == (left.status, left.mails, left.appointments)
    assert before_tokens == set()


def test_the_rest_of_the_file_is_still_found_as_before() -> None:
    complaint = ComplaintFactory(
        identity=identity_answers(identite={**identity_answers()["identite"], "other_phone": OLD})
    )
    statement = complaint.statement

    correct_phone(complaint, phone=NEW_E164)

    row = stages.fresh(complaint)
    assert row.statement == statement
    assert found_by("BC-4471-XZ", TokenKind.IDENTIFIER) == [complaint]
    assert found_by("camille.martin@courriel.example", TokenKind.EMAIL) == [complaint]
    assert found_by(OLD) == found_by(NEW_E164) == [complaint]  # the second number stays


def test_the_same_number_changes_nothing() -> None:
    complaint = stages.received()
    left = remains(complaint)

    correct_phone(complaint, phone=OLD)

    assert remains(complaint) == left


def test_the_page_shows_no_number_and_says_what_happens(client: Client) -> None:
    complaint = stages.received()
    sign_in(client, complaint)
    response = client.get(address("follow_phone", complaint))

    assert heading(response) == "Corriger votre téléphone"
    assert "39 98 00 17" not in body(response)
    assert "L’unité voit que le numéro a changé." in body(response)
    assert "value" not in Elements(response.content.decode()).by_id("id_phone")[1]


def test_the_follow_up_page_tells_of_it(client: Client) -> None:
    complaint = stages.received()
    sign_in(client, complaint)
    post(client, "follow_phone", complaint, phone=NEW)

    html = page_of(client, complaint)
    assert "Téléphone corrigé par vous" in html
    assert "Votre numéro est corrigé. L’unité voit le nouveau." in html
    assert "98 77 00" not in html


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Donnez le nouveau numéro."),
        ("06 39", "Ce numéro n’est pas complet. Exemple : 06 39 98 00 00, ou +32 et la suite pour l’étranger."),
    ],
)
def test_what_is_no_number_is_refused_and_leaves_nothing(client: Client, typed: str, said: str) -> None:
    complaint = stages.received()
    left, before = remains(complaint), given(complaint)
    sign_in(client, complaint)

    response = post(client, "follow_phone", complaint, phone=typed)

    assert response.status_code == 422
    assert said in body(response)
    assert (remains(complaint), given(complaint)) == (left, before)


@pytest.mark.parametrize("stage", stages.OVER)
def test_once_over_there_is_nothing_to_correct(client: Client, stage: str) -> None:
    complaint = stages.OVER[stage]()
    left = remains(complaint)
    sign_in(client, complaint)

    assert done(client.get(address("follow_phone", complaint)), complaint)
    assert done(post(client, "follow_phone", complaint, phone=NEW), complaint)
    with pytest.raises(NothingToCorrect):
        correct_phone(complaint, phone=NEW_E164)
    assert remains(complaint) == left


def test_without_the_link_nothing_is_corrected(client: Client) -> None:
    complaint = stages.received()

    response = post(client, "follow_phone", complaint, phone=NEW)

    assert response.status_code == 302
    assert response["Location"] == "/suivi/"
    assert given(complaint)["phone"] == OLD


def test_not_without_end(client: Client) -> None:
    complaint = stages.received()
    sign_in(client, complaint)
    numbers = [f"06 39 98 77 {number:02}" for number in range(PHONES_AN_HOUR + 1)]

    answers = [post(client, "follow_phone", complaint, phone=number).status_code for number in numbers]

    assert answers == [302] * PHONES_AN_HOUR + [429]
    assert given(complaint)["phone"] == "+33639987704"


def test_at_most_eight_queries(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    complaint = stages.received()
    sign_in(client, complaint)

    with django_assert_max_num_queries(8):
        client.get(address("follow_phone", complaint))
    with django_assert_max_num_queries(8):
        assert post(client, "follow_phone", complaint, phone=NEW).status_code == 302
