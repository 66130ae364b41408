"""Where a form is filled, and by whom: by a visitor in their own browser, or at the desk by an officer for somebody.

The steps are the same. Addresses and cookies are apart, so that the two never mix in one browser, and each form typed
at the desk has its own: two visitors may stand at two desks, or in two tabs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext

from complaints.enums import Channel
from complaints.questions.base import Json
from units.models import Officer

NOTE = "entry"
"""Under which a form typed by an officer says so, in its notes: never read from what is posted."""


@dataclass(frozen=True)
class Entry:
    """What was said when an officer began to type: who they are, for whom, and how that person is written to."""

    officer: str
    channel: str
    language: str
    unit: str

    @classmethod
    def of(cls, notes: Mapping[str, Json]) -> Entry | None:
        """As the form's notes have it; nothing for a form that its victim fills."""
        return cls(**notes[NOTE]) if notes.get(NOTE) else None

    @property
    def is_present(self) -> bool:
        """Whether the person sees the screen and can be read to face to face."""
        return self.channel == Channel.VISITOR


@dataclass(frozen=True)
class Place:
    """Addresses and cookie of one form. ``officer`` types it, and was checked to be the one who began it."""

    number: str = ""
    officer: Officer | None = None

    @property
    def at_desk(self) -> bool:
        return bool(self.number)

    def step(self, slug: str) -> str:
        return self._address("step", slug)

    @property
    def start(self) -> str:
        return _reverse("desk:enter") if self.at_desk else _reverse("complaints:start")

    @property
    def receipt(self) -> str:
        return self._address("receipt")

    @property
    def thumbs(self) -> str:
        """Below which the thumbnails of its photos stand."""
        return self.step("piece")

    @property
    def cookie(self) -> str:
        return cookie_of(self.number)

    @property
    def path(self) -> str:
        """Below which the cookie is sent."""
        return self.start

    def _address(self, name: str, *args: str) -> str:
        if self.at_desk:
            return _reverse(f"desk:entry_{name}", self.number, *args)
        return _reverse(f"complaints:{name}", *args)


PUBLIC = Place()


def cookie_of(number: str) -> str:
    """The name of the cookie that opens a form: one for the visitor's own, one a form typed at the desk."""
    return f"preplainte_saisie_{number}" if number else "preplainte_depot"


def channel_in_words(channel: str) -> str:
    """« Saisie pour un visiteur »."""
    return gettext("Saisie pour un appelant") if channel == Channel.CALLER else gettext("Saisie pour un visiteur")


@lru_cache(maxsize=512)  # asked for every step of the progress on every page
def _reverse(name: str, *args: str) -> str:
    return reverse(name, args=args)
