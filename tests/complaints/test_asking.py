"""A complement asked for: its window, its reminder, its answer, its end; and nothing of its words in a mail."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from complaints.enums import Act, MailKind, MailState, Status
from complaints.mails.compose import compose
from complaints.mails.letters import Moot
from complaints.models import Ask, Complaint, Message
from complaints.refusals import Refused
from complaints.services import appointments, asking, evidence, messages, transfer, triage
from complaints.services.asking import AskOver
from complaints.services.status import Over, TooLate
from tests.complaints import stages
from tests.complaints.files import samples
from tests.complaints.stages import SUNDAY, TUESDAY_9, fresh, officer_of
from tests.complaints.test_races import at_once
from tests.factories import ComplaintFactory, OfficerFactory, UnitFactory, identity_answers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday")]

QUESTION = "Avez-vous gardé l’étiquette du Cyclovolant ?"
ANSWER = "Oui : elle porte le numéro ZK-88213-Q."


def asked(**options: Any) -> tuple[Complaint, Ask]:
    complaint = stages.received()
    found = asking.ask(complaint, text=QUESTION, by=officer_of(complaint), **options)
    return fresh(complaint), found


def local(complaint: Complaint, instant: datetime) -> str:
    return f"{complaint.unit.local(instant):%d/%m %H:%M}"


def kinds(complaint: Complaint) -> list[str]:
    return list(complaint.mails.order_by("pk").values_list("kind", flat=True))


def test_asking_opens_a_window_stops_the_clock_and_writes_nothing_of_it() -> None:
    complaint, ask = asked(days=5)

    assert (complaint.status, complaint.awaited_at, complaint.contacted_at) == (Status.ASKED, ask.deadline, SUNDAY)
    assert (local(complaint, ask.deadline), local(complaint, ask.remind_at or SUNDAY)) == ("27/11 23:59", "26/11 23:59")
    assert (ask.message.text, ask.message.officer) == (QUESTION, officer_of(complaint))
    (mail,) = complaint.mails.all()
    assert (mail.kind, mail.state) == (MailKind.ASKED, MailState.PENDING)
    message = compose(mail)
    assert "vendredi 27 novembre à 23:59" in message.body
    assert "Cyclovolant" not in str(message.message())
    assert complaint.journal.filter(act=Act.ASKED).count() == 1


def test_nobody_is_told_by_phone_of_a_question_that_has_ended() -> None:
    complaint = ComplaintFactory(status=Status.RECEIVED, email="")
    by = OfficerFactory(units=[complaint.unit])
    asking.ask(complaint, text=QUESTION, by=by)
    assert complaint.mails.to_tell().count() == 1

    asking.answer(complaint, ask_id=complaint.asks.get().pk, text=ANSWER)

    assert list(complaint.mails.values_list("kind", "state")) == [(MailKind.ASKED, MailState.CANCELLED)]


def test_a_window_is_of_two_to_fourteen_days_and_ends_before_the_erasure() -> None:
    for days in (1, 15):
        with pytest.raises(Refused, match="de 2 à 14 jours"):
            asked(days=days)
    complaint = stages.received()
    Complaint.objects.filter(pk=complaint.pk).update(expires_at=SUNDAY + timedelta(days=6))
    complaint = fresh(complaint)
    short = asking.ask(complaint, text=QUESTION, days=14, by=officer_of(complaint))
    assert short.deadline == SUNDAY + timedelta(days=4)

    Complaint.objects.filter(pk=complaint.pk).update(status=Status.RECEIVED, expires_at=SUNDAY + timedelta(days=2))
    with pytest.raises(Refused, match="trop tard"):
        asking.ask(fresh(complaint), text=QUESTION, by=officer_of(complaint))


def test_only_what_was_opened_and_has_no_appointment_is_asked_about() -> None:
    for stage in (stages.filed, stages.proposed, stages.confirmed, stages.signed):
        complaint = stage()
        with pytest.raises(TooLate):
            asking.ask(complaint, text=QUESTION, by=officer_of(complaint))
    assert not Message.objects.exists()


def test_a_victim_without_a_proved_address_is_told_by_hand() -> None:
    complaint = ComplaintFactory(status=Status.RECEIVED, identity=identity_answers(email=""))
    asking.ask(complaint, text=QUESTION, by=OfficerFactory())

    assert list(complaint.mails.values_list("kind", "state")) == [(MailKind.ASKED, MailState.BY_HAND)]


def test_an_answer_brings_it_back_to_the_inbox_once() -> None:
    complaint, ask = asked()

    for _click in range(2):
        asking.answer(complaint, ask_id=ask.pk, text=ANSWER)

    complaint = fresh(complaint)
    assert (complaint.status, complaint.awaited_at, complaint.unread_since) == (Status.RECEIVED, None, SUNDAY)
    assert [one.text for one in complaint.messages.all()] == [QUESTION, ANSWER]
    assert complaint.messages.last().officer is None
    assert list(complaint.journal.filter(act=Act.ANSWERED).values_list("detail", flat=True)) == ["0"]
    with pytest.raises(AskOver):
        asking.answer(complaint, ask_id=ask.pk, text="Autre chose")
    with pytest.raises(AskOver):
        asking.answer(complaint, ask_id=complaint.pk, text="Autre chose")
    ask.refresh_from_db()
    assert (ask.closed_at, ask.remind_at) == (SUNDAY, None)


def test_files_answer_too_in_a_room_of_their_own(settings: Any) -> None:
    settings.EVIDENCE_FILES = 1
    complaint = stages.received()
    with time_machine.travel(SUNDAY - timedelta(minutes=1), tick=False):
        evidence.add(evidence.Shelf(complaint=complaint), samples.document(), name="au dépôt.pdf")
    ask = asking.ask(complaint, text=QUESTION, by=officer_of(complaint))
    with pytest.raises(Refused, match="Écrivez votre réponse"):
        asking.answer(complaint, ask_id=ask.pk, text="")

    asking.add_file(ask, samples.photo(), name="facture.jpg")
    assert fresh(complaint).unread_since == SUNDAY
    with pytest.raises(Refused, match="autant de fichiers que possible"):
        asking.add_file(ask, samples.photo(shade=40), name="autre.jpg")
    asking.answer(complaint, ask_id=ask.pk, text="")

    assert fresh(complaint).status == Status.RECEIVED
    assert [piece.name for piece in complaint.evidence.all().pieces()] == ["au dépôt.pdf", "facture.jpg"]
    assert complaint.journal.get(act=Act.ANSWERED).precision == "1 fichier"


def test_a_file_that_comes_while_the_units_change_is_announced_to_the_new_one() -> None:
    complaint, ask = asked()
    transfer.transfer(complaint, to=UnitFactory(), by=officer_of(complaint))

    asking.add_file(ask, samples.photo(), name="facture.jpg")

    assert fresh(complaint).unread_since == SUNDAY
    assert complaint.evidence.count() == 1


def test_the_reminder_leaves_once_the_day_before_and_only_to_who_is_still_waited_for() -> None:
    complaint, ask = asked(days=5)
    answered, other = asked(days=5)
    asking.answer(answered, ask_id=other.pk, text=ANSWER)
    soon = ask.deadline - timedelta(hours=23)

    assert [asking.remind(soon - timedelta(hours=2)), asking.remind(soon), asking.remind(soon)] == [0, 1, 0]
    assert (kinds(complaint), kinds(answered)) == ([MailKind.ASKED, MailKind.ASK_AGAIN], [MailKind.ASKED])
    assert "Cyclovolant" not in str(compose(complaint.mails.get(kind=MailKind.ASK_AGAIN)).message())
    assert complaint.journal.get(act=Act.REMINDED).precision == "Complément demandé"


def test_without_answer_it_comes_back_by_itself() -> None:
    complaint, ask = asked()

    assert [asking.close_lapsed(ask.deadline - timedelta(seconds=1)), asking.close_lapsed(ask.deadline)] == [0, 1]
    assert asking.close_lapsed(ask.deadline + timedelta(days=1)) == 0
    complaint = fresh(complaint)
    assert (complaint.status, complaint.awaited_at) == (Status.RECEIVED, None)
    assert complaint.journal.get(act=Act.ASK_ENDED).precision == "Pas de réponse dans le délai."
    with pytest.raises(AskOver):
        asking.answer(complaint, ask_id=ask.pk, text=ANSWER)


def test_an_officer_waits_no_more() -> None:
    complaint, ask = asked()
    for _click in range(2):
        asking.end(complaint, by=officer_of(complaint))

    assert fresh(complaint).status == Status.RECEIVED
    assert list(complaint.journal.filter(act=Act.ASK_ENDED).values_list("detail", flat=True)) == ["ended"]
    again = asking.ask(fresh(complaint), text="Autre question", by=officer_of(complaint))
    assert asking.open_ask(fresh(complaint)) == again != ask


def test_an_appointment_meanwhile_leaves_the_question_open() -> None:
    complaint, ask = asked()
    appointments.fix(complaint, start=TUESDAY_9, by=officer_of(complaint))

    asking.answer(complaint, ask_id=ask.pk, text=ANSWER)

    complaint = fresh(complaint)
    assert (complaint.status, complaint.awaited_at, complaint.unread_since) == (Status.CONFIRMED, TUESDAY_9, SUNDAY)


def test_what_ends_takes_its_question_along() -> None:
    complaint, ask = asked()
    triage.withdraw(complaint)

    assert [asking.remind(ask.deadline), asking.close_lapsed(ask.deadline)] == [0, 0]
    assert not Ask.objects.exists()
    with pytest.raises(Over):
        asking.answer(fresh(complaint), ask_id=ask.pk, text=ANSWER)


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_the_end_of_the_window_never_both_win() -> None:
    unit = UnitFactory()
    for _turn in range(3):
        complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED)
        ask = asking.ask(complaint, text=QUESTION, by=OfficerFactory(units=[unit]))
        late = ask.deadline + timedelta(seconds=1)
        before = timezone.now()

        at_once(
            [
                lambda complaint=complaint, ask=ask: asking.answer(complaint, ask_id=ask.pk, text=ANSWER),
                lambda late=late: asking.close_lapsed(late),
            ]
        )

        acts = complaint.journal.filter(act__in=[Act.ANSWERED, Act.ASK_ENDED]).values_list("act", flat=True)
        complaint = fresh(complaint)
        answered = complaint.messages.filter(officer=None).exists()
        assert list(acts) == [Act.ANSWERED if answered else Act.ASK_ENDED]
        assert (complaint.status, complaint.unread_since is not None) == (Status.RECEIVED, answered)
        assert before <= (complaint.asks.get().closed_at or before)


def test_a_mail_about_a_question_that_is_over_does_not_leave() -> None:
    complaint, ask = asked()
    messages.write(complaint, text="Bonjour", by=officer_of(complaint))
    asking.answer(complaint, ask_id=ask.pk, text=ANSWER)
    mail = complaint.mails.get(kind=MailKind.ASKED)

    with pytest.raises(Moot):
        compose(mail)
