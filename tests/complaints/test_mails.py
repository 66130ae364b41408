"""What each mail says, in each language, to whom, and when it says nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage as ParsedMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.core.mail import EmailMultiAlternatives
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from icalendar import Calendar
from pytest_django import Settings

from complaints.enums import AppointmentState, Kind, Language, MailKind, Recipient, Status
from complaints.mails.compose import compose
from complaints.mails.letters import LETTERS, Moot, follow_url
from complaints.models import Complaint, OutgoingMail
from tests.factories import (
    PHRASE,
    AppointmentFactory,
    AskFactory,
    CommuneFactory,
    ComplaintFactory,
    DraftFactory,
    MessageFactory,
    OfficerFactory,
    OutgoingMailFactory,
    ProposalFactory,
    UnitFactory,
    identity_answers,
    statement_answers,
)
from units.enums import MailContent

pytestmark = pytest.mark.django_db

FOLDERS = Path(project_settings.BASE_DIR) / "templates" / "mail"
STATUS_OF = {
    MailKind.FILED: Status.FILED,
    MailKind.ACCESS: Status.RECEIVED,
    MailKind.ASKED: Status.ASKED,
    MailKind.ASK_AGAIN: Status.ASKED,
    MailKind.MESSAGE: Status.RECEIVED,
    MailKind.TRANSFER: Status.FILED,
    MailKind.MISSED: Status.RECEIVED,
    MailKind.ENDING: Status.RECEIVED,
    MailKind.RECORD: Status.RECEIVED,
    MailKind.PROPOSED: Status.PROPOSED,
    MailKind.CONFIRMED: Status.CONFIRMED,
    MailKind.MOVED: Status.CONFIRMED,
    MailKind.CANCELLED: Status.RECEIVED,
    MailKind.LAPSED: Status.RECEIVED,
    MailKind.CLOSED: Status.RECEIVED,
    MailKind.COMING: Status.CONFIRMED,
    MailKind.TODAY: Status.CONFIRMED,
    MailKind.DISMISSED: Status.DISMISSED,
    MailKind.WITHDRAWN: Status.WITHDRAWN,
    MailKind.SIGNED: Status.SIGNED,
    MailKind.EXPIRED: Status.EXPIRED,
}
REMINDERS = (MailKind.COMING, MailKind.TODAY)
CLOSING = (MailKind.WITHDRAWN, MailKind.SIGNED, MailKind.EXPIRED)
BEFORE_FILING = (MailKind.CODE, MailKind.RESUME)
VICTIM = "camille.martin@courriel.example"
CODE, SECRET = "402617", "7KQ4-M2XW-9D3F-V8TR-6HJ5"
TO_VICTIMS = [kind for kind, recipient in LETTERS if recipient is Recipient.VICTIM]
NO_LINK = (MailKind.CODE, MailKind.DISMISSED, *CLOSING)
FOR_UNITS = {
    "filed_notice", "filed_unit_essentials", "transfer_notice", "transfer_unit_essentials", "lapsed_unit",
}  # fmt: skip
ABOUT_FILES = {
    MailKind.FILED: "Nouvelle pré-plainte",
    MailKind.TRANSFER: "Pré-plainte transférée",
    MailKind.RECORD: "Constat de non-présentation",
}
"""Mails to a unit about one pre-complaint, and their subject; alerts about all of them: ``test_escalation.py``."""
SECURE = "brigade@gendarmerie.example"


BOOKED: dict[MailKind, dict[str, Any]] = {
    MailKind.CONFIRMED: {},
    MailKind.MOVED: {"sequence": 1},
    MailKind.MISSED: {"state": AppointmentState.MISSED},
    MailKind.CANCELLED: {"state": AppointmentState.CANCELLED, "sequence": 1},
}
"""Mails that tell of one appointment."""


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> None:
    settings.SITE_URL = "https://preplainte.example"
    settings.SECURE_MAIL_DOMAINS = ("gendarmerie.example",)


def owed(kind: MailKind, recipient: Recipient = Recipient.VICTIM, **complaint: Any) -> OutgoingMail:
    """A mail of that kind, about a pre-complaint that stands where such a mail is sent, or about an open form."""
    if kind in BEFORE_FILING:
        return owed_for_form(kind, **complaint)
    closed: dict[str, Any] = {"erased": True} if kind in CLOSING else {}
    row = ComplaintFactory(**{**closed, "status": STATUS_OF[kind], **complaint})
    if kind in (MailKind.ASKED, MailKind.ASK_AGAIN):
        AskFactory(complaint=row)
    if kind == MailKind.MESSAGE:
        MessageFactory(complaint=row, officer=OfficerFactory())
    if kind == MailKind.PROPOSED:
        proposal = ProposalFactory(complaint=row)
        for days in (7, 8):
            start = timezone.now().replace(microsecond=0) + timedelta(days=days)
            AppointmentFactory(complaint=row, proposal=proposal, state=AppointmentState.HELD, start=start)
    if kind in BOOKED:
        AppointmentFactory(complaint=row, **BOOKED[kind])
    reminded = {"appointment": AppointmentFactory(complaint=row), "sequence": 0} if kind in REMINDERS else {}
    payload = {"email": VICTIM, "phrase": PHRASE, "neutral": False} if kind in CLOSING else None
    return OutgoingMailFactory(complaint=row, kind=kind, recipient=recipient, payload=payload, **reminded)


def owed_for_form(kind: MailKind, *, language: str = Language.FRENCH, **_answers: Any) -> OutgoingMail:
    draft = DraftFactory()
    payload = {"email": VICTIM, "language": str(language), "code": CODE, "secret": SECRET, "neutral": False}
    return OutgoingMailFactory(complaint=None, draft=draft, kind=kind, payload=payload)


def link_of(mail: OutgoingMail) -> list[str]:
    """The links that the mail holds: one at most, to our own address."""
    if mail.kind in NO_LINK:
        return []
    if mail.kind == MailKind.RESUME:
        return [f"https://preplainte.example/reprendre/{SECRET}/"]
    if mail.kind == MailKind.ACCESS:
        mail.filed.access_generation += 1
    return [follow_url(mail.filed)]


def parts(message: EmailMultiAlternatives) -> tuple[str, str, str]:
    """Subject, text and HTML."""
    ((html, mimetype),) = message.alternatives
    assert mimetype == "text/html"
    return str(message.subject), str(message.body), str(html)


def calendar_of(message: EmailMultiAlternatives) -> Calendar:
    raw: ParsedMessage = message_from_bytes(message.message().as_bytes(), policy=default)  # type: ignore[assignment]
    (part,) = [part for part in raw.walk() if part.get_content_type() == "text/calendar"]
    assert part.get_filename() == "rendez-vous.ics"
    calendar = Calendar.from_ical(part.get_content())
    assert part["Content-Type"].params["method"] == calendar["METHOD"]
    return calendar


# -- all of them -----------------------------------------------------------------------------------
def test_every_folder_is_complete_and_used() -> None:
    folders = {path.name: sorted(file.name for file in path.iterdir()) for path in FOLDERS.iterdir() if path.is_dir()}
    names = {kind.value for kind, _recipient in LETTERS} | FOR_UNITS

    assert folders == {name: ["body.html", "body.txt", "subject.txt"] for name in names}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", TO_VICTIMS)
def test_every_kind_renders_for_victims_in_every_language(kind: MailKind, language: Language) -> None:
    mail = owed(kind, language=language)

    message = compose(mail)

    subject, text, html = parts(message)
    assert message.to == [VICTIM]
    assert message.from_email == project_settings.DEFAULT_FROM_EMAIL
    assert kind in BEFORE_FILING or mail.filed.reference in subject
    assert "\n" not in subject
    assert f'<html lang="{language}"' in html
    assert message.extra_headers["Message-ID"] == f"<{mail.pk}@preplainte.example>"
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    links = link_of(mail)
    assert re.findall(r"https?://\S+", text) == links
    assert re.findall(r'href="([^"]*)"', html) == links
    assert "{" not in text
    assert "\n\n\n" not in text


@pytest.mark.parametrize(
    ("kind", "recipient"), [pair for pair in LETTERS if pair[0] in ABOUT_FILES and pair[1] is not Recipient.VICTIM]
)
@pytest.mark.parametrize("content", MailContent)
def test_units_are_written_to_in_french(kind: MailKind, recipient: Recipient, content: MailContent) -> None:
    unit = UnitFactory(mailbox=SECURE, mail_content=content)
    mail = owed(kind, recipient, language=Language.ENGLISH, unit=unit)

    message = compose(mail)

    subject, text, html = parts(message)
    assert message.to == [SECURE if recipient is Recipient.UNIT else "corg27@gendarmerie.example"]
    assert subject == f"{ABOUT_FILES[kind]} {mail.complaint.reference}"
    desk = f"https://preplainte.example{mail.complaint.get_absolute_url()}"
    assert re.findall(r"https?://\S+", text) == [desk]
    assert re.findall(r'href="([^"]*)"', html) == [desk]


@pytest.mark.parametrize(
    "kind", [MailKind.FILED, MailKind.PROPOSED, MailKind.CONFIRMED, MailKind.MOVED, MailKind.ENDING]
)
def test_it_is_said_that_this_is_not_yet_a_complaint(kind: MailKind) -> None:
    _, text, html = parts(compose(owed(kind)))

    assert "n’est pas encore une plainte" in text
    assert "n’est pas encore une plainte" in html


PROMISE = (
    "Il ne vous demande aucun mot de passe, aucun code, aucun paiement",
    "Personne, ni nous ni l’unité, ne vous demandera ce code par courriel ou par téléphone.",
)


@pytest.mark.parametrize("kind", TO_VICTIMS)
def test_no_mail_asks_for_a_secret(kind: MailKind) -> None:
    _, text, html = parts(compose(owed(kind)))

    for place in (text, html):
        assert PROMISE[kind == MailKind.CODE] in place
        assert "<form" not in place
        assert "<input" not in place


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", [kind for kind in TO_VICTIMS if kind not in BEFORE_FILING])
def test_each_later_mail_carries_the_recognition_phrase(kind: MailKind, language: Language) -> None:
    _, text, html = parts(compose(owed(kind, language=language)))

    assert f": {PHRASE}\n" in text.replace("\xa0", " ")
    assert f"<strong>{PHRASE}</strong>" in html


@pytest.mark.parametrize("kind", BEFORE_FILING)
def test_nobody_is_told_the_phrase_before_the_filing(kind: MailKind) -> None:
    assert "reconnaissance" not in "".join(parts(compose(owed(kind))))


def _neutral(kind: MailKind) -> OutgoingMail:
    """A mail to a victim who asked that nothing shows."""
    if kind in (*BEFORE_FILING, *CLOSING):
        mail = owed(kind)
        mail.payload = {**(mail.payload or {}), "neutral": True}
        return mail
    return owed(kind, identity=identity_answers(unite={"neutral": True}))


@pytest.mark.parametrize("kind", TO_VICTIMS)
def test_a_neutral_mail_tells_nothing_in_a_list_of_mails(kind: MailKind, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Pré-plainte en ligne <ne-pas-repondre@preplainte.example>"
    message = compose(_neutral(kind))

    subject, text, html = parts(message)
    assert subject == "Un message vous attend"
    assert message.from_email == "ne-pas-repondre@preplainte.example"
    assert text.split("\n")[0] == "Ce message est pour vous seulement. Lisez-le à l’abri des regards."
    visible_html = re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL).split()
    assert " ".join(visible_html).startswith("Un message vous attend Ce message est pour vous seulement.")
    shown_in_a_list = re.sub(r"<style>.*?</style>|<title>.*?</title>|<[^>]+>", "", html, flags=re.DOTALL)
    preview = " ".join(re.split("[ \n]+", shown_in_a_list)).strip()[:250]
    assert preview.rstrip("\u034f\u200c\u00a0") == text.split("\n")[0] + " "
    if message.attachments:
        (event,) = calendar_of(message).events
        assert (event["SUMMARY"], "LOCATION" in event, "DESCRIPTION" in event) == ("Rendez-vous", False, False)
        assert "CN" not in event["ORGANIZER"].params


@pytest.mark.parametrize(("service", "links"), [({"email_proved": True}, 1), ({}, 0)])
def test_a_receipt_lets_nobody_in_at_an_address_that_nobody_proved(service: dict[str, Any], links: int) -> None:
    """A stranger's by a slip, it would open the file, confirm itself, correct the phone and withdraw it all."""
    mail = owed(MailKind.FILED, identity=identity_answers(service={"phrase": PHRASE, **service}))

    _, text, html = parts(compose(mail))

    assert (text.count("/suivi/"), html.count("/suivi/")) == (links, links)
    assert ("saisissez sa référence et son code" in text, mail.filed.follow_code in text) == (not links, False)


# -- what must never stand in them -----------------------------------------------------------------
HOSTILE = [
    "Gagnez 500 € sur http://piege.example/cadeau",
    "<script>alert(1)</script>",
    "\r\nBcc: tous@piege.example",
    "{{ settings.SECRET_KEY }} {% now 'Y' %}",
    "=?utf-8?q?Votre_compte?=",
    "Durand; Appelez le 08 99 00 00 00",
    "\u202eecnegru",
]


def _everywhere(answers: dict[str, Any], text: str) -> dict[str, Any]:
    """The same answers with ``text`` in each of those that are typed."""
    closed = {"who", "where", "hours", "theft", "kind", "violence", "author", "emergency", "category", "payment"}
    exact = {"birth_day", "from_day", "to_day", "from_time", "to_time", "phone", "email", "commune", "value", "total"}
    filled: dict[str, Any] = {}
    for name, value in answers.items():
        if isinstance(value, dict) and name != "commune":
            filled[name] = _everywhere(value, text)
        elif isinstance(value, list):
            filled[name] = [_everywhere(one, text) for one in value]
        else:
            filled[name] = value if name in closed | exact else text
    return filled


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize("kind", TO_VICTIMS)
def test_a_victims_mail_holds_nothing_that_was_typed(kind: MailKind, typed: str) -> None:
    answers = {}
    if kind not in CLOSING:
        answers = {
            "identity": _everywhere(identity_answers(), typed),
            "statement": _everywhere(statement_answers(), typed),
        }
        answers["identity"]["service"] = {"phrase": PHRASE, "email_proved": True}
    mail = owed(kind, **answers)

    message = compose(mail)

    raw = message.message().as_bytes().decode()
    calendars = [calendar_of(message).to_ical().decode()] if message.attachments else []
    for place in (*parts(message), raw, *calendars):
        assert typed.strip() not in place
        assert "piege.example" not in place
        assert "Martin" not in place


@pytest.mark.parametrize("recipient", [Recipient.UNIT, Recipient.OPERATIONS])
def test_a_notice_holds_nothing_personal(recipient: Recipient) -> None:
    unit = UnitFactory(mailbox=SECURE, mail_content=MailContent.NOTICE)
    secret = "Zyxwvut"
    answers = {
        "identity": _everywhere(identity_answers(), secret),
        "statement": _everywhere(statement_answers(), secret),
    }
    message = compose(owed(MailKind.FILED, recipient, unit=unit, **answers))

    for place in parts(message):
        assert not [word for word in (secret, "camille.martin", "639980017", "06 39 98") if word in place]


def test_the_operations_centre_gets_the_notice_even_where_the_unit_gets_the_essentials() -> None:
    unit = UnitFactory(
        mailbox=SECURE, operations_mailbox="corg@gendarmerie.example", mail_content=MailContent.ESSENTIALS
    )

    _, text, html = parts(compose(owed(MailKind.FILED, Recipient.OPERATIONS, unit=unit)))

    assert "Martin" not in text + html


@pytest.mark.parametrize(
    ("content", "mailbox", "tls", "host", "told"),
    [
        (MailContent.ESSENTIALS, SECURE, True, "relais.example", True),
        (MailContent.ESSENTIALS, SECURE, False, "127.0.0.1", True),
        (MailContent.ESSENTIALS, SECURE, False, "relais.example", False),
        (MailContent.ESSENTIALS, "brigade@ailleurs.example", True, "127.0.0.1", False),
        (MailContent.NOTICE, SECURE, True, "127.0.0.1", False),
    ],
)
def test_essentials_leave_only_where_mailbox_and_transport_allow_them_now(
    settings: Settings, content: MailContent, mailbox: str, tls: bool, host: str, told: bool
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST = tls, host
    unit = UnitFactory(mailbox=mailbox, mail_content=content)

    _, text, html = parts(compose(owed(MailKind.FILED, Recipient.UNIT, unit=unit)))

    assert [("Delattre" in place) for place in (text, html)] == [told, told]


# -- what stands in them ---------------------------------------------------------------------------
def test_the_essentials_are_laid_out_line_by_line() -> None:
    unit = UnitFactory(mailbox=SECURE, mail_content=MailContent.ESSENTIALS)
    message = compose(owed(MailKind.FILED, Recipient.UNIT, unit=unit))

    _, text, html = parts(message)

    assert "==  Identité  ==\n\nNom de naissance\n  | Martin\n\nNom d’usage\n  | Delattre\n" in text
    assert "Adresse\n  | 3 rue des Lilas\n  | Bâtiment B\n" in text
    assert "  | Mardi matin, l’antivol était coupé, le vélo avait disparu.\n" in text
    assert '<dd><bdi dir="auto">3 rue des Lilas</bdi><br><bdi dir="auto">Bâtiment B</bdi></dd>' in html


def test_essentials_are_shown_as_typed_and_never_interpreted() -> None:
    unit = UnitFactory(mailbox=SECURE, mail_content=MailContent.ESSENTIALS)
    typed = "<b>&amp; {{ x }}</b>\n==  Décision du parquet  ==\n\x07\u2028fin"
    answers = statement_answers(faits={"suspect": typed})
    message = compose(owed(MailKind.FILED, Recipient.UNIT, unit=unit, statement=answers))

    _, text, html = parts(message)

    lines = ["<b>&amp; {{ x }}</b>", "==  Décision du parquet  ==", "␇", "fin"]
    assert "Description de l’auteur\n" + "".join(f"  | {line}\n" for line in lines) in text
    assert '<bdi dir="auto">&lt;b&gt;&amp;amp; {{ x }}&lt;/b&gt;</bdi>' in html
    assert "<b>" not in html


@pytest.mark.shared_data
def test_naughty_strings_reach_the_unit_as_typed(shared_data: Path) -> None:
    lines = [
        line
        for line in (shared_data / "divers" / "blns.txt").read_text(encoding="utf-8").split("\n")
        if line.strip() and not line.startswith("#")
    ]
    unit = UnitFactory(mailbox=SECURE, mail_content=MailContent.ESSENTIALS)
    typed = "\n".join(line.strip() for line in lines)
    answers = statement_answers(faits={"suspect": typed})

    message = compose(owed(MailKind.FILED, Recipient.UNIT, unit=unit, statement=answers))

    shown = [line.removeprefix("  | ") for line in str(message.body).split("\n") if line.startswith("  | ")]
    readable = [line.strip() for line in lines if line.strip().isprintable()]
    assert len(readable) > 400
    assert [line for line in readable if line not in shown] == []
    assert b"Bcc" not in message.message().as_bytes().split(b"\n\n")[0]


def test_text_parts_are_not_escaped_and_html_is() -> None:
    unit = UnitFactory(name="Brigade de l'Iton & de l'Eure <nord>")

    _, text, html = parts(compose(owed(MailKind.FILED, unit=unit)))

    assert "Brigade de l'Iton & de l'Eure <nord>" in text
    assert "Brigade de l&#x27;Iton &amp; de l&#x27;Eure &lt;nord&gt;" in html


def test_times_are_those_of_the_units_clock() -> None:
    unit = UnitFactory(commune=CommuneFactory(code="97411"))
    row = ComplaintFactory(status=Status.CONFIRMED, unit=unit, filed_at=datetime(2030, 6, 3, 20, 30, tzinfo=UTC))
    AppointmentFactory(complaint=row, start=datetime(2030, 6, 10, 5, tzinfo=UTC))
    filed = OutgoingMailFactory(complaint=row)
    confirmed = OutgoingMailFactory(complaint=row, kind=MailKind.CONFIRMED)

    assert unit.time_zone == "Indian/Reunion"
    assert "Déposée le mardi 4 juin 2030 à 00:30" in compose(filed).body
    assert "avant le mercredi 5 juin à 00:30" in compose(filed, now=row.filed_at).body
    assert "lundi 10 juin 2030, de 09:00 à 09:30" in compose(confirmed).body


def test_the_receipt_no_longer_promises_a_contact_that_took_place() -> None:
    mail = owed(MailKind.FILED, status=Status.RECEIVED, contacted_at=timezone.now())

    text = compose(mail).body

    assert "L’unité vous contacte avant" not in text
    assert "L’unité a pris votre pré-plainte en charge." in text


def test_the_receipt_of_a_scam_tells_what_to_keep() -> None:
    text = compose(OutgoingMailFactory(complaint__kind=Kind.SCAM)).body

    assert "N’effacez aucun message" in text
    assert "116 006" in text.replace("\xa0", " ")


def test_a_proposal_shows_its_slots_and_its_deadline() -> None:
    mail = owed(MailKind.PROPOSED)
    starts = [slot.start for slot in mail.complaint.appointments.order_by("period")]

    text = compose(mail).body

    assert [text.count(f"{start:%H:%M}") > 0 for start in starts] == [True, True]
    assert "L’unité vous propose 2 rendez-vous" in text
    assert "Ce ne sont pas encore des rendez-vous" in text


def test_a_confirmation_carries_its_calendar_entry() -> None:
    mail = owed(MailKind.CONFIRMED)
    appointment = mail.complaint.appointments.get()

    calendar = calendar_of(compose(mail))

    (event,) = calendar.events
    assert calendar["METHOD"] == "REQUEST"
    assert event["UID"] == f"{appointment.pk}@preplainte.example"
    assert event.start == appointment.start
    assert str(event["ATTENDEE"]) == "mailto:camille.martin@courriel.example"


def test_a_cancellation_takes_the_entry_out_again() -> None:
    mail = owed(MailKind.CANCELLED)

    calendar = calendar_of(compose(mail))

    (event,) = calendar.events
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)


def test_each_cancellation_tells_of_its_own_appointment() -> None:
    row = ComplaintFactory(status=Status.RECEIVED)
    first = AppointmentFactory(complaint=row, state=AppointmentState.CANCELLED)
    told_first = OutgoingMailFactory(complaint=row, kind=MailKind.CANCELLED)
    second = AppointmentFactory(complaint=row, state=AppointmentState.CANCELLED)
    told_second = OutgoingMailFactory(complaint=row, kind=MailKind.CANCELLED)

    uids = [calendar_of(compose(mail)).events[0]["UID"] for mail in (told_first, told_second)]

    assert uids == [f"{first.pk}@preplainte.example", f"{second.pk}@preplainte.example"]


@pytest.mark.parametrize("kind", [MailKind.DISMISSED, MailKind.WITHDRAWN])
def test_the_end_takes_a_coming_appointment_out_of_the_calendar(kind: MailKind) -> None:
    mail = owed(kind)
    appointment = AppointmentFactory(complaint=mail.complaint, state=AppointmentState.CANCELLED)

    message = compose(mail)

    assert calendar_of(message).events[0]["UID"] == f"{appointment.pk}@preplainte.example"
    assert "Votre rendez-vous est annulé." in message.body


def test_a_dismissal_gives_its_reason_and_the_day_of_the_erasure() -> None:
    mail = owed(MailKind.DISMISSED, dismiss_reason="duplicate", expires_at=datetime(2026, 12, 1, 12, tzinfo=UTC))

    text = compose(mail).body

    assert "\nUne autre pré-plainte existe pour les mêmes faits.\n" in text
    assert "Vos données seront effacées le mardi 1 décembre 2026." in text


# -- when they say nothing -------------------------------------------------------------------------
def _close_proposal(complaint: Complaint) -> None:
    complaint.proposals.update(closed_at=timezone.now())


def _new_proposal(complaint: Complaint) -> None:
    _close_proposal(complaint)
    proposal = ProposalFactory(complaint=complaint)
    complaint.appointments.update(proposal=proposal)


def _past(complaint: Complaint) -> None:
    start = timezone.now() - timedelta(hours=2)
    complaint.appointments.update(period=DateTimeTZRange(start, start + timedelta(minutes=30)))


def _withdraw(complaint: Complaint) -> None:
    Complaint.objects.filter(pk=complaint.pk).update(status=Status.WITHDRAWN)


def _back_to_inbox(complaint: Complaint) -> None:
    complaint.appointments.update(state=AppointmentState.CANCELLED)
    Complaint.objects.filter(pk=complaint.pk).update(status=Status.RECEIVED)


def _moved_again(complaint: Complaint) -> None:
    OutgoingMailFactory(complaint=complaint, kind=MailKind.MOVED)


@pytest.mark.parametrize(
    ("kind", "meanwhile"),
    [
        (MailKind.FILED, _withdraw),
        (MailKind.PROPOSED, _close_proposal),
        (MailKind.PROPOSED, _new_proposal),
        (MailKind.PROPOSED, _withdraw),
        (MailKind.CONFIRMED, _back_to_inbox),
        (MailKind.CONFIRMED, _past),
        (MailKind.CONFIRMED, _moved_again),
        (MailKind.MOVED, _back_to_inbox),
        (MailKind.MOVED, _moved_again),
        (MailKind.CANCELLED, _withdraw),
        (MailKind.CANCELLED, _past),
        (MailKind.DISMISSED, _withdraw),
    ],
)
def test_a_mail_overtaken_by_events_is_moot(kind: MailKind, meanwhile: Any) -> None:
    mail = owed(kind)
    if kind == MailKind.DISMISSED:
        Complaint.objects.filter(pk=mail.complaint_id).update(dismiss_reason="", status=Status.WITHDRAWN)
    else:
        meanwhile(mail.complaint)

    with pytest.raises(Moot):
        compose(OutgoingMail.objects.get(pk=mail.pk))


def test_a_mail_sent_late_says_what_is_true_then() -> None:
    mail = owed(MailKind.CONFIRMED)
    appointment = mail.complaint.appointments.get()
    later = appointment.start + timedelta(days=1)
    mail.complaint.appointments.update(period=DateTimeTZRange(later, later + timedelta(minutes=30)), sequence=1)

    message = compose(OutgoingMail.objects.get(pk=mail.pk))

    assert (calendar_of(message).events[0].start, calendar_of(message).events[0]["SEQUENCE"]) == (later, 1)
