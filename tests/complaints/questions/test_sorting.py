"""Each line of the table of refusals, on the page: why, where to go, and nothing kept."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from complaints.enums import ORDINARY_KINDS, THEFTS, Kind
from complaints.models import Draft
from complaints.questions import sorting
from complaints.questions.sorting import ON_THE_WAY, RULES, Door, Rule, refusal
from complaints.questions.steps.situation import family_of
from complaints.questions.steps.triage import FAMILIES, TriageStep
from tests.complaints.driver import accepted, answers_for, begin, post

OPEN = [Kind.THEFT, *(kind for kind in ORDINARY_KINDS if kind not in THEFTS)]
START = {"emergency": "no", "violence": "no", "author": "no", "kind": "theft"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rule", RULES, ids=lambda rule: ",".join(f"{name}={value}" for name, value in rule.when.items())
)
def test_each_refusal_says_why_and_where_and_keeps_nothing(client: Client, rule: Rule) -> None:
    response = client.post(reverse("complaints:start"), {**START, **rule.when})

    page = response.content.decode()
    assert response.status_code == 200
    assert str(rule.door.title) in page
    assert str(rule.door.why) in page
    for link in rule.door.links:
        assert f'href="{link.href}"' in page
        assert str(link.label) in page
    assert "Rien de ce que vous avez répondu n’a été gardé." in page
    assert not Draft.objects.exists()
    assert set(response.cookies) <= {"csrftoken"}


@pytest.mark.django_db
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: ",".join(rule.when))
def test_a_refusal_does_not_wait_for_the_other_answers(client: Client, rule: Rule) -> None:
    response = client.post(reverse("complaints:start"), rule.when)

    assert str(rule.door.title) in response.content.decode()


@pytest.mark.parametrize(
    ("given", "door"),
    [
        ({"emergency": "yes", "violence": "yes", "author": "yes"}, sorting.EMERGENCY),
        ({"violence": "yes", "author": "yes"}, sorting.VIOLENCE),
        ({"kind": "scam", "online": "yes", "author": "yes"}, sorting.ONLINE_SCAM),
        ({"kind": "theft", "online": "yes"}, None),
        ({"kind": "scam", "online": "no"}, None),
        (START, None),
        ({}, None),
    ],
)
def test_the_most_urgent_door_comes_first(given: dict[str, str], door: Door | None) -> None:
    assert refusal(given) is door


def test_five_questions_at_most() -> None:
    asked = {name for rule in RULES for name in rule.when}

    assert asked <= {"emergency", "kind", "violence", "author", "online"}


def test_each_family_goes_on_or_has_its_door() -> None:
    """Nobody chooses an answer that leads nowhere."""
    refused = {rule.when["kind"] for rule in RULES if set(rule.when) == {"kind"}}

    assert {value for value, _ in FAMILIES} == {family_of({"tri": {"kind": kind}}) for kind in OPEN} | refused
    assert not refused & set(OPEN)


def test_the_doors_that_the_law_names_are_there() -> None:
    addresses = {str(link.href) for rule in RULES for link in rule.door.links}

    for address in ("tel:17", "tel:112", "sms:114", "tel:3018", "https://arretonslesviolences.gouv.fr/"):
        assert address in addresses
    assert any("internet-signalement" in address for address in addresses)
    assert reverse("finder:find") in addresses


def test_knowing_the_author_is_explained() -> None:
    assert "son prénom et son nom" in str(TriageStep().fields["author"].help_text)


def test_each_reason_is_one_sentence() -> None:
    for rule in (*RULES, *ON_THE_WAY):
        assert str(rule.door.why).count(".") == 1
        assert str(rule.door.why).endswith(".")


@pytest.mark.django_db
def test_an_unanswered_sorting_is_told_apart(client: Client) -> None:
    response = client.post(reverse("complaints:start"), {})

    assert response.status_code == 422
    assert "4 réponses sont à corriger" in response.content.decode()
    assert not Draft.objects.exists()


@pytest.mark.django_db
def test_a_scam_needs_to_say_whether_it_was_online(client: Client) -> None:
    response = client.post(reverse("complaints:start"), {**START, "kind": "scam"})

    assert response.status_code == 422
    assert "dites si elle s’est passée sur Internet" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ORDINARY_KINDS)
def test_what_belongs_here_goes_on(client: Client, kind: str) -> None:
    response = accepted(begin(client, answers_for(kind)))

    assert response.url == reverse("complaints:step", args=["situation"])
    cookie = response.cookies["preplainte_depot"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/deposer/")


@pytest.mark.django_db
def test_a_refusal_met_on_the_way_keeps_what_was_answered_before(client: Client) -> None:
    accepted(begin(client, answers_for()))
    accepted(post(client, "situation", {"theft": "phone", "who": "self"}))

    page = post(client, "tri", {**START, "violence": "yes"}).content.decode()

    assert str(sorting.VIOLENCE.title) in page
    assert 'href="/deposer/faits/"' in page
    assert "Vos réponses d’avant le sont toujours." in page
    kept = client.get("/deposer/tri/").content.decode()
    assert 'name="violence" value="no" id="id_violence_1" checked' in kept
    assert client.get("/deposer/faits/").status_code == 200
