"""What a victim of a leak must not hand over a second time: a social-security number typed among other words."""

from __future__ import annotations

import re

from django.utils.translation import gettext

from complaints.questions.fields import LongText, Text

# Sex, year, month, department, commune, order; the key may follow. Blanks, dots and hyphens between any of them.
_GAP = r"[\s.\-]*"
_NUMBER = re.compile(
    rf"(?<!\d)[12378]{_GAP}\d{_GAP}\d{_GAP}(?:0{_GAP}[1-9]|1{_GAP}[0-2]|[2-9]{_GAP}\d){_GAP}"
    rf"(?:\d{_GAP}\d|2{_GAP}[AB]){_GAP}\d(?:{_GAP}\d){{5}}(?:{_GAP}\d{_GAP}\d)?(?!\d)",
    re.IGNORECASE,
)


def holds_social_security_number(text: str) -> bool:
    """Whether something in the text has the shape of one, with or without its key."""
    return bool(_NUMBER.search(text))


def masked(text: str) -> str:
    """The same text, each social-security number replaced by a sentence that says so."""
    return _NUMBER.sub(gettext("(numéro de sécurité sociale masqué : ne l’écrivez pas ici)"), text)


class Guarded(Text):
    """A text in which a social-security number is masked before anything is kept."""

    def clean(self, value: object) -> str:
        return masked(super().clean(value))

    def kept(self, typed: str) -> str:
        """What a draft may keep of it."""
        return masked(typed)


class LongGuarded(Guarded, LongText):
    """The same, of several lines."""
