"""What an officer types in the search box, understood: a reference, names, numbers and dates, in any writing.

Nothing here reads the database. What can be read in several ways is searched in each of them: an ``Arm`` is one
reading of the whole text, all of whose criteria a pre-complaint has to meet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.models.reference import parse_reference
from complaints.questions.fields import Phone
from complaints.questions.identifiers import Imei
from complaints.sealing.tokens import MIN_PREFIX, PER_UNIT, TokenKind
from units.normal import search_name

LONGEST = 200
MOST_WORDS = 10
MOST_SHAPES = 4
"""Numbers, addresses and dates told by their shape. Each date doubles the readings that a search everywhere tries."""
WIDEST = 5
"""Words that one number may be written in, unless it is the whole text."""
FIRST_YEAR = 1900

EMAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+")
PHONE = re.compile(r"(?<![\w/.+-])(?:(?:\+|00) ?[1-9][0-9 .()-]{6,18}[0-9]|0[1-9](?:[ .-]?[0-9]){8})(?![ .-]?[0-9]|\w)")
DAY_FIRST = re.compile(r"(?<![\w/.-])([0-9]{1,2})([/. -])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?![/.-]?\w)")
YEAR_FIRST = re.compile(r"(?<![\w/.-])([0-9]{4})([/.-])([0-9]{1,2})\2([0-9]{1,2})(?![/.-]?\w)")
IN_WORDS = re.compile(r"(?<!\w)([0-9]{1,2})(?:er|st|nd|rd|th)? +([^\W\d_]{3,9})\.? +([0-9]{4})(?!\w)", re.IGNORECASE)
DAY_IN_DIGITS = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
WORDS = re.compile(r"[\s,;]+")

# By their first letters, without accents; French and English.
MONTHS = (
    ("jan",), ("fev", "feb"), ("mar",), ("avr", "apr"), ("mai", "may"), ("juin", "jun"),
    ("juil", "jul"), ("aou", "aug"), ("sep",), ("oct",), ("nov",), ("dec",),
)  # fmt: skip

phone_field, imei_field = Phone(), Imei()


class Sort(Enum):
    """What something typed was taken for, in the words that tell it."""

    REFERENCE = _("référence")
    NAME = _("nom")
    BIRTH_DATE = _("date de naissance")
    PHONE = _("téléphone")
    EMAIL = _("adresse électronique")
    NUMBER = _("plaque, IMEI ou autre numéro")


READ_AS = {TokenKind.PHONE: Sort.PHONE, TokenKind.BIRTH_DATE: Sort.BIRTH_DATE}
"""What a number of digits may be besides."""


@dataclass(frozen=True)
class Criterion:
    """One thing typed: found where any of its values, or its reference, is found. ``sorts`` are those worth telling."""

    values: tuple[tuple[TokenKind, str], ...]
    sorts: tuple[Sort, ...] = ()
    reference: str = ""

    @property
    def anywhere(self) -> bool:
        """Whether it is indexed alike in every unit."""
        return not any(kind in PER_UNIT for kind, _value in self.values)

    def apart(self) -> list[Criterion]:
        """The same as two, where only some of its values are indexed alike in every unit."""
        alike = tuple(value for value in self.values if value[0] not in PER_UNIT)
        others = tuple(value for value in self.values if value[0] in PER_UNIT)
        if not (alike and others):
            return [self]
        return [replace(self, values=alike), replace(self, values=others, reference="")]


Arm = tuple[Criterion, ...]
Reader = Callable[[re.Match[str]], Criterion | None]


@dataclass(frozen=True)
class Terms:
    """What was understood; without arms nothing was, or too much was typed."""

    arms: tuple[Arm, ...] = ()
    too_long: bool = False

    @property
    def sorts(self) -> list[Sort]:
        """What the text was taken for, each once, in the order of ``Sort``."""
        taken = {sort for arm in self.arms for criterion in arm for sort in criterion.sorts}
        return [sort for sort in Sort if sort in taken]


def understand(typed: str) -> Terms:
    """Every reading of the text; never an error, whatever is typed."""
    if len(typed) > LONGEST:
        return Terms(too_long=True)
    text = _plain(typed)
    fixed: list[Criterion] = []
    shapes: tuple[tuple[re.Pattern[str], Reader], ...] = (
        (EMAIL, _email), (PHONE, _phone), (YEAR_FIRST, _iso), (DAY_FIRST, _day), (IN_WORDS, _worded),
    )  # fmt: skip
    for pattern, read in shapes:
        text = _take(text, pattern, read, fixed)
    fixed = list(dict.fromkeys(fixed))
    words = [word for word in WORDS.split(text) if re.search(r"\w", word)]
    if len(words) > MOST_WORDS or len(fixed) > MOST_SHAPES:
        return Terms(too_long=True)
    arms = dict.fromkeys((*fixed, *read) for read in _readings(words)) if words else {tuple(fixed): None}
    return Terms(arms=tuple(arm for arm in arms if arm))


def _plain(typed: str) -> str:
    """Without signs nobody sees; wide letters and digits become plain ones."""
    text = unicodedata.normalize("NFKC", typed)
    signs = (" " if unicodedata.category(sign) == "Cc" else sign for sign in text)
    dashes = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
    return "".join(sign for sign in signs if unicodedata.category(sign) not in ("Cf", "Cs", "Co")).translate(dashes)


def _take(text: str, pattern: re.Pattern[str], read: Reader, into: list[Criterion]) -> str:
    """The text without what the pattern finds and ``read`` understands."""

    def keep(found: re.Match[str]) -> str:
        criterion = read(found)
        if criterion is None:
            return found[0]
        into.append(criterion)
        return " "

    return pattern.sub(keep, text)


# -- what is recognised by its shape ---------------------------------------------------------------
def _email(found: re.Match[str]) -> Criterion:
    # That of the author is indexed among numbers, as it was typed.
    return Criterion(((TokenKind.EMAIL, found[0]), (TokenKind.IDENTIFIER, found[0])), (Sort.EMAIL,))


def _phone(found: re.Match[str]) -> Criterion | None:
    values = tuple(_phone_values(found[0]))
    return Criterion(values, (Sort.PHONE,)) if values else None


def _phone_values(text: str) -> Iterator[tuple[TokenKind, str]]:
    """The number, and the ways in which victims write that of the author, which is indexed as it was typed."""
    try:
        number = phone_field.to_python(text)
    except ValidationError:
        return
    if number is None:
        return
    e164 = str(number.as_e164)
    yield TokenKind.PHONE, e164
    country = str(number.country_code)
    local = e164.removeprefix("+" + country)
    for written in dict.fromkeys((e164, "00" + e164[1:], "0" + local, re.sub(r"[^0-9]", "", text))):
        yield TokenKind.IDENTIFIER, written


def _iso(found: re.Match[str]) -> Criterion | None:
    return _born(found[0], [(int(found[1]), int(found[3]), int(found[4]))])


def _day(found: re.Match[str]) -> Criterion | None:
    year = int(found[4])
    years = (year,) if len(found[4]) == 4 else (1900 + year, 2000 + year)
    return _born(found[0], [(one, int(found[3]), int(found[1])) for one in years])


def _worded(found: re.Match[str]) -> Criterion | None:
    name = search_name(found[2])
    months = [number for number, names in enumerate(MONTHS, 1) if name.startswith(names)]
    return _born(found[0], [(int(found[3]), month, int(found[1])) for month in months])


def _born(text: str, days: Iterable[tuple[int, int, int]]) -> Criterion | None:
    values = [(TokenKind.BIRTH_DATE, day) for day in _past(days)]
    return Criterion((*values, (TokenKind.IDENTIFIER, text)), (Sort.BIRTH_DATE,)) if values else None


def _past(days: Iterable[tuple[int, int, int]]) -> Iterator[str]:
    """Those that exist and on which somebody may have been born, as they are stored."""
    for year, month, day in days:
        try:
            found = date(year, month, day)
        except ValueError:
            continue  # the thirtieth of February: another reading may be right
        if year >= FIRST_YEAR and found <= timezone.localdate():
            yield found.isoformat()


# -- what may be a name or a number ----------------------------------------------------------------
def _readings(words: list[str]) -> Iterator[Arm]:
    """All words as names; then each run of words that may be one number, the others being names."""
    yield _names(words)
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            number = _number(words[start:end], whole=end - start == len(words))
            if number is not None:
                yield (number, *_names([*words[:start], *words[end:]]))


def _names(words: list[str]) -> Arm:
    """A word with an apostrophe is two; what has no Latin letter isn't indexed, and doesn't count."""
    parts = dict.fromkeys(part for word in words for part in search_name(word).split())
    return tuple(Criterion(((TokenKind.NAME, part),), (Sort.NAME,) if _is_name(part) else ()) for part in parts)


def _is_name(part: str) -> bool:
    return len(part) >= MIN_PREFIX and part.isalpha()


def _number(words: list[str], *, whole: bool) -> Criterion | None:
    """One number written in these words, a reference perhaps; nothing when they don't look like one."""
    text = "".join(words)
    reference = _reference(text)
    digits = any(sign.isdecimal() for sign in text)
    if not (whole or reference or (digits and len(words) <= WIDEST)):
        return None
    others = tuple(_other_values(re.sub(r"[\W_]", "", text)))
    values = dict.fromkeys([(TokenKind.IDENTIFIER, text), *others])
    sorts = [Sort.REFERENCE] if reference else [Sort.NUMBER] if digits else []
    sorts += [sort for kind, sort in READ_AS.items() if any(kind is one for one, _value in others)]
    return Criterion(tuple(values), tuple(sorts), reference)


def _reference(text: str) -> str:
    try:
        return parse_reference(text)
    except ValueError:
        return ""


def _other_values(bare: str) -> Iterator[tuple[TokenKind, str]]:
    """What a number of digits may be besides: an IMEI without its check digit, a phone without « + », a day."""
    if re.fullmatch(r"[0-9]{14,17}", bare):
        try:
            yield TokenKind.IDENTIFIER, imei_field.clean(bare)
        except ValidationError:
            return  # another number of that length
    elif re.fullmatch(r"33[1-9][0-9]{8}", bare):
        yield from _phone_values("+" + bare)
    elif found := DAY_IN_DIGITS.fullmatch(bare):
        days = _past([(int(found[3]), int(found[2]), int(found[1]))])
        yield from ((TokenKind.BIRTH_DATE, day) for day in days)
