"""What was last searched, kept for the Back button: sealed, in the officer's session, for as long as it lasts."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from uuid import UUID, uuid4

from complaints.sealing import box, urltext
from complaints.sealing.keyring import KeyMissing
from units.access import OfficerRequest

SEARCHES = "searches"
KEPT = 10


@dataclass(frozen=True)
class Typed:
    """One search as it was asked."""

    words: str
    everywhere: bool


def keep(request: OfficerRequest, asked: Typed) -> UUID:
    """Keep it with the last few; returns what its address names it by."""
    pk = uuid4()
    sealed = box.seal(json.dumps(asdict(asked)).encode(), context=_context(request, pk))
    kept = [*request.session.get(SEARCHES, ()), [pk.hex, urltext.written(sealed)]]
    request.session[SEARCHES] = kept[-KEPT:]
    return pk


def read(request: OfficerRequest, pk: UUID) -> Typed | None:
    """What was asked; ``None`` once others have taken its place, in another session, or when its key is gone."""
    sealed = dict(request.session.get(SEARCHES, ())).get(pk.hex)
    if sealed is None:
        return None
    try:
        return Typed(**json.loads(box.open_sealed(urltext.read(sealed) or b"", context=_context(request, pk))))
    except (box.SealBroken, KeyMissing):
        return None


def _context(request: OfficerRequest, pk: UUID) -> str:
    return f"search:{request.officer.pk}:{pk}"
