"""Administrators see states and dates, change nothing, and read nothing that a victim wrote."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from complaints.enums import MailKind, MailState
from complaints.models import Complaint, JournalEntry, OutgoingMail
from complaints.services import delivery, triage
from tests.complaints.desk.pages import queries, words
from tests.factories import ComplaintFactory, DraftFactory, OfficerFactory, OutgoingMailFactory, UnitFactory
from units.enums import Role

pytestmark = pytest.mark.django_db

MODELS = ("complaint", "outgoingmail", "journalentry")
PERSONAL = (
    "Martin",
    "Delattre",
    "Camille",
    "639980017",
    "Lilas",
    "courriel.example",
    "Infirmière",
    "vélo",
    "AB-123-CD",
)


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(OfficerFactory(role=Role.ADMINISTRATOR))
    return client


def make() -> None:
    complaint = ComplaintFactory(unit=UnitFactory())
    payload = {"name": "Camille Martin", "email": "camille.martin@courriel.example", "phone": "+33639980017"}
    OutgoingMailFactory(complaint=complaint, state=MailState.REFUSED, last_error="550", payload=payload)
    triage.open_file(complaint, by=OfficerFactory(units=[complaint.unit]))


def test_a_mail_about_a_form_is_listed_without_address_or_code(admin: Client) -> None:
    payload = {"email": "camille.martin@courriel.example", "language": "fr", "code": "402617"}
    mail = OutgoingMailFactory(complaint=None, draft=DraftFactory(), kind=MailKind.CODE, payload=payload)

    pages = [
        words(admin.get(reverse("admin:complaints_outgoingmail_changelist"))),
        words(admin.get(reverse("admin:complaints_outgoingmail_change", args=[mail.pk]))),
    ]

    assert all("Code de confirmation de l’adresse" in page for page in pages)
    assert [word for word in (*PERSONAL, "402617") for page in pages if word in page] == []


@pytest.mark.parametrize("model", MODELS)
def test_lists_and_pages_hold_nothing_personal(model: str, admin: Client) -> None:
    make()
    row = {"complaint": Complaint, "outgoingmail": OutgoingMail, "journalentry": JournalEntry}[model].objects.first()

    pages = [
        words(admin.get(reverse(f"admin:complaints_{model}_changelist"))),
        words(admin.get(reverse(f"admin:complaints_{model}_change", args=[row.pk]))),
    ]

    assert all(Complaint.objects.get().reference in page for page in pages)
    assert [word for word in PERSONAL for page in pages if word in page] == []


@pytest.mark.django_db(transaction=True)
def test_the_journal_is_told_in_words(admin: Client) -> None:
    make()
    mail = OutgoingMail.objects.get(state=MailState.REFUSED)
    delivery.refuse(mail, "550")

    page = words(admin.get(reverse("admin:complaints_journalentry_changelist")))

    assert "Déposée → Reçue" in page
    assert f"{mail.get_kind_display()}, {mail.get_recipient_display()}, 550" in page
    assert re.search(r"\d lignes de journal", page)
    assert "Pré-plainte" in page
    assert "Complaint" not in page


@pytest.mark.parametrize("model", MODELS)
def test_nothing_is_added_changed_or_deleted(model: str, admin: Client) -> None:
    make()
    row = {"complaint": Complaint, "outgoingmail": OutgoingMail, "journalentry": JournalEntry}[model].objects.first()
    before = list(type(row).objects.values())

    answers = [
        admin.post(reverse(f"admin:complaints_{model}_add")).status_code,
        admin.post(reverse(f"admin:complaints_{model}_change", args=[row.pk]), {"status": "signed"}).status_code,
        admin.post(reverse(f"admin:complaints_{model}_delete", args=[row.pk]), {"post": "yes"}).status_code,
    ]

    assert answers == [403, 403, 403]
    assert list(type(row).objects.values()) == before


@pytest.mark.parametrize("model", MODELS)
def test_officers_do_not_enter(model: str, client: Client) -> None:
    client.force_login(OfficerFactory(role=Role.HEAD))

    assert client.get(reverse(f"admin:complaints_{model}_changelist")).status_code in (302, 403)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", MODELS)
def test_lists_cost_the_same_with_more_rows(model: str, admin: Client) -> None:
    path = reverse(f"admin:complaints_{model}_changelist")
    counts = []
    for rows in (1, 2):
        for _ in range(rows):
            make()
        counts.append(queries(admin, path))

    assert counts[0] == counts[1] <= 6


@pytest.mark.parametrize(
    "query", ["commune=27229", "commune__code=27229", "facts_on__gte=2020-01-01", "fingerprint=1", "tokens__contains=1"]
)
def test_what_is_not_shown_is_not_found_by_filtering(query: str, admin: Client) -> None:
    make()

    assert admin.get(reverse("admin:complaints_complaint_changelist") + f"?{query}").status_code == 400
    assert admin.get(reverse("admin:complaints_complaint_changelist") + "?status__exact=received").status_code == 200
