"""The everyday acts on a file: assign, give back, contact, notes, tags, transfer; by its unit's officers alone."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints.enums import Act, ContactOutcome, Status
from complaints.models import Complaint, Note, SavedView, Tag
from complaints.services import assignment, notes, tags, triage
from complaints.services.assignment import AlreadyTaken, NotOfTheUnit
from complaints.services.status import Over
from complaints.services.tags import BadTag
from tests.complaints.desk.pages import acts, said, url, words
from tests.factories import CommuneFactory, ComplaintFactory, OfficerFactory, UnitFactory, identity_answers
from units.models import Officer, Unit

pytestmark = pytest.mark.django_db

SignIn = Callable[[Officer], Client]
POSTED = {
    "take": {},
    "assign": {"officer": ""},
    "give_back": {},
    "attempt": {"outcome": "reached"},
    "note": {"note": "Vu avec elle."},
    "tag": {"tag": "été"},
    "untag": {"retirer": "été"},
    "transfer": {"unit": ""},
}


def detail(complaint: Complaint) -> list[tuple[str, str]]:
    return list(complaint.journal.exclude(act=Act.OPENED).values_list("act", "detail"))


# -- doors -----------------------------------------------------------------------------------------
def test_a_stranger_and_a_forged_reference_get_a_404_everywhere(
    received: Complaint, stranger: Officer, desk: Client, signed_in: SignIn
) -> None:
    for name, data in POSTED.items():
        assert (name, signed_in(stranger).post(url(name, received), data).status_code) == (name, 404)
        assert (name, signed_in(stranger).get(url(name, received)).status_code) == (name, 404)
        for forged in ("AAAA-AAAA-A", "XXXX-XXXX-X", "%00"):
            assert desk.post(reverse(f"desk:{name}", args=[forged]), data).status_code == 404
    assert not received.journal.exists()


def test_what_has_ended_takes_no_act_any_more(unit: Unit, desk: Client) -> None:
    for complaint in (ComplaintFactory(unit=unit, erased=True), ComplaintFactory(unit=unit, status=Status.DISMISSED)):
        for name, data in POSTED.items():
            response = desk.post(url(name, complaint), data)
            assert (name, response.status_code, set(said(response))) == (name, 302, {"Cette pré-plainte est terminée."})
        assert not complaint.journal.exists()


# -- in charge -------------------------------------------------------------------------------------
def test_a_file_is_given_to_a_colleague_and_back(
    received: Complaint, officer: Officer, colleague: Officer, desk: Client
) -> None:
    given = desk.post(url("assign", received), {"officer": str(colleague.pk)})
    page = words(desk.get(received.get_absolute_url()))
    back = desk.post(url("give_back", received))

    assert (said(given), said(back)[-1]) == (
        ["Le dossier est confié à Paul Petit."],
        "Personne n’a plus ce dossier en charge.",
    )
    assert "En charge Paul Petit" in page
    assert "Confiée à Paul Petit" in page
    assert detail(received) == [(Act.ASSIGNED, str(colleague.pk)), (Act.GIVEN_BACK, "")]
    received.refresh_from_db()
    assert received.officer is None


def test_only_active_officers_of_the_unit_take_charge(
    received: Complaint, officer: Officer, stranger: Officer, desk: Client
) -> None:
    gone = OfficerFactory(units=[received.unit], is_active=False)

    for other in (gone, stranger):
        refused = desk.post(url("assign", received), {"officer": str(other.pk)})
        assert refused.status_code == 422
        assert "Choisissez un agent de l’unité, dont le compte est actif." in words(refused)
        with pytest.raises(NotOfTheUnit):
            assignment.assign(received, to=other, by=officer)
    assert acts(received) == []


def test_what_changes_nothing_is_not_journaled(received: Complaint, officer: Officer, colleague: Officer) -> None:
    for _ in range(2):
        assignment.assign(received, to=colleague, by=officer)
    for _ in range(2):
        assignment.give_back(received, by=officer)
    assignment.assign(received, to=officer, by=officer)

    assert acts(received) == [Act.ASSIGNED, Act.GIVEN_BACK, Act.TAKEN]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_at_once_the_second_is_told(unit: Unit, received: Complaint) -> None:
    officers, together = [OfficerFactory(units=[unit]) for _ in range(2)], Barrier(2)

    def take(officer: Officer) -> str:
        together.wait()
        try:
            assignment.take(received, by=officer)
        except AlreadyTaken as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(take, officers))

    winner = officers[answers.index("")]
    assert sorted(answers) == ["", f"{winner.name} a déjà pris en charge cette pré-plainte."]
    assert acts(received) == [Act.TAKEN]


# -- contact ---------------------------------------------------------------------------------------
def test_an_attempt_stops_the_clock_and_its_rules_stand_before_it(unit: Unit, desk: Client) -> None:
    rules = {"call_days": ["0"], "no_voicemail": True}
    complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED, identity=identity_answers(unite=rules))
    page = words(desk.get(complaint.get_absolute_url()))

    noted = desk.post(url("attempt", complaint), {"outcome": "no_answer"})

    assert page.index("Ne laissez pas de message vocal.") < page.index("Noter un appel ou un message")
    assert said(noted) == ["Le contact est noté."]
    complaint.refresh_from_db()
    assert complaint.contacted_at is not None
    assert detail(complaint) == [(Act.CONTACT, ContactOutcome.NO_ANSWER)]
    assert "Dernier essai Appelée, sans réponse" in words(desk.get(complaint.get_absolute_url()))
    assert desk.post(url("attempt", complaint), {"outcome": "lost"}).status_code == 422


# -- notes -----------------------------------------------------------------------------------------
def test_a_note_is_sealed_read_verbatim_and_never_journaled(received: Complaint, desk: Client) -> None:
    typed = "Préfère <b>le matin</b>.\nRappeler."

    desk.post(url("note", received), {"note": typed})

    assert Note.objects.get().text == typed
    page = desk.get(received.get_absolute_url()).content.decode()
    assert "Préfère &lt;b&gt;le matin&lt;/b&gt;.\nRappeler." in page
    assert detail(received) == [(Act.NOTED, "")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM complaints_note")
        assert b"matin" not in bytes(cursor.fetchone()[0])


def test_a_note_empty_or_too_long_is_given_back(received: Complaint, officer: Officer, desk: Client) -> None:
    long = "x" * (notes.LONGEST + 1)
    refused = [desk.post(url("note", received), {"note": text}) for text in ("  ", long)]

    assert [one.status_code for one in refused] == [422, 422]
    assert long in refused[1].content.decode()
    for text in ("\n", long):
        with pytest.raises(notes.BadNote):
            notes.add(received, text=text, by=officer)
    assert not Note.objects.exists()


# -- tags ------------------------------------------------------------------------------------------
def test_tags_are_added_suggested_and_taken_away(
    unit: Unit, received: Complaint, officer: Officer, desk: Client
) -> None:
    tags.set_tags(ComplaintFactory(unit=unit), names=["Incendie", "Tilleuls"], by=officer)
    tags.set_tags(ComplaintFactory(), names=["Ailleurs"], by=officer)

    desk.post(url("tag", received), {"tag": "  incendie "})
    desk.post(url("tag", received), {"tag": "très   urgent"})
    page = desk.get(received.get_absolute_url()).content.decode()
    desk.post(url("untag", received), {"retirer": "Incendie"})

    assert '<option value="Tilleuls">' in page
    assert "Ailleurs" not in page
    assert [tag.name for tag in received.tags.all()] == ["très urgent"]
    assert detail(received) == [(Act.TAGGED, "")] * 3
    assert sorted(Tag.objects.filter(unit=unit).values_list("name", flat=True)) == [
        "Incendie",
        "Tilleuls",
        "très urgent",
    ]


@pytest.mark.parametrize("name", ["a\u202eb", "a\x07b", "x" * 31, "a\nb", "\u200b"])
def test_what_cannot_be_a_tag_is_refused_in_a_sentence(
    name: str, received: Complaint, officer: Officer, desk: Client
) -> None:
    tags.set_tags(received, names=["été"], by=officer)

    refused = desk.post(url("tag", received), {"tag": name})

    assert refused.status_code == 422
    with pytest.raises(BadTag):
        tags.set_tags(received, names=["bon", name], by=officer)
    assert [tag.name for tag in received.tags.all()] == ["été"]


def test_no_more_than_ten_and_none_twice(received: Complaint, officer: Officer) -> None:
    ten = [f"mot {number}" for number in range(10)]
    tags.set_tags(received, names=[*ten, "MOT 3", " ", ""], by=officer)

    with pytest.raises(BadTag, match="Pas plus de 10"):
        tags.add_tag(received, name="onze", by=officer)
    tags.set_tags(received, names=ten, by=officer)
    assert received.tags.count() == 10
    assert acts(received) == [Act.TAGGED]


def test_words_that_serve_no_more_are_forgotten(received: Complaint, officer: Officer) -> None:
    tags.set_tags(received, names=["garde", "jette", "vue"], by=officer)
    seen = Tag.objects.get(name="vue")
    SavedView.objects.create(officer=officer, name="À voir", query=f"vue=toutes&etiquette={seen.pk}")
    for name in ("jette", "vue"):
        tags.remove_tag(received, name=name, by=officer)

    assert tags.forget_unused() == 1
    assert [tag.name for tag in Tag.objects.order_by("name")] == ["garde", "vue"]


# -- transfer --------------------------------------------------------------------------------------
def test_a_file_is_transferred_in_three_pages_and_out_of_reach(
    received: Complaint, officer: Officer, desk: Client, signed_in: SignIn
) -> None:
    place = CommuneFactory(name="Conches-en-Ouche")
    there = UnitFactory(name="Brigade de Conches", commune=place, phone="02 61 91 00 44")
    page = url("transfer", received)

    found = words(desk.get(page, {"q": "Conches"}))
    asked = desk.post(page, {"unit": str(there.pk)})
    done = desk.post(page, {"unit": str(there.pk), "confirmer": "oui"})

    assert "Brigade de Conches" in found
    assert "Transférer le dossier ?" in words(asked)
    assert "Brigade de Conches" in words(asked)
    assert "02 61 91 00 44" in words(asked)
    assert (done["Location"], said(done)) == (
        reverse("desk:inbox"),
        [f"Le dossier {received.reference} est transféré à Brigade de Conches."],
    )
    assert desk.get(received.get_absolute_url()).status_code == 404
    theirs = signed_in(OfficerFactory(units=[there])).get(received.get_absolute_url())
    assert "Transférée à Brigade de Conches" in words(theirs)


def test_no_other_unit_is_taken_than_one_that_receives(unit: Unit, received: Complaint, desk: Client) -> None:
    closed = UnitFactory(receives_public=False)
    for wrong in (str(closed.pk), "x", str(received.pk)):
        assert desk.post(url("transfer", received), {"unit": wrong, "confirmer": "oui"}).status_code == 200
    same = desk.post(url("transfer", received), {"unit": str(unit.pk), "confirmer": "oui"})

    assert said(same) == ["Cette pré-plainte est déjà dans cette unité."]
    assert acts(received) == []


# -- the victim wrote ------------------------------------------------------------------------------
def test_opening_the_file_reads_what_the_victim_wrote_once(unit: Unit, desk: Client) -> None:
    complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED, unread_since=timezone.now())

    desk.get(url("note", complaint))
    pages = [words(desk.get(complaint.get_absolute_url())) for _ in range(2)]

    assert ["La victime a écrit le" in page for page in pages] == [True, False]
    assert Complaint.objects.get(pk=complaint.pk).unread_since is None


def test_the_first_opening_is_kept_when_another_unit_opens_it(unit: Unit, officer: Officer) -> None:
    first = timezone.now() - timedelta(hours=3)
    complaint = ComplaintFactory(unit=unit, status=Status.FILED, received_at=first)

    assert triage.open_file(complaint, by=officer).received_at == first


def test_an_act_on_a_file_that_ended_meanwhile_is_refused(received: Complaint, officer: Officer) -> None:
    as_read = Complaint.objects.get(pk=received.pk)
    triage.withdraw(received)

    for act in (
        lambda: assignment.take(as_read, by=officer),
        lambda: tags.add_tag(as_read, name="été", by=officer),
        lambda: notes.add(as_read, text="Trop tard.", by=officer),
    ):
        with pytest.raises(Over):
            act()
    assert not Note.objects.exists()
