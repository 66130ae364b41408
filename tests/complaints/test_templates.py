"""What administrators write for the units: checked where it is wrong, tried, retired, and seeded in each language."""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from complaints.enums import DismissReason, ReplyPurpose
from complaints.mails import replies
from complaints.models import ReplyTemplate
from complaints.models.reference import parse_reference
from complaints.services import templates
from tests.complaints.desk.pages import words
from tests.factories import ComplaintFactory, OfficerFactory, ReplyTemplateFactory
from units.enums import Role

pytestmark = pytest.mark.django_db

SEEDS = importlib.import_module("complaints.migrations.0004_reply_templates")
CHANGELIST = reverse("admin:complaints_replytemplate_changelist")
ADD = reverse("admin:complaints_replytemplate_add")
TRY = reverse("admin:complaints_replytemplate_try")


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(OfficerFactory(role=Role.ADMINISTRATOR))
    return client


def typed(**changes: str) -> dict[str, str]:
    return {
        "name": "Portail bleu",
        "purpose": ReplyPurpose.DISMISS,
        "reason": DismissReason.ELSEWHERE,
        "is_active": "on",
        "words_fr": "Bonjour.\nDossier {reference}, {unite}.",
        "words_en": "Good day.\nFile {reference}, {unite}.",
    } | changes


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("Bonjour.\nVotre {numero} est close.", 2, "{numero}"),
        ("Votre {reference est close.", 1, "{reference"),
        ("Votre reference} est close.", 1, "reference}"),
        ("Votre {} est close.", 1, "{}"),
        ("Votre {{reference}} est close.", 1, "{{reference}}"),
        ("Répondez avant le {delai}.", 1, "{delai}"),
        ("Un\n\nVoyez <b>ici</b>.", 3, "<b>ici</b>."),
        ("Allez sur https://piege.example/x.", 1, "https://piege.example/x."),
        ("Bon\u202ejour", 1, "U+202E"),
    ],
)
def test_a_fault_is_told_with_its_line_and_its_word(text: str, line: int, word: str) -> None:
    first = next(replies.faults(text, purpose=ReplyPurpose.DISMISS))

    assert (first.line, first.word) == (line, word)
    assert str(first).startswith(f"Ligne {line}, «\u00a0{word}\u00a0»\u00a0: ")


def test_each_language_is_needed_and_checked() -> None:
    with pytest.raises(templates.Faulty) as refusal:
        templates.check({"fr": "Dossier {reference}."}, purpose=ReplyPurpose.DISMISS)
    assert set(refusal.value.faults) == {"en"}

    templates.check({"fr": "Avant le {delai}.", "en": "Before {delai}."}, purpose=ReplyPurpose.ASK)
    with pytest.raises(templates.Faulty) as refusal:
        templates.check({"fr": "x" * 2_001, "en": "Before {dday}."}, purpose=ReplyPurpose.ASK)
    assert set(refusal.value.faults) == {"fr", "en"}


def test_the_words_are_filled_with_what_the_service_knows_and_nothing_that_was_typed() -> None:
    complaint = ComplaintFactory()
    everything = " ".join(f"{{{name}}}" for name in replies.PLACES)
    template = ReplyTemplate(words={"fr": everything, "en": everything})

    text = replies.told_in("fr", template, complaint, deadline=complaint.expires_at)

    for told in (complaint.reference, complaint.unit.name, complaint.unit.phone, complaint.unit.city):
        assert told in text
    assert "{" not in text
    assert "Martin" not in text


def test_the_first_templates_are_sound_in_each_language_and_seeded_once() -> None:
    ReplyTemplate.objects.all().delete()
    SEEDS.seed(apps, None)
    SEEDS.seed(apps, None)

    rows = list(ReplyTemplate.objects.all())
    assert len(rows) == len(SEEDS.TEMPLATES)
    for row in rows:
        row.full_clean()
        templates.check(row.words, purpose=row.purpose)
        for trial in templates.tried(row):
            assert trial.text
            assert "{" not in trial.text
    assert {row.reason for row in rows if row.purpose == ReplyPurpose.DISMISS} == set(DismissReason.values)


def test_the_invented_file_has_a_reference_that_nobody_can_have() -> None:
    with pytest.raises(ValueError, match="not a reference"):
        parse_reference(templates.INVENTED)


def test_an_administrator_writes_tries_and_saves_one(admin: Client) -> None:
    tried = admin.post(TRY, typed())
    assert not ReplyTemplate.objects.filter(name="Portail bleu").exists()
    assert f"Good day. File {templates.INVENTED}" in words(tried)

    saved = admin.post(ADD, typed())

    row = ReplyTemplate.objects.get(name="Portail bleu")
    assert saved["Location"] == CHANGELIST
    assert row.words == {
        "fr": "Bonjour.\nDossier {reference}, {unite}.",
        "en": "Good day.\nFile {reference}, {unite}.",
    }
    assert LogEntry.objects.get(object_id=row.pk).is_addition()
    stored = admin.get(reverse("admin:complaints_replytemplate_preview", args=[row.pk]))
    assert "Bonjour. Dossier" in words(stored)
    page = admin.get(reverse("admin:complaints_replytemplate_change", args=[row.pk]))
    assert "Good day." in page.content.decode()


def test_a_wrong_placeholder_is_refused_with_its_line(admin: Client) -> None:
    faulty = typed(words_en="Good day.\nFile {number}.")

    refused, tried = admin.post(ADD, faulty), admin.post(TRY, faulty)

    for page in (refused, tried):
        assert "Ligne 2, « {number} »" in words(page)
    assert tried.status_code == 422
    assert not ReplyTemplate.objects.filter(name="Portail bleu").exists()


@pytest.mark.parametrize("changes", [{"reason": ""}, {"purpose": ReplyPurpose.ASK}, {"words_en": ""}])
def test_a_template_that_closes_has_a_reason_and_each_its_languages(changes: dict[str, str], admin: Client) -> None:
    assert admin.post(ADD, typed(**changes)).status_code == 200
    assert not ReplyTemplate.objects.filter(name="Portail bleu").exists()


def test_one_that_served_is_not_deleted(admin: Client) -> None:
    used, unused = ReplyTemplateFactory(), ReplyTemplateFactory()
    ComplaintFactory(status="dismissed", dismiss_reason=used.reason, dismissal=used)

    def delete(row: ReplyTemplate) -> int:
        return admin.post(reverse("admin:complaints_replytemplate_delete", args=[row.pk]), {"post": "yes"}).status_code

    assert (delete(used), delete(unused)) == (403, 302)
    assert list(ReplyTemplate.objects.filter(pk__in=[used.pk, unused.pk])) == [used]


@pytest.mark.parametrize("role", [Role.AGENT, Role.HEAD])
def test_officers_write_none(role: Role) -> None:
    client = Client()
    client.force_login(OfficerFactory(role=role))
    preview = reverse("admin:complaints_replytemplate_preview", args=[ReplyTemplateFactory().pk])

    for path in (CHANGELIST, ADD, TRY, preview):
        assert client.get(path).status_code in (302, 403)
