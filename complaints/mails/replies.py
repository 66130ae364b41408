"""Words that administrators write once: their placeholders, how they are checked, how they are filled.

A template is plain text. What it holds beside words is a closed set of placeholders, and each of them gives what the
service or an administrator wrote: never what a victim typed, so that it may go into a mail. It holds no link either:
the only link of our mails leads to this site, by which people tell them from false ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.enums import ReplyPurpose
from complaints.models import Complaint, ReplyTemplate

LONGEST = 2_000
DEADLINE = "delai"
PLACES: Mapping[str, Any] = {
    "reference": _("la référence de la pré-plainte"),
    "unite": _("le nom de l’unité"),
    "telephone": _("le téléphone de l’unité"),
    "adresse": _("l’adresse de l’unité"),
    "site": _("le nom de ce site sur Internet"),
    DEADLINE: _("le jour et l’heure avant lesquels répondre, dans une demande de complément seulement"),
}
"""Placeholders by name, with what each gives."""

# Signs that stop a reader: a placeholder or half of one, markup, a link, what nobody sees or what turns the line round.
_HALTS = re.compile(r"\{[^{}]*\}|[{}]|[<>]|\S*://\S*|[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Fault:
    """What is wrong in a text: at which line (from 1), on which word, and what to do about it."""

    line: int
    word: str
    remedy: str

    def __str__(self) -> str:
        return gettext("Ligne %(line)s, « %(word)s » : %(remedy)s") % {
            "line": self.line,
            "word": self.word,
            "remedy": self.remedy,
        }


def places(purpose: str) -> dict[str, Any]:
    """The placeholders that a template of this purpose may hold."""
    return {name: told for name, told in PLACES.items() if name != DEADLINE or purpose == ReplyPurpose.ASK}


def faults(text: str, *, purpose: str) -> Iterator[Fault]:
    """Everything wrong with a text, in order; nothing when it may be saved. Lines end with ``\\n``."""
    allowed = places(purpose)
    for number, line in enumerate(text.split("\n"), start=1):
        for halt in _HALTS.finditer(line):
            if remedy := _remedy(halt[0], allowed):
                yield Fault(number, _shown(line, halt), remedy)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each placeholder replaced by its value."""
    return _PLACE.sub(lambda place: values[place[1]], text)


def values(complaint: Complaint, *, deadline: datetime | None = None) -> dict[str, str]:
    """What each placeholder gives for this pre-complaint, in the active language and time zone."""
    unit = complaint.unit
    return {
        "reference": complaint.reference,
        "unite": unit.name,
        "telephone": unit.phone or gettext("(pas de numéro connu)"),
        "adresse": ", ".join(unit.address_lines),
        "site": urlsplit(settings.SITE_URL).netloc,
        DEADLINE: date_format(timezone.localtime(deadline), gettext("l j F Y à H:i")) if deadline else "",
    }


def told(template: ReplyTemplate, complaint: Complaint, *, deadline: datetime | None = None) -> str:
    """What the template says about this pre-complaint, in the active language, as it stands now."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    words = template.words.get(language) or template.words[settings.LANGUAGE_CODE]
    return fill(words, values(complaint, deadline=deadline))


def told_in(language: str, template: ReplyTemplate, complaint: Complaint, *, deadline: datetime | None = None) -> str:
    """The same in another language than the active one, on the clock of the unit."""
    with translation.override(language), timezone.override(complaint.unit.zone):
        return told(template, complaint, deadline=deadline)


def why_dismissed(complaint: Complaint) -> str:
    """Why it was closed, in the active language: the template's words, or the bare reason where there is none."""
    if complaint.dismissal is not None:
        return told(complaint.dismissal, complaint)
    return f"{complaint.get_dismiss_reason_display()}."


def _remedy(sign: str, allowed: Mapping[str, Any]) -> str:
    """What to do about a sign; empty when it is a placeholder that may stand there."""
    if place := _PLACE.fullmatch(sign):
        return _remedy_of_place(place[1], allowed)
    if sign.startswith("{") or sign == "}":
        return gettext("cette accolade ne va pas. Écrivez un mot entre accolades, par exemple {reference}.")
    if "://" in sign:
        return gettext("un lien n’est pas permis. Écrivez l’adresse nue, par exemple service-public.fr.")
    if sign in "<>":
        return gettext("ce signe n’est pas permis : le texte est montré tel quel, sans mise en forme.")
    return gettext("ce signe ne se voit pas. Effacez-le.")


def _remedy_of_place(name: str, allowed: Mapping[str, Any]) -> str:
    if name in allowed:
        return ""
    if name in PLACES:
        return gettext("ce mot n’a de sens que dans une demande de complément.")
    known = ", ".join(f"{{{one}}}" for one in allowed)
    return gettext("ce mot entre accolades n’existe pas. Il y a : %(places)s.") % {"places": known}


def _shown(line: str, halt: re.Match[str]) -> str:
    """The faulty word as it stands, from blank to blank when it is a lonely brace; a code when nobody sees it."""
    sign = halt[0]
    if len(sign) > 1:
        return sign
    if sign in "{}<>":
        before = re.search(r"\S*$", line[: halt.start()])
        after = re.match(r"\S*", line[halt.end() :])
        return f"{before[0] if before else ''}{sign}{after[0] if after else ''}"
    return f"U+{ord(sign):04X}"
