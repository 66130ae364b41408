"""An officer types a pre-complaint for somebody: the same form, kept apart, bound to them, and nothing lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.test import Client
from django.urls import reverse

from complaints.enums import Act, MailKind, Origin, Recipient
from complaints.filing.places import cookie_of
from complaints.models import Complaint, Draft, EmailProof, OutgoingMail
from complaints.questions.person import Person
from tests.complaints import driver
from tests.complaints.desk.pages import words
from tests.factories import OFFICER_PASSWORD, OfficerFactory
from units.models import Officer, Unit

pytestmark = pytest.mark.django_db

SignIn = Callable[[Officer], Client]
EMAIL = driver.CONTACT["email"]
ENTER = reverse("desk:enter")


@pytest.fixture
def unit() -> Unit:
    """The unit competent for the facts that the driver tells."""
    return driver.unit_of(driver.evreux())


def begin(desk: Client, unit: Unit, channel: str = "visitor", language: str = "fr") -> str:
    """The number of a new form."""
    response = desk.post(ENTER, {"channel": channel, "language": language, "unit": str(unit.pk)})
    assert response.status_code == 302, response.content.decode()
    return str(response.url.split("/")[-3])


def address(number: str, slug: str) -> str:
    return reverse("desk:entry_step", args=[number, slug])


def post(desk: Client, number: str, slug: str, data: dict[str, Any]) -> Any:
    return desk.post(address(number, slug), {**data, "draft": number})


def fill(desk: Client, unit: Unit, channel: str = "visitor", **changes: Any) -> tuple[str, driver.Answers]:
    """Everything but the recap, for the officer's own unit unless said otherwise."""
    number = begin(desk, unit, channel)
    answers = driver.answers_for("theft", **changes)
    answers["unite"].setdefault("unit", str(unit.pk))
    for slug, data in answers.items():
        if slug != "recap":
            driver.accepted(post(desk, number, slug, data))
    return number, answers


def send(desk: Client, number: str, **ticks: str) -> Complaint:
    response = driver.accepted(post(desk, number, "recap", {"warning_read": "on", **ticks}))
    assert response.url == reverse("desk:entry_receipt", args=[number])
    return Complaint.objects.get()


# -- from the desk to the file ---------------------------------------------------------------------
def test_a_visitor_is_filed_face_to_face(desk: Client, unit: Unit, officer: Officer) -> None:
    number, _answers = fill(desk, unit)
    recap = words(desk.get(address(number, "recap")))
    for shown in ("Saisie pour un visiteur , par Claire Morel", "À lire à la personne", "Montrez l’adresse", EMAIL):
        assert shown in recap
    for hidden in ("Quitter vite", "continuer plus tard", "Code reçu par courriel"):
        assert hidden not in recap

    complaint = send(desk, number, email_read="on")

    assert (complaint.origin, complaint.officer, complaint.unit) == (Origin.OFFICER, officer, unit)
    assert (complaint.contacted_at, complaint.alert_at) == (complaint.filed_at, None)
    assert Person.of(complaint.identity).email_proved is True
    line = complaint.journal.get(act=Act.FILED)
    assert (line.officer, line.detail) == (officer, "visitor")
    page = words(desk.get(reverse("desk:entry_receipt", args=[number])))
    assert complaint.reference in page
    assert complaint.follow_code in page
    paper = desk.get(reverse("desk:entry_paper", args=[number]))
    assert (paper["Content-Type"], b"".join(paper)[:5]) == ("application/pdf", b"%PDF-")

    close = reverse("desk:entry_close", args=[number])
    assert desk.get(close).url == reverse("desk:entry_receipt", args=[number])
    done = desk.post(close)

    assert done.url == complaint.get_absolute_url()
    assert desk.get(reverse("desk:entry_receipt", args=[number])).status_code == 410
    assert "À l’unité, pour un visiteur" in words(desk.get(complaint.get_absolute_url()))


def test_an_address_heard_on_the_phone_stays_unproved_and_gets_no_code(desk: Client, unit: Unit) -> None:
    number, _answers = fill(desk, unit, "caller")
    recap = words(desk.get(address(number, "recap")))
    assert "Épelez l’adresse au téléphone" in recap
    assert "Saisie pour un appelant" in recap
    for button in ("resend", "verify"):
        post(desk, number, "recap", {button: "1", "email_code": "123456"})

    complaint = send(desk, number, email_read="on", email_code="123456")  # a box that isn't on this page

    assert Person.of(complaint.identity).email_proved is False
    assert not EmailProof.objects.exists()
    assert not OutgoingMail.objects.filter(kind=MailKind.CODE).exists()
    assert complaint.mails.get(recipient=Recipient.VICTIM).kind == MailKind.FILED


def test_the_tick_proves_only_the_address_it_stood_under(desk: Client, unit: Unit) -> None:
    number, answers = fill(desk, unit)
    refused = post(desk, number, "recap", {"email_read": "on"})
    assert refused.status_code == 422
    assert "Lisez l’avertissement à la personne" in words(refused)
    driver.accepted(post(desk, number, "identite", answers["identite"] | {"email": "autre@courriel.example"}))

    assert Person.of(send(desk, number).identity).email_proved is False


def test_the_unit_starts_on_the_officers_own(stranger: Officer, signed_in: SignIn) -> None:
    driver.evreux()
    desk, away = signed_in(stranger), stranger.units.get()
    number, answers = begin(desk, away), driver.answers_for("theft")
    for slug in ("tri", "situation", "faits", "objets", "identite"):
        driver.accepted(post(desk, number, slug, answers[slug]))

    page = desk.get(address(number, "unite")).content.decode()

    assert re.findall(r'name="unit" value="([^"]+)"[^>]* checked', page) == [str(away.pk)]


def test_typed_for_another_unit_it_waits_there_like_any_other(stranger: Officer, unit: Unit, signed_in: SignIn) -> None:
    desk = signed_in(stranger)
    number, _answers = fill(desk, stranger.units.get(), unite={"unit": str(unit.pk)})

    complaint = send(desk, number, email_read="on")

    assert (complaint.unit, complaint.officer, complaint.contacted_at) == (unit, None, None)
    assert "Une autre unité a ce dossier" in words(desk.get(reverse("desk:entry_receipt", args=[number])))
    assert desk.post(reverse("desk:entry_close", args=[number])).url == ENTER
    assert desk.get(complaint.get_absolute_url()).status_code == 404


def test_the_person_is_written_to_in_their_language(desk: Client, unit: Unit) -> None:
    number = begin(desk, unit, language="en")
    answers = driver.answers_for("theft")
    answers["unite"]["unit"] = str(unit.pk)
    for slug in list(answers)[:-1]:
        driver.accepted(post(desk, number, slug, answers[slug]))

    assert send(desk, number).language == "en"


def test_facts_of_another_service_lead_there_and_nothing_is_filed(desk: Client, unit: Unit) -> None:
    number = begin(desk, unit)

    response = post(desk, number, "tri", driver.SORTING | {"kind": "theft", "emergency": "yes"})

    assert response.status_code == 200
    assert "Saisie pour un visiteur" in words(response)
    assert "17" in words(response)
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("missing", ["channel", "language", "unit"])
def test_for_whom_is_asked_first(missing: str, desk: Client, unit: Unit, stranger: Officer) -> None:
    given = {"channel": "visitor", "language": "fr", "unit": str(unit.pk)}

    assert desk.post(ENTER, given | {missing: ""}).status_code == 422
    assert desk.post(ENTER, given | {"unit": str(stranger.units.get().pk)}).status_code == 422
    assert not Draft.objects.exists()


# -- whose it is -----------------------------------------------------------------------------------
def test_a_session_that_ended_loses_nothing(desk: Client, unit: Unit, officer: Officer) -> None:
    number = begin(desk, unit)
    answers = driver.answers_for("theft")
    for slug in ("tri", "situation"):
        driver.accepted(post(desk, number, slug, answers[slug]))
    desk.cookies.pop(settings.SESSION_COOKIE_NAME)

    response = post(desk, number, "faits", answers["faits"])

    assert response.url == f"{reverse('units:login')}?next={address(number, 'faits')}"
    assert desk.get(address(number, "faits")).status_code == 302  # written, but not read, without signing in
    signed = desk.post(response.url, {"username": officer.username, "password": OFFICER_PASSWORD})
    assert signed.url == address(number, "faits")
    assert answers["faits"]["narrative"].splitlines()[0] in words(desk.get(signed.url))


def test_another_officer_at_the_same_computer_is_refused(
    desk: Client, unit: Unit, colleague: Officer, signed_in: SignIn
) -> None:
    number, _answers = fill(desk, unit)
    other = signed_in(colleague)
    other.cookies[cookie_of(number)] = desk.cookies[cookie_of(number)].value
    before = Draft.objects.values().get()

    tries = [
        other.get(address(number, "identite")),
        post(other, number, "identite", {"birth_name": "Autre"}),
        post(other, number, "recap", {"warning_read": "on"}),
        other.post(reverse("desk:entry_erase", args=[number]), {"draft": number}),
    ]

    assert [response.status_code for response in tries] == [403] * 4
    assert "Delaunay" not in "".join(words(response) for response in tries)
    assert "mises de côté" not in words(other.get(ENTER))
    assert Draft.objects.values().get() == before
    assert not Complaint.objects.exists()


def test_the_receipt_is_shown_to_who_sent_it_only(
    desk: Client, unit: Unit, colleague: Officer, signed_in: SignIn
) -> None:
    number, _answers = fill(desk, unit)
    complaint = send(desk, number)
    other = signed_in(colleague)
    other.cookies[cookie_of(number)] = desk.cookies[cookie_of(number)].value

    for name in ("entry_receipt", "entry_paper"):
        response = other.get(reverse(f"desk:{name}", args=[number]))
        assert response.status_code in (404, 410)
        assert complaint.follow_code not in response.content.decode()


@pytest.mark.parametrize("since", [{"filed_at": F("filed_at") - timedelta(minutes=61)}, {"access_generation": 1}])
def test_the_receipt_is_not_shown_for_ever(desk: Client, unit: Unit, since: dict[str, Any]) -> None:
    """A browser left open would tell how the file goes on at another unit, and each new code of its victim."""
    number, _answers = fill(desk, unit)
    send(desk, number)
    Complaint.objects.update(**since)

    assert desk.get(reverse("desk:entry_receipt", args=[number])).url == reverse("desk:inbox")
    assert desk.get(reverse("desk:entry_paper", args=[number])).status_code == 404
    assert desk.post(reverse("desk:entry_close", args=[number])).url == Complaint.objects.get().get_absolute_url()


def test_the_officers_form_does_not_open_on_the_public_pages(desk: Client, unit: Unit) -> None:
    """Even with its token in the visitor's cookie: it would be filed as if nobody had typed it."""
    number, _answers = fill(desk, unit)
    desk.cookies["preplainte_depot"] = desk.cookies[cookie_of(number)].value

    page = desk.get(reverse("complaints:step", args=["recap"]))
    sent = desk.post(reverse("complaints:step", args=["recap"]), {"warning_read": "on", "draft": number})

    assert (page.status_code, sent.status_code) == (410, 410)
    assert not Complaint.objects.exists()


def test_a_private_form_and_two_visitors_never_mix(desk: Client, unit: Unit) -> None:
    driver.fill(desk, driver.answers_for("theft"), until="identite")
    first, second = begin(desk, unit), begin(desk, unit, "caller")
    for number, name in ((first, "Premier"), (second, "Second")):
        answers = driver.answers_for("theft", identite={"birth_name": name}, unite={"unit": str(unit.pk)})
        for slug in list(answers)[:-1]:
            driver.accepted(post(desk, number, slug, answers[slug]))

    crossed = desk.post(address(first, "recap"), {"warning_read": "on", "draft": second})
    assert (crossed.status_code, Complaint.objects.count()) == (410, 0)
    complaint = send(desk, first)

    assert complaint.answers()["identite"]["birth_name"] == "Premier"
    assert "Second" in words(desk.get(address(second, "recap")))
    listed = words(desk.get(ENTER))
    assert ("Saisie pour un appelant" in listed, "Saisie pour un visiteur" in listed) == (True, False)
    assert desk.get(reverse("complaints:step", args=["identite"])).status_code == 200


def test_a_form_is_set_aside_found_again_and_erased(desk: Client, unit: Unit) -> None:
    number = begin(desk, unit)
    answers = driver.answers_for("theft")
    for slug in ("tri", "situation"):
        driver.accepted(post(desk, number, slug, answers[slug]))

    aside = post(desk, number, "faits", {"narrative": "Commencé", "later": "1"})

    assert aside.url == ENTER
    assert Draft.objects.get().resume_finder is None  # nothing leads to it from elsewhere
    assert address(number, "faits") in desk.get(ENTER).content.decode()
    assert "Commencé" in words(desk.get(address(number, "faits")))
    erase = reverse("desk:entry_erase", args=[number])
    assert (desk.get(erase).url, Draft.objects.count()) == (ENTER, 1)
    assert desk.post(erase, {"draft": number}).url == ENTER
    assert not Draft.objects.exists()
    assert desk.get(address(number, "faits")).status_code == 410


def test_a_photo_goes_with_it(desk: Client, unit: Unit) -> None:
    number = begin(desk, unit)
    answers = driver.answers_for("theft")
    for slug in ("tri", "situation", "faits"):
        driver.accepted(post(desk, number, slug, answers[slug]))
    pdf = SimpleUploadedFile("faux.pdf", b"not a pdf")

    refused = post(desk, number, "objets", answers["objets"] | {"upload": "1", "files": pdf})

    assert refused.status_code == 422
    assert "faux.pdf" in words(refused)
    assert "Saisie pour un visiteur" in words(refused)


def test_a_busy_desk_is_never_told_to_wait(desk: Client, unit: Unit, settings: Any) -> None:
    settings.FILINGS_PER_ADDRESS = 0
    number, _answers = fill(desk, unit)

    assert send(desk, number).origin == Origin.OFFICER


def test_without_signing_in_there_is_nothing() -> None:
    assert Client().get(ENTER).url == f"{reverse('units:login')}?next={ENTER}"


def test_without_a_unit_there_is_nothing_to_begin(signed_in: SignIn) -> None:
    desk = signed_in(OfficerFactory())

    assert "rattaché à aucune unité" in words(desk.get(ENTER))
    assert desk.post(ENTER, {"channel": "visitor", "language": "fr"}).status_code == 422
