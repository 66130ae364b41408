"""The file of a pre-complaint on paper: in French, tagged for screen readers (PDF/UA-1), ready to sign.

What victims typed goes to typst as JSON values. Characters that no font at hand can draw are printed as their code,
``[U+6F22]``: nothing is lost without a word. Fonts installed on the machine are used where those of the wheel end.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import Any

import typst
from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.documents.characters import breakable, coded
from complaints.models import Complaint
from complaints.questions.answers import Row, sections
from complaints.questions.legal import FALSE_REPORT
from complaints.questions.person import Person
from units.models import Officer

TEMPLATE = settings.BASE_DIR / "templates" / "documents" / "complaint.typ"
UNDRAWN = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
RUST_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
KEYCAP = {"\ufe0f", "\u20e3"}
ATTEMPTS = 4
LONG, MANY = 120, 12  # signs in a line, lines: a longer answer takes the whole width


class Unprintable(Exception):
    """Typst refuses the document. Its own words aren't passed on: they may quote what the victim wrote."""


def complaint_pdf(complaint: Complaint, *, printed_at: datetime, by: Officer) -> bytes:
    """The whole file. Times are those of the unit's clock."""
    with translation.override("fr"), timezone.override(complaint.unit.zone):
        return _written(lambda codes: _document(complaint, printed_at, by, codes), printed_at)


def _written(document: Callable[[frozenset[str]], dict[str, Any]], printed_at: datetime) -> bytes:
    """Written once; and again each time typst names signs that it can't draw."""
    undrawn: frozenset[str] = frozenset()
    for _attempt in range(ATTEMPTS):
        try:
            return _compile(document(undrawn), printed_at)
        except typst.TypstError as error:
            found = _undrawn(error)
        if found <= undrawn:
            break
        undrawn |= found
    raise Unprintable


def _undrawn(error: typst.TypstError) -> frozenset[str]:
    """The signs typst names. A plain digit is drawn: what isn't is the keycap that some emoji put on it."""
    found = {_unescaped(text) for text in UNDRAWN.findall(error.diagnostic)}
    plain = {text for text in found if text.isascii() and text.isprintable()}
    return frozenset(found - plain | (KEYCAP if plain else set()))


def _compile(document: dict[str, Any], printed_at: datetime) -> bytes:
    return typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(document)},
        pdf_standards=["ua-1"],
        timestamp=int(printed_at.timestamp()),
    )


@cache
def _fonts() -> typst.Fonts:
    """Read once a process."""
    return typst.Fonts()


def _unescaped(text: str) -> str:
    """A text as Rust quotes it, back as it was."""
    return RUST_ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], text)


# -- what is printed -------------------------------------------------------------------------------
def _document(complaint: Complaint, printed_at: datetime, by: Officer, undrawn: Iterable[str]) -> dict[str, Any]:
    unit = complaint.unit
    title = _("Pré-plainte %(reference)s") % {"reference": complaint.reference}
    codes = frozenset(undrawn)
    return {
        "title": title,
        "heading": _("Pré-plainte"),
        "reference": complaint.reference,
        "notyet": _("Ceci n’est pas encore une plainte."),
        "notyet_more": _("Elle le devient quand la personne qui dépose la signe devant un agent."),
        "unit": {
            "institution": unit.get_institution_display(),
            "name": unit.name,
            "lines": [*unit.address_lines, *([unit.phone] if unit.phone else [])],
        },
        "summary": _summary(complaint, codes),
        "sections": [
            {"title": section.title, "rows": [_row(row, codes) for row in section.rows]}
            for section in sections(complaint.answers())
        ],
        "warning": _("%(words)s (article %(number)s, %(code)s).")
        % {"words": str(FALSE_REPORT.words).rstrip("."), "number": FALSE_REPORT.number, "code": FALSE_REPORT.code},
        "printed": _("Imprimée le %(moment)s par %(officer)s")
        % {"moment": _moment(printed_at), "officer": coded(by.name, codes)},
        "unprintable": len(codes),
        "words": _words(len(codes)),
    }


def _words(unprintable: int) -> dict[str, str]:
    return {
        "reference": _("Référence"),
        "page": _("Page"),
        "to_sign": _("Signature"),
        "pv": _("Procès-verbal n°"),
        "done_at": _("Fait à"),
        "on": _("le"),
        "signer": _("La personne qui dépose"),
        "signer_hint": _("Nom et signature"),
        "officer": _("L’agent"),
        "officer_hint": _("Nom, grade et signature"),
        "unprintable": ngettext(
            "Un caractère ne peut pas être imprimé ici : son code est donné entre crochets. L’écran le montre.",
            "%(number)s caractères ne peuvent pas être imprimés ici : leur code est donné entre crochets. "
            "L’écran les montre.",
            unprintable,
        )
        % {"number": unprintable},
    }


def _summary(complaint: Complaint, codes: frozenset[str]) -> list[dict[str, str]]:
    person = Person.of(complaint.identity)
    facts = [
        (_("Victime"), coded(person.title, codes)),
        (_("Vient signer"), coded(person.signer, codes)),
        (_("Faits"), complaint.get_kind_display()),
        (_("Commune des faits"), str(complaint.commune or "—")),
        (_("Déposée le"), _moment(complaint.filed_at)),
        (_("Effacée au plus tard le"), date_format(timezone.localtime(complaint.expires_at), "j F Y")),
    ]
    return [{"label": label, "value": value} for label, value in facts]


def _row(row: Row, codes: frozenset[str]) -> dict[str, Any]:
    lines = [breakable(coded(line, codes)) for line in row.value.splitlines()] or ["—"]
    return {
        "label": row.label,
        "lines": lines,
        "wide": len(lines) > MANY or max(map(len, lines)) > LONG,
        "rtl": _starts_right_to_left(row.value),
    }


def _starts_right_to_left(text: str) -> bool:
    """The direction of the first letter that has one."""
    strong = (unicodedata.bidirectional(sign) for sign in text)
    return next((one in ("R", "AL") for one in strong if one in ("L", "R", "AL")), False)


def _moment(instant: datetime) -> str:
    return date_format(timezone.localtime(instant), "j F Y à H:i")
