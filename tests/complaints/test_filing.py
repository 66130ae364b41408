"""The step engine, through the pages, when all goes well."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints.enums import ORDINARY_KINDS, Act, MailKind, MailState, Origin, Recipient, Status
from complaints.filing import drafts, rendering
from complaints.models import Complaint, Draft
from complaints.questions.legal import FALSE_REPORT
from complaints.questions.steps import steps_for
from complaints.sealing import tokens
from complaints.services.filing import TOLD, Declaration, file_complaint
from complaints.services.triage import withdraw
from tests.complaints.driver import (
    CONTACT,
    FACTS,
    IDENTITY,
    OBJECTS,
    accepted,
    answers_for,
    begin,
    draft_number,
    evreux,
    file_online,
    fill,
    post,
    ready,
    unit_of,
)
from tests.complaints.questions.test_answers import STORED
from tests.factories import CommuneFactory, OfficerFactory, UnitFactory

STEPS = steps_for({})
"""Those of the ordinary form."""

pytestmark = pytest.mark.django_db

SLUGS = [step.slug for step in STEPS]


SAVEPOINT = 2
"""Statements that open and close a transaction within the test's own; without one, they travel with the others."""


def url(slug: str) -> str:
    return reverse("complaints:step", args=[slug])


# -- the whole -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ORDINARY_KINDS)
def test_a_victim_files(client: Client, kind: str) -> None:
    complaint = file_online(client, kind)

    assert complaint.kind == kind
    assert complaint.origin == Origin.ONLINE
    assert complaint.status == Status.FILED
    assert complaint.language == "fr"
    assert complaint.unit == unit_of(evreux())
    assert (complaint.commune, complaint.department) == (evreux(), "27")
    assert complaint.contact_due_at - complaint.filed_at == timedelta(hours=settings.CONTACT_HOURS)
    assert complaint.expires_at - complaint.filed_at == timedelta(days=settings.RETENTION_DAYS)
    assert [(entry.act, entry.officer, entry.detail) for entry in complaint.journal.all()] == [(Act.FILED, None, "")]
    owed = {(mail.kind, mail.recipient, mail.state) for mail in complaint.mails.all()}
    assert owed == {(MailKind.FILED, recipient, MailState.PENDING) for recipient in TOLD}


@pytest.mark.parametrize(
    ("who", "identity"),
    [
        ("minor", {"birth_day_2": "2020", "own_birth_name": "Grand", "own_first_names": "Paul", "link": "parent"}),
        ("protected", {"own_birth_name": "Grand", "own_first_names": "Paul", "link": "curator"}),
        ("entity", {"entity_name": "La Boulange", "siren": "732829320", "capacity": "gérante"}),
    ],
)
def test_one_files_for_somebody_else(client: Client, who: str, identity: dict[str, str]) -> None:
    if who == "entity":
        identity = {**identity, "occupation": None}
    if "birth_day_2" in identity:
        identity = {**identity, "birth_day_2": str(timezone.localdate().year - 8)}
    complaint = file_online(client, situation={"who": who}, identite=identity)

    assert complaint.identity["situation"] == {"theft": "theft", "who": who}
    page = client.get(reverse("complaints:receipt")).content.decode()
    assert ("<bdi>GRAND Paul</bdi> : Vous viendrez signer" in page) is (who != "entity")


def test_it_is_found_again_without_being_opened(client: Client) -> None:
    complaint = file_online(client)
    unit = str(complaint.unit_id)

    for kind, value in [
        (tokens.TokenKind.NAME, "delaun"),
        (tokens.TokenKind.NAME, "louise"),
        (tokens.TokenKind.PHONE, "+33639981234"),
        (tokens.TokenKind.EMAIL, "Anne.Delaunay@courriel.example"),
        (tokens.TokenKind.BIRTH_DATE, "1985-03-27"),
        (tokens.TokenKind.IDENTIFIER, "ab 123 cd"),
        (tokens.TokenKind.IDENTIFIER, "490154203237518"),
    ]:
        assert set(tokens.query(kind, value, unit=unit)) & set(complaint.tokens), value
    assert not set(tokens.query(tokens.TokenKind.NAME, "delaun", unit="another")) & set(complaint.tokens)


def test_the_same_victim_twice_has_one_fingerprint() -> None:
    first = file_online(Client())
    second = file_online(Client(), identite={"birth_name": "DELAUNAY", "usage_name": "", "email": ""})
    other = file_online(Client(), identite={"birth_day_0": "28"})

    assert first.fingerprint == second.fingerprint != other.fingerprint


def test_a_victim_without_email_is_told_by_hand(client: Client) -> None:
    complaint = file_online(client, identite={"email": ""})

    assert complaint.mails.get(recipient=Recipient.VICTIM).state == MailState.BY_HAND
    page = client.get(reverse("complaints:receipt")).content.decode()
    assert "sans adresse électronique, c’est le seul moyen d’ouvrir la page de suivi" in page


def test_an_officer_types_it_for_a_visitor() -> None:
    unit = unit_of(evreux())
    officer, elsewhere = OfficerFactory(units=[unit]), OfficerFactory()
    declaration = Declaration(answers=STORED, unit=unit, commune=evreux(), language="en", channel="visitor")

    complaint, other = (file_complaint(declaration, by=one) for one in (officer, elsewhere))

    assert (complaint.origin, complaint.officer, complaint.language) == (Origin.OFFICER, officer, "en")
    assert (complaint.contacted_at, complaint.alert_at) == (complaint.filed_at, None)
    line = complaint.journal.get()
    assert (line.officer, line.precision) == (officer, "À l’unité, pour un visiteur")
    # Nobody of that unit has spoken to the victim yet.
    assert (other.origin, other.officer, other.contacted_at) == (Origin.OFFICER, None, None)
    assert other.alert_at is not None


def test_one_files_in_english(client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    assert file_online(client).language == "en"


# -- the receipt -----------------------------------------------------------------------------------------
def test_the_receipt_says_it_all(client: Client) -> None:
    complaint = file_online(client)

    page = client.get(reverse("complaints:receipt")).content.decode()

    for text in (
        "Ceci n’est pas encore une plainte",
        complaint.reference,
        complaint.follow_code,
        str(complaint.unit),
        complaint.unit.phone,
        "Dans les 24 heures, donc avant le ",
        reverse("complaints:follow_link", args=[complaint.follow_secret]),
        "France Victimes",
        "10-2",
        "pièce d’identité",
        "caméras",
    ):
        assert text in page, text


def test_the_receipt_is_that_of_this_browser_only(client: Client) -> None:
    file_online(client)

    stranger = Client().get(reverse("complaints:receipt"), follow=True)
    assert stranger.redirect_chain == [(reverse("complaints:start"), 302)]
    assert "Ce navigateur n’a pas de récépissé à montrer" in stranger.content.decode()


def test_a_form_still_open_has_no_receipt_and_says_so(client: Client) -> None:
    fill(client, answers_for(), until="faits")

    response = client.get(reverse("complaints:receipt"), follow=True)

    assert response.redirect_chain == [(url("faits"), 302)]
    assert "elle n’a pas de récépissé." in response.content.decode()


def test_the_receipt_ends_with_the_browser_or_before(client: Client) -> None:
    """It shows the code: on a computer that others use, it must not stay for days."""
    complaint = file_online(client)
    assert client.cookies[drafts.COOKIE]["max-age"] == ""
    client.get(reverse("complaints:follow_link", args=[complaint.follow_secret]))

    for address in ("complaints:close_receipt", "complaints:receipt"):
        assert complaint.follow_code in client.get(reverse(address), follow=True).content.decode()
    response = client.post(reverse("complaints:follow_close", args=[complaint.reference]), follow=True)

    assert response.redirect_chain[-1] == (reverse("complaints:tracking_closed"), 302)
    assert {cookie.value for name, cookie in client.cookies.items() if name.startswith("preplainte")} == {""}
    assert complaint.follow_code not in client.get(reverse("complaints:receipt")).content.decode()


def test_closing_leaves_an_open_form_alone(client: Client) -> None:
    fill(client, answers_for(), until="faits")

    assert client.post(reverse("complaints:close_receipt"))["Location"] == reverse("complaints:tracking_closed")
    assert client.get(url("faits")).status_code == 200


def test_what_is_erased_has_no_receipt_any_more(client: Client) -> None:
    complaint = file_online(client)
    withdraw(complaint)

    response = client.get(reverse("complaints:receipt"), follow=True)

    assert response.redirect_chain[-1] == (reverse("complaints:follow", args=[complaint.reference]), 302)
    assert complaint.follow_code not in response.content.decode()


def test_the_draft_is_emptied_and_leads_to_the_receipt(client: Client) -> None:
    complaint = file_online(client)

    draft = Draft.objects.get()
    assert (draft.complaint, draft.answers) == (complaint, None)
    for slug in SLUGS:
        assert client.get(url(slug)).url == reverse("complaints:receipt")


def test_after_filing_one_may_file_again(client: Client) -> None:
    first = file_online(client)

    assert first.reference in client.get(reverse("complaints:start")).content.decode()
    second = file_online(client, "damage")
    assert second.pk != first.pk
    assert second.reference in client.get(reverse("complaints:receipt")).content.decode()


# -- steps -----------------------------------------------------------------------------------------------
def test_a_step_asked_too_early_leads_to_the_first_incomplete_one(client: Client) -> None:
    answers = answers_for()
    fill(client, answers, until="objets")

    for slug in ("identite", "unite", "recap"):
        assert client.get(url(slug)).url == url("objets")
        number = draft_number(client.get(url("objets")))
        assert client.post(url(slug), {**FACTS, "draft": number}).url == url("objets")
    assert FACTS["place"] in client.get(url("faits")).content.decode()


def test_an_unknown_step_is_not_found(client: Client) -> None:
    begin(client, answers_for())

    assert client.get("/deposer/nulle-part/").status_code == 404


def test_without_a_form_every_step_leads_to_the_beginning(client: Client) -> None:
    for slug in [*SLUGS, "nulle-part"]:
        assert client.get(url(slug)).url == reverse("complaints:start")


def test_a_correction_leads_back_to_the_recap(client: Client) -> None:
    ready(client)

    response = post(client, "identite", IDENTITY | {"nationality": "belge"})

    assert response.url == url("recap")
    page = client.get(url("recap")).content.decode()
    assert "<bdi>belge</bdi>" in page
    for slug in SLUGS[:-1]:
        assert f'href="{url(slug)}"' in page


def test_the_recap_shows_everything_and_the_warning(client: Client) -> None:
    answers = ready(client)

    page = client.get(url("recap")).content.decode()

    for value in (*IDENTITY.values(), CONTACT["city"], FACTS["place"], OBJECTS["objects-0-brand"]):
        assert value in page or value in ("3", "27")
    assert FALSE_REPORT.number in page
    assert str(unit_of(evreux())) in page
    assert page.index("Ceci n’est pas encore une plainte") < page.index("Envoyer ma pré-plainte</button>")
    refused = post(client, "recap", {})
    assert refused.status_code == 422
    assert "Cochez cette case pour envoyer." in refused.content.decode()
    assert not Complaint.objects.exists()
    accepted(post(client, "recap", answers["recap"]))


def test_answers_that_change_the_questions_ask_them_again(client: Client) -> None:
    ready(client)

    assert post(client, "situation", {"theft": "theft", "who": "entity"}).url == url("faits")
    assert "Racontez ce qui est arrivé à l’organisme" in client.get(url("faits")).content.decode()
    assert post(client, "faits", FACTS).url == url("identite")
    page = client.get(url("identite")).content.decode()
    assert 'value="Delaunay"' in page
    assert "Vous la représentez en tant que" in page
    entity = {"entity_name": "La Boulange", "capacity": "gérante"}
    assert post(client, "identite", IDENTITY | entity).url == url("recap")


def test_another_commune_asks_for_the_unit_again(client: Client) -> None:
    ready(client)
    CommuneFactory(name="Bernay", postal_codes=["27300"])

    assert post(client, "faits", FACTS | {"commune": "Bernay"}).url == url("unite")


def test_progress_and_way_back_are_shown(client: Client) -> None:
    fill(client, answers_for(), until="objets")

    page = client.get(url("objets")).content.decode()

    assert "Étape 4 sur 7" in page
    assert '<button class="btn btn-plain" type="submit" name="back" value="1">' in page
    assert post(client, "objets", {"back": "1"}).url == url("faits")
    assert "Encore 7 minutes environ." in page
    assert "Vos réponses sont gardées 7 jours" in page


def test_objects_are_added_and_removed_without_script(client: Client) -> None:
    fill(client, answers_for(), until="objets")

    page = post(client, "objets", OBJECTS | {"add": "1"})
    assert page.status_code == 200
    assert 'name="objects-1-description"' in page.content.decode()
    assert "Fairphone 5" in page.content.decode()
    assert "à corriger" not in page.content.decode()
    page = post(client, "objets", OBJECTS | {"objects-1-description": "Sac rouge", "remove": "objects-0"})
    assert "Sac rouge" in page.content.decode()
    assert "Fairphone 5" not in page.content.decode()


def test_any_unit_can_be_searched_and_chosen(client: Client) -> None:
    unit_of(evreux())
    far = UnitFactory(commune=CommuneFactory(code="97411", name="Saint-Paul", postal_codes=["97460"]))
    fill(client, answers_for(), until="unite")

    page = post(client, "unite", {"search": "Saint Paul"})
    assert page.status_code == 200
    assert f'value="{far.pk}"' in page.content.decode()
    assert "Aucune unité trouvée" in post(client, "unite", {"search": "Trifouilly"}).content.decode()
    assert post(client, "unite", {"search": "a\x00"}).status_code == 422
    assert post(client, "unite", {"unit": str(far.pk)}).url == url("recap")


# -- figures ---------------------------------------------------------------------------------------------
def test_pages_cost_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    for name in range(12):
        UnitFactory(commune=CommuneFactory(name=f"Bourg-{name}"))
    answers = answers_for()
    answers["unite"]["unit"] = str(unit_of(evreux()).pk)
    with django_assert_max_num_queries(8):
        client.get(reverse("complaints:start"))
    with django_assert_max_num_queries(8):
        begin(client, answers)
    for slug in SLUGS[1:-1]:
        for _ in range(2):  # blank, then answered
            with django_assert_max_num_queries(8):
                page = client.get(url(slug))
            number = draft_number(page)
            with django_assert_max_num_queries(8):
                assert client.post(url(slug), {"draft": number, "commune": "Évreux"}).status_code in {302, 422}
            with django_assert_max_num_queries(8):
                accepted(client.post(url(slug), {**answers[slug], "draft": number}))
    with django_assert_max_num_queries(8):
        client.post(url("unite"), {"draft": number, "search": "Bourg"})
    with django_assert_max_num_queries(8):
        client.get(url("recap"))
    with django_assert_max_num_queries(8 + SAVEPOINT):
        accepted(client.post(url("recap"), {"warning_read": "on", "draft": number}))
    with django_assert_max_num_queries(8):
        client.get(reverse("complaints:receipt"))


def test_one_read_and_one_write_of_the_draft(client: Client, django_assert_num_queries: Any) -> None:
    begin(client, answers_for())
    with django_assert_num_queries(1):
        number = draft_number(client.get(url("situation")))
    with django_assert_num_queries(2):
        accepted(client.post(url("situation"), {"theft": "phone", "who": "self", "draft": number}))


def test_no_session_is_opened(client: Client) -> None:
    file_online(client)

    assert settings.SESSION_COOKIE_NAME not in client.cookies


# -- the cache of unanswered steps -------------------------------------------------------------------------
def test_unanswered_steps_are_rendered_once(client: Client) -> None:
    rendering.blank.cache_clear()
    file_online(client)
    rendered = rendering.blank.cache_info().misses
    file_online(Client())

    assert rendering.blank.cache_info().misses == rendered


def test_the_cache_holds_nothing_personal(client: Client) -> None:
    """What is kept is what the classes alone give, and another visitor sees nothing of the first one."""
    rendering.blank.cache_clear()
    answers = ready(client)
    typed = {value for given in answers.values() for value in given.values() if len(value) > 8}
    wordings = dict.fromkeys(SLUGS, "theft") | {"tri": "", "identite": "self"}

    for step in STEPS[:5]:
        kept = rendering.blank(step, wordings[step.slug], "fr", "")
        assert kept == rendering.blank.__wrapped__(step, wordings[step.slug], "fr", "")
        assert [value for value in typed if value in kept] == []
        assert 'name="draft"' not in kept
        assert "csrfmiddlewaretoken" not in kept
    assert rendering.blank.cache_info().misses == len(STEPS[:5])


def test_each_language_has_its_own(client: Client) -> None:
    rendering.blank.cache_clear()

    for language in ("fr", "en", "fr", "en"):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        client.get(reverse("complaints:start"))

    assert rendering.blank.cache_info().misses == 2
