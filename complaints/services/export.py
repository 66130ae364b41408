"""Handing pre-complaints over: as JSON, or as a ZIP with the paper to sign, the originals and a manifest.

Each export is journaled for each pre-complaint before anything leaves. A big one is prepared in the background, one
sealed part a pre-complaint (``services.bulk``); the archive is put together when it is fetched, out of what the officer
may still see at that moment.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from complaints.documents import archive
from complaints.documents.archive import Entry
from complaints.documents.export import complaint_data, originals
from complaints.documents.pdf import complaint_pdf
from complaints.enums import Act, BulkAction, LineState, RunState
from complaints.models import BulkLine, BulkRun, Complaint, Evidence
from complaints.refusals import Refused
from complaints.sealing import exports, files
from complaints.sealing.files import Role
from complaints.services import journal, status
from units.models import Officer

MOST_FILES = 5_000
MOST_BYTES = 2_000_000_000
DATA, PAPER = "complaint.json", "dossier.pdf"
LENGTH = 4  # bytes that say how long the first half of a part is
LINES_AT_ONCE = 200


class NothingLeft(Refused):
    """The pre-complaint is erased."""

    def __init__(self) -> None:
        super().__init__(_("Les données de cette pré-plainte sont effacées : il n’y a plus rien à exporter."))


class TooMuch(Refused):
    """More than one archive may hold; the sentence says how much that is."""


@dataclass(frozen=True)
class Dossier:
    """What is handed over of one pre-complaint, but for its originals: they are read one by one when they leave."""

    complaint: Complaint
    data: bytes
    paper: bytes

    @classmethod
    def of(cls, complaint: Complaint, *, by: Officer, now: datetime) -> Dossier:
        if complaint.erased_at is not None:
            raise NothingLeft
        data = complaint_data(complaint, exported_at=now, with_files=True)
        return cls(complaint, archive.in_json(data), complaint_pdf(complaint, printed_at=now, by=by))

    def entries(self, folder: str) -> Iterator[Entry]:
        yield Entry(folder + DATA, self.data, packed=True)
        yield Entry(folder + PAPER, self.paper, packed=True)
        for original in originals(self.complaint):
            # What came after the data was written isn't named in it.
            if original.entry and original.piece.sha256.encode() in self.data:
                key = original.piece.row.key()
                yield Entry(folder + original.entry, files.read(key, original.piece.pk, Role.ORIGINAL))


# -- at once ---------------------------------------------------------------------------------------
@transaction.atomic
def export_json(complaint: Complaint, *, by: Officer, now: datetime | None = None) -> bytes:
    """What was declared, as data. Journaled. ``NothingLeft`` once it is erased, ``status.MovedAway`` once it left."""
    complaint = status.lock(complaint)
    if complaint.erased_at is not None:
        raise NothingLeft
    data = complaint_data(complaint, exported_at=now or timezone.now(), with_files=False)
    journal.record(complaint, Act.EXPORTED, by=by, detail="json")
    return archive.in_json(data)


def export_zip(complaints: Sequence[Complaint], *, by: Officer, now: datetime | None = None) -> Iterator[bytes]:
    """The archive, in pieces: at its root for one, a folder each for several. Journaled before the first piece.

    ``Refused`` when one of them is erased, has just left the unit or can't be printed: then nothing leaves.
    """
    now = now or timezone.now()
    with transaction.atomic():
        # Always in the same order: two officers who export the same files wait for each other.
        locked = {one.pk: status.lock(one) for one in sorted(complaints, key=lambda one: one.pk)}
        dossiers = [Dossier.of(locked[one.pk], by=by, now=now) for one in complaints]
        journal.record_each(complaints, Act.EXPORTED, by=by, detail="zip")
    alone = len(dossiers) == 1
    entries = (entry for one in dossiers for entry in one.entries("" if alone else f"{one.complaint.reference}/"))
    return archive.written(entries, made_at=now, about={"complaints": len(dossiers), "left_out": []})


# -- in the background -----------------------------------------------------------------------------
def new_key() -> str:
    """The key of a run's parts, as its row keeps it."""
    return b64encode(files.new_key()).decode()


def check_size(run: BulkRun) -> None:
    """``TooMuch`` when what the run's lines name is more than one archive may hold."""
    number = run.lines.count()
    if number > MOST_FILES:
        most = number_format(MOST_FILES, force_grouping=True)
        raise TooMuch(_("Un export compte au plus %(most)s dossiers. Affinez votre choix.") % {"most": most})
    weight = Evidence.objects.filter(complaint__in=run.lines.values("complaint")).aggregate(bytes=Sum("size"))["bytes"]
    if (weight or 0) > MOST_BYTES:
        text = _("Les pièces jointes de ces dossiers dépassent %(most)s Go en tout. Affinez votre choix.")
        raise TooMuch(text % {"most": MOST_BYTES // 1_000_000_000})


@transaction.atomic
def prepare(run: BulkRun, complaint: Complaint, *, by: Officer, now: datetime | None = None) -> None:
    """Seal the part of one pre-complaint, under its lock: an erasure comes before or after."""
    complaint = status.lock(complaint)
    dossier = Dossier.of(complaint, by=by, now=now or timezone.now())
    content = len(dossier.data).to_bytes(LENGTH, "big") + dossier.data + dossier.paper
    exports.write(content, _key(run), run.pk, complaint.pk)
    journal.record(complaint, Act.EXPORTED, by=by, detail="prepared")


def check_ready(run: BulkRun, *, now: datetime | None = None) -> None:
    """``Refused`` unless the archive may be fetched now."""
    if run.action != BulkAction.EXPORT or run.state not in (RunState.DONE, RunState.STOPPED):
        raise Refused(_("Cet export n’est pas encore prêt."))
    if run.file_key is None or run.expires_at is None or run.expires_at <= (now or timezone.now()):
        raise Refused(_("Ce fichier n’est plus gardé. Demandez un nouvel export."))


def download(run: BulkRun, *, by: Officer, now: datetime | None = None) -> Iterator[bytes]:
    """The archive of a run, in pieces; call ``check_ready`` before. Journaled for each pre-complaint as it leaves.

    What has left the officer's units or has been erased since isn't in it, and the manifest says so.
    """
    about: dict[str, Any] = {"complaints": 0, "left_out": []}
    return archive.written(_entries(run, by, about), made_at=now or timezone.now(), about=about)


def _entries(run: BulkRun, by: Officer, about: dict[str, Any]) -> Iterator[Entry]:
    for line in _lines(run):
        dossier, why = _part(run, line, by)
        if dossier is None:
            about["left_out"].append({"reference": line.complaint.reference, "why": why})
            continue
        about["complaints"] += 1
        journal.record(dossier.complaint, Act.EXPORTED, by=by, detail="zip")
        yield from dossier.entries(f"{dossier.complaint.reference}/")


def _lines(run: BulkRun) -> Iterator[BulkLine]:
    last = 0
    while lines := list(run.lines.filter(pk__gt=last).select_related("complaint").order_by("pk")[:LINES_AT_ONCE]):
        yield from lines
        last = lines[-1].pk


def _part(run: BulkRun, line: BulkLine, by: Officer) -> tuple[Dossier | None, str]:
    """What was prepared, if it may still leave at this moment; else why not."""
    if line.state != LineState.DONE:
        return None, "refused"
    # An archive takes minutes to leave: who loses the account or the unit meanwhile gets no more of it.
    allowed = Complaint.objects.visible_to(by).filter(unit__officers=by, unit__officers__is_active=True)
    complaint = allowed.filter(pk=line.complaint_id).first()
    if complaint is None:
        return None, "moved"
    try:
        content = exports.read(_key(run), run.pk, complaint.pk) if complaint.erased_at is None else b""
    except FileNotFoundError:  # erased between the two
        content = b""
    if not content:
        return None, "erased"
    end = LENGTH + int.from_bytes(content[:LENGTH], "big")
    return Dossier(complaint, content[LENGTH:end], content[end:]), ""


def _key(run: BulkRun) -> bytes:
    return b64decode(run.file_key)


# -- the end ---------------------------------------------------------------------------------------
def forget(complaint: Complaint) -> None:
    """In the transaction of its erasure: what exports keep of it goes once that is certain."""
    lines = BulkLine.objects.filter(complaint=complaint, run__action=BulkAction.EXPORT)
    for run in lines.values_list("run", flat=True):
        transaction.on_commit(partial(exports.delete, run, complaint.pk))


def lapse(*, now: datetime | None = None) -> int:
    """Delete what exports keep past their hour, and what lies without a run; returns how many runs that was."""
    now = now or timezone.now()
    lapsed = BulkRun.objects.filter(action=BulkAction.EXPORT, file_key__isnull=False, expires_at__lte=now)
    done = 0
    for run in lapsed:
        run.file_key = None
        run.save(update_fields=["file_key"])
        exports.delete_all(run.pk)
        done += 1
    lying = exports.runs()
    kept = set(BulkRun.objects.filter(pk__in=lying, file_key__isnull=False).values_list("pk", flat=True))
    for pk in lying:
        if pk not in kept:
            exports.delete_all(pk)
    return done


def kept_until(now: datetime) -> datetime:
    """Until when an archive that is ready now may be fetched."""
    return now + timedelta(hours=settings.EXPORT_HOURS)
