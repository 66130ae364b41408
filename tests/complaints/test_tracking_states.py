"""What a victim reads at each point of the life of a pre-complaint."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from complaints.enums import ContactOutcome
from complaints.models import Complaint
from complaints.services import contact, triage
from tests.complaints import stages
from tests.complaints.following import page_of, text_of
from tests.markup import Elements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday")]

MONDAY = "lundi 23 novembre 2026 à 09:00"
TUESDAY = "mardi 24 novembre 2026 à 09:00"
WEDNESDAY = "mercredi 25 novembre 2026 à 09:00"
DUE = "lundi 23 novembre 2026 à 10:00"  # filed on Sunday at 10:00

HEADINGS = {
    "filed": "Votre pré-plainte est arrivée à l’unité",
    "received": "L’unité a ouvert votre pré-plainte",
    "late": "L’unité tarde à vous contacter",
    "proposed": "Choisissez votre rendez-vous",
    "one_proposed": "Choisissez votre rendez-vous",
    "lapsed": "La proposition de rendez-vous a pris fin",
    "swept": "La proposition de rendez-vous a pris fin",
    "declined": "L’unité va vous proposer d’autres créneaux",
    "confirmed": "Rendez-vous confirmé",
    "moved": "Rendez-vous confirmé",
    "too_late_to_change": "Rendez-vous confirmé",
    "past": "L’heure du rendez-vous est passée",
    "missed": "L’unité ne vous a pas vu au rendez-vous",
    "cancelled": "Rendez-vous annulé",
    "cancelled_by_unit": "Rendez-vous annulé par l’unité",
    "asked": "L’unité vous demande un complément",
    "answered": "L’unité a votre réponse",
    "signed": "Votre plainte est signée",
    "dismissed": "L’unité a clos votre pré-plainte",
    "dismissed_and_erased": "L’unité a clos votre pré-plainte",
    "withdrawn": "Pré-plainte retirée",
    "expired": "Pré-plainte arrivée à son terme",
}
OFFERED = {
    "proposed": {"message", "choisir", "autre-creneau", "aucun-creneau", "retirer", "telephone", "terminer"},
    "one_proposed": {"message", "choisir", "autre-creneau", "aucun-creneau", "retirer", "telephone", "terminer"},
    "confirmed": {"message", "rendez-vous.ics", "deplacer", "annuler", "retirer", "telephone", "terminer"},
    "moved": {"message", "rendez-vous.ics", "deplacer", "annuler", "retirer", "telephone", "terminer"},
    "too_late_to_change": {"message", "rendez-vous.ics", "retirer", "telephone", "terminer"},
    "asked": {"repondre", "message", "retirer", "telephone", "terminer"},
    **{stage: {"terminer", "effacement.pdf"} for stage in stages.OVER},
    "dismissed": {"terminer"},
}
TIMELINES = {
    "filed": [
        "Pré-plainte déposée dimanche 22 novembre 2026 à 10:00",
        "L’unité vous propose un rendez-vous",
        "Vous signez à l’unité : c’est alors une plainte",
        "Vos données sont effacées de ce site à la signature, et au plus tard le 22 décembre 2026",
    ],
    "proposed": [
        "Pré-plainte déposée dimanche 22 novembre 2026 à 10:00",
        "Ouverte par l’unité dimanche 22 novembre 2026 à 11:00",
        "Créneaux proposés par l’unité dimanche 22 novembre 2026 à 11:00",
        f"Vous choisissez un créneau avant le {MONDAY}",
        "Vous signez à l’unité : c’est alors une plainte",
        "Vos données sont effacées de ce site à la signature, et au plus tard le 22 décembre 2026",
    ],
    "moved": [
        "Pré-plainte déposée dimanche 22 novembre 2026 à 10:00",
        "Ouverte par l’unité dimanche 22 novembre 2026 à 11:00",
        "Rendez-vous confirmé dimanche 22 novembre 2026 à 11:00",
        "Rendez-vous déplacé dimanche 22 novembre 2026 à 11:00",
        f"Vous venez à votre rendez-vous {WEDNESDAY}",
        "Vous signez à l’unité : c’est alors une plainte",
        "Vos données sont effacées de ce site à la signature, et au plus tard le 22 décembre 2026",
    ],
    "withdrawn": [
        "Pré-plainte déposée dimanche 22 novembre 2026 à 10:00",
        "Ouverte par l’unité dimanche 22 novembre 2026 à 11:00",
        "Rendez-vous confirmé dimanche 22 novembre 2026 à 11:00",
        "Pré-plainte retirée par vous dimanche 22 novembre 2026 à 11:00",
        "Données effacées de ce site dimanche 22 novembre 2026 à 11:00",
    ],
}


def offered(html: str, complaint: Complaint) -> set[str]:
    """What the page lets the victim do: the last part of each address."""
    own = reverse("complaints:follow", args=[complaint.reference])
    page = Elements(html)
    addresses = [a["href"] for a in page.attributes("a")] + [form["action"] for form in page.attributes("form")]
    return {address.removeprefix(own).strip("/") for address in addresses if address.startswith(own)}


@pytest.mark.parametrize("stage", stages.ALL)
def test_each_state_has_its_words_and_what_can_be_done(client: Client, stage: str) -> None:
    complaint = stages.ALL[stage]()
    html = page_of(client, complaint)

    assert Elements(html).texts("h1") == [HEADINGS[stage]]
    paper = {"recepisse.pdf"} if stage in stages.OPEN else set()
    assert offered(html, complaint) == OFFERED.get(stage, {"message", "retirer", "telephone", "terminer"}) | paper


@pytest.mark.parametrize("stage", TIMELINES)
def test_the_steps_are_told_in_their_order(client: Client, stage: str) -> None:
    html = page_of(client, stages.ALL[stage]())

    timeline = html[html.index('<ol class="timeline">') :]
    assert Elements(timeline[: timeline.index("</ol>")]).texts("li") == TIMELINES[stage]


@pytest.mark.parametrize("stage", stages.OPEN)
def test_what_is_not_signed_is_said_not_to_be_a_complaint(client: Client, stage: str) -> None:
    assert "ce n’est pas encore une plainte" in text_of(page_of(client, stages.OPEN[stage]())).lower()


@pytest.mark.parametrize("stage", stages.OVER)
def test_what_is_over_promises_nothing_any_more(client: Client, stage: str) -> None:
    text = text_of(page_of(client, stages.OVER[stage]()))

    assert "pas encore une plainte" not in text
    assert "À apporter" not in text


@pytest.mark.parametrize("stage", sorted(set(stages.ALL) - {"confirmed", "moved", "too_late_to_change"}))
def test_only_a_confirmed_appointment_is_shown_as_firm(client: Client, stage: str) -> None:
    html = page_of(client, stages.ALL[stage]())

    assert 'id="rendez-vous"' not in html
    assert "Rendez-vous confirmé" not in Elements(html).texts("h1")


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("filed", [f"doit vous contacter avant le {DUE}", "Personne n’a encore ouvert votre dossier"]),
        ("received", [f"doit vous contacter avant le {DUE}", "ouvert une fois, le dimanche 22 novembre"]),
        (
            "late",
            [
                "Elle devait le faire avant le dimanche 22 novembre 2026 à 10:00",
                "Elle est en retard",
                "Appelez l’unité : 02 61 91 00 17",
            ],
        ),
        (
            "proposed",
            [
                f"L’unité vous réserve ces créneaux jusqu’au {MONDAY}",
                "lundi 23 novembre 2026, de 09:00 à 09:30",
                "mardi 24 novembre 2026, de 09:00 à 09:30",
                "Ce n’est pas encore un rendez-vous",
            ],
        ),
        ("one_proposed", ["L’unité vous réserve un créneau jusqu’au mardi 24 novembre 2026 à 09:00"]),
        ("confirmed", [TUESDAY, "1 rue des Tilleuls", "À apporter", "Une pièce d’identité"]),
        ("moved", [WEDNESDAY, "Déplacé le dimanche 22 novembre 2026 à 11:00 : l’ancien créneau n’est plus valable"]),
        ("too_late_to_change", [MONDAY, "Il est trop tard pour le déplacer ou l’annuler en ligne. Appelez l’unité"]),
        ("past", ["Il était fixé au vendredi 20 novembre 2026 à 09:00"]),
        ("missed", ["Pour porter plainte, vous devez signer avant le mardi 22 décembre 2026 à 10:00"]),
        ("cancelled", ["Vous l’avez annulé"]),
        ("cancelled_by_unit", ["Ne vous déplacez pas"]),
        (
            "asked",
            [
                "Avez-vous la facture ?",
                "Répondez avant le vendredi 27 novembre 2026 à 23:59",
                "Vous répondez à l’unité",
            ],
        ),
        ("answered", ["Avez-vous la facture ?", "Oui, je l’ai.", "Complément envoyé par vous"]),
        ("signed", ["c’est maintenant une plainte", "effacées de ce site le dimanche 22 novembre 2026 à 11:00"]),
        (
            "dismissed",
            ["Une autre pré-plainte existe pour les mêmes faits.", "effacées de ce site le 29 novembre 2026 au plus"],
        ),
        ("dismissed_and_erased", ["Une autre pré-plainte existe", "Elles ont été effacées de ce site"]),
        ("withdrawn", ["Elles ont été effacées de ce site le dimanche 22 novembre 2026 à 11:00"]),
        (
            "expired",
            ["Elle n’a pas été signée avant le dimanche 22 novembre 2026 à 11:00", "Elles ont été effacées de ce site"],
        ),
    ],
)
def test_each_state_says_what_its_victim_needs(client: Client, stage: str, words: list[str]) -> None:
    text = text_of(page_of(client, stages.ALL[stage]()))

    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize("stage", stages.ALL)
def test_the_unit_stands_on_each_page(client: Client, stage: str) -> None:
    complaint = stages.ALL[stage]()
    html = page_of(client, complaint)
    text = text_of(html)

    assert complaint.reference in text
    assert "Brigade de gendarmerie de Bernay" in text
    assert "1 rue des Tilleuls<br>27000 Bernay" in html
    assert "lundi à samedi : 8 h à 12 h, 14 h à 18 h" in text
    assert {"href": "tel:0261910017", "class": "nowrap"} in Elements(html).attributes("a")


@pytest.mark.parametrize(
    ("outcome", "heading", "step"),
    [
        (ContactOutcome.REACHED, "L’unité vous a contacté", "L’unité vous a appelé"),
        (ContactOutcome.NO_ANSWER, "L’unité a essayé de vous appeler", "L’unité vous a appelé, sans réponse"),
        (ContactOutcome.MESSAGE_LEFT, "L’unité a essayé de vous appeler", "L’unité vous a laissé un message"),
        (ContactOutcome.MAIL_SENT, "L’unité vous a contacté", "L’unité vous a écrit"),
    ],
)
def test_each_attempt_of_the_unit_is_told_as_what_it_was(
    client: Client, outcome: ContactOutcome, heading: str, step: str
) -> None:
    complaint = stages.received()
    contact.attempt(complaint, outcome=outcome, by=stages.officer_of(complaint), now=stages.SUNDAY)
    page = Elements(page_of(client, complaint))

    assert page.texts("h1") == [heading]
    assert step in [title.strip() for title in page.texts("span")]


def test_how_often_the_file_was_read_is_told(client: Client) -> None:
    complaint = stages.received()
    with time_machine.travel(stages.SUNDAY + timedelta(minutes=30)):
        for _ in range(2):
            triage.open_file(complaint, by=stages.officer_of(complaint))

    text = text_of(page_of(client, complaint))
    assert "ouvert 3 fois, la dernière le dimanche 22 novembre 2026 à 11:30" in text
    assert "L’unité qui l’a lu : Brigade de gendarmerie de Bernay." in text


def test_how_often_it_was_read_is_still_told_once_over(client: Client) -> None:
    assert "ouvert une fois" in text_of(page_of(client, stages.withdrawn()))
    assert "Personne n’a ouvert votre dossier" in text_of(page_of(client, stages.expired()))
