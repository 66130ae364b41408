"""A form being filled: found by the visitor's cookie, opened with it, saved whole. One read and one write a request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from complaints.models import Complaint, Draft
from complaints.questions.base import Json, Raw
from complaints.sealing import box, draftkeys
from complaints.services.filing import DraftGone
from units.ids import new_id

COOKIE = "preplainte_depot"
PATH = "/deposer/"
TRIES = 5


class AlreadyFiled(Exception):
    """Another tab sent the form meanwhile."""


@dataclass(frozen=True)
class Given:
    """One step as it was answered: what was posted, what it means, under which wording it was asked."""

    raw: Raw
    stored: dict[str, Json]
    wording: str


@dataclass
class OpenDraft:
    """A draft and what it hides. ``number`` tells two drafts apart in a page; it opens nothing."""

    row: Draft
    key: bytes
    token: str
    steps: dict[str, Given]

    @property
    def number(self) -> str:
        return sha256(self.row.pk.bytes).hexdigest()[:12]

    @property
    def is_filed(self) -> bool:
        return self.row.complaint_id is not None

    def complaint(self) -> Complaint | None:
        """What it was filed as, with its unit and commune; nothing yet while it is open. One query."""
        filed = self.row.complaint_id
        return Complaint.objects.with_places().get(pk=filed) if filed else None

    @property
    def is_blank(self) -> bool:
        """Whether nothing but the sorting questions is answered."""
        return len(self.steps) <= 1

    def save(self, slug: str, given: Given) -> None:
        """Keep one more step, and the draft's life begins again. ``AlreadyFiled`` or ``DraftGone`` when it is over.

        A save from another tab in between is found by its seal, and both steps are kept.
        """
        for _ in range(TRIES):
            steps = {**self.steps, slug: given}
            sealed = _seal(steps, self.row, self.key)
            until = timezone.now() + timedelta(days=settings.DRAFT_DAYS)
            mine = Draft.objects.filter(pk=self.row.pk, complaint=None, answers=self.row.answers)
            if mine.update(answers=sealed, expires_at=until):
                self.steps, self.row.answers = steps, sealed
                return
            self._reload()
        raise DraftGone

    def _reload(self) -> None:
        found = find(self.token)
        if found is None:
            raise DraftGone
        if found.is_filed:
            raise AlreadyFiled
        self.row, self.steps = found.row, found.steps

    def discard(self) -> None:
        """Erase it now; one that was filed stays, for its receipt."""
        Draft.objects.filter(pk=self.row.pk, complaint=None).delete()


def begin(slug: str, given: Given) -> OpenDraft:
    """A new draft with its first step."""
    token = draftkeys.new_token()
    raw, key = draftkeys.parse(token) or b"", draftkeys.new_key()
    row = Draft(id=new_id(), finder=draftkeys.finder(raw))
    row.wrapped_key = draftkeys.wrap(key, raw, context=_key_context(row))
    row.expires_at = timezone.now() + timedelta(days=settings.DRAFT_DAYS)
    row.answers = _seal({slug: given}, row, key)
    row.save(force_insert=True)
    return OpenDraft(row, key, token, {slug: given})


def find(token: str) -> OpenDraft | None:
    """The draft a token opens; nothing when it is forged, foreign or expired. One query."""
    raw = draftkeys.parse(token)
    if raw is None:
        return None
    try:
        row = Draft.objects.alive(timezone.now()).get(finder=draftkeys.finder(raw))
        key = draftkeys.unwrap(bytes(row.wrapped_key), raw, context=_key_context(row))
        return OpenDraft(row, key, token, _open(row, key))
    except (Draft.DoesNotExist, box.SealBroken):
        return None


def remember(response: HttpResponseBase, draft: OpenDraft, *, until_closed: bool = False) -> None:
    """Give the visitor the token: nobody else has it.

    ``until_closed``: only until the browser is closed. The token of a form that was sent shows its receipt, code
    included, to whoever uses the computer next.
    """
    response.set_cookie(
        COOKIE,
        draft.token,
        max_age=None if until_closed else settings.DRAFT_DAYS * 86_400,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponseBase) -> None:
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")


def token_of(request: HttpRequest) -> str | None:
    return request.COOKIES.get(COOKIE)


def _key_context(row: Draft) -> str:
    return f"draft-key:{row.pk}"


def _context(row: Draft) -> str:
    return f"draft:{row.pk}"


def _seal(steps: Mapping[str, Given], row: Draft, key: bytes) -> bytes:
    text = json.dumps({slug: vars(given) for slug, given in steps.items()}, ensure_ascii=False)
    return box.lock(text.encode(), key=key, context=_context(row))


def _open(row: Draft, key: bytes) -> dict[str, Given]:
    if row.answers is None:
        return {}
    steps = json.loads(box.unlock(bytes(row.answers), key=key, context=_context(row)))
    return {slug: Given(**given) for slug, given in steps.items()}
