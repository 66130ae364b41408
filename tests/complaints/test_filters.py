"""What an officer may narrow their inbox to, and that nothing else gets through."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from complaints.enums import EvidenceState, FileType, Kind, Queue, Status
from complaints.models import Complaint, Evidence, Tag
from complaints.services.filters import Filters, counts
from tests.factories import CommuneFactory, ComplaintFactory, OfficerFactory, UnitFactory
from units.models import Officer, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return UnitFactory()


@pytest.fixture
def officer(unit: Unit) -> Officer:
    return OfficerFactory(units=[unit])


def found(officer: Officer, query: str) -> set[Complaint]:
    return set(Filters.parse(query, officer).queryset(timezone.now()))


def with_evidence(complaint: Complaint) -> Complaint:
    keys = {"wrapped_key": b"k", "about": b"a"}
    Evidence.objects.create(complaint=complaint, file_type=FileType.PDF, size=1, state=EvidenceState.CHECKING, **keys)
    return complaint


def test_each_filter_keeps_what_it_says(unit: Unit, officer: Officer) -> None:
    now, commune = timezone.now(), CommuneFactory(name="Les Andelys")
    colleague, tag = OfficerFactory(units=[unit]), Tag.objects.create(unit=unit, name="série")
    cases: dict[str, Complaint] = {
        f"nature={Kind.SCAM}": ComplaintFactory(unit=unit, officer=officer, kind=Kind.SCAM),
        f"etat={Status.PROPOSED}": ComplaintFactory(unit=unit, officer=officer, status=Status.PROPOSED),
        f"commune={commune.code}": ComplaintFactory(unit=unit, officer=officer, commune=commune),
        f"agent={colleague.pk}": ComplaintFactory(unit=unit, officer=colleague),
        "agent=personne": ComplaintFactory(unit=unit),
        f"etiquette={tag.pk}": ComplaintFactory(unit=unit, officer=officer),
        "pieces=oui": with_evidence(ComplaintFactory(unit=unit, officer=officer)),
        "message=oui": ComplaintFactory(unit=unit, officer=officer, unread_since=now),
    }
    cases[f"etiquette={tag.pk}"].tags.add(tag)
    for status in (Status.SIGNED, Status.EXPIRED):
        ComplaintFactory(unit=unit, status=status, kind=Kind.SCAM, unread_since=now)
    ComplaintFactory(kind=Kind.SCAM, commune=commune, unread_since=now)

    assert {query: found(officer, query) for query in cases} == {query: {case} for query, case in cases.items()}
    assert found(officer, "") == set(cases.values())
    assert found(officer, f"nature={Kind.SCAM}&agent=personne") == set()


def test_days_are_those_of_the_unit(officer: Officer) -> None:
    there = UnitFactory(commune=CommuneFactory(code="97411", name="Saint-Denis", department="974"))
    overseas = OfficerFactory(units=[there])
    # A minute into the 3rd on Réunion, still the 2nd in Paris.
    complaint = ComplaintFactory(unit=there, filed_at=datetime(2026, 3, 3, 0, 1, tzinfo=ZoneInfo("Indian/Reunion")))

    assert found(overseas, "du=2026-03-03&au=2026-03-03") == {complaint}
    assert found(overseas, "au=2026-03-02") == set()
    assert found(overseas, "du=2026-03-04") == set()


def test_what_means_nothing_or_is_not_theirs_is_left_out(unit: Unit, officer: Officer) -> None:
    mine, elsewhere = ComplaintFactory(unit=unit), ComplaintFactory()
    stranger = OfficerFactory(units=[elsewhere.unit])
    theirs = Tag.objects.create(unit=elsewhere.unit, name="à eux")
    nonsense = [
        "vue=x", "etat=signed", "etat=%00", "nature=%00", "commune=%00", "agent=x", "etiquette=%00", "etiquette=²",
        "etiquette=99999999999", "du=0001-01-01", "au=9999-12-31", "du=hier", "unite=%00", "lieu=%00", "pieces=", "x=1",
    ]  # fmt: skip
    not_theirs = [
        f"unite={elsewhere.unit_id}", f"agent={stranger.pk}", f"etiquette={theirs.pk}", "commune=99999",
        f"agent={mine.pk}", "etiquette=999999999",
    ]  # fmt: skip
    read = {text: (Filters.parse(text, officer).query, found(officer, text)) for text in [*nonsense, *not_theirs]}

    assert read == {text: ("", {mine}) for text in nonsense} | {text: (text, set()) for text in not_theirs}
    assert found(OfficerFactory(), "") == set()


def test_the_query_is_read_as_it_was_written(unit: Unit, officer: Officer) -> None:
    commune = CommuneFactory(code="27701", name="Val-de-Reuil")
    tag = Tag.objects.create(unit=unit, name="série")
    officer.units.add(UnitFactory())
    text = (
        f"vue=nouvelles&unite={unit.pk}&nature=scam&etat=filed&du=2026-03-01&au=2026-03-02&commune={commune.code}"
        f"&agent={officer.pk}&etiquette={tag.pk}&pieces=oui&message=oui"
    )
    shuffled = {name: ["x", *values] for name, values in reversed(parse_qs(text).items())}

    assert Filters.parse(text, officer).query == text
    assert Filters.read(shuffled, officer).query == text
    assert Filters.parse(text, officer).whole(Queue.MINE).query == "vue=les-miennes"
    assert Filters.parse("lieu=val de reuil", officer).query == "commune=27701"


def test_words_that_may_mean_several_communes_are_given_back(officer: Officer) -> None:
    for _ in range(2):
        CommuneFactory(name="Saint-Aubin-sur-Gaillon")

    filters = Filters.parse("lieu=aubin+gaillon", officer)

    assert (filters.commune, filters.place, len(filters.communes)) == (None, "aubin gaillon", 2)


def test_numbers_are_exact_and_cost_one_query(
    unit: Unit, officer: Officer, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, other = timezone.now(), UnitFactory()
    officer.units.add(other)
    for number in range(3):
        ComplaintFactory(unit=unit if number else other, filed_at=now - timedelta(hours=20 * number))
    ComplaintFactory(unit=unit, status=Status.CONFIRMED, contacted_at=now)
    ComplaintFactory()
    filters = Filters.parse("", officer)
    several = [filters, *(filters.whole(queue) for queue in Queue), Filters.parse(f"unite={other.pk}", officer)]

    with django_assert_num_queries(1):
        told = counts(several, now)
    monkeypatch.setattr("complaints.services.filters.COUNTED", 2)

    assert told == [4, 4, 3, 0, 3, 1, 0, 1, 1]
    assert counts([filters], now) == [3]
