"""An address declared at the filing is confirmed afterwards, by a code sent there."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from complaints.enums import MailKind
from complaints.models import Complaint, EmailProof
from complaints.questions.person import Person
from complaints.refusals import Refused
from complaints.services.corrections import NothingToCorrect, prove_email
from tests.complaints import stages
from tests.complaints.following import address, body, done, page_of, post, remains, sign_in
from tests.factories import identity_answers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday")]

NOTICE = "Votre adresse électronique n’est pas confirmée"
EMAIL = "camille.martin@courriel.example"


@pytest.fixture
def complaint() -> Complaint:
    """Read by the unit; its address waits for its proof."""
    complaint = stages.received()
    complaint.identity = identity_answers(service={"phrase": "un deux trois"})
    complaint.save(update_fields=["identity"])
    return complaint


def code_of(complaint: Complaint) -> str:
    mail = complaint.mails.filter(kind=MailKind.CODE).latest("pk")
    assert mail.payload
    assert mail.payload["email"] == EMAIL
    return str(mail.payload["code"])


def test_the_code_sent_there_proves_it(client: Client, complaint: Complaint) -> None:
    left = remains(complaint)
    assert NOTICE in page_of(client, complaint)

    response = post(client, "follow_email", complaint, send="1")
    assert (response.status_code, response["Location"]) == (302, address("follow_email", complaint))
    page = body(client.get(response["Location"]))
    assert "Un code est parti à l’adresse que vous avez donnée." in page
    assert done(post(client, "follow_email", complaint, code=code_of(complaint)), complaint)

    person = Person.of(stages.fresh(complaint).identity)
    assert (person.email, person.email_proved, person.phrase) == (EMAIL, True, "un deux trois")
    assert remains(complaint).journal == [*left.journal, ("email_proved", "")]
    html = page_of(client, complaint)
    assert NOTICE not in html
    assert "Adresse électronique confirmée" in html
    assert not EmailProof.objects.exists()


def test_a_wrong_code_is_refused_in_one_sentence_and_five_end_it(client: Client, complaint: Complaint) -> None:
    sign_in(client, complaint)
    post(client, "follow_email", complaint, send="1")
    right = code_of(complaint)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"

    for _ in range(5):
        response = post(client, "follow_email", complaint, code=wrong)
        assert response.status_code == 422
        assert "Ce code n’est pas le bon, ou il ne vaut plus." in body(response)
    response = post(client, "follow_email", complaint, code=right)

    assert response.status_code == 422
    assert "Le dernier code ne vaut plus. Demandez-en un autre." in body(response)
    assert not Person.of(stages.fresh(complaint).identity).email_proved


def test_a_second_code_at_once_is_refused_with_a_reason(client: Client, complaint: Complaint) -> None:
    sign_in(client, complaint)
    post(client, "follow_email", complaint, send="1")

    response = post(client, "follow_email", complaint, send="1")

    assert response.status_code == 422
    assert "Attendez une minute" in body(response)
    assert complaint.mails.filter(kind=MailKind.CODE).count() == 1


def test_nothing_that_was_typed_is_shown(client: Client, complaint: Complaint) -> None:
    sign_in(client, complaint)
    assert "courriel.example" not in client.get(address("follow_email", complaint)).content.decode()
    assert "courriel.example" not in page_of(client, complaint)


@pytest.mark.parametrize("identity", [identity_answers(), identity_answers(email="")])
def test_without_an_address_to_prove_there_is_no_notice(client: Client, identity: dict[str, object]) -> None:
    complaint = stages.received()
    complaint.identity = identity
    complaint.save(update_fields=["identity"])

    assert NOTICE not in page_of(client, complaint)
    assert done(client.get(address("follow_email", complaint)), complaint)
    assert done(post(client, "follow_email", complaint, send="1"), complaint)
    assert not EmailProof.objects.exists()


@pytest.mark.parametrize("stage", stages.OVER)
def test_once_over_there_is_nothing_to_prove(client: Client, stage: str) -> None:
    complaint = stages.OVER[stage]()
    left = remains(complaint)
    sign_in(client, complaint)

    assert done(post(client, "follow_email", complaint, send="1"), complaint)
    with pytest.raises(NothingToCorrect):
        prove_email(complaint, email=EMAIL)
    assert remains(complaint) == left


def test_the_proof_of_another_address_proves_nothing(complaint: Complaint) -> None:
    left = remains(complaint)

    for email in ("autre@courriel.example", ""):
        with pytest.raises(Refused):
            prove_email(complaint, email=email)
    assert remains(complaint) == left


def test_at_most_eight_queries(
    client: Client, complaint: Complaint, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client, complaint)
    with django_assert_max_num_queries(8):
        assert client.get(address("follow_email", complaint)).status_code == 200
    with django_assert_max_num_queries(8):
        assert post(client, "follow_email", complaint, send="1").status_code == 302
