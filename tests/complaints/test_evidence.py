"""Photos and documents: from the page of the form to the desk, and to nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints.enums import EvidenceState, MailKind
from complaints.files import antivirus
from complaints.filing import drafts
from complaints.models import Complaint, Draft, Evidence
from complaints.refusals import Refused
from complaints.sealing import box, files
from complaints.sealing.files import About, Role
from complaints.sealing.keyring import KeyMissing
from complaints.services import erasure, evidence, keys, triage
from complaints.services.evidence import Shelf
from tests.complaints.desk.pages import queries, words
from tests.complaints.driver import accepted, answers_for, draft_number, fill, post, ready
from tests.complaints.files import samples
from tests.complaints.files.clamd import SIGNATURE, clamd
from tests.complaints.test_dump import dump
from tests.factories import OfficerFactory
from units.ids import new_id

pytestmark = pytest.mark.django_db

PAGE = "/deposer/objets/"
PHOTO = samples.photo()
OTHER = samples.photo(shade=40)
BILL = samples.document()


@pytest.fixture(autouse=True)
def folder() -> Path:
    """The folder of sealed files, empty."""
    for path in _on_disk():
        path.unlink()
    return Path(settings.EVIDENCE_DIR)


def _on_disk() -> list[Path]:
    return [path for path in Path(settings.EVIDENCE_DIR).rglob("*") if path.is_file()]


def file(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def at_objects(client: Client, kind: str = "theft") -> dict[str, Any]:
    answers = answers_for(kind)
    fill(client, answers, until="objets")
    return answers["objets"]


def upload(client: Client, *uploads: SimpleUploadedFile, **typed: Any) -> Any:
    return post(client, "objets", {"files": list(uploads), "upload": "1", **typed})


def names(client: Client) -> list[str]:
    draft = drafts.find(client.cookies[drafts.COOKIE].value)
    assert draft is not None
    return [row.told(draft.key).name for row in Evidence.objects.filter(draft=draft.row)]


def filed(client: Client, *uploads: SimpleUploadedFile) -> Complaint:
    """A pre-complaint with these files, filed through the pages."""
    answers = ready(client, "theft", identite={"email": ""})
    accepted(upload(client, *uploads, **answers["objets"]))
    accepted(post(client, "objets", answers["objets"]))
    accepted(post(client, "recap", answers["recap"]))
    return Complaint.objects.latest("filed_at")


# -- on the page -----------------------------------------------------------------------------------
def test_limits_are_told_before(client: Client) -> None:
    at_objects(client)

    said = words(client.get(PAGE))

    assert "10 fichiers au plus. 10 Mo chacun, 40 Mo en tout." in said


def test_files_are_added_listed_and_shown_small(client: Client) -> None:
    typed = at_objects(client)

    response = upload(client, file(PHOTO, "vitre.jpg"), file(BILL, "facture.pdf"), **typed)

    assert (response.status_code, response.url) == (302, PAGE + "#preuves")
    page = client.get(PAGE)
    assert names(client) == ["vitre.jpg", "facture.pdf"]
    assert "vitre.jpg Photo (JPEG)" in words(page)
    assert "facture.pdf Document PDF" in words(page)
    assert typed["objects-0-description"] in page.content.decode()
    (thumb,) = re.findall(r'src="(/deposer/piece/[^"]+)"', page.content.decode())
    shown = client.get(thumb)
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert shown.content.startswith(b"\xff\xd8\xff")
    assert Client().get(thumb).status_code == 404


def test_what_is_refused_is_named_and_the_rest_is_kept(client: Client) -> None:
    typed = at_objects(client)

    response = upload(
        client, file(b"MZ" + bytes(99), "photo.jpg"), file(PHOTO, "vitre.jpg"), file(b"", "vide.png"), **typed
    )

    assert response.status_code == 422
    said = words(response)
    assert "2 fichiers n’ont pas été ajoutés" in said
    assert "photo.jpg . C’est un programme, pas une preuve." in said
    assert "vide.png . Ce fichier est vide." in said
    assert names(client) == ["vitre.jpg"]
    assert "Téléphone noir, écran fêlé" in response.content.decode()
    assert "<title>Erreur" in response.content.decode()


def test_going_on_takes_the_files_too(client: Client) -> None:
    typed = at_objects(client)

    response = post(client, "objets", {**typed, "files": [file(PHOTO, "vitre.jpg")]})

    assert (response.status_code, response.url) == (302, reverse("complaints:step", args=["identite"]))
    assert names(client) == ["vitre.jpg"]


def test_going_on_with_a_refused_file_stays_and_says_so(client: Client) -> None:
    typed = at_objects(client)

    response = post(client, "objets", {**typed, "files": [file(b"GIF89a", "x.gif")]})

    assert response.status_code == 422
    assert "C’est une image GIF." in words(response)


def test_removed(client: Client) -> None:
    at_objects(client)
    upload(client, file(PHOTO, "vitre.jpg"), file(BILL, "facture.pdf"))
    first = Evidence.objects.first()
    assert first is not None

    accepted(post(client, "objets", {"remove_file": str(first.pk)}))

    assert names(client) == ["facture.pdf"]


@pytest.mark.django_db(transaction=True)
def test_a_removed_file_leaves_the_disk(client: Client) -> None:
    at_objects(client)
    upload(client, file(PHOTO, "vitre.jpg"))
    assert len(_on_disk()) == 3

    accepted(post(client, "objets", {"remove_file": str(Evidence.objects.get().pk)}))
    accepted(upload(client, file(BILL, "a.pdf")))

    assert sorted(path.suffix for path in _on_disk()) == [".original", ".view"]


def test_replaced(client: Client) -> None:
    at_objects(client)
    upload(client, file(PHOTO, "floue.jpg"), file(BILL, "facture.pdf"))
    blurred = Evidence.objects.first()
    assert blurred is not None

    accepted(
        post(client, "objets", {"replace_file": str(blurred.pk), f"replace-{blurred.pk}": file(OTHER, "nette.jpg")})
    )

    assert sorted(names(client)) == ["facture.pdf", "nette.jpg"]


def test_a_replacement_that_is_refused_leaves_the_first(client: Client) -> None:
    at_objects(client)
    upload(client, file(PHOTO, "floue.jpg"))
    blurred = Evidence.objects.get()

    response = post(
        client, "objets", {"replace_file": str(blurred.pk), f"replace-{blurred.pk}": file(b"", "nette.jpg")}
    )

    assert response.status_code == 422
    assert names(client) == ["floue.jpg"]


@pytest.mark.parametrize("data", [{"upload": "1"}, {"replace_file": "x"}])
def test_a_button_without_a_file_says_what_to_do(client: Client, data: dict[str, str]) -> None:
    at_objects(client)

    response = post(client, "objets", data)

    assert response.status_code == 422
    assert "Choisissez d’abord un fichier" in words(response)


def test_the_same_file_twice(client: Client) -> None:
    at_objects(client)

    response = upload(client, file(PHOTO, "vitre.jpg"), file(PHOTO, "vitre-2.jpg"))

    assert "Ce fichier est déjà dans la liste" in words(response)
    assert names(client) == ["vitre.jpg"]


def test_no_more_than_the_limit(client: Client, settings: Any) -> None:
    settings.EVIDENCE_FILES = 1
    at_objects(client)

    response = upload(client, file(PHOTO, "vitre.jpg"), file(OTHER, "autre.jpg"))

    assert "Vous avez déjà un fichier" in words(response)
    assert "La liste est complète" in words(response)
    assert names(client) == ["vitre.jpg"]


def test_too_heavy_is_read_past_and_named(client: Client, settings: Any) -> None:
    settings.EVIDENCE_MEGABYTES = 1
    typed = at_objects(client)

    response = upload(client, file(PHOTO + bytes(1_000_000), "lourde.jpg"), file(PHOTO, "vitre.jpg"), **typed)

    assert response.status_code == 422
    assert "lourde.jpg . Ce fichier dépasse 1 Mo." in words(response)
    assert names(client) == ["vitre.jpg"]
    assert "Téléphone noir, écran fêlé" in response.content.decode()


def test_no_more_than_the_limit_together(client: Client, settings: Any) -> None:
    settings.EVIDENCE_MEGABYTES = 1
    at_objects(client)
    heavy = [file(PHOTO + bytes([one]) * 900_000, f"{one}.jpg") for one in range(6)]

    first = upload(client, *heavy)
    second = upload(client, file(PHOTO + b"9" * 900_000, "9.jpg"))

    assert "5.jpg . Trop de fichiers sont venus en une fois" in words(first)
    assert "9.jpg . Avec lui, vos fichiers dépasseraient 4 Mo en tout." in words(second)
    assert names(client) == ["0.jpg", "1.jpg", "2.jpg", "3.jpg"]


def test_files_that_take_long_to_open_are_to_be_sent_apart(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("complaints.views.evidence.PATIENCE", 0.0)
    typed = at_objects(client)

    response = upload(client, file(PHOTO, "a.jpg"), file(OTHER, "b.jpg"), file(BILL, "c.pdf"), **typed)

    assert response.status_code == 422
    assert names(client) == ["a.jpg"]
    assert words(response).count("Trop de fichiers sont venus en une fois : ajoutez celui-ci à part.") == 2


def test_a_huge_request_is_answered_with_a_sentence(client: Client, settings: Any) -> None:
    settings.EVIDENCE_MEGABYTES = 1
    at_objects(client)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies

    response = strict.post(PAGE, {"files": file(bytes(41_000_000), "film.jpg")})

    assert response.status_code == 413
    assert "L’envoi est trop lourd" in words(response)
    assert names(client) == []


def test_nothing_is_written_in_clear(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    at_objects(client)

    upload(client, file(PHOTO + bytes(3_000_000), "vitre.jpg"))

    assert list(tmp_path.iterdir()) == []
    written = b"".join(path.read_bytes() for path in _on_disk())
    assert len(written) > 3_000_000
    assert samples.PLACE_TAKEN not in written
    assert PHOTO[1_000:1_032] not in written
    assert {oct(path.stat().st_mode & 0o777) for path in _on_disk()} == {"0o600"}
    assert {oct(path.parent.stat().st_mode & 0o777) for path in _on_disk()} == {"0o700"}


def test_another_form_s_file_can_neither_be_seen_nor_removed(client: Client) -> None:
    at_objects(client)
    upload(client, file(PHOTO, "vitre.jpg"))
    row = Evidence.objects.get()
    other = Client()
    at_objects(other)

    accepted(post(other, "objets", {"remove_file": str(row.pk)}))

    assert other.get(reverse("complaints:evidence_thumb", args=[row.pk])).status_code == 404
    assert names(client) == ["vitre.jpg"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\Photos\\moi.jpg", "moi.jpg"),
        ("a" * 300 + ".jpg", "a" * 115 + "….jpg"),
        ("deux\nlignes\u202e.jpg", "deuxlignes.jpg"),
        ("", "sans nom"),
    ],
)
def test_names_are_tidied(client: Client, given: str, kept: str) -> None:
    at_objects(client)
    draft = drafts.find(client.cookies[drafts.COOKIE].value)
    assert draft is not None

    evidence.add(Shelf(draft=draft.row, draft_key=draft.key), PHOTO, name=given)

    assert names(client) == [kept]


# -- sealed ----------------------------------------------------------------------------------------
def test_each_file_opens_only_in_its_place(client: Client) -> None:
    at_objects(client)
    upload(client, file(PHOTO, "vitre.jpg"), file(OTHER, "porte.jpg"))
    draft = drafts.find(client.cookies[drafts.COOKIE].value)
    assert draft is not None
    one, two = Evidence.objects.filter(draft=draft.row)

    assert files.read(one.key(draft.key), one.pk, Role.ORIGINAL) == PHOTO
    assert one.told(draft.key) == About("vitre.jpg", sha256(PHOTO).hexdigest())
    with pytest.raises(box.SealBroken):
        one.key(bytes(32))
    with pytest.raises(box.SealBroken):
        files.read(two.key(draft.key), one.pk, Role.ORIGINAL)
    (original,) = (path for path in _on_disk() if path.name == f"{one.pk}.original")
    original.with_suffix(".view").write_bytes(original.read_bytes())
    with pytest.raises(box.SealBroken):
        files.read(one.key(draft.key), one.pk, Role.VIEW)


def test_the_filing_seals_the_keys_anew_and_not_the_files(client: Client) -> None:
    answers = ready(client, "theft", identite={"email": ""})
    accepted(upload(client, file(PHOTO, "vitre.jpg"), **answers["objets"]))
    accepted(post(client, "objets", answers["objets"]))
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in _on_disk()}
    assert "vitre.jpg" in words(client.get("/deposer/recap/"))

    accepted(post(client, "recap", answers["recap"]))

    complaint = Complaint.objects.latest("filed_at")
    row = complaint.evidence.get()
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in _on_disk()} == before
    assert row.told() == About("vitre.jpg", sha256(PHOTO).hexdigest())
    assert (row.draft_id, row.state) == (None, EvidenceState.READY)
    # The month's key isn't destroyed while it opens a file.
    assert keys.in_use(keys.ring().newest()) >= 3


def test_the_database_and_the_folder_open_nothing_without_the_keyring(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    row = filed(client, file(PHOTO, "vitre.jpg")).evidence.get()
    assert row.told().name == "vitre.jpg"
    settings.KEYRING_DIR = tmp_path

    with pytest.raises(KeyMissing):
        row.told()
    assert b"vitre.jpg" not in dump()
    assert sha256(PHOTO).hexdigest().encode() not in dump()


@pytest.mark.django_db(transaction=True)
def test_files_cost_no_more_queries(client: Client) -> None:
    at_objects(client)
    upload(client, file(PHOTO, "a.jpg"))
    client.get(PAGE)
    one = queries(client, PAGE)
    upload(client, file(OTHER, "b.jpg"), file(BILL, "c.pdf"))

    assert queries(client, PAGE) == one <= 8


def test_a_filing_without_the_key_of_the_files_is_stopped(client: Client) -> None:
    at_objects(client)
    upload(client, file(PHOTO, "vitre.jpg"))

    with pytest.raises(box.SealBroken):
        evidence.adopt(Draft.objects.get().pk, None, Complaint())


def test_nothing_is_added_to_what_is_sent(client: Client) -> None:
    complaint = filed(client, file(PHOTO, "vitre.jpg"))
    draft = Draft.objects.get(complaint=complaint)

    with pytest.raises(Refused, match="Plus rien ne peut être ajouté"):
        evidence.add(Shelf(draft=draft, draft_key=bytes(32)), OTHER, name="autre.jpg")


def test_more_can_be_added_to_a_pre_complaint_that_is_open(client: Client) -> None:
    complaint = filed(client, file(PHOTO, "vitre.jpg"))

    evidence.add(Shelf(complaint=complaint), BILL, name="facture.pdf")

    assert [row.told().name for row in complaint.evidence.all()] == ["vitre.jpg", "facture.pdf"]


# -- the antivirus ---------------------------------------------------------------------------------
def test_infected_is_refused_and_clean_is_ready(client: Client, settings: Any, tmp_path: Path) -> None:
    at_objects(client)
    with clamd(tmp_path / "s") as (settings.CLAMD_SOCKET, running):
        response = upload(client, file(PHOTO + SIGNATURE, "virus.jpg"), file(OTHER, "vitre.jpg"))

    assert "virus.jpg . L’antivirus refuse ce fichier" in words(response)
    assert names(client) == ["vitre.jpg"]
    assert Evidence.objects.get().state == EvidenceState.READY
    assert len(running.scanned) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("manner", ["slow", "cuts", "dead"])
def test_an_antivirus_that_fails_stops_nobody_and_opens_nothing(
    client: Client, settings: Any, tmp_path: Path, manner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(antivirus, "PATIENCE", 0.3)
    settings.CLAMD_SOCKET = str(tmp_path / "nobody")
    if manner == "dead":
        complaint = filed(client, file(PHOTO, "vitre.jpg"), file(OTHER + SIGNATURE, "virus.jpg"))
        assert evidence.check_waiting() == 0
    else:
        with clamd(tmp_path / "s", manner=manner) as (settings.CLAMD_SOCKET, _running):
            complaint = filed(client, file(PHOTO, "vitre.jpg"), file(OTHER + SIGNATURE, "virus.jpg"))
            assert evidence.check_waiting() == 0
    assert list(complaint.evidence.values_list("state", flat=True)) == [EvidenceState.CHECKING] * 2

    with clamd(tmp_path / "t") as (settings.CLAMD_SOCKET, _running):
        assert evidence.check_waiting() == 2
        assert evidence.check_waiting() == 0

    clean, infected = complaint.evidence.all()
    assert (clean.state, infected.state) == (EvidenceState.READY, EvidenceState.INFECTED)
    assert {path.suffix for path in _on_disk() if str(infected.pk) in path.name} == {".original"}
    assert {path.suffix for path in _on_disk() if str(clean.pk) in path.name} == {".original", ".view", ".thumb"}


# -- the end ---------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_the_signature_leaves_no_file(client: Client) -> None:
    complaint = filed(client, file(PHOTO, "vitre.jpg"), file(BILL, "facture.pdf"))
    assert len(_on_disk()) == 5
    officer = OfficerFactory(units=[complaint.unit])

    triage.sign(triage.open_file(complaint, by=officer), pv_number="2026/001234", by=officer)

    assert (_on_disk(), Evidence.objects.count()) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_the_thirtieth_day_leaves_no_file(client: Client) -> None:
    complaint = filed(client, file(PHOTO, "vitre.jpg"))

    assert erasure.erase_due(now=complaint.expires_at) == 1

    assert _on_disk() == []


@pytest.mark.django_db(transaction=True)
def test_a_form_that_is_dropped_leaves_no_file(client: Client) -> None:
    at_objects(client)
    upload(client, file(PHOTO, "vitre.jpg"))

    number = draft_number(client.get(PAGE))
    accepted(client.post(reverse("complaints:restart"), {"draft": number}))

    assert (_on_disk(), Evidence.objects.count()) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_a_form_that_expires_leaves_no_file(client: Client) -> None:
    at_objects(client)
    upload(client, file(PHOTO, "vitre.jpg"))

    assert erasure.purge_drafts(now=timezone.now() + timedelta(days=8)) == 1

    assert (_on_disk(), Evidence.objects.count()) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_an_erasure_that_fails_keeps_the_files(client: Client) -> None:
    complaint = filed(client, file(PHOTO, "vitre.jpg"))

    with pytest.raises(Exception, match="complaint_erased_is_over"):
        erasure.erase(complaint, closing=MailKind.EXPIRED, by=None)

    assert len(_on_disk()) == 3
    assert complaint.evidence.get().told().name == "vitre.jpg"


def test_files_without_a_row_go_after_a_day_and_others_stay(client: Client) -> None:
    at_objects(client)
    upload(client, file(PHOTO, "vitre.jpg"))
    orphan = files.new_key(), new_id()
    files.write(b"left behind", orphan[0], orphan[1], Role.ORIGINAL)
    (Path(settings.EVIDENCE_DIR) / "lost+found").mkdir(exist_ok=True)

    assert evidence.sweep_orphans() == 0
    assert evidence.sweep_orphans(now=timezone.now() + timedelta(days=2)) == 1

    assert len(_on_disk()) == 3
    assert not any(str(orphan[1]) in path.name for path in _on_disk())
    (Path(settings.EVIDENCE_DIR) / "lost+found").rmdir()


def test_sweeping_an_empty_folder_is_nothing() -> None:
    assert evidence.sweep_orphans(now=timezone.now() + timedelta(days=2)) == 0
