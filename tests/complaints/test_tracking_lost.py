"""The code is lost: one answer to everybody, a new link for the victim alone, and nobody is locked out by asking."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from complaints.enums import MailKind
from complaints.models import Complaint
from complaints.models.reference import new_reference
from complaints.services.access import MOST_A_DAY, PAUSE, renew
from complaints.views.follow.lost import ASKED_BY_ADDRESS, ASKED_BY_REFERENCE, SAME_TIME
from tests.complaints import stages
from tests.complaints.following import address, body, heading, remains
from tests.complaints.ways_in import ask, lets_in, link
from tests.factories import identity_answers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday")]

FORM, SENT = reverse("complaints:lost_code"), reverse("complaints:lost_code_sent")
EMAIL, PHONE = "camille.martin@courriel.example", "06 39 98 00 17"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("complaints.views.follow.lost.SAME_TIME", 0.0)


def lost(client: Client, reference: str, contact: str, **extra: str) -> tuple[int, str]:
    response = client.post(FORM, {"reference": reference, "contact": contact}, **extra)
    return response.status_code, response.headers.get("Location", "")


def owed(complaint: Complaint) -> list[str]:
    return list(complaint.mails.filter(kind=MailKind.ACCESS).values_list("state", flat=True))


@pytest.mark.parametrize("contact", [EMAIL, EMAIL.upper(), f" {EMAIL} ", PHONE, "+33 6 39 98 00 17", "0639980017"])
def test_a_right_contact_owes_a_link_to_the_files_own_address(client: Client, contact: str) -> None:
    complaint = stages.received()
    left = remains(complaint)

    assert lost(client, complaint.reference.lower(), contact) == (302, SENT)

    after = remains(complaint)
    assert after.mails == [*left.mails, ("access", "pending")]
    assert after.journal == [*left.journal, ("access_renewed", "")]
    mail = complaint.mails.get(kind=MailKind.ACCESS)
    assert mail.payload is None  # the address is looked up when it leaves: nothing typed goes anywhere


@pytest.mark.parametrize("contact", ["autre@courriel.example", "06 39 98 00 18", "camille.martin@courriel.example.com"])
def test_a_wrong_contact_gets_the_same_answer_and_leaves_nothing(client: Client, contact: str) -> None:
    complaint = stages.received()
    left = remains(complaint)

    assert lost(client, complaint.reference, contact) == lost(client, new_reference(), EMAIL) == (302, SENT)
    assert remains(complaint) == left


@pytest.mark.parametrize("stage", stages.OVER)
def test_once_over_nothing_leaves(client: Client, stage: str) -> None:
    complaint = stages.OVER[stage]()
    left = remains(complaint)

    assert lost(client, complaint.reference, EMAIL) == (302, SENT)
    assert remains(complaint) == left


def test_every_answer_takes_the_same_time(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("complaints.views.follow.lost.SAME_TIME", SAME_TIME)
    complaint = stages.received()
    times = []
    for reference, contact in (
        (complaint.reference, EMAIL),
        (complaint.reference, PHONE[:-1] + "8"),
        (new_reference(), EMAIL),
    ):
        before = time.perf_counter()
        lost(client, reference, contact)
        times.append(time.perf_counter() - before)

    assert min(times) >= SAME_TIME
    assert max(times) - min(times) < SAME_TIME / 2


def test_the_one_page_says_what_happens_in_each_case(client: Client) -> None:
    response = client.get(SENT)

    assert heading(response) == "Demande reçue"
    assert "L’ancien lien et l’ancien code valent encore tant que le nouveau n’a pas servi." in body(response)


# -- the new link takes over, and not before -------------------------------------------------------
def test_the_former_link_and_code_live_until_the_new_one_is_used(client: Client) -> None:
    complaint = stages.received()
    former_link, former_code, new_link = complaint.follow_secret, complaint.follow_code, complaint.next_secret
    lost(client, complaint.reference, EMAIL)
    assert lets_in(Client().get(link(former_link)), complaint)
    assert lets_in(ask(Client(), complaint.reference, former_code), complaint)

    opened = client.get(link(new_link))  # as a scanner of mails does
    assert (opened.status_code, opened["Referrer-Policy"]) == (200, "strict-origin")
    assert lets_in(Client().get(link(former_link)), complaint)

    complaint.access_generation += 1  # as the row is now to be
    assert lets_in(client.post(link(new_link)), complaint)
    assert client.get(address("follow", complaint)).status_code == 200

    assert Client().get(link(former_link)).status_code == 404
    assert ask(Client(), complaint.reference, former_code).status_code == 422
    assert lets_in(Client().get(link(new_link)), complaint)
    assert lets_in(ask(Client(), complaint.reference, complaint.follow_code), complaint)
    assert stages.fresh(complaint).access_generation == 1


def test_the_code_told_by_phone_takes_over_as_well() -> None:
    complaint = stages.received()
    former, told = complaint.follow_code, complaint.next_code

    complaint.access_generation += 1
    assert lets_in(ask(Client(), complaint.reference, told), complaint)
    assert ask(Client(), complaint.reference, former).status_code == 422


# -- without a proved address ----------------------------------------------------------------------
@pytest.mark.parametrize("identity", [identity_answers(email=""), identity_answers(service={"phrase": "a b c"})])
def test_without_a_proved_address_the_unit_has_to_call(client: Client, identity: dict[str, object]) -> None:
    complaint = stages.received()
    complaint.identity = identity
    complaint.save(update_fields=["identity"])

    assert lost(client, complaint.reference, PHONE) == (302, SENT)
    assert owed(complaint) == ["by_hand"]
    assert complaint in Complaint.objects.with_mail_flag().filter(to_tell=True)


# -- limits ----------------------------------------------------------------------------------------
def test_one_is_owed_at_a_time_and_not_too_many_a_day() -> None:
    complaint = stages.received()
    for minutes in range(0, 24 * 60, 5):
        renew(reference=complaint.reference, contact=EMAIL, now=stages.SUNDAY + timedelta(minutes=minutes))
    assert owed(complaint) == ["pending"]

    for turn in range(1, 24):
        complaint.mails.filter(kind=MailKind.ACCESS).update(state="sent", sent_at=stages.SUNDAY)
        with time_machine.travel(stages.SUNDAY + turn * PAUSE, tick=False):
            renew(reference=complaint.reference, contact=EMAIL)
    assert len(owed(complaint)) == MOST_A_DAY


def test_asking_for_one_file_is_braked_whether_it_exists_or_not(client: Client) -> None:
    complaint = stages.received()
    for reference in (complaint.reference, new_reference()):
        answers = [lost(client, reference, "x@courriel.example")[0] for _ in range(ASKED_BY_REFERENCE + 1)]
        assert answers == [302] * ASKED_BY_REFERENCE + [429]


def test_an_address_that_asks_for_many_files_is_stopped(client: Client) -> None:
    answers = [lost(client, new_reference(), EMAIL)[0] for _ in range(ASKED_BY_ADDRESS + 1)]

    assert answers == [302] * ASKED_BY_ADDRESS + [429]
    assert lost(client, new_reference(), EMAIL, REMOTE_ADDR="198.51.100.7") == (302, SENT)


@pytest.mark.parametrize(
    ("reference", "contact", "said"),
    [
        ("", "", ["Donnez la référence de votre pré-plainte.", "Donnez une adresse électronique ou un numéro"]),
        ("7KQ4M-2XW9", EMAIL, ["Il manque un signe à cette référence"]),
        (None, "camille@", ["Cette adresse n’est pas complète."]),
        (None, "0639", ["Ce numéro n’est pas complet."]),
    ],
)
def test_what_is_badly_written_is_said_without_looking(
    client: Client,
    reference: str | None,
    contact: str,
    said: list[str],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        data = {"reference": new_reference() if reference is None else reference, "contact": contact}
        response = client.post(FORM, data)

    assert response.status_code == 422
    assert [text for text in said if text not in body(response)] == []


def test_few_queries(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    complaint = stages.received()
    with django_assert_max_num_queries(0):
        assert client.get(FORM).status_code == 200
    with django_assert_max_num_queries(9):
        lost(client, complaint.reference, EMAIL)
