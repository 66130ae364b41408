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

from complaints.documents.characters import breakable, coded, plain
from complaints.models import Complaint
from complaints.questions.answers import Row, sections
from complaints.questions.legal import FALSE_REPORT
from complaints.questions.person import Person
from complaints.refusals import Refused
from units.models import Officer

TEMPLATE = settings.BASE_DIR / "templates" / "documents" / "complaint.typ"
UNDRAWN = re.compile(r'the text (?:contains the disallowed codepoint )?`"((?:[^"\\]|\\.)*)"`')
RUST_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
Undrawn = frozenset[str] | None
"""Signs to print as their code; ``None``: all that isn't Latin."""
KEYCAP = {"\ufe0f", "\u20e3"}
ATTEMPTS = 4
LONG, MANY = 120, 12  # signs in a line, lines: a longer answer takes the whole width


class Unprintable(Refused):
    """Typst refuses the document. Its own words aren't passed on: they may quote what the victim wrote."""

    def __init__(self) -> None:
        super().__init__(_("Ce dossier ne peut pas être imprimé. Prévenez votre administrateur."))


class _Undrawn(Exception):
    """Signs that typst can't draw; none when it can't even say which."""

    def __init__(self, signs: Iterable[str] = ()) -> None:
        super().__init__()
        self.signs = frozenset(signs)


def complaint_pdf(complaint: Complaint, *, printed_at: datetime, by: Officer) -> bytes:
    """The whole file. Times are those of the unit's clock."""
    with translation.override("fr"), timezone.override(complaint.unit.zone):
        return _written(lambda undrawn: _document(complaint, printed_at, by, undrawn), printed_at)


def _written(document: Callable[[Undrawn], dict[str, Any]], printed_at: datetime) -> bytes:
    """Written once; again each time typst names signs that it can't draw; at last with Latin letters only."""
    undrawn: frozenset[str] = frozenset()
    for _attempt in range(ATTEMPTS):
        try:
            return _compile(document(undrawn), printed_at)
        except _Undrawn as refusal:
            if refusal.signs <= undrawn:
                break
            undrawn |= refusal.signs
    try:
        return _compile(document(None), printed_at)
    except _Undrawn:
        raise Unprintable from None


def _compile(document: dict[str, Any], printed_at: datetime) -> bytes:
    try:
        return typst.compile(
            TEMPLATE,
            root=TEMPLATE.parent,
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


# -- what is printed -------------------------------------------------------------------------------
def _document(complaint: Complaint, printed_at: datetime, by: Officer, undrawn: Undrawn) -> dict[str, Any]:
    unit = complaint.unit
    title = _("Pré-plainte %(reference)s") % {"reference": complaint.reference}
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
        "summary": _summary(complaint, undrawn),
        "sections": [
            {"title": section.title, "rows": [_row(row, undrawn) for row in section.rows]}
            for section in sections(complaint.answers())
        ],
        "warning": _("%(words)s (article %(number)s, %(code)s).")
        % {"words": str(FALSE_REPORT.words).rstrip("."), "number": FALSE_REPORT.number, "code": FALSE_REPORT.code},
        "printed": _("Imprimée le %(moment)s par %(officer)s")
        % {"moment": _moment(printed_at), "officer": _drawable(by.name, undrawn)},
        "unprintable": undrawn is None or bool(undrawn),
        "words": _words(),
    }


def _words() -> dict[str, str]:
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
        "unprintable": _(
            "Des signes ne peuvent pas être imprimés ici : leur code est donné entre crochets. L’écran les montre."
        ),
    }


def _summary(complaint: Complaint, undrawn: Undrawn) -> list[dict[str, str]]:
    person = Person.of(complaint.identity)
    facts = [
        (_("Victime"), _drawable(person.title, undrawn)),
        (_("Vient signer"), _drawable(person.signer, undrawn)),
        (_("Faits"), complaint.get_kind_display()),
        (_("Commune des faits"), str(complaint.commune or "—")),
        (_("Déposée le"), _moment(complaint.filed_at)),
        (_("Effacée au plus tard le"), date_format(timezone.localtime(complaint.expires_at), "j F Y")),
    ]
    return [{"label": label, "value": value} for label, value in facts]


def _row(row: Row, undrawn: Undrawn) -> dict[str, Any]:
    lines = [_drawable(line, undrawn) for line in row.value.splitlines()] or ["—"]
    return {
        "label": row.label,
        "lines": lines,
        "wide": len(lines) > MANY or max(map(len, lines)) > LONG,
        "rtl": _starts_right_to_left(row.value),
    }


def _drawable(text: str, undrawn: Undrawn) -> str:
    return breakable(plain(coded(text)) if undrawn is None else coded(text, undrawn))


def _starts_right_to_left(text: str) -> bool:
    """The direction of the first letter that has one."""
    strong = (unicodedata.bidirectional(sign) for sign in text)
    return next((one in ("R", "AL") for one in strong if one in ("L", "R", "AL")), False)


def _moment(instant: datetime) -> str:
    return date_format(timezone.localtime(instant), "j F Y à H:i")
