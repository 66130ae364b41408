"""Typed text, so that a mail or a sheet of paper can carry it and nothing of it is lost to the eye."""

from __future__ import annotations

_SHOWN = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"}  # ␀ ␁ … ␛
_SHOWN[0x7F] = 0x2421  # ␡
_SHOWN |= dict.fromkeys([*range(0x80, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], 0xFFFD)


def visible(text: str) -> str:
    """The text with each control character replaced by its picture; line breaks and tabs stay what they are."""
    return text.replace("\r\n", "\n").replace("\x85", "\n").translate(_SHOWN)
