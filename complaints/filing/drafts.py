"""A form being filled: found by the visitor's cookie, opened with it, saved whole. One read and one write a request."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from complaints.filing.places import PUBLIC, Entry, Place, cookie_of
from complaints.models import Complaint, Draft
from complaints.questions.base import Json, Raw
from complaints.sealing import box, draftkeys
from complaints.services import evidence
from complaints.services.filing import DraftGone
from units.ids import new_id

COOKIE = PUBLIC.cookie
TRIES = 5


class AlreadyFiled(Exception):
    """Another tab sent the form meanwhile."""


@dataclass(frozen=True)
class Given:
    """One step as it was typed: what was posted, what it means, under which wording it was asked.

    ``done`` is false for what isn't accepted yet: it is shown again as it was typed, and ``stored`` still holds the
    last answers that were (none: empty).
    """

    raw: Raw
    stored: dict[str, Json]
    wording: str
    done: bool = True


@dataclass(frozen=True)
class Change:
    """What a draft becomes: its steps, its notes, and columns of its row."""

    steps: dict[str, Given]
    notes: dict[str, Json]
    columns: Mapping[str, Any]


@dataclass
class OpenDraft:
    """A draft and what it hides. ``number`` tells two drafts apart in a page; it opens nothing.

    ``notes`` is what the service itself remembers of this form, never what was posted. ``kept`` says that its life
    began again in this request: the visitor's cookie is to follow. ``place`` is where it is being filled.
    """

    row: Draft
    key: bytes
    token: str
    steps: dict[str, Given]
    notes: dict[str, Json] = field(default_factory=dict)
    kept: bool = False
    place: Place = PUBLIC

    @property
    def entry(self) -> Entry | None:
        """By which officer and for whom it is typed; nothing when its victim fills it, or once it is sent."""
        return Entry.of(self.notes)

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
        """Keep one more step, and the draft's life begins again. ``AlreadyFiled`` or ``DraftGone`` when it is over."""
        until = _end_of_life()
        self.write(lambda: Change({**self.steps, slug: given}, self.notes, {"expires_at": until}))
        self.kept = True

    def note(self, **values: Json) -> None:
        """Remember something of this form beside its steps; ``None`` forgets it. Its life doesn't begin again."""
        self.write(lambda: Change(self.steps, _noted(self.notes, values), {}))

    def write(self, change: Callable[[], Change]) -> None:
        """Apply a change to the draft as it stands. ``AlreadyFiled`` or ``DraftGone`` when it is over.

        A write from another tab in between is found by its seal: the change is made again, on top of it.
        """
        for _ in range(TRIES):
            new = change()
            columns = {"answers": seal(new.steps, new.notes, self.row, self.key), **new.columns}
            mine = Draft.objects.filter(pk=self.row.pk, complaint=None, answers=self.row.answers)
            if mine.update(**columns):
                self.steps, self.notes = new.steps, new.notes
                for name, value in columns.items():
                    setattr(self.row, name, value)
                return
            self._reload()
        raise DraftGone

    def _reload(self) -> None:
        found = find(self.token)
        if found is None:
            raise DraftGone
        if found.is_filed:
            raise AlreadyFiled
        self.row, self.steps, self.notes = found.row, found.steps, found.notes

    def discard(self) -> None:
        """Erase it now; one that was filed stays, for its receipt."""
        evidence.delete_drafts(Draft.objects.filter(pk=self.row.pk, complaint=None))


def begin(steps: Mapping[str, Given], notes: Mapping[str, Json] | None = None) -> OpenDraft:
    """A new draft with what is known already."""
    token = draftkeys.new_token()
    raw, key = draftkeys.parse(token) or b"", draftkeys.new_key()
    row = Draft(id=new_id(), finder=draftkeys.finder(raw), expires_at=_end_of_life())
    row.wrapped_key = draftkeys.wrap(key, raw, context=key_context(row))
    row.answers = seal(steps, notes or {}, row, key)
    row.save(force_insert=True)
    return OpenDraft(row, key, token, dict(steps), dict(notes or {}))


def find(token: str) -> OpenDraft | None:
    """The draft a token opens; nothing when it is forged, foreign, expired or taken up elsewhere. One query."""
    raw = draftkeys.parse(token)
    if raw is None:
        return None
    try:
        row = Draft.objects.alive(timezone.now()).get(finder=draftkeys.finder(raw))
        key = draftkeys.unwrap(bytes(row.wrapped_key), raw, context=key_context(row))
        return OpenDraft(row, key, token, *unseal(row, key))
    except (Draft.DoesNotExist, box.SealBroken):
        return None


def of(request: HttpRequest) -> OpenDraft | None:
    """The draft that this browser's cookie opens, unless an officer types it: that one has its own pages. One query."""
    draft = find(token_of(request) or "")
    return None if draft and draft.entry else draft


def at_desk(request: HttpRequest, number: str) -> OpenDraft | None:
    """The form of that number typed in this browser, be it open or sent. One query.

    Whether the officer who asks is the one who began it is the caller's to check.
    """
    draft = find(request.COOKIES.get(cookie_of(number), ""))
    if draft is None or draft.number != number:
        return None
    draft.place = Place(number)
    return draft


def here(request: HttpRequest) -> OpenDraft | None:
    """The form that the page asked for belongs to: the visitor's own, or the one typed at the desk."""
    named = request.resolver_match.kwargs if request.resolver_match else {}
    return at_desk(request, named["number"]) if "number" in named else of(request)


def is_elsewhere(token: str) -> bool:
    """Whether the form this token used to open was taken up in another browser. One query."""
    raw = draftkeys.parse(token)
    alive = Draft.objects.alive(timezone.now())
    return raw is not None and alive.filter(finder=draftkeys.finder(raw), wrapped_key=b"").exists()


# -- the visitor's cookie --------------------------------------------------------------------------
def remember(response: HttpResponseBase, draft: OpenDraft, *, until_closed: bool = False) -> None:
    """Give the visitor the token, for as long as the draft lives: nobody else has it.

    ``until_closed``: only until the browser is closed. The token of a form that was sent shows its receipt, code
    included, to whoever uses the computer next.
    """
    left = math.ceil((draft.row.expires_at - timezone.now()).total_seconds())
    response.set_cookie(
        draft.place.cookie,
        draft.token,
        max_age=None if until_closed else left,
        path=draft.place.path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponseBase, place: Place = PUBLIC) -> None:
    response.delete_cookie(place.cookie, path=place.path, samesite="Lax")


def token_of(request: HttpRequest) -> str | None:
    return request.COOKIES.get(PUBLIC.cookie)


# -- what the row hides ----------------------------------------------------------------------------
def key_context(row: Draft) -> str:
    """What the draft's key is bound to when it is wrapped."""
    return f"draft-key:{row.pk}"


def seal(steps: Mapping[str, Given], notes: Mapping[str, Json], row: Draft, key: bytes) -> bytes:
    """Steps and notes as the row's ``answers`` hold them."""
    hidden = {"steps": {slug: vars(given) for slug, given in steps.items()}, "notes": notes}
    return box.lock(json.dumps(hidden, ensure_ascii=False).encode(), key=key, context=_context(row))


def unseal(row: Draft, key: bytes) -> tuple[dict[str, Given], dict[str, Json]]:
    """What ``seal`` hid; nothing when the draft was filed. ``SealBroken`` when the key isn't its own."""
    if row.answers is None:
        return {}, {}
    hidden = json.loads(box.unlock(bytes(row.answers), key=key, context=_context(row)))
    return {slug: Given(**given) for slug, given in hidden["steps"].items()}, hidden["notes"]


def _context(row: Draft) -> str:
    return f"draft:{row.pk}"


def _noted(notes: Mapping[str, Json], values: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in {**notes, **values}.items() if value is not None}


def _end_of_life() -> datetime:
    return timezone.now() + timedelta(days=settings.DRAFT_DAYS)
