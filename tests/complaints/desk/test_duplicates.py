"""Files that look alike: which ones, what may be seen of them, and what an officer decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints.enums import Kind, LinkKind
from complaints.models import Complaint, ComplaintLink
from complaints.sealing.keyring import ring
from complaints.services import duplicates, triage
from complaints.services.duplicates import NotAlike, Reason, decide
from complaints.services.filing import Declaration, file_complaint
from complaints.services.status import MovedAway
from tests.complaints.desk.pages import acts, said, url, words
from tests.factories import CommuneFactory, UnitFactory, identity_answers, statement_answers
from units.models import Commune, Officer, Unit

pytestmark = pytest.mark.django_db

SAME, DISTINCT = LinkKind.SAME, LinkKind.DISTINCT


def filed(unit: Unit, name: str, *, day: str = "2026-03-02", commune: Commune | None = None, **more: Any) -> Complaint:
    """Filed by the very service. ``serial`` is that of the bicycle; nothing else but the name and the day is said."""
    commune = commune or unit.commune
    statement = statement_answers(commune=commune, kind=more.get("kind", Kind.THEFT))
    facts = statement["faits"] | {"from_day": day, "to_day": day, "to_time": "23:00", "plates": ""}
    objects = {"objects": [{"category": "bicycle", "marking_unknown": True, "serial": more.get("serial", "")}]}
    identity = identity_answers()
    person = identity["identite"] | {"birth_name": name, "birth_day": more.get("born", "1985-03-27")}
    answers = identity | statement | {"faits": facts, "objets": objects, "identite": person}
    return file_complaint(Declaration(answers=answers, unit=unit, commune=commune, language="fr"))


@pytest.fixture
def one(unit: Unit) -> Complaint:
    return filed(unit, "Lefèvre", serial="BC-4471-XZ")


def alike(complaint: Complaint, officer: Officer) -> dict[str, tuple[Reason, ...]]:
    found = duplicates.duplicates(complaint, seen_by=officer)
    return {other.complaint.reference: other.reasons for other in found.candidates}


def handles(page: Any) -> list[str]:
    return re.findall(r'name="autre" value="([0-9a-f]+)"', page.content.decode())


# -- which ones ------------------------------------------------------------------------------------
def test_same_victim_same_thing_or_same_facts(one: Complaint, officer: Officer) -> None:
    far = UnitFactory()
    victim = filed(far, "LEFEVRE", day="2026-02-01")
    thing = filed(one.unit, "Durand", day="2026-02-01", serial="bc 4471 xz")
    facts = filed(far, "Petit", commune=one.commune)
    everything = filed(one.unit, "lefèvre", serial="BC4471XZ")
    filed(one.unit, "Moreau", day="2026-02-01", serial="ZZ-1")
    filed(one.unit, "Lefèvre", day="2026-02-01", born="1985-03-28")
    erased = triage.withdraw(filed(one.unit, "Lefèvre"))

    assert alike(one, officer) == {
        everything.reference: (Reason.PERSON, Reason.THING, Reason.FACTS),
        victim.reference: (Reason.PERSON,),
        thing.reference: (Reason.THING,),
        facts.reference: (Reason.FACTS,),
    }
    assert list(alike(one, officer)) == [one.reference for one in (everything, victim, thing, facts)]
    assert alike(erased, officer) == {}


@pytest.mark.usefixtures("own_keyring")
def test_files_of_two_months_are_compared(unit: Unit, officer: Officer) -> None:
    before = filed(unit, "Lefèvre", day="2026-02-01", serial="BC-4471-XZ")
    ring().create(timezone.localdate() + timedelta(days=62))
    after = filed(unit, "Lefèvre", serial="BC-4471-XZ")

    assert before.fingerprint != after.fingerprint
    assert alike(after, officer) == {before.reference: (Reason.PERSON, Reason.THING)}
    assert alike(before, officer) == {after.reference: (Reason.PERSON, Reason.THING)}


def test_ten_are_shown_at_once(one: Complaint, officer: Officer) -> None:
    columns = {"unit": one.unit, "kind": one.kind, "department": "27", "facts_on": one.facts_on, "commune": one.commune}
    times = dict.fromkeys(("filed_at", "contact_due_at", "expires_at"), one.expires_at)
    Complaint.objects.bulk_create(Complaint(**columns, **times) for _number in range(11))

    found = duplicates.duplicates(one, seen_by=officer)

    assert (len(found.candidates), found.more) == (10, True)


# -- what may be seen ------------------------------------------------------------------------------
def test_of_another_unit_s_file_only_unit_and_reason_are_told(one: Complaint, desk: Client) -> None:
    mine, other = filed(one.unit, "Lefèvre"), filed(UnitFactory(), "Lefèvre", serial="BC-4471-XZ")
    page = desk.get(one.get_absolute_url())
    told = words(page)

    assert "même victime" in told
    assert "même objet ou même numéro" in told
    assert mine.get_absolute_url() in page.content.decode()
    assert f"Un dossier d’une autre unité : {other.unit} , {other.unit.phone}" in told
    assert other.reference not in told
    assert str(other.pk) not in page.content.decode()
    assert desk.get(other.get_absolute_url()).status_code == 404


def test_nothing_is_said_where_nothing_looks_alike(one: Complaint, desk: Client) -> None:
    assert "Dossiers semblables" not in words(desk.get(one.get_absolute_url()))


def test_queries_do_not_grow_with_what_looks_alike(one: Complaint, officer: Officer) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            found = duplicates.duplicates(one, seen_by=officer)
            assert [str(other.complaint.unit) + other.name for other in (*found.candidates, *found.linked)]
        return len(captured)

    decide(one, filed(one.unit, "Lefèvre"), kind=SAME, by=officer)
    costs = [cost()]
    for number in range(3):
        decide(one, filed(one.unit, "Lefèvre"), kind=SAME, by=officer)
        filed(UnitFactory(), "Lefèvre", day=f"2026-02-0{number + 1}")
    costs.append(cost())

    assert costs == [3, 3]


# -- what is decided -------------------------------------------------------------------------------
def test_linked_for_all_journaled_on_both_and_undone(one: Complaint, desk: Client, officer: Officer) -> None:
    other = filed(one.unit, "Lefèvre")
    handle = handles(desk.get(one.get_absolute_url()))[0]

    answer = desk.post(url("decide_alike", one), {"autre": handle, "same": ""})

    assert said(answer) == ["Les deux dossiers sont rapprochés."]
    link = ComplaintLink.objects.get()
    assert ({link.first, link.second}, link.kind, link.officer) == ({one, other}, SAME, officer)
    assert [acts(file)[-1] for file in (one, other)] == ["linked", "linked"]
    page = desk.get(other.get_absolute_url())  # seen from the other side
    assert "Décidé par Claire Morel" in words(page)
    assert "Rapprochement" in words(page)
    assert alike(other, officer) == {}

    desk.post(url("decide_alike", other), {"autre": handles(page)[0], "annuler": ""})

    assert not ComplaintLink.objects.exists()
    assert alike(other, officer) == {one.reference: (Reason.PERSON, Reason.FACTS)}
    assert list(one.journal.filter(act="linked").values_list("detail", flat=True)) == ["same", "undone"]


def test_a_distinct_one_is_suggested_no_more(one: Complaint, desk: Client, officer: Officer) -> None:
    other = filed(one.unit, "Petit")
    decide(other, one, kind=DISTINCT, by=officer)
    found = duplicates.duplicates(one, seen_by=officer)

    assert (found.candidates, found.linked, [other.complaint for other in found.distinct]) == ([], [], [other])
    assert "1 dossier noté distinct" in words(desk.get(one.get_absolute_url()))


def test_the_last_decision_counts_and_the_same_one_is_noted_once(one: Complaint, officer: Officer) -> None:
    other = filed(one.unit, "Lefèvre")
    for complaint, beside, kind in ((one, other, DISTINCT), (other, one, SAME), (one, other, SAME)):
        decide(complaint, beside, kind=kind, by=officer)

    assert ComplaintLink.objects.get().kind == SAME
    assert acts(one).count("linked") == 2


def test_a_pair_across_units_is_decided_without_seeing_it(one: Complaint, desk: Client) -> None:
    other = filed(UnitFactory(), "Lefèvre")
    handle = handles(desk.get(one.get_absolute_url()))[0]
    desk.post(url("decide_alike", one), {"autre": handle, "same": ""})

    page = desk.get(one.get_absolute_url())
    assert ComplaintLink.objects.count() == 1
    assert "Décidé par Claire Morel" in words(page)
    assert other.reference not in words(page)
    assert other.journal.get(act="linked").unit == other.unit


def test_what_was_not_shown_is_not_decided(
    one: Complaint, desk: Client, stranger: Officer, signed_in: Callable[[Officer], Client]
) -> None:
    other, third = filed(one.unit, "Lefèvre"), filed(one.unit, "Moreau", day="2026-01-01")
    handle = handles(desk.get(one.get_absolute_url()))[0]
    tried: list[tuple[Client, Complaint, dict[str, str]]] = [
        (desk, one, {"autre": str(third.pk), "same": ""}),
        (desk, one, {"autre": "é", "same": ""}),
        (desk, one, {"same": ""}),
        (desk, one, {"autre": handle, "nonsense": ""}),
        (desk, other, {"autre": handle, "same": ""}),  # that of the other side differs
        (signed_in(stranger), one, {"autre": handle, "same": ""}),
    ]

    assert [client.post(url("decide_alike", file), data).status_code for client, file, data in tried] == [404] * 6
    assert desk.get(url("decide_alike", one)).status_code == 302  # a reload after signing in again
    assert not ComplaintLink.objects.exists()


def test_one_that_has_just_left_the_unit_is_not_decided(one: Complaint, officer: Officer) -> None:
    other = filed(one.unit, "Lefèvre")
    Complaint.objects.filter(pk=one.pk).update(unit=UnitFactory())

    with pytest.raises(MovedAway):
        decide(one, other, kind=SAME, by=officer)

    assert not ComplaintLink.objects.exists()
    assert "linked" not in acts(other)


def test_an_erased_one_is_not_decided_but_its_link_stays(one: Complaint, desk: Client, officer: Officer) -> None:
    linked, gone = filed(one.unit, "Lefèvre"), filed(one.unit, "Lefèvre")
    decide(one, linked, kind=SAME, by=officer)
    triage.withdraw(linked)
    triage.withdraw(gone)

    with pytest.raises(NotAlike):
        decide(one, gone, kind=SAME, by=officer)
    assert "Dossier effacé" in words(desk.get(one.get_absolute_url()))


def test_without_commune_or_number_nothing_is_alike(officer: Officer, unit: Unit) -> None:
    one, other = filed(unit, "Moreau", day=str(date(2026, 1, 1))), filed(unit, "Petit", commune=CommuneFactory())
    Complaint.objects.update(commune=None)

    assert (alike(Complaint.objects.get(pk=one.pk), officer), alike(other, officer)) == ({}, {})
