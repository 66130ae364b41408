"""Photos and documents: added to a form, filed with it, checked by the antivirus, erased with everything else."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import PurePath
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.enums import Act, EvidenceState
from complaints.files.antivirus import Verdict, scan
from complaints.files.faults import Unfit
from complaints.files.inspect import Inspected, inspect
from complaints.files.sentences import sentence
from complaints.models import Complaint, Draft, Evidence
from complaints.models.evidence import EvidenceQuerySet, Piece
from complaints.refusals import Refused
from complaints.sealing import files
from complaints.sealing.files import About, Role
from complaints.services import journal
from preplainte.uploads import MEGABYTE, TOGETHER
from units.ids import new_id
from units.models import Officer

logger = logging.getLogger(__name__)

LONGEST_NAME = 120
ORPHANED = timedelta(days=1)
STATES = {Verdict.CLEAN: EvidenceState.READY, Verdict.UNKNOWN: EvidenceState.CHECKING}


@dataclass(frozen=True)
class Limits:
    """What is told before anything is sent."""

    files: int
    megabytes: int
    together: int

    @classmethod
    def current(cls) -> Limits:
        return cls(settings.EVIDENCE_FILES, settings.EVIDENCE_MEGABYTES, settings.EVIDENCE_MEGABYTES * TOGETHER)


class AlreadyThere(Refused):
    """The very same file was added before."""

    def __init__(self) -> None:
        super().__init__(_("Ce fichier est déjà dans la liste : il n’est pas ajouté deux fois."))


@dataclass(frozen=True)
class Shelf:
    """Where files are kept: a form being filled, whose key opens them, or a pre-complaint."""

    draft: Draft | None = None
    draft_key: bytes | None = None
    complaint: Complaint | None = None
    since: datetime | None = None
    """Files added before are left alone, and take no room."""

    def rows(self) -> EvidenceQuerySet:
        rows = Evidence.objects.filter(draft=self.draft, complaint=self.complaint)
        return rows.filter(added_at__gte=self.since) if self.since else rows

    def lock(self) -> None:
        """One addition at a time; ``Refused`` when nothing can be added any more."""
        found: Draft | Complaint | None
        if self.draft:
            found = Draft.objects.select_for_update().filter(pk=self.draft.pk, complaint=None).first()
        else:
            open_ones = Complaint.objects.open().select_for_update(of=("self",))
            found = open_ones.filter(pk=self.complaint.pk).first() if self.complaint else None
        if found is None:
            raise Refused(_("Plus rien ne peut être ajouté : ce formulaire est envoyé ou effacé."))

    def wrap(self, key: bytes, evidence: UUID) -> bytes:
        return files.wrap(key, self.draft_key, evidence) if self.draft_key else files.seal(key, evidence)


def add(shelf: Shelf, content: bytes, *, name: str, replacing: UUID | None = None) -> Evidence:
    """Keep one more file, or put it in another's place. ``Refused`` with the reason.

    It is opened in a process apart and shown to the antivirus before anything is written; an antivirus that doesn't
    answer leaves it « being checked ». The original is kept as it came, sealed.
    """
    name = _tidy(name)
    digest = sha256(content).hexdigest()
    _check_room(shelf, len(content), digest, replacing)
    try:
        inspected = inspect(content, name=name)
    except Unfit as unfit:
        raise Refused(sentence(unfit)) from None
    state = _judged(content)
    with transaction.atomic():
        shelf.lock()
        _check_room(shelf, len(content), digest, replacing)  # another tab may have added some meanwhile
        if replacing:
            remove(shelf, replacing)
        return _keep(shelf, content, inspected, About(name, digest), state)


def _keep(shelf: Shelf, content: bytes, inspected: Inspected, about: About, state: EvidenceState) -> Evidence:
    pk, key = new_id(), files.new_key()
    row = Evidence.objects.create(
        pk=pk,
        draft=shelf.draft,
        complaint=shelf.complaint,
        file_type=inspected.file_type,
        size=len(content),
        state=state,
        wrapped_key=shelf.wrap(key, pk),
        about=files.lock_about(about, key, pk),
    )
    copies = {Role.ORIGINAL: content, Role.VIEW: inspected.view, Role.THUMB: inspected.thumb}
    for role, copy in copies.items():
        if copy:
            files.write(copy, key, pk, role)
    return row


def _check_room(shelf: Shelf, size: int, digest: str, replacing: UUID | None) -> None:
    limits = Limits.current()
    if size > limits.megabytes * MEGABYTE:
        raise Refused(too_heavy())
    others = [row for row in shelf.rows() if row.pk != replacing]
    if len(others) >= limits.files:
        raise Refused(_full(limits) if shelf.draft else _("Vous avez déjà ajouté autant de fichiers que possible."))
    if sum(row.size for row in others) + size > limits.together * MEGABYTE:
        raise Refused(_("Avec lui, vos fichiers dépasseraient %(most)s Mo en tout.") % {"most": limits.together})
    if any(row.told(shelf.draft_key).sha256 == digest for row in others):
        raise AlreadyThere


def _full(limits: Limits) -> str:
    full = ngettext(
        "Vous avez déjà un fichier : retirez-le d’abord.",
        "Vous avez déjà %(most)s fichiers : retirez-en un d’abord.",
        limits.files,
    )
    return full % {"most": limits.files}


def too_heavy() -> str:
    most = settings.EVIDENCE_MEGABYTES
    return _("Ce fichier dépasse %(most)s Mo. Envoyez-le en plus petit, ou une capture d’écran.") % {"most": most}


def why_dropped(size: int) -> str:
    """The sentence for a file that wasn't kept as it came in: too heavy, or after too many others."""
    if size > settings.EVIDENCE_MEGABYTES * MEGABYTE:
        return too_heavy()
    return _("Trop de fichiers sont venus en une fois : ajoutez celui-ci à part.")


def _judged(content: bytes) -> EvidenceState:
    verdict = _verdict(content)
    if verdict == Verdict.INFECTED:
        raise Refused(_("L’antivirus refuse ce fichier : il contient un programme malveillant connu."))
    return STATES[verdict]


def _verdict(content: bytes) -> Verdict:
    return scan(content, address=settings.CLAMD_SOCKET) if settings.CLAMD_SOCKET else Verdict.CLEAN


def _tidy(name: str) -> str:
    """The last part of the name as given, on one line, no longer than needed; its ending stays."""
    name = "".join(sign for sign in PurePath(name.replace("\\", "/")).name if sign.isprintable()).strip()
    if len(name) > LONGEST_NAME:
        ending = PurePath(name).suffix[:10]
        name = name[: LONGEST_NAME - len(ending) - 1] + "…" + ending
    return name or _("sans nom")


@transaction.atomic
def remove(shelf: Shelf, evidence: UUID) -> None:
    """Delete one file at once; one that isn't there any more is none the worse."""
    row = shelf.rows().select_for_update().filter(pk=evidence).first()
    if row is not None:
        row.delete()
        _delete_files([evidence])


@transaction.atomic
def record_reading(complaint: Complaint, piece: Piece, *, role: Role, by: Officer) -> None:
    """Journal that an officer opens one file: which one, and whether as it was sent."""
    journal.record(complaint, Act.EVIDENCE, by=by, detail=f"{role} {piece.number}")


def adopt(draft_id: UUID, draft_key: bytes | None, complaint: Complaint) -> None:
    """Make the draft’s files the pre-complaint’s, in the transaction of the filing: only their keys are sealed anew.

    Nothing is left behind: files without the key that opens them stop the filing.
    """
    rows = list(Evidence.objects.select_for_update().filter(draft=draft_id))
    for row in rows:
        row.wrapped_key = files.seal(files.unwrap(bytes(row.wrapped_key), draft_key or b"", row.pk), row.pk)
        row.draft, row.complaint = None, complaint
    Evidence.objects.bulk_update(rows, ["wrapped_key", "draft", "complaint"])


# -- the antivirus, once filed ---------------------------------------------------------------------
def check_waiting() -> int:
    """Show the antivirus what it hasn't seen yet; returns how many it judged. Stops at the first silence."""
    judged = 0
    for pk in Evidence.objects.to_check().values_list("pk", flat=True):
        verdict = _check(pk)
        if verdict == Verdict.UNKNOWN:
            break
        judged += verdict is not None
    return judged


@transaction.atomic
def _check(pk: UUID) -> Verdict | None:
    """Judge one file under its lock; nothing when another worker has it, or when it is gone."""
    row = Evidence.objects.to_check().select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if row is None:
        return None
    verdict = _verdict(files.read(row.key(), row.pk, Role.ORIGINAL))
    if verdict == Verdict.UNKNOWN:
        return verdict
    row.state = EvidenceState.INFECTED if verdict == Verdict.INFECTED else EvidenceState.READY
    row.save(update_fields=["state"])
    if row.state == EvidenceState.INFECTED:
        transaction.on_commit(partial(files.delete, row.pk, Role.VIEW, Role.THUMB))
    logger.info("evidence checked evidence=%s state=%s", row.pk, row.state)
    return verdict


# -- the end ---------------------------------------------------------------------------------------
def erase(complaint: Complaint) -> None:
    """Delete every file of it: in the transaction of the erasure. With the rows go the keys."""
    rows = list(complaint.evidence.select_for_update().values_list("pk", flat=True))
    complaint.evidence.all().delete()
    _delete_files(rows)


@transaction.atomic
def delete_drafts(drafts: QuerySet[Draft]) -> int:
    """Delete these drafts with their files; returns how many drafts."""
    pks = list(drafts.order_by("pk").select_for_update().values_list("pk", flat=True))
    rows = list(Evidence.objects.filter(draft__in=pks).values_list("pk", flat=True))
    Draft.objects.filter(pk__in=pks).delete()
    _delete_files(rows)
    return len(pks)


def _delete_files(rows: Iterable[UUID]) -> None:
    """Once it is certain that the rows are gone: a file may outlive its row, never the other way round."""
    for pk in rows:
        transaction.on_commit(partial(files.delete, pk))


def sweep_orphans(*, now: datetime | None = None) -> int:
    """Delete files without a row (a machine stopped between the two), older than a day; returns how many."""
    before = (now or timezone.now()) - ORPHANED
    lying: dict[UUID, list[str]] = {}
    for evidence, name in files.present(before=before):
        lying.setdefault(evidence, []).append(name)
    known = set(Evidence.objects.filter(pk__in=lying).values_list("pk", flat=True))
    orphans = [name for evidence, names in lying.items() if evidence not in known for name in names]
    for name in orphans:
        files.remove(name)
    return len(orphans)
