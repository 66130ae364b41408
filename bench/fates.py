"""What became of generated pre-complaints: statuses and moments spread as a busy year would spread them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from complaints.enums import OPEN_STATUSES, DismissReason, Status

# Of a hundred. Most are open, as the desk is what is measured; the others make the statistics of a year.
WEIGHTS = {
    Status.FILED: 20, Status.RECEIVED: 24, Status.ASKED: 4, Status.PROPOSED: 8, Status.CONFIRMED: 14,
    Status.SIGNED: 17, Status.DISMISSED: 5, Status.WITHDRAWN: 2, Status.EXPIRED: 6,
}  # fmt: skip
CONTACTED = (Status.ASKED, Status.PROPOSED, Status.CONFIRMED, Status.SIGNED)
BOOKED = (Status.CONFIRMED, Status.SIGNED)
LIFE = timedelta(days=30)
YEAR = timedelta(days=364)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Fate:
    """One life, up to now."""

    status: Status
    filed_at: datetime
    received_at: datetime | None
    contacted_at: datetime | None
    booked_at: datetime | None
    awaited_at: datetime | None
    closed_at: datetime | None
    missed: bool
    dismiss_reason: str

    @property
    def erased_at(self) -> datetime | None:
        """A dismissal keeps the data a few days more: here, none does."""
        return self.closed_at

    @classmethod
    def draw(cls, rng: random.Random, now: datetime) -> Fate:
        (status,) = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))
        is_open = status in OPEN_STATUSES
        filed_at = now - (LIFE - HOUR if is_open else YEAR) * rng.random()
        end = now if is_open else min(now, filed_at + (LIFE if status == Status.EXPIRED else LIFE * rng.random()))
        told = status in CONTACTED or (status != Status.FILED and rng.random() < 0.6)
        contacted_at = min(end, filed_at + rng.lognormvariate(2.3, 0.9) * HOUR) if told else None
        booked = status in BOOKED or (contacted_at and not is_open and rng.random() < 0.3)
        return cls(
            status=status,
            filed_at=filed_at,
            received_at=None if status == Status.FILED else min(end, filed_at + rng.random() * 10 * HOUR),
            contacted_at=contacted_at,
            booked_at=min(end, contacted_at + rng.random() * 48 * HOUR) if booked and contacted_at else None,
            awaited_at=_awaited(status, rng, now),
            closed_at=None if is_open else end,
            missed=bool(booked) and rng.random() < 0.12,
            dismiss_reason=rng.choice(DismissReason.values) if status == Status.DISMISSED else "",
        )


def _awaited(status: Status, rng: random.Random, now: datetime) -> datetime | None:
    """A confirmed appointment takes the time of its slot instead, where it is made."""
    return now + rng.random() * 48 * HOUR if status in (Status.ASKED, Status.PROPOSED) else None
