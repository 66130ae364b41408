"""A dump of the database says nothing of a victim: neither while the form is filled, nor once it is filed."""

from __future__ import annotations

import base64
import json
import unicodedata
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from complaints.enums import MailKind
from complaints.models import Ask, Complaint, JournalEntry, Message, Note, OutgoingMail, Tag
from complaints.sealing import box
from complaints.services import mailing, triage
from tests.complaints.driver import Answers, answers_for, evreux, file_online, fill, unit_of
from tests.factories import OfficerFactory

pytestmark = pytest.mark.django_db

# What the database knows in clear by design: kind, commune and day of the facts, and the unit chosen.
NOT_PERSONAL = {"tri", "situation", "unite", "recap"}
PUBLIC_NAMES = {"commune", "city", "postal_code", "birth_place", "nationality", "where", "hours", "payment"}


def dump() -> bytes:
    """Every row of every table, as PostgreSQL's COPY writes them: what a stolen backup holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        tables = [name for (name,) in cursor.fetchall()]
        lines: list[bytes] = []
        for table in tables:
            with cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                lines.extend(bytes(row) for row in rows)
    return b"".join(lines)


def typed_values(answers: Answers) -> list[str]:
    """What the victim typed, long enough for its presence to mean something."""
    values = [
        str(value)
        for step, given in answers.items()
        if step not in NOT_PERSONAL
        for name, value in given.items()
        if name not in PUBLIC_NAMES and not name.endswith("-category")
    ]
    return [part for value in values for part in value.split("\n") if len(part) >= 4]


def writings(value: str) -> dict[str, bytes]:
    """The forms in which a value could be lying about."""
    unaccented = "".join(sign for sign in unicodedata.normalize("NFKD", value) if not unicodedata.combining(sign))
    raw = value.encode()
    return {
        "plain": raw,
        "lower case": value.lower().encode(),
        "digits only": "".join(sign for sign in value if sign.isdigit()).encode(),
        "hex": raw.hex().encode(),
        "unaccented": unaccented.encode(),
        "unaccented lower case": unaccented.lower().encode(),
        "JSON-escaped": json.dumps(value)[1:-1].encode(),
        # base64 depends on where the value begins: the middle of each of the three alignments.
        **{f"base64+{shift}": base64.b64encode(b"\0" * shift + raw)[4:-4] for shift in range(3)},
    }


NOTE = "Témoin à rappeler : Monsieur Gaudichon, portail bleu"
QUESTION = "Avez-vous gardé l’étiquette du Cyclovolant ?"
ANSWER = "Oui : elle porte le numéro ZK-88213-Q, et ma sœur Philomène l’a vue"
TAG = "Lilas verts"
EXCHANGED: Answers = {"messages": {"note": NOTE, "question": QUESTION, "answer": ANSWER}}


def exchange(complaint: Complaint) -> None:
    """A note of the unit, what it asks for, what the victim answers, and a tag."""
    officer = OfficerFactory(units=[complaint.unit])
    Note.objects.create(complaint=complaint, officer=officer, text=NOTE)
    message = Message.objects.create(complaint=complaint, officer=officer, text=QUESTION)
    Ask.objects.create(complaint=complaint, message=message, deadline=complaint.expires_at)
    Message.objects.create(complaint=complaint, text=ANSWER)
    complaint.tags.add(Tag.objects.create(unit=complaint.unit, name=TAG))
    Complaint.objects.filter(pk=complaint.pk).update(
        unread_since=complaint.filed_at, alert_at=complaint.expires_at, awaited_at=complaint.expires_at
    )


def found(answers: Answers, haystack: bytes) -> list[tuple[str, str]]:
    """Each value that the dump gives away, with the writing in which it does."""
    lowered = haystack.lower()
    return [
        (value, writing)
        for value in typed_values(answers)
        for writing, needle in writings(value).items()
        if len(needle) >= 6 and (needle in haystack or (writing == "hex" and needle in lowered))
    ]


def test_the_search_would_find_each_writing() -> None:
    """A test that can't fail proves nothing: every writing is recognised where it does lie."""
    answers: Answers = {"identite": {"birth_name": "Lefèvre-Œuvrard"}}
    for writing, needle in writings("Lefèvre-Œuvrard").items():
        if len(needle) >= 6:
            assert writing in {name for _, name in found(answers, b"xx" + needle + b"yy")}, writing


@pytest.mark.parametrize("kind", ["theft", "damage", "scam"])
def test_a_filed_complaint_shows_nothing(client: Client, kind: str) -> None:
    complaint = file_online(client, kind)
    triage.open_file(complaint, by=OfficerFactory(units=[complaint.unit]))
    exchange(complaint)

    assert found(answers_for(kind) | EXCHANGED, dump()) == []


def test_an_unfinished_form_shows_nothing_even_with_the_keyring(client: Client) -> None:
    answers = answers_for()
    answers["unite"]["unit"] = str(unit_of(evreux()).pk)
    fill(client, answers)

    assert found(answers, dump()) == []


def test_without_sealing_the_same_search_finds_everything(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def leave_open(plain: bytes, **_: Any) -> bytes:
        return b"\0" * box.NONCE_BYTES + plain

    monkeypatch.setattr(box, "lock", leave_open)
    monkeypatch.setattr(box, "unlock", lambda blob, **_: blob[box.NONCE_BYTES :])
    exchange(file_online(client))

    given_away = {value for value, _ in found(answers_for() | EXCHANGED, dump())}
    expected = {"Delaunay", "anne.delaunay@courriel.example", "12 rue des Lilas", "Fairphone 5"}
    assert expected | {NOTE, QUESTION, ANSWER} <= given_away


def test_after_the_signature_and_its_mail_nothing_opens_any_more(client: Client) -> None:
    complaint = file_online(client)
    for code in OutgoingMail.objects.filter(kind=MailKind.CODE):
        mailing.deliver(code.pk)  # it has left long before the signature
    exchange(complaint)
    officer = OfficerFactory(units=[complaint.unit])
    triage.sign(triage.open_file(complaint, by=officer), pv_number="2026/001234", by=officer)
    closing = complaint.mails.get(kind="signed")
    assert set(closing.payload) == {"email", "neutral", "phrase"}
    mailing.deliver(closing.pk)

    complaint = Complaint.objects.get(pk=complaint.pk)
    assert (complaint.identity, complaint.statement, complaint.tokens) == (None, None, [])
    assert not OutgoingMail.objects.exclude(payload=None).exists()
    assert complaint.draft.answers is None
    assert [*Note.objects.all(), *Message.objects.all(), *Ask.objects.all(), *complaint.tags.all()] == []
    assert (complaint.unread_since, complaint.alert_at, complaint.awaited_at) == (None, None, None)
    assert found(answers_for() | EXCHANGED, dump()) == []
    assert not any("001234" in line for line in JournalEntry.objects.values_list("detail", flat=True))
