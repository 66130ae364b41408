"""Handing over: the schema says what is exported, the archive holds all of it, nothing outlives an erasure."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
from jsonschema import Draft202012Validator
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from complaints.documents import schema
from complaints.enums import ORDINARY_KINDS, Act, BulkAction, EvidenceState, LineState, RunState, Status
from complaints.models import BulkRun, Complaint, Message, Note
from complaints.questions.answers import part_of
from complaints.refusals import Refused
from complaints.sealing import exports
from complaints.services import bulk, erasure, evidence, export, triage
from complaints.services.bulk import Selection
from complaints.services.evidence import Shelf
from complaints.services.export import NothingLeft, TooMuch
from complaints.services.status import MovedAway
from tests.complaints.driver import evreux, unit_of
from tests.complaints.exported import faults
from tests.complaints.files import samples
from tests.complaints.fullest import WHOSE, least
from tests.factories import AppointmentFactory, ComplaintFactory, OfficerFactory, UnitFactory
from units.ids import new_id
from units.models import Officer, Unit

pytestmark = pytest.mark.django_db

COMMITTED = Path(__file__).resolve().parents[2] / "docs" / "schema" / f"complaint-{schema.VERSION}.json"
# The other victims of each kind are met in ``test_nothing_dropped``, with every answer there is.
CASES = [(str(kind), WHOSE[(place + 1) % len(WHOSE)]) for place, kind in enumerate(ORDINARY_KINDS)]
PHOTO, BILL = samples.photo(), samples.document()


def declared(kind: str, who: str) -> Complaint:
    """The fullest ones are exported in ``test_nothing_dropped``."""
    unit = unit_of(evreux())
    answers = least(kind, who, str(unit.pk))
    identity = part_of(answers, "identity") | {"service": {"phrase": "canot tulipe fougère"}}
    return ComplaintFactory(unit=unit, kind=kind, identity=identity, statement=part_of(answers, "statement"))


def archive(pieces: Iterable[bytes]) -> ZipFile:
    return ZipFile(io.BytesIO(b"".join(pieces)))


def exported(complaint: Complaint) -> list[str]:
    return list(complaint.journal.filter(act=Act.EXPORTED).values_list("detail", flat=True))


@pytest.fixture
def unit() -> Unit:
    return UnitFactory(agenda=1)


@pytest.fixture
def officer(unit: Unit) -> Officer:
    return OfficerFactory(units=[unit])


# -- the schema ------------------------------------------------------------------------------------
def test_the_published_schema_is_that_of_the_form() -> None:
    """It isn't? Read ``docs/adr/0016``: either the change is harmless (``make docs``), or it is a new version."""
    assert schema.text() == COMMITTED.read_text()
    Draft202012Validator.check_schema(schema.schema())


@pytest.mark.parametrize(("kind", "who"), CASES)
def test_each_kind_and_each_victim_follows_it(kind: str, who: str) -> None:
    complaint = declared(kind, who)

    data = json.loads(export.export_json(complaint, by=OfficerFactory(units=[complaint.unit])))

    assert faults(data) == []
    assert (data["kind"], data["victim"], data["former"]) == (kind, who, [])
    answers = complaint.answers()
    assert data["answers"] == {step.slug: answers[step.slug] for step in schema.kept_steps() if step.slug in answers}


def test_it_refuses_what_the_form_would() -> None:
    complaint = declared("phone", "self")
    data = json.loads(export.export_json(complaint, by=OfficerFactory(units=[complaint.unit])))

    for step, name, answer in (
        ("tri", "kind", "murder"),
        ("identite", "entity_name", "SARL"),
        ("identite", "birth_day", "27/3/1985"),
        ("faits", "unheard_of", "x"),
        ("faits", "narrative", "x" * 4001),
    ):
        spoiled = data | {"answers": data["answers"] | {step: data["answers"][step] | {name: answer}}}
        assert faults(spoiled) != [], (step, name)


def test_answers_to_questions_that_are_gone_are_kept_apart() -> None:
    complaint = ComplaintFactory()
    complaint.statement = complaint.statement | {"faits": complaint.statement["faits"] | {"moon": "full"}}
    complaint.save(update_fields=["statement"])

    data = json.loads(export.export_json(complaint, by=OfficerFactory()))

    assert data["former"] == [{"step": "faits", "question": "moon", "answer": "full"}]
    assert "moon" not in data["answers"]["faits"]
    assert faults(data) == []


# -- one file --------------------------------------------------------------------------------------
def test_what_is_exported_beside_the_answers(unit: Unit, officer: Officer) -> None:
    complaint = ComplaintFactory(unit=unit, status=Status.CONFIRMED, officer=officer)
    booked = AppointmentFactory(complaint=complaint)
    Note.objects.create(complaint=complaint, officer=officer, text="Une note de l’unité")
    Message.objects.create(complaint=complaint, officer=officer, text="Avez-vous la facture ?")
    Message.objects.create(complaint=complaint, text="Oui.")
    evidence.add(Shelf(complaint=complaint), PHOTO, name="../../vitre.jpg")

    text = export.export_json(complaint, by=officer).decode()

    data = json.loads(text)
    assert faults(data) == []
    assert data["appointment"]["desk"] == booked.desk
    assert [(one["from"], one["text"]) for one in data["messages"]] == [
        ("unit", "Avez-vous la facture ?"),
        ("victim", "Oui."),
    ]
    (piece,) = data["evidence"]
    assert (piece["name"], piece["sha256"], piece["file"]) == ("vitre.jpg", sha256(PHOTO).hexdigest(), None)
    assert "Une note de l’unité" not in text
    assert "canot tulipe" not in text  # by which the victim knows our mails from others
    assert complaint.follow_code not in text
    assert exported(complaint) == ["json"]


def test_the_archive_of_one(unit: Unit, officer: Officer) -> None:
    complaint = ComplaintFactory(unit=unit)
    for content, name in ((PHOTO, "/etc/passwd"), (BILL, "facture.pdf")):
        evidence.add(Shelf(complaint=complaint), content, name=name)
    hidden = evidence.add(Shelf(complaint=complaint), samples.photo("PNG"), name="attend.png")
    hidden.state = EvidenceState.CHECKING
    hidden.save(update_fields=["state"])

    with archive(export.export_zip([complaint], by=officer)) as found:
        names = found.namelist()
        manifest = json.loads(found.read("manifest.json"))
        data = json.loads(found.read("complaint.json"))
        hashes = {name: sha256(found.read(name)).hexdigest() for name in names}

        assert names == ["complaint.json", "dossier.pdf", "pieces/piece-01.jpg", "pieces/piece-02.pdf", "manifest.json"]
        assert found.read("pieces/piece-01.jpg") == PHOTO
        assert found.read("dossier.pdf").startswith(b"%PDF-")
    assert faults(data) == []
    assert [one["file"] for one in data["evidence"]] == ["pieces/piece-01.jpg", "pieces/piece-02.pdf", None]
    assert {one["name"]: one["sha256"] for one in manifest["entries"]} == {
        name: digest for name, digest in hashes.items() if name != "manifest.json"
    }
    assert (manifest["complaints"], manifest["left_out"]) == (1, [])
    assert exported(complaint) == ["zip"]


def test_an_erased_one_is_refused_and_leaves_no_trace(unit: Unit, officer: Officer) -> None:
    kept, erased = ComplaintFactory(unit=unit), ComplaintFactory(unit=unit, erased=True)

    with pytest.raises(NothingLeft):
        export.export_json(erased, by=officer)
    with pytest.raises(NothingLeft):
        export.export_zip([kept, erased], by=officer)

    assert exported(kept) == exported(erased) == []


def test_what_has_left_since_it_was_read_is_neither_exported_nor_printed(unit: Unit, officer: Officer) -> None:
    kept, moved, withdrawn = ComplaintFactory.create_batch(3, unit=unit)
    Complaint.objects.filter(pk=moved.pk).update(unit=UnitFactory())
    triage.withdraw(Complaint.objects.get(pk=withdrawn.pk))

    for gone, why in ((moved, MovedAway), (withdrawn, NothingLeft)):
        with pytest.raises(why):
            export.export_json(gone, by=officer)
        with pytest.raises(why):
            export.export_zip([kept, gone], by=officer)
        with pytest.raises(Refused):
            triage.print_file(gone, by=officer)
        assert exported(gone) == []
    assert exported(kept) == []


# -- many ------------------------------------------------------------------------------------------
def prepared(officer: Officer, complaints: list[Complaint]) -> BulkRun:
    selection = Selection(pks=tuple(one.pk for one in complaints))
    run = bulk.start(officer, action=BulkAction.EXPORT, params={}, selection=selection, key=new_id())
    bulk.advance(run.pk)
    run.refresh_from_db()
    return run


def test_a_queued_export_is_sealed_and_says_what_isnt_in_it(
    unit: Unit, officer: Officer, settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    kept, erased, moved = ComplaintFactory.create_batch(3, unit=unit)
    evidence.add(Shelf(complaint=kept), PHOTO, name="vitre.jpg")
    run = prepared(officer, [kept, erased, moved])
    assert (run.state, run.handled, exported(kept)) == (RunState.DONE, 3, ["prepared"])
    parts = sorted(settings.EVIDENCE_DIR.glob(f"exports/{run.pk}/*"))
    assert len(parts) == 3
    assert not any(b"Camille" in part.read_bytes() or b"%PDF" in part.read_bytes() for part in parts)

    erased.refresh_from_db()
    Complaint.objects.filter(pk=erased.pk).update(status=Status.EXPIRED)
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(erased, closing=None, by=None)
    assert len(list(settings.EVIDENCE_DIR.glob(f"exports/{run.pk}/*"))) == 2
    Complaint.objects.filter(pk=moved.pk).update(unit=UnitFactory())

    with archive(export.download(run, by=officer)) as found:
        manifest = json.loads(found.read("manifest.json"))
        assert {name.split("/")[0] for name in found.namelist()} == {kept.reference, "manifest.json"}
        assert found.read(f"{kept.reference}/pieces/piece-01.jpg") == PHOTO
    assert manifest["left_out"] == [
        {"reference": erased.reference, "why": "erased"},
        {"reference": moved.reference, "why": "moved"},
    ]
    assert (exported(kept), exported(moved)) == (["prepared", "zip"], ["prepared"])


def test_an_account_closed_while_an_archive_leaves_gets_no_more_of_it(unit: Unit, officer: Officer) -> None:
    first, second = ComplaintFactory.create_batch(2, unit=unit)
    run = prepared(officer, [first, second])
    order = [line.complaint for line in run.lines.select_related("complaint")]

    pieces = export.download(run, by=officer)
    begun = next(pieces)
    Officer.objects.update(is_active=False)

    with archive([begun, *pieces]) as found:
        assert {name.split("/")[0] for name in found.namelist()} == {order[0].reference, "manifest.json"}
        manifest = json.loads(found.read("manifest.json"))
    assert manifest["left_out"] == [{"reference": order[1].reference, "why": "moved"}]
    assert exported(order[1]) == ["prepared"]


def test_it_is_deleted_in_time(unit: Unit, officer: Officer, settings: Settings) -> None:
    run = prepared(officer, [ComplaintFactory(unit=unit)])
    export.check_ready(run)
    late = run.expires_at

    assert run.expires_at - run.ended_at == timedelta(hours=settings.EXPORT_HOURS)
    assert export.lapse(now=late - timedelta(seconds=1)) == 0
    assert export.lapse(now=late) == 1

    run.refresh_from_db()
    assert run.file_key is None
    assert run.pk not in exports.runs()
    with pytest.raises(bulk.Refused, match="n’est plus gardé"):
        export.check_ready(run)


def test_too_much_is_refused_and_starts_nothing(unit: Unit, officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    complaints = ComplaintFactory.create_batch(2, unit=unit)
    evidence.add(Shelf(complaint=complaints[0]), PHOTO, name="vitre.jpg")

    monkeypatch.setattr(export, "MOST_FILES", 1)
    with pytest.raises(TooMuch, match="au plus 1 dossiers"):
        prepared(officer, complaints)
    monkeypatch.setattr(export, "MOST_FILES", 2)
    monkeypatch.setattr(export, "MOST_BYTES", len(PHOTO) - 1)
    with pytest.raises(TooMuch, match="pièces jointes"):
        prepared(officer, complaints)

    assert not BulkRun.objects.exists()


def test_one_that_cant_be_exported_doesnt_hold_up_the_others(unit: Unit, officer: Officer) -> None:
    fine, erased = ComplaintFactory(unit=unit), ComplaintFactory(unit=unit, erased=True)

    run = prepared(officer, [fine, erased])

    assert run.state == RunState.DONE
    assert dict(run.lines.values_list("complaint", "state")) == {fine.pk: LineState.DONE, erased.pk: LineState.REFUSED}
    with archive(export.download(run, by=officer)) as found:
        assert json.loads(found.read("manifest.json"))["left_out"] == [
            {"reference": erased.reference, "why": "refused"}
        ]
