"""Typed text, so that a mail or a sheet of paper can carry it and nothing of it is lost to the eye."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
BEYOND_LATIN = re.compile("[^\n -~\xa0-\u024f\u200b\u2010-\u2027\u20ac]")
ENDLESS = re.compile(r"\S{40,}")
PIECE = 20
_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\v\f\r\x1c\x1d\x1e"}  # ␀ ␁ … ␛
_PICTURES |= {0x7F: 0x2421} | dict.fromkeys([*range(0x80, 0x85), *range(0x86, 0xA0), 0xFFFE, 0xFFFF], 0xFFFD)
_PICTURES |= dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)


def visible(text: str) -> str:
    """The text with each control character replaced by its picture (␇); line breaks and tabs stay what they are."""
    return text.translate(_PICTURES)


def coded(text: str, undrawn: Iterable[str] = ()) -> str:
    """The text with control characters, and the signs named, replaced by their code: ``[U+0007]``.

    A tab becomes a space: paper has none.
    """
    text = CONTROL.sub(lambda found: code(found[0]), text.replace("\t", " "))
    signs = sorted(set(undrawn), key=len, reverse=True)
    if not signs:
        return text
    return re.sub("|".join(map(re.escape, signs)), lambda found: code(found[0]), text)


def plain(text: str) -> str:
    """The text with all that isn't Latin replaced by its code."""
    return BEYOND_LATIN.sub(lambda found: code(found[0]), text)


def breakable(text: str) -> str:
    """The text with invisible places at which words too long for a line may be broken."""
    return ENDLESS.sub(lambda word: _in_pieces(word[0]), text)


def _in_pieces(word: str) -> str:
    pieces, length = [], 0
    for sign in word:
        if length >= PIECE and unicodedata.category(sign) not in ("Mn", "Me", "Mc", "Cf"):  # not before an accent
            pieces.append("\u200b")
            length = 0
        pieces.append(sign)
        length += 1
    return "".join(pieces)


def code(signs: str) -> str:
    """``[U+6F22]``, one for each sign."""
    return "".join(f"[U+{ord(sign):04X}]" for sign in signs)
