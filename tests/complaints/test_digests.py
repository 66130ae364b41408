"""The daily summary of a saved view: numbers, once a morning, to who may have it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core import mail as django_mail
from django.db import connection
from pytest_django import Settings

from complaints import wake
from complaints.enums import MailKind, MailState, Status
from complaints.models import OutgoingMail, SavedView
from complaints.services import digests, mailing
from tests.factories import ComplaintFactory, OfficerFactory, UnitFactory
from units.models import Officer

pytestmark = pytest.mark.django_db

SEVEN = datetime(2026, 11, 23, 6, tzinfo=UTC)  # in Paris, a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NAME = "Dossiers de Camille Martin"  # what an officer types goes into no mail


@pytest.fixture(autouse=True)
def _site(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(wake.rest, "until", float("inf"))
    settings.SITE_URL = "https://preplainte.example"


@pytest.fixture
def officer() -> Officer:
    return OfficerFactory(units=[UnitFactory()], email="agent@police.example")


def kept(officer: Officer, query: str = "", **fields: Any) -> SavedView:
    return SavedView.objects.create(officer=officer, name=NAME, query=query, **{"daily": True, **fields})


def filed(officer: Officer, status: Status = Status.FILED, **fields: Any) -> None:
    ComplaintFactory(unit=officer.units.get(), status=status, **{"filed_at": SEVEN - 3 * HOUR, **fields})


def body(now: datetime) -> str:
    mailing.sweep(now=now)
    (message,) = django_mail.outbox
    assert message.to == ["agent@police.example"]
    html, _mimetype = message.alternatives[0]  # type: ignore[attr-defined]
    for text in (str(message.subject), str(message.body), str(html)):
        assert not re.search("Camille|MARTIN|Dossiers", text)
    return str(message.body).replace("\xa0", " ").split("-" * 70)[0].strip()


def test_a_summary_counts_what_the_view_holds(officer: Officer) -> None:
    kept(officer)
    filed(officer)
    filed(officer, filed_at=SEVEN - 30 * HOUR)
    filed(officer, Status.PROPOSED, contacted_at=SEVEN)
    filed(officer, Status.SIGNED)
    ComplaintFactory(filed_at=SEVEN - HOUR)  # another unit's

    assert digests.send_daily(now=SEVEN) == 1

    assert body(SEVEN) == (
        "Résumé du lundi 23 novembre\n\n"
        "Dans une vue que vous gardez, « Toutes » et ses filtres :\n\n"
        "- 3 pré-plaintes\n- 1 premier contact en retard\n- 2 que personne n’a ouvertes\n"
        "- 1 en attente de la victime\n\n"
        "Ouvrir cette vue :\nhttps://preplainte.example/agents/\n\n"
        "Pour ne plus recevoir ce résumé, décochez-le dans vos vues :\nhttps://preplainte.example/agents/vues/"
    )


def test_the_filters_of_the_view_are_those_of_the_summary(officer: Officer) -> None:
    kept(officer, "vue=nouvelles&nature=scam")
    filed(officer)
    filed(officer, kind="scam")

    digests.send_daily(now=SEVEN)

    text = body(SEVEN)
    assert "« Nouvelles »" in text
    assert "- 1 pré-plainte\n- 1 que personne n’a ouverte\n" in text
    assert "https://preplainte.example/agents/?vue=nouvelles&nature=scam" in text


def test_once_a_morning(officer: Officer) -> None:
    kept(officer)
    filed(officer)

    moments = [SEVEN - HOUR, SEVEN, SEVEN + HOUR, SEVEN + 6 * HOUR, SEVEN + DAY]
    assert [digests.send_daily(now=now) for now in moments] == [0, 1, 0, 0, 1]


def test_a_summary_missed_in_the_morning_is_left_for_the_next(officer: Officer) -> None:
    kept(officer)
    filed(officer)

    assert digests.send_daily(now=SEVEN + 5 * HOUR) == 0
    assert digests.send_daily(now=SEVEN + DAY) == 1


@pytest.mark.parametrize("why", ["empty", "not daily", "closed", "no address", "left the unit", "nowhere"])
def test_nothing_is_written_where_there_is_nothing_to_say_or_nobody_to_tell(officer: Officer, why: str) -> None:
    shared = officer.units.get()
    filed(officer)
    view = kept(officer, "vue=en-attente" if why == "empty" else "", daily=why != "not daily")
    if why == "left the unit":
        view.unit = shared
        view.save(update_fields=["unit"])
        officer.units.set([UnitFactory()])
    if why == "nowhere":
        officer.units.clear()
    Officer.objects.update(is_active=why != "closed", email="" if why == "no address" else officer.email)

    assert digests.send_daily(now=SEVEN) == 0
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("meanwhile", ["unticked", "closed", "next day"])
def test_a_summary_overtaken_by_events_does_not_leave(officer: Officer, meanwhile: str) -> None:
    kept(officer)
    filed(officer)
    digests.send_daily(now=SEVEN)

    if meanwhile == "unticked":
        SavedView.objects.update(daily=False)
    if meanwhile == "closed":
        Officer.objects.update(is_active=False)
    mailing.sweep(now=SEVEN + (DAY if meanwhile == "next day" else HOUR))

    assert list(OutgoingMail.objects.values_list("kind", "state", "payload")) == [
        (MailKind.DIGEST, MailState.CANCELLED, None)
    ]


@pytest.mark.django_db(transaction=True)
def test_three_clocks_at_once_write_one_summary_a_view(officer: Officer) -> None:
    for _ in range(3):
        kept(officer)
    filed(officer)
    barrier = Barrier(3)

    def run(_number: int) -> int:
        try:
            barrier.wait()
            return digests.send_daily(now=SEVEN)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(run, range(3)))

    assert (sum(done), OutgoingMail.objects.count()) == (3, 3)
