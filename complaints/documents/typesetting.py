"""From values to a tagged PDF (PDF/UA-1), by typst.

What people typed goes to typst as JSON values. Characters that no font at hand can draw are printed as their code,
``[U+6F22]``: nothing is lost without a word. Fonts installed on the machine are used where those of the wheel end.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import Any

import typst
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from complaints.documents.characters import breakable, coded, plain
from complaints.refusals import Refused
from units.models import Unit

FOLDER = settings.BASE_DIR / "templates" / "documents"
UNDRAWN = re.compile(r'the text (?:contains the disallowed codepoint )?`"((?:[^"\\]|\\.)*)"`')
RUST_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
Undrawn = frozenset[str] | None
"""Signs to print as their code; ``None``: all that isn't Latin."""
KEYCAP = {"\ufe0f", "\u20e3"}
ATTEMPTS = 4


class Unprintable(Refused):
    """Typst refuses the document. Its own words aren't passed on: they may quote what the victim wrote."""

    def __init__(self) -> None:
        super().__init__(_("Ce dossier ne peut pas être imprimé. Prévenez votre administrateur."))


class _Undrawn(Exception):
    """Signs that typst can't draw; none when it can't even say which."""

    def __init__(self, signs: Iterable[str] = ()) -> None:
        super().__init__()
        self.signs = frozenset(signs)


def written(template: str, document: Callable[[Undrawn], dict[str, Any]], printed_at: datetime) -> bytes:
    """The document that a template of ``templates/documents`` makes of these values. ``Unprintable`` if none.

    Written once; again each time typst names signs that it can't draw; at last with Latin letters only.
    """
    undrawn: frozenset[str] = frozenset()
    for _attempt in range(ATTEMPTS):
        try:
            return _compile(template, document(undrawn), printed_at)
        except _Undrawn as refusal:
            if refusal.signs <= undrawn:
                break
            undrawn |= refusal.signs
    try:
        return _compile(template, document(None), printed_at)
    except _Undrawn:
        raise Unprintable from None


def drawable(text: str, undrawn: Undrawn) -> str:
    """A typed text as paper can carry it."""
    return breakable(plain(coded(text)) if undrawn is None else coded(text, undrawn))


def moment(instant: datetime) -> str:
    """An instant on the clock active now."""
    return date_format(timezone.localtime(instant), _("j F Y à H:i"))


def unit_lines(unit: Unit) -> dict[str, Any]:
    """From whom a paper comes: its letterhead."""
    return {
        "institution": unit.get_institution_display(),
        "name": unit.name,
        "lines": [*unit.address_lines, *([unit.phone] if unit.phone else [])],
    }


def section(title: str, *texts: str, strong: str = "", items: Iterable[str] = ()) -> dict[str, Any]:
    """A title, sentences, what stands out, and a list."""
    return {"title": title, "texts": texts, "strong": strong, "items": list(items)}


def words_of(language: str) -> dict[str, Any]:
    """What the page itself says, and in which language a screen reader reads it."""
    return {
        "lang": language,
        "region": {"fr": "FR", "en": "GB"}.get(language),
        "words": {
            "reference": _("Référence"),
            "page": _("Page"),
            "unprintable": _(
                "Des signes ne peuvent pas être imprimés ici : leur code est donné entre crochets. L’écran les montre."
            ),
        },
    }


def _compile(template: str, document: dict[str, Any], printed_at: datetime) -> bytes:
    try:
        return typst.compile(
            FOLDER / template,
            root=FOLDER,
            font_paths=_fonts(),
            sys_inputs={"data": json.dumps(document)},
            pdf_standards=["ua-1"],
            timestamp=int(printed_at.timestamp()),
        )
    except typst.TypstError as error:
        raise _Undrawn(_named(error)) from None
    except BaseException as panic:
        # Some piles of Arabic marks make typst panic, which isn't an Exception and has no importable name.
        if type(panic).__name__ != "PanicException":
            raise
        raise _Undrawn from None


def _named(error: typst.TypstError) -> set[str]:
    """The signs typst names. A plain digit is drawn: what isn't is the keycap that some emoji put on it."""
    found = {_unescaped(text) for text in UNDRAWN.findall(error.diagnostic)}
    drawn = {text for text in found if text.isascii() and text.isprintable()}
    return found - drawn | (KEYCAP if drawn else set())


@cache
def _fonts() -> typst.Fonts:
    """Read once a process."""
    return typst.Fonts()


def _unescaped(text: str) -> str:
    """A text as Rust quotes it, back as it was."""
    return RUST_ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], text)
