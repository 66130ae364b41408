"""Messages both ways: sealed, said once, never in a mail, seen in the inbox until they are read."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from complaints.enums import Act, MailKind, MailState
from complaints.mails.compose import compose
from complaints.mails.letters import Moot
from complaints.models import Message
from complaints.services import messages, triage
from complaints.services.messages import A_DAY, TooMany
from complaints.services.status import Over
from tests.complaints import stages
from tests.complaints.stages import SUNDAY, fresh, officer_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday")]

WORDS = "Apportez la clé du Cyclovolant."


def test_what_the_unit_writes_is_announced_without_a_word_of_it() -> None:
    complaint = stages.received()
    officer = officer_of(complaint)

    for _click in range(2):
        messages.write(complaint, text=WORDS, by=officer)

    complaint = fresh(complaint)
    (message,) = complaint.messages.all()
    assert (message.text, message.officer, message.at) == (WORDS, officer, SUNDAY)
    assert (complaint.contacted_at, complaint.unread_since) == (SUNDAY, None)
    assert list(complaint.mails.values_list("kind", "state")) == [(MailKind.MESSAGE, MailState.PENDING)]
    assert "Cyclovolant" not in str(compose(complaint.mails.get()).message())
    assert complaint.journal.filter(act=Act.MESSAGE, officer=officer).count() == 1


def test_several_messages_in_a_row_make_one_mail() -> None:
    complaint = stages.received()
    for text in ("Un", "Deux"):
        messages.write(complaint, text=text, by=officer_of(complaint))
    first, last = complaint.mails.order_by("pk")

    with pytest.raises(Moot):
        compose(first)
    assert "l’unité vous a écrit" in compose(last).subject


def test_what_the_victim_writes_shows_until_an_officer_reads_it() -> None:
    complaint = stages.received()
    messages.receive(complaint, text="Je serai absente mardi.")
    messages.receive(complaint, text="Mercredi aussi.", now=SUNDAY + timedelta(hours=1))

    complaint = fresh(complaint)
    assert complaint.unread_since == SUNDAY
    assert [(one.text, one.officer) for one in complaint.messages.all()] == [
        ("Je serai absente mardi.", None),
        ("Mercredi aussi.", None),
    ]
    assert triage.read_messages(complaint) == SUNDAY
    assert fresh(complaint).unread_since is None


def test_the_same_words_later_or_by_the_other_side_are_another_message() -> None:
    complaint = stages.received()
    messages.receive(complaint, text="D’accord.")
    messages.write(complaint, text="D’accord.", by=officer_of(complaint))
    messages.receive(complaint, text="D’accord.")
    with time_machine.travel(SUNDAY + timedelta(hours=1), tick=False):
        messages.receive(complaint, text="D’accord.")

    assert Message.objects.count() == 4


def test_a_victim_writes_ten_times_a_day() -> None:
    complaint = stages.received()
    for number in range(A_DAY):
        messages.receive(complaint, text=f"Message {number}")

    with pytest.raises(TooMany, match="10 messages aujourd’hui"):
        messages.receive(complaint, text="Encore")
    with time_machine.travel(SUNDAY + timedelta(days=1, minutes=1), tick=False):
        messages.receive(complaint, text="Encore")
    assert complaint.messages.count() == A_DAY + 1


def test_nobody_writes_about_what_has_ended() -> None:
    complaint = stages.dismissed()
    with pytest.raises(Over):
        messages.receive(complaint, text="Encore")
    with pytest.raises(Over):
        messages.write(complaint, text="Encore", by=officer_of(complaint))
    assert not Message.objects.exists()
