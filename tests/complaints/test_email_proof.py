"""The proof of an e-mail address: six digits, decided by the server, and never in the way of the filing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from complaints import tasks
from complaints.enums import MailKind, MailState, Recipient
from complaints.filing import drafts
from complaints.mails.addresses import mailbox
from complaints.models import Complaint, Draft, EmailProof, OutgoingMail
from complaints.questions.person import Person
from complaints.questions.phrase import WORDS
from complaints.services import proof, triage
from complaints.services.filing import Declaration, file_complaint
from complaints.services.mailing import deliver
from complaints.views.desk import telling
from preplainte import limits
from tests.complaints.driver import CONTACT, IDENTITY, accepted, code_sent, evreux, file_online, post, ready, unit_of
from tests.complaints.questions.test_answers import STORED
from tests.factories import ComplaintFactory, DraftFactory, OfficerFactory, ReplyTemplateFactory
from units.ids import new_id

pytestmark = pytest.mark.django_db

EMAIL = CONTACT["email"]
OTHER = "anne.marchand@courriel.example"
RECAP = reverse("complaints:step", args=["recap"])
NETWORK = "192.0.2.17"


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Coordinates]:
    """Windows are aligned on the clock: no test may see one end."""
    with time_machine.travel("2026-11-22T12:10:00Z", tick=False) as clock:
        yield clock


def send(subject: UUID | None = None, email: str = EMAIL, *, network: str = NETWORK) -> UUID:
    """Have a code sent for a form, made if there is none."""
    subject = subject or DraftFactory().pk
    proof.send_code(subject=subject, email=email, language="fr", network=network)
    return subject


def check(subject: UUID, typed: str, email: str = EMAIL) -> bool:
    return proof.check_code(subject=subject, email=email, typed=typed)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


# -- the code --------------------------------------------------------------------------------------
def test_the_right_code_proves_the_address_once() -> None:
    subject = send()
    code = code_sent()

    assert re.fullmatch(r"\d{6}", code)
    assert [check(subject, code), check(subject, code)] == [True, False]


@pytest.mark.parametrize("written", ["{} {}", " {}-{} ", "{}.{}", "{}\u00a0{}", "{}{}\r\n"])
def test_blanks_and_signs_between_the_digits_are_forgiven(written: str) -> None:
    subject = send()
    code = code_sent()

    assert check(subject, written.format(code[:3], code[3:]))


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "٤٠٢٦١٧", "0" * 5_000, "\x00", "²²²²²²"])
def test_anything_else_is_wrong(typed: str) -> None:
    subject = send()

    assert check(subject, typed) is False
    assert EmailProof.objects.get().tries == 1


def test_a_code_proves_only_the_address_it_was_sent_to() -> None:
    subject = send()
    code = code_sent()

    assert check(subject, code, OTHER) is False
    assert check(subject, code, EMAIL.upper()) is True


def test_a_code_serves_only_the_form_it_was_sent_for() -> None:
    send()
    code = code_sent()

    other = send(email=OTHER)

    assert check(other, code, OTHER) is False
    assert check(new_id(), code) is False


def test_after_five_wrong_tries_the_right_code_is_void() -> None:
    subject = send()
    code = code_sent()

    assert [check(subject, wrong(code)) for _ in range(5)] == [False] * 5
    assert check(subject, code) is False


def test_the_fifth_try_may_be_right() -> None:
    subject = send()
    code = code_sent()

    assert [check(subject, wrong(code)) for _ in range(4)] == [False] * 4
    assert check(subject, code) is True


def test_a_code_lives_half_an_hour(noon: time_machine.Coordinates) -> None:
    subject = send()
    code = code_sent()

    noon.shift(timedelta(minutes=30))

    assert check(subject, code) is False


def test_a_new_code_replaces_the_old_one_and_its_tries(noon: time_machine.Coordinates) -> None:
    subject = send()
    old = code_sent()
    for _ in range(5):
        check(subject, wrong(old))
    noon.shift(timedelta(minutes=2))

    send(subject)
    new = code_sent()

    assert [check(subject, old), check(subject, new)] == [old == new, True]


def test_the_row_holds_neither_address_nor_code() -> None:
    subject = send()

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t::text FROM complaints_emailproof t UNION ALL SELECT t::text FROM complaints_outgoingmail t"
        )
        stored = "".join(text for (text,) in cursor.fetchall())
    kept = EmailProof.objects.get(subject=subject)
    assert (len(kept.address_mark), len(kept.code_mark)) == (32, 32)
    assert EMAIL not in stored
    assert EMAIL.encode().hex() not in stored
    assert f",{code_sent()}," not in stored


def test_the_clock_forgets_codes(noon: time_machine.Coordinates, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    send()
    noon.shift(timedelta(minutes=20))
    kept = send(email=OTHER)
    noon.shift(timedelta(minutes=11))

    tasks.purge_codes()
    tasks.purge_codes()

    assert [one.subject for one in EmailProof.objects.all()] == [kept]
    assert "purge_codes done=1" in caplog.text


# -- the mail that carries it ------------------------------------------------------------------------
def test_the_mail_is_owed_to_the_form_and_keeps_nothing_once_sent(mailoutbox: list[object]) -> None:
    subject = send()
    mail = OutgoingMail.objects.get()

    assert (mail.complaint, mail.draft_id, mail.kind, mail.recipient) == (
        None,
        subject,
        MailKind.CODE,
        Recipient.VICTIM,
    )
    assert deliver(mail.pk) == MailState.SENT
    mail.refresh_from_db()
    assert (mail.payload, mail.provider_id) == (None, "")
    assert len(mailoutbox) == 1


def test_a_code_about_a_complaint_is_owed_to_it_and_raises_no_flag() -> None:
    complaint = ComplaintFactory(email="")

    proof.send_code(subject=complaint.pk, email=OTHER, language="fr", complaint=complaint)

    mail = complaint.mails.get()
    assert (mail.kind, mail.state, mail.payload["email"]) == (MailKind.CODE, MailState.PENDING, OTHER)
    OutgoingMail.objects.update(state=MailState.REFUSED)
    assert Complaint.objects.with_mail_flag().get().to_tell is False  # type: ignore[attr-defined]  # annotated
    assert check(complaint.pk, mail.payload["code"], OTHER) is True


@pytest.mark.parametrize("over", ["late", "replaced", "sent"])
def test_a_code_that_no_longer_serves_does_not_leave(
    over: str, noon: time_machine.Coordinates, mailoutbox: list[object]
) -> None:
    subject = send()
    mail = OutgoingMail.objects.get()
    if over == "late":
        noon.shift(timedelta(minutes=31))
    elif over == "replaced":
        noon.shift(timedelta(minutes=2))
        send(subject)
    else:
        Draft.objects.update(complaint=ComplaintFactory(), answers=None)

    assert deliver(mail.pk) == MailState.CANCELLED

    mail.refresh_from_db()
    assert (mail.last_error, mail.payload) == ("moot", None)
    assert mailoutbox == []


def test_discarding_the_form_discards_its_mails(client: Client) -> None:
    ready(client)
    number = re.search(rb'name="draft" value="([0-9a-f]+)"', client.get(RECAP).content)
    assert number
    assert OutgoingMail.objects.count() == 1

    accepted(client.post(reverse("complaints:restart"), {"draft": number[1].decode()}))

    assert not OutgoingMail.objects.exists()


# -- how often -----------------------------------------------------------------------------------------
def test_one_code_a_minute_to_a_mailbox_whoever_asks(noon: time_machine.Coordinates) -> None:
    subject = send()

    for again in (lambda: send(subject), send, lambda: send(email=f" {EMAIL.upper()}")):
        with pytest.raises(proof.TooSoon, match="Attendez une minute"):
            again()
    noon.shift(timedelta(minutes=1))
    send()

    assert OutgoingMail.objects.count() == 2


def test_who_corrects_a_slip_waits_for_nothing() -> None:
    subject = send(email="anne.delaunya@courriel.example")

    send(subject)

    assert check(subject, code_sent()) is True


def test_five_codes_a_day_to_a_mailbox(noon: time_machine.Coordinates) -> None:
    for number in range(5):
        send(email=f"anne{'.' * (number % 2)}delaunay+{number}@courriel.example")  # one mailbox at large providers
        noon.shift(timedelta(minutes=1))

    with pytest.raises(proof.TooMany, match="Vous pouvez continuer sans code"):
        send()
    noon.shift(timedelta(days=1))
    send()


def test_ten_codes_an_hour_for_a_form() -> None:
    subject = DraftFactory().pk
    for number in range(10):
        send(subject, f"victime{number}@courriel.example")

    with pytest.raises(proof.TooMany):
        send(subject, "victime10@courriel.example")


def test_a_network_cannot_write_to_the_whole_world(settings: object) -> None:
    settings.FILINGS_PER_ADDRESS = 2  # type: ignore[attr-defined]
    for number in range(4):
        send(email=f"victime{number}@courriel.example")

    with pytest.raises(proof.TooMany):
        send(email="victime4@courriel.example")
    send(email="victime5@courriel.example", network="198.51.100.7")


def test_a_refusal_leaves_no_trace() -> None:
    subject = send()
    before = (list(EmailProof.objects.values()), OutgoingMail.objects.count())

    with pytest.raises(proof.TooSoon):
        send(subject)

    assert (list(EmailProof.objects.values()), OutgoingMail.objects.count()) == before


def test_nothing_readable_stands_in_the_cache() -> None:
    send()

    names = cache._cache.get_client().keys("*limit:*")  # type: ignore[attr-defined]  # Django's backend for Redis
    assert len(names) == 4
    assert not [name for name in names if b"delaunay" in name or b"192" in name]


# -- at the recap --------------------------------------------------------------------------------------
def page(client: Client) -> str:
    return client.get(RECAP).content.decode()


def notes_of(client: Client) -> dict[str, object]:
    draft = drafts.find(client.cookies["preplainte_depot"].value)
    assert draft
    return draft.notes


def test_the_code_leaves_when_the_recap_is_first_reached_and_only_then(client: Client) -> None:
    ready(client)
    assert not OutgoingMail.objects.exists()

    shown = [page(client) for _ in range(3)]

    assert OutgoingMail.objects.filter(kind=MailKind.CODE).count() == 1
    assert all(f"est parti à <strong><bdi>{EMAIL}</bdi></strong>" in one for one in shown)
    (box,) = re.findall(r'<input[^>]*name="email_code"[^>]*>', shown[0])
    assert 'inputmode="numeric"' in box
    assert 'autocomplete="one-time-code"' in box


def test_without_email_there_is_no_code_and_no_box(client: Client) -> None:
    ready(client, identite={"email": ""})

    shown = page(client)

    assert "email_code" not in shown
    assert not OutgoingMail.objects.exists()
    assert "Votre phrase de reconnaissance" in shown


def test_the_code_typed_in_its_box_confirms_the_address(client: Client) -> None:
    answers = ready(client)
    page(client)

    response = accepted(post(client, "recap", {"email_code": code_sent(), "verify": "1"}))

    assert response.url == RECAP + "#courriel"
    assert f"<bdi>{EMAIL}</bdi></strong> est confirmée" in page(client)
    assert "email_code" not in page(client)
    accepted(post(client, "recap", answers["recap"]))
    assert Person.of(Complaint.objects.get().identity).email_proved is True


def test_the_code_typed_with_the_sending_counts_as_well(client: Client) -> None:
    answers = ready(client)
    page(client)

    accepted(post(client, "recap", {**answers["recap"], "email_code": code_sent()}))

    assert Person.of(Complaint.objects.get().identity).email_proved is True


def test_the_right_code_counts_even_when_the_box_below_is_not_ticked(client: Client) -> None:
    ready(client)
    page(client)

    response = post(client, "recap", {"email_code": code_sent()})

    assert response.status_code == 422
    assert "est confirmée" in response.content.decode()
    assert notes_of(client)["email_proved"] == EMAIL


@pytest.mark.parametrize("button", [{}, {"verify": "1"}])
def test_a_wrong_code_is_said_once_and_blocks_nothing(client: Client, button: dict[str, str]) -> None:
    answers = ready(client)
    page(client)
    bad = wrong(code_sent())

    response = post(client, "recap", {**answers["recap"], "email_code": bad, **button})

    shown = response.content.decode()
    assert response.status_code == 422
    assert shown.count("Ce code n’est pas le bon, ou il ne sert plus.") == 2  # in the summary, and at its box
    assert bad not in shown
    assert not Complaint.objects.exists()
    accepted(post(client, "recap", answers["recap"]))
    assert Person.of(Complaint.objects.get().identity).email_proved is False


def test_an_empty_box_that_is_checked_costs_no_try(client: Client) -> None:
    ready(client)
    page(client)

    accepted(post(client, "recap", {"email_code": " ", "verify": "1"}))

    assert "Tapez d’abord le code" in page(client)
    assert EmailProof.objects.get().tries == 0


def test_sending_without_the_code_works_and_the_page_says_what_it_changes(client: Client) -> None:
    answers = ready(client)

    assert "Vous recevrez alors le récépissé à cette adresse, et rien d’autre" in page(client)
    accepted(post(client, "recap", answers["recap"]))

    complaint = Complaint.objects.get()
    assert Person.of(complaint.identity).email_proved is False
    assert complaint.mails.get(kind=MailKind.FILED, recipient=Recipient.VICTIM).state == MailState.PENDING


def test_another_code_can_be_asked_for(client: Client, noon: time_machine.Coordinates) -> None:
    ready(client)
    page(client)

    accepted(post(client, "recap", {"resend": "1"}))
    assert "Attendez une minute" in page(client)
    noon.shift(timedelta(minutes=1))
    accepted(post(client, "recap", {"resend": "1"}))
    assert "Un nouveau code part" in page(client)

    assert OutgoingMail.objects.filter(kind=MailKind.CODE).count() == 2
    accepted(post(client, "recap", {"email_code": code_sent(), "verify": "1"}))


def test_where_no_code_may_leave_the_page_says_so_and_the_filing_goes_on(client: Client) -> None:
    for _ in range(proof.MAILBOX_A_DAY):
        assert limits.allow("codes", mailbox(EMAIL), limit=proof.MAILBOX_A_DAY, window=proof.DAY)
    answers = ready(client)

    assert "Aucun code n’a pu partir" in page(client)
    assert not OutgoingMail.objects.exists()
    accepted(post(client, "recap", answers["recap"]))
    assert Complaint.objects.count() == 1


def test_an_address_changed_afterwards_is_not_proved(client: Client) -> None:
    answers = ready(client)
    page(client)
    accepted(post(client, "recap", {"email_code": code_sent(), "verify": "1"}))

    accepted(post(client, "identite", {**IDENTITY, "email": OTHER}))
    assert f"est parti à <strong><bdi>{OTHER}</bdi></strong>" in page(client)
    accepted(post(client, "recap", answers["recap"]))

    person = Person.of(Complaint.objects.get().identity)
    assert (person.email, person.email_proved) == (OTHER, False)


def test_nothing_of_the_proof_can_be_posted(client: Client) -> None:
    answers = ready(client)
    forged = {"email_proved": EMAIL, "notes": EMAIL, "code": EMAIL, "service": "1"}

    accepted(post(client, "recap", {**answers["recap"], **forged}))

    assert Person.of(Complaint.objects.get().identity).email_proved is False


# -- the recognition phrase ----------------------------------------------------------------------------
def phrase_on(shown: str) -> str:
    found = re.search(r'<p class="reference-big" lang="fr">([^<]+)</p>', shown)
    assert found
    return found[1]


def test_the_phrase_shown_is_the_phrase_kept(client: Client) -> None:
    answers = ready(client)
    first = phrase_on(page(client))
    assert phrase_on(page(client)) == first

    assert accepted(post(client, "recap", {"phrase": "mot de passe"})).url == RECAP + "#phrase"
    second = phrase_on(page(client))
    accepted(post(client, "recap", answers["recap"]))

    assert first != second
    assert set(second.split()) <= set(WORDS)
    assert Person.of(Complaint.objects.get().identity).phrase == second


# -- after the filing ------------------------------------------------------------------------------------
def test_the_life_of_a_complaint_whose_address_is_not_proved(client: Client) -> None:
    complaint = file_online(client, prove_email=False)
    officer = OfficerFactory(units=[complaint.unit])
    triage.open_file(complaint, by=officer)
    triage.dismiss(complaint, template=ReplyTemplateFactory(), by=officer)

    about_it = complaint.mails.filter(recipient=Recipient.VICTIM).order_by("pk")
    assert [(mail.kind, mail.state) for mail in about_it] == [
        (MailKind.FILED, MailState.CANCELLED),  # overtaken before it left
        (MailKind.DISMISSED, MailState.BY_HAND),
    ]
    (line,) = telling.lines(telling.owed_by_hand(officer.units.all()))
    assert (line.phone_shown, "Pré-plainte close" in line.words) == ("06 39 98 12 34", True)


@pytest.mark.parametrize(("notes", "proved"), [({}, False), ({"email_proved": EMAIL}, True)])
def test_what_an_officer_typed_is_proved_once_it_was_read(notes: dict[str, str], proved: bool) -> None:
    unit = unit_of(evreux())
    declaration = Declaration(answers=STORED, unit=unit, commune=evreux(), language="fr", notes=notes)

    complaint = file_complaint(declaration, by=OfficerFactory(units=[unit]))

    person = Person.of(complaint.identity)
    assert (person.email, person.email_proved, len(person.phrase.split())) == (EMAIL, proved, 3)


def test_pages_stay_cheap(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    ready(client)

    with django_assert_max_num_queries(8):
        first = page(client)
    with django_assert_max_num_queries(8):
        page(client)
    number = re.search(r'name="draft" value="([0-9a-f]+)"', first)
    assert number
    for posted in ({"email_code": "1", "verify": "1"}, {"email_code": code_sent(), "verify": "1"}, {"phrase": "1"}):
        with django_assert_max_num_queries(8):
            client.post(RECAP, {**posted, "draft": number[1]})


# -- at once -----------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_tries_made_at_once_all_count(_round: int) -> None:
    with time_machine.travel(timezone.now(), tick=True):
        subject = send()
        code = code_sent()
        typed = [wrong(code)] * 12 + [code] * 4
        start = Barrier(len(typed))

        def attempt(text: str) -> bool:
            start.wait()
            try:
                return check(subject, text)
            finally:
                connection.close()

        with ThreadPoolExecutor(len(typed)) as pool:
            right = sum(pool.map(attempt, typed))

        left = EmailProof.objects.filter(subject=subject).first()
        assert right <= 1  # it serves once
        assert left is None if right else left is not None and left.tries == proof.TRIES
        assert check(subject, code) is False
