"""What the page says of a unit that is late: since when, who was told, whom to call."""

from __future__ import annotations

import pytest
from django.test import Client

from complaints.models import Complaint
from complaints.services import absence
from tests.complaints import stages
from tests.complaints.following import page_of, text_of
from tests.markup import Elements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday")]

PHONE = {"phone": "01 99 00 12 34"}
MAILBOXES = {"mailbox": "unite@police.example", "operations_mailbox": "corg@police.example"}


@pytest.mark.parametrize(
    ("level", "fields", "said"),
    [
        (1, MAILBOXES, ""),  # it has been late for less than a minute
        (2, MAILBOXES, "Nous le lui avons signalé."),
        (3, MAILBOXES, "Nous l’avons signalé au centre d’opérations dont elle dépend."),
        (2, {"mailbox": "", "operations_mailbox": ""}, ""),
        (3, {"mailbox": "", "operations_mailbox": ""}, ""),
    ],
)
def test_who_was_told_is_said_where_it_is_true(client: Client, level: int, fields: dict[str, str], said: str) -> None:
    complaint = stages.late(stages.unit(**PHONE, **fields))
    Complaint.objects.update(alert_level=level)

    text = text_of(page_of(client, complaint))

    assert ("signalé" in text) == bool(said)
    assert said in text
    assert "Elle devait le faire avant le dimanche 22 novembre 2026 à 10:00. Elle est en retard" in text
    assert f"Appelez l’unité : 01 99 00 12 34 Donnez votre référence : {complaint.reference}." in text


def test_without_a_number_the_address_is_what_is_left(client: Client) -> None:
    text = text_of(page_of(client, stages.late(stages.unit(phone=""))))

    assert "Nous n’avons pas de numéro de téléphone pour cette unité." in text
    assert "Appelez l’unité" not in text


def test_late_is_told_by_the_clock_of_the_place(client: Client) -> None:
    complaint = stages.late(stages.unit(time_zone="Pacific/Noumea", department="988", city="Nouméa"))

    text = text_of(page_of(client, complaint))

    assert "Elle devait le faire avant le dimanche 22 novembre 2026 à 20:00." in text
    assert "Les heures de cette page sont celles de Nouméa." in text


def test_after_an_absence_the_page_says_why_there_are_other_slots(client: Client) -> None:
    complaint = stages.past()
    absence.miss(complaint, by=stages.officer_of(complaint))

    html = page_of(client, stages.fresh(complaint))

    assert Elements(html).texts("h1") == ["Choisissez votre rendez-vous"]
    assert "L’unité ne vous a pas vu au dernier rendez-vous. Cela arrive : voici ses prochains" in text_of(html)
