"""From the rows ticked in the inbox to the result, line by line; files exported from their page."""

from __future__ import annotations

import io
import json
import re
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from complaints.documents import schema
from complaints.enums import Act, BulkAction, RunState
from complaints.models import BulkRun, Complaint
from complaints.services import bulk
from complaints.services.bulk import Selection
from tests.complaints.desk.pages import acts, queries, said, url, words
from tests.factories import ComplaintFactory, UnitFactory
from tests.markup import Elements
from units.ids import new_id
from units.models import Officer, Unit

pytestmark = pytest.mark.django_db

BULK = reverse("desk:bulk")


def ticked(action: str, complaints: list[Complaint], **more: Any) -> dict[str, Any]:
    return {"action": action, "portee": "coches", "pk": [str(one.pk) for one in complaints], **more}


def hidden(response: Any) -> dict[str, list[str]]:
    """What the page would post: its last form."""
    form = response.content.decode().rpartition("<form")[2]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(value)
    return found


def launched(desk: Client, posted: dict[str, Any]) -> BulkRun:
    """Through the confirmation, as its page posts it."""
    page = desk.post(BULK, posted)
    assert page.status_code == 200
    response = desk.post(BULK, {**hidden(page), "confirmer": "oui"})
    run = BulkRun.objects.get()
    assert response.url == reverse("desk:run", args=[run.pk])
    return run


def page_of(desk: Client, run: BulkRun, **query: Any) -> Any:
    return desk.get(reverse("desk:run", args=[run.pk]), query)


# -- from the inbox --------------------------------------------------------------------------------
def test_the_inbox_offers_it(desk: Client, received: Complaint) -> None:
    page = desk.get(reverse("desk:inbox"))

    text = page.content.decode()
    assert f'name="pk" value="{received.pk}"' in text
    assert f'action="{BULK}"' in text
    assert "le dossier de la liste" in words(page)


def test_assigning_those_ticked(desk: Client, unit: Unit, officer: Officer, colleague: Officer) -> None:
    first, second, _other = ComplaintFactory.create_batch(3, unit=unit)
    stranger = ComplaintFactory()

    choice = desk.post(BULK, ticked("assign", [first, second, stranger]))
    assert "Confier 2 dossiers" in words(choice)
    assert "Jean" not in words(choice)
    confirm = desk.post(BULK, ticked("assign", [first, second, stranger], officer=str(colleague.pk)))
    assert "Agent en charge : Paul Petit" in words(confirm)
    assert not BulkRun.objects.exists()
    run = launched(desk, ticked("assign", [first, second, stranger], officer=str(colleague.pk)))
    bulk.advance(run.pk)

    page = page_of(desk, run)
    assert [line.complaint for line in run.lines.all()] == [first, second]
    assert "2 sur 2" in words(page)
    assert set(Complaint.objects.filter(officer=colleague)) == {first, second}
    assert stranger.reference not in words(page)
    assert desk.get(reverse("desk:runs")).content.count(str(run.pk).encode()) == 1


def test_posted_twice_one_run(desk: Client, unit: Unit, colleague: Officer) -> None:
    page = desk.post(BULK, ticked("assign", [ComplaintFactory(unit=unit)], officer=str(colleague.pk)))

    answers = [desk.post(BULK, {**hidden(page), "confirmer": "oui"}).url for _ in range(2)]

    assert answers[0] == answers[1]
    assert BulkRun.objects.count() == 1


def test_the_page_and_the_whole_filter(desk: Client, unit: Unit) -> None:
    shown, kept = ComplaintFactory(unit=unit), ComplaintFactory(unit=unit, kind="scam")
    more = {"shown": [str(shown.pk)], "name": "Vélos"}

    page = desk.post(BULK, {"action": "tag", "portee": "page", **more})
    assert "Étiqueter 1 dossier ?" in words(page)
    page = desk.post(BULK, {"action": "tag", "portee": "filtre", "filtre": "", **more})
    assert "Étiqueter 2 dossiers ?" in words(page)
    run = launched(desk, {"action": "tag", "portee": "filtre", "filtre": "nature=scam", **more})

    assert [line.complaint for line in run.lines.all()] == [kept]


@pytest.mark.parametrize("action", ["assign", "tag", "propose", "transfer", "export"])
def test_nothing_ticked_or_nothing_of_ours(desk: Client, action: str) -> None:
    for complaints in ([], [ComplaintFactory()]):
        response = desk.post(BULK, ticked(action, complaints))

        assert response.url == reverse("desk:inbox")
        assert said(response)[-1] == "Cochez au moins un dossier, ou choisissez toute la liste."
    assert desk.post(BULK, {"action": "erase", "pk": "x"}).url == reverse("desk:inbox")
    assert desk.get(BULK).url == reverse("desk:inbox")


def test_answers_are_corrected_before_anything_starts(desk: Client, received: Complaint, stranger: Officer) -> None:
    for action, answers, sentence in (
        ("assign", {"officer": str(stranger.pk)}, "Choisissez un agent de vos unités"),
        ("tag", {"name": "  "}, "Écrivez une étiquette."),
        ("propose", {"day": "2020-01-01", "slots": "3"}, "Ce jour est passé."),
        ("propose", {"day": "2999-99-99", "slots": "9"}, "Choisissez un jour."),
    ):
        response = desk.post(BULK, ticked(action, [received], **answers))

        assert (response.status_code, sentence in words(response)) == (422, True), action
    assert not BulkRun.objects.exists()


def test_a_unit_is_searched_and_chosen(desk: Client, received: Complaint) -> None:
    elsewhere = UnitFactory(name="Brigade de Louviers")

    found = desk.post(BULK, ticked("transfer", [received], q="louviers"))
    assert "Brigade de Louviers" in words(found)
    confirm = desk.post(BULK, ticked("transfer", [received], unit=str(elsewhere.pk)))
    assert "Nouvelle unité : Brigade de Louviers." in words(confirm)
    run = launched(desk, ticked("transfer", [received], unit=str(elsewhere.pk)))
    bulk.advance(run.pk)

    page = page_of(desk, run)
    assert received.reference in words(page)
    assert reverse("desk:file", args=[received.reference]) not in page.content.decode()  # out of reach now


def test_slots_are_announced(desk: Client, received: Complaint) -> None:
    day = timezone.localdate()

    page = desk.post(BULK, ticked("propose", [received], day=day.isoformat(), slots="2"))

    assert "Chaque victime recevra les 2 prochains créneaux libres" in words(page)


# -- the result ------------------------------------------------------------------------------------
def test_progress_refusals_and_pages(
    desk: Client, unit: Unit, officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("complaints.views.desk.runs.PAGE_SIZE", 2)
    complaints = ComplaintFactory.create_batch(4, unit=unit)
    run = launched(desk, ticked("assign", complaints, officer=str(officer.pk)))
    Complaint.objects.filter(pk=complaints[3].pk).update(unit=UnitFactory())

    page = page_of(desk, run)
    assert "0 sur 4" in words(page)
    assert "Recharger la page" in words(page)
    bulk.advance(run.pk)

    page = page_of(desk, run)
    assert "Recharger la page" not in words(page)
    assert "4 sur 4" in words(page)
    assert "1 refusé" in words(page)
    (following,) = re.findall(r'rel="next" href="([^"]+)"', page.content.decode())
    second = desk.get(following)
    assert "Ce dossier n’est plus dans vos unités." in words(second)
    (previous,) = re.findall(r'rel="prev" href="([^"]+)"', second.content.decode())
    first = desk.get(previous.replace("&amp;", "&"))
    shown = [one.reference for one in complaints if one.reference in words(first)]
    assert len(shown) == 2
    only = page_of(desk, run, refuses=1)
    assert [one.reference for one in complaints if one.reference in words(only)] == [complaints[3].reference]


def test_what_the_script_asks_for(desk: Client, unit: Unit, officer: Officer) -> None:
    run = launched(desk, ticked("assign", [ComplaintFactory(unit=unit)], officer=str(officer.pk)))

    first = page_of(desk, run, fragment=1)
    again = page_of(desk, run, fragment=1, vu=first.headers["X-Seen"])
    assert (first.status_code, again.status_code) == (200, 204)
    bulk.advance(run.pk)
    assert "data-live-end" in page_of(desk, run, fragment=1, vu=first.headers["X-Seen"]).content.decode()


@pytest.mark.parametrize("action", [BulkAction.ASSIGN, BulkAction.TAG, BulkAction.TRANSFER, BulkAction.EXPORT])
def test_its_page_names_what_it_was_asked_for(
    desk: Client, received: Complaint, unit: Unit, officer: Officer, colleague: Officer, action: BulkAction
) -> None:
    params = {"officer": str(colleague.pk), "name": "Marché", "unit": str(unit.pk)}
    run = bulk.start(officer, action=action, params=params, selection=Selection(pks=(received.pk,)), key=new_id())
    named = Elements(page_of(desk, run).content.decode()).texts("strong")

    assert named == {"assign": [colleague.name], "tag": ["Marché"], "transfer": [str(unit)]}.get(action, [])


def test_stopping_and_taking_up(desk: Client, unit: Unit, officer: Officer) -> None:
    run = launched(desk, ticked("assign", ComplaintFactory.create_batch(2, unit=unit), officer=str(officer.pk)))

    stopped = desk.post(reverse("desk:run_stop", args=[run.pk]))
    assert said(stopped) == ["Le lot est arrêté. Ce qui est fait reste fait."]
    assert "Reprendre" in words(page_of(desk, run))
    desk.post(reverse("desk:run_resume", args=[run.pk]))
    bulk.advance(run.pk)

    run.refresh_from_db()
    assert run.state == RunState.DONE
    again = desk.post(reverse("desk:run_resume", args=[run.pk]))
    assert said(again)[-1] == "Ce lot est terminé."


def test_a_run_is_its_officers_alone(
    desk: Client, received: Complaint, officer: Officer, colleague: Officer, signed_in: Any
) -> None:
    run = launched(desk, ticked("assign", [received], officer=str(officer.pk)))
    other = signed_in(colleague)

    assert page_of(other, run).status_code == 404
    for name in ("run_stop", "run_resume", "run_archive"):
        assert other.post(reverse(f"desk:{name}", args=[run.pk])).status_code == 404
    assert str(run.pk) not in other.get(reverse("desk:runs")).content.decode()
    assert Client().get(reverse("desk:runs")).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_queries_dont_grow_with_the_lines(desk: Client, unit: Unit, officer: Officer) -> None:
    one, three = (
        bulk.start(
            officer,
            action=bulk.BulkAction.ASSIGN,
            params={"officer": str(officer.pk)},
            selection=bulk.Selection(pks=tuple(found.pk for found in ComplaintFactory.create_batch(number, unit=unit))),
            key=new_id(),
        )
        for number in (1, 3)
    )

    assert queries(desk, reverse("desk:run", args=[one.pk])) == queries(desk, reverse("desk:run", args=[three.pk]))


# -- exports ---------------------------------------------------------------------------------------
def test_one_file_as_data_or_archive(desk: Client, received: Complaint) -> None:
    assert "Exporter (ZIP)" in words(desk.get(url("file", received)))

    data = desk.post(url("export", received), {"format": "json"})
    archive = desk.post(url("export", received), {"format": "zip"})

    assert json.loads(data.content)["reference"] == received.reference
    assert data.headers["Content-Disposition"] == f'attachment; filename="preplainte-{received.reference}.json"'
    with ZipFile(io.BytesIO(b"".join(archive.streaming_content))) as found:
        assert "manifest.json" in found.namelist()
    assert archive.headers["Cache-Control"] == "no-store"
    assert [act for act in acts(received) if act == Act.EXPORTED] == [Act.EXPORTED] * 2


def test_exporting_is_for_the_unit_and_by_post(
    desk: Client, received: Complaint, signed_in: Any, stranger: Officer
) -> None:
    erased = ComplaintFactory(unit=received.unit, erased=True)

    assert signed_in(stranger).post(url("export", received), {"format": "zip"}).status_code == 404
    assert desk.get(url("export", received)).url == received.get_absolute_url()
    refused = desk.post(url("export", erased), {"format": "zip"})
    assert "il n’y a plus rien à exporter" in said(refused)[0]
    assert acts(received) == acts(erased) == []


def test_a_few_at_once_and_more_in_the_background(desk: Client, unit: Unit, settings: Settings) -> None:
    complaints = ComplaintFactory.create_batch(2, unit=unit)
    settings.EXPORT_AT_ONCE = 2
    page = desk.post(BULK, ticked("export", complaints))
    assert "Télécharger l’archive" in words(page)
    archive = desk.post(BULK, {**hidden(page), "confirmer": "oui"})
    with ZipFile(io.BytesIO(b"".join(archive.streaming_content))) as found:
        assert {name.split("/")[0] for name in found.namelist()} == {
            *(one.reference for one in complaints),
            "manifest.json",
        }
    assert not BulkRun.objects.exists()

    settings.EXPORT_AT_ONCE = 1
    run = launched(desk, ticked("export", complaints))
    early = desk.post(reverse("desk:run_archive", args=[run.pk]))
    assert said(early) == ["Cet export n’est pas encore prêt."]
    bulk.advance(run.pk)
    assert "Télécharger l’archive" in words(page_of(desk, run))
    archive = desk.post(reverse("desk:run_archive", args=[run.pk]))
    with ZipFile(io.BytesIO(b"".join(archive.streaming_content))) as found:
        assert json.loads(found.read("manifest.json"))["complaints"] == 2


def test_the_schema_is_public(client: Client) -> None:
    response = client.get(f"/schemas/complaint-{schema.VERSION}.json")

    assert response.json()["$id"] == schema.NAME
    assert response.headers["Cache-Control"] == "public, max-age=3600"
    assert not response.cookies
