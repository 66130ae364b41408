"""The life that the documentation draws is the table that the code obeys."""

from __future__ import annotations

import re
from pathlib import Path

from complaints.enums import Status
from complaints.workflow import TRANSITIONS

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_drawn_life_is_the_table() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    life = page.partition("## The life of a pre-complaint")[2].partition("```mermaid")[2].partition("```")[0]
    drawn = re.findall(r"^    (\w+) --> (\w+)", life, re.MULTILINE)

    between = [(old, new) for old, new in drawn if old in Status.values and new in Status.values]
    assert sorted(between) == sorted((old.value, new.value) for old, after in TRANSITIONS.items() for new in after)
    assert sorted(old for old, new in drawn if new == "erased") == sorted(
        old.value for old, after in TRANSITIONS.items() if not after
    )
