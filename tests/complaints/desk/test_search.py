"""The search box: what is typed is understood in any writing, found within one's units only, and recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.enums import DismissReason, Status
from complaints.models import Complaint, SearchRecord
from complaints.sealing import tokens
from complaints.sealing.keyring import ring
from complaints.services import transfer, triage
from complaints.services.filing import Declaration, file_complaint
from complaints.services.search import MOST, search
from complaints.services.terms import LONGEST, Sort, understand
from tests.complaints.desk.pages import words
from tests.factories import OfficerFactory, UnitFactory, identity_answers, statement_answers
from units.enums import Role
from units.models import Officer, Unit

pytestmark = pytest.mark.django_db

PAGE = "/agents/recherche/"
HOSTILE = [
    "\x00\x01\x1b[31m",
    "\u202emartin\u2066\u200b",
    "!!! ?? -- ''",
    "ab",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{ 7*7 }} %s %(x)s",
    "a" * 10_000,
    "1 " * 3_000,
    "0" * 199,
    "+" * 50,
    "99/99/9999 31/02/2020 00/00/0000",
    "٠٦٣٩٩٨٠٠١٧",
    "Ⅷ ½ ﷺ 𝟘𝟞",
    "@@@ a@ @b",
    "\ud83d\ude00 😀",
]


def filed(unit: Unit, *, name: str = "Lefèvre-Œuvrard", born: str = "1985-03-27", **changes: Any) -> Complaint:
    """Filed by the very service, so that it is indexed as every other."""
    person = identity_answers()["identite"] | {"birth_name": name, "birth_day": born, "usage_name": ""}
    answers = identity_answers(identite=person | changes.pop("person", {})) | statement_answers(commune=unit.commune)
    declaration = Declaration(answers=answers | changes, unit=unit, commune=unit.commune, language="fr")
    return file_complaint(declaration)


def found(typed: str, officer: Officer, **options: Any) -> list[Complaint]:
    return search(typed, by=officer, **options).complaints


def asked(client: Client, typed: str, **more: str) -> Any:
    return client.post(PAGE, {"q": typed, **more}, follow=True)


# -- what is understood ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("Martin", [Sort.NAME]),
        ("martin 27/03/1985", [Sort.NAME, Sort.BIRTH_DATE]),
        ("1er août 1990", [Sort.BIRTH_DATE]),
        ("06.39.98.00.17", [Sort.PHONE]),
        ("33639980017", [Sort.PHONE, Sort.NUMBER]),
        ("AB-123-CD", [Sort.NUMBER]),
        ("camille@courriel.example", [Sort.EMAIL]),
        ("ab", []),
        ("!?", []),
    ],
)
def test_what_is_typed_is_taken_for(typed: str, taken: list[Sort]) -> None:
    assert understand(typed).sorts == taken


@pytest.mark.parametrize("typed", [*HOSTILE, "é" * (LONGEST + 1)])
def test_nothing_typed_is_an_error(typed: str, officer: Officer) -> None:
    assert found(typed, officer) == []


@settings(max_examples=40, deadline=None, database=None, derandomize=True)
@given(st.text(max_size=LONGEST + 2))
def test_no_text_at_all_is_an_error(typed: str) -> None:
    terms = understand(typed)

    assert all(criterion.values for arm in terms.arms for criterion in arm)


def test_a_heap_of_dates_is_not_searched() -> None:
    """Each date doubles what a search in all units has to try: twenty-eight of them would never end."""
    dates = [f"{day}/1/01" for day in range(1, 29)]

    assert understand(" ".join(dates)).too_long
    assert understand(" ".join(dates[:1] * 20)) == understand(dates[0])
    assert not understand("martin 27/03/1985 0639980017 0639980018 camille@courriel.example").too_long


# -- what is found ---------------------------------------------------------------------------------
WRITINGS = {
    "name": ["lefevre", "LEF", "Oeuvrard", "œuvr", "Camille lefèvre", "jeanne LEFÈVRE camille", "dauber", "d’auber"],
    "birth date": ["27/03/1985", "27.3.85", "1985-03-27", "27 mars 1985", "27031985", "27 03 1985", "lefe 27-03-1985"],
    "phone": ["0639980017", "06 39 98 00 17", "+33 (0)6 39 98 00 17", "0033639980017", "33 6 39 98 00 17"],
    "e-mail": ["Camille.Martin@courriel.example", "lefevre camille.martin@courriel.example"],
    "plate seen": ["ab123cd", "AB 123 CD", "camille ab-123-cd"],
    "imei": ["490154203237518", "49-015420-323751-8", "49 015420 323751", "4901542032375199"],
    "serial": ["c02xk1yz", "C02 XK 1YZ", "c02-xk-1yz lefevre"],
    "old plate": ["1234ab75", "1234 AB 75", "1234-ab-75"],
    "the author's": ["+33 6 39 98 77 66", "0639987766", "faux@vendeur.example", "jolie_marie75"],
    "two together": ["lefevre 0639980017", "1985-03-27 490154203237518"],
}
ELSEWHERE = ["lefevres", "martine", "28/03/1985", "0639980018", "ab123ce", "lefevre 28/03/1985", "evre", "Oeuvrard bob"]


@pytest.fixture
def known(unit: Unit) -> Complaint:
    objects = [
        {"category": "phone", "imei": "490154203237518"},
        {"category": "computer", "serial": "C02 XK 1YZ"},
        {"category": "vehicle", "plate": "1234 AB 75"},
    ]
    facts = statement_answers(commune=unit.commune)["faits"]
    contacts = "06 39 98 77 66, faux@vendeur.example; jolie_marie75"
    person = {"usage_name": "D’Auber"}
    return filed(unit, person=person, objets={"objects": objects}, faits=facts | {"contacts": contacts})


def test_whatever_the_writing(known: Complaint, officer: Officer) -> None:
    filed(
        known.unit,
        name="Durand",
        born="1960-01-02",
        person={"phone": "+33639981111", "email": "", "first_names": "Luc"},
    )
    missed = [typed for several in WRITINGS.values() for typed in several if known not in found(typed, officer)]

    assert missed == []
    assert [typed for typed in ELSEWHERE if found(typed, officer)] == []


def test_a_reference_in_any_writing(known: Complaint, officer: Officer) -> None:
    plain = known.reference.replace("-", "")

    for typed in (
        known.reference,
        plain.lower(),
        f"{plain[:3]} {plain[3:6]} {plain[6:]}",
        f"{known.reference} lefevre",
    ):
        assert found(typed, officer) == [known], typed
    assert found(f"{known.reference} durand", officer) == []


@pytest.mark.usefixtures("own_keyring")
def test_what_another_month_s_key_indexed_is_found(unit: Unit, officer: Officer) -> None:
    before = filed(unit)
    ring().create(timezone.localdate() + timedelta(days=62))
    after = filed(unit)

    assert not set(before.tokens) & set(after.tokens)
    assert found("lefevre 0639980017", officer) == [after, before]


def test_open_ones_first_then_closed_ones_and_no_erased_one(unit: Unit, officer: Officer) -> None:
    closed, opened, gone = (filed(unit) for _number in range(3))
    triage.withdraw(gone)
    Complaint.objects.filter(pk=closed.pk).update(
        status=Status.DISMISSED, dismiss_reason=DismissReason.NO_OFFENCE, filed_at=timezone.now() + timedelta(hours=1)
    )

    assert found("lefevre", officer) == [opened, closed]


def test_fifty_at_most(unit: Unit, officer: Officer) -> None:
    one = filed(unit)
    columns = {"unit": unit, "kind": one.kind, "department": "27", "facts_on": one.facts_on, "tokens": one.tokens}
    times = dict.fromkeys(("filed_at", "contact_due_at", "expires_at"), one.expires_at)
    Complaint.objects.bulk_create(Complaint(**columns, **times) for _number in range(MOST))

    everything = search("lefevre", by=officer)

    assert (len(everything.complaints), everything.more) == (MOST, True)


def test_a_stranger_finds_nothing(known: Complaint, stranger: Officer) -> None:
    for typed in ("lefevre", "27/03/1985", "0639980017", "AB-123-CD", known.reference):
        assert found(typed, stranger) == []
        assert found(typed, stranger, everywhere=True) == []  # asked without the right


def test_after_a_transfer_only_the_new_unit_finds_it(known: Complaint, officer: Officer, stranger: Officer) -> None:
    transfer.transfer(known, to=stranger.units.get(), by=officer)

    for typed in ("lefevre", "27/03/1985", "0639980017", "AB-123-CD"):
        assert (found(typed, officer), found(typed, stranger)) == ([], [known]), typed


# -- in all units ----------------------------------------------------------------------------------
@pytest.fixture
def searcher() -> Officer:
    return OfficerFactory(role=Role.ADMINISTRATOR, may_search_all=True, units=[UnitFactory()])


def test_who_has_the_right_searches_all_units(known: Complaint, searcher: Officer) -> None:
    there = filed(UnitFactory(), person={"phone": "+33639982222", "email": ""})

    for typed in ("oeuvrard lef", "27/03/1985", "lefevre AB-123-CD"):
        assert found(typed, searcher, everywhere=True) == [there, known], typed
    assert found("lefevre 06 39 98 22 22", searcher, everywhere=True) == [there]
    assert found("lefevre", searcher) == []


def test_of_another_unit_s_only_the_place_is_shown(
    known: Complaint, searcher: Officer, signed_in: Callable[[Officer], Client]
) -> None:
    mine = filed(searcher.units.get(), name="Lefèvre-Proche")
    client = signed_in(searcher)
    page = asked(client, "lefevre", partout="1")
    said = words(page)

    assert "2 pré-plaintes" in said
    assert "dans toutes les unités" in said
    assert known.reference in said
    assert str(known.unit) in said
    assert "LEFÈVRE-PROCHE" in said
    assert "ŒUVRARD" not in said
    assert known.get_absolute_url() not in page.content.decode()
    assert mine.get_absolute_url() in page.content.decode()
    assert client.get(known.get_absolute_url()).status_code == 404


def test_the_box_to_tick_is_for_who_has_the_right(desk: Client) -> None:
    assert 'name="partout"' not in desk.get(reverse("desk:inbox")).content.decode()


def test_who_is_no_administrator_any_more_searches_their_units_alone(
    known: Complaint, searcher: Officer, signed_in: Callable[[Officer], Client]
) -> None:
    Officer.objects.filter(pk=searcher.pk).update(role=Role.AGENT)
    page = asked(signed_in(searcher), "lefevre", partout="1")

    assert 'name="partout"' not in page.content.decode()
    assert known.reference not in words(page)
    assert not SearchRecord.objects.get().everywhere


# -- the pages -------------------------------------------------------------------------------------
def test_what_is_typed_stands_in_no_address_nor_in_the_session(desk: Client, known: Complaint) -> None:
    posted = desk.post(PAGE, {"q": "lefevre"})
    address = posted.headers["Location"]

    assert posted.status_code == 302
    assert "lefevre" not in address
    assert "lefevre" not in str(dict(desk.session))
    page = desk.get(address)
    assert known.get_absolute_url() in page.content.decode()
    assert "Cherché comme : nom . 1 pré-plainte." in words(page).replace("nom.", "nom .")
    assert 'value="lefevre"' in page.content.decode()
    assert desk.get(address).status_code == 200  # Back, and again


def test_an_address_is_of_one_session_only(desk: Client, colleague: Officer, signed_in: Any) -> None:
    address = desk.post(PAGE, {"q": "lefevre"}).headers["Location"]

    for browser in (signed_in(colleague), Client()):
        assert browser.get(address).status_code == 302
    assert "n’est plus gardée" in words(signed_in(colleague).get(address, follow=True))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("durand 0639989999", "Cherché comme : nom, téléphone"),
        ("durand 0639989999", "Aucune pré-plainte trouvée"),
        ("a b", "trois lettres au moins"),
        ("a" * 10_000, "trop long"),
        ("", "Tapez ce que vous cherchez"),
        ("\x00", "Rien à chercher"),
    ],
)
def test_a_search_without_result_says_what_to_try(desk: Client, typed: str, told: str) -> None:
    assert told in words(asked(desk, typed))


def test_searches_are_counted(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("complaints.views.desk.search.SEARCHES", 1)

    assert [asked(desk, "lefevre").status_code for _time in range(2)] == [200, 429]


def test_queries_do_not_grow_with_what_is_found(desk: Client, unit: Unit) -> None:
    filed(unit)
    address = desk.post(PAGE, {"q": "lefevre"}).headers["Location"]
    with CaptureQueriesContext(connection) as one:
        desk.get(address)
    for _number in range(4):
        filed(unit)
    with CaptureQueriesContext(connection) as five:
        assert words(desk.get(address)).count("LEFÈVRE-ŒUVRARD") == 5

    assert len(one) == len(five) <= 9


# -- the record ------------------------------------------------------------------------------------
def test_each_search_is_recorded_as_tokens(known: Complaint, officer: Officer) -> None:
    found("lefevre 0639980017", officer)
    found("xyz", officer)
    found("?", officer)

    first, second = SearchRecord.objects.order_by("pk")
    assert (first.officer, first.everywhere, first.found, second.found) == (officer, False, 1, 0)
    assert tokens.token(tokens.TokenKind.PHONE, "+33639980017", key=ring().newest()) in first.tokens
    names = tokens.query(tokens.TokenKind.NAME, "lefevre", unit=str(known.unit_id))
    assert not set(names) & set(first.tokens)


def test_an_administrator_reads_the_records(officer: Officer, signed_in: Callable[[Officer], Client]) -> None:
    found("lefevre", officer)
    administrator = signed_in(OfficerFactory(role=Role.ADMINISTRATOR))
    record = SearchRecord.objects.get()

    page = words(administrator.get(reverse("admin:complaints_searchrecord_changelist")))
    assert officer.name in page
    one = reverse("admin:complaints_searchrecord_change", args=[record.pk])
    assert administrator.get(one).status_code == 200
    assert administrator.post(one, {"found": "7"}).status_code == 403
