"""Going on elsewhere: a code that opens the form once, in one other browser, from which the first then loses it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from complaints.filing import drafts
from complaints.filing.drafts import Change, OpenDraft
from complaints.models import Draft
from complaints.sealing import box, draftkeys
from units.ids import new_id

NOTE = "resume"


def code_of(draft: OpenDraft) -> str:
    """The code that opens this form elsewhere, in groups; empty when there is none. We have it from the draft only."""
    return str(draft.notes.get(NOTE, ""))


def issue(draft: OpenDraft, *, renew: bool = False) -> None:
    """Have a code for this form: the one there is, unless ``renew`` asks for another, which voids it."""
    if renew or not code_of(draft):
        old = code_of(draft)
        draft.write(lambda: _with_code(draft, old))


def _with_code(draft: OpenDraft, old: str) -> Change:
    code = code_of(draft)
    if code == old:  # else another tab made one meanwhile: that one stays
        code = draftkeys.new_resume_code()
    secret = draftkeys.parse_resume(code) or b""
    columns = {
        "resume_finder": draftkeys.finder(secret),
        "resume_wrapped_key": draftkeys.wrap(draft.key, secret, context=_context(draft.row)),
    }
    return Change(draft.steps, {**draft.notes, NOTE: code}, columns)


def opens(typed: str, draft: OpenDraft) -> bool:
    """Whether the code is this very form's."""
    return bool(code_of(draft)) and draftkeys.parse_resume(typed) == draftkeys.parse_resume(code_of(draft))


def take_up(typed: str, place: str, *, now: datetime | None = None) -> OpenDraft | None:
    """Open the form in the browser that shows ``place``, and nowhere else from now on: the code is void.

    Its life doesn't begin again. Nothing when the code is wrong, used, replaced or too old. The same code from the
    same page (two clicks, a reload) opens it again, as long as it hasn't been taken up elsewhere since.
    """
    secret, seat = draftkeys.parse_resume(typed), draftkeys.parse(place)
    if secret is None or seat is None:
        return None
    token = draftkeys.token_for(secret, seat)
    return _move(secret, token, now or timezone.now()) or drafts.find(token)


@transaction.atomic
def _move(secret: bytes, token: str, now: datetime) -> OpenDraft | None:
    alive = Draft.objects.alive(now).select_for_update()
    row = alive.filter(resume_finder=draftkeys.finder(secret), complaint=None).first()
    if row is None:
        return None
    try:
        key = draftkeys.unwrap(bytes(row.resume_wrapped_key or b""), secret, context=_context(row))
        steps, notes = drafts.unseal(row, key)
    except box.SealBroken:
        return None
    notes.pop(NOTE, None)
    raw, left = draftkeys.parse(token) or b"", row.finder
    row.finder = draftkeys.finder(raw)
    row.wrapped_key = draftkeys.wrap(key, raw, context=drafts.key_context(row))
    row.resume_finder = row.resume_wrapped_key = None
    row.answers = drafts.seal(steps, notes, row, key)
    row.save(update_fields=["finder", "wrapped_key", "resume_finder", "resume_wrapped_key", "answers"])
    Draft(id=new_id(), finder=left, wrapped_key=b"", expires_at=row.expires_at).save(force_insert=True)
    return OpenDraft(row, key, token, steps, notes)


def _context(row: Draft) -> str:
    return f"draft-resume:{row.pk}"
