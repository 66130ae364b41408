"""Read a ``.po`` file, enough of it to judge the translations."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Entry:
    """One message: its texts under their keywords (``msgid``, ``msgstr``, ``msgstr[1]``…)."""

    texts: dict[str, str] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    obsolete: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.texts.get("msgctxt", ""), self.texts["msgid"]

    @property
    def sources(self) -> list[str]:
        return [self.texts[name] for name in ("msgid", "msgid_plural") if name in self.texts]

    @property
    def translations(self) -> list[str]:
        return [text for name, text in self.texts.items() if name.startswith("msgstr")]


def entries(path: Path) -> list[Entry]:
    """Every message, the header left out."""
    found = [_entry(block) for block in path.read_text(encoding="utf-8").split("\n\n")]
    return [entry for entry in found if entry.texts.get("msgid")]


def _entry(block: str) -> Entry:
    entry, keyword = Entry(), ""
    for line in block.splitlines():
        if line.startswith("#,"):
            entry.flags |= {flag.strip() for flag in line[2:].split(",")}
        text = line.removeprefix("#~ ")
        entry.obsolete |= text != line
        if text.startswith('"'):
            entry.texts[keyword] += ast.literal_eval(text)
        elif text.startswith("msg"):
            keyword, _, value = text.partition(" ")
            entry.texts[keyword] = ast.literal_eval(value)
    return entry
