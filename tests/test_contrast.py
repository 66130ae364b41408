"""The colours of the stylesheet, by computation: WCAG 2.1 AA in both schemes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = (Path(settings.BASE_DIR) / "static" / "css" / "preplainte.css").read_text()
GROUNDS = ("paper", "surface", "sunk")
STATES = ("info", "success", "warning", "danger")

TEXT = [
    *((ink, ground) for ink in ("ink", "ink-soft", "accent", "accent-deep", "danger") for ground in GROUNDS),
    *((ink, f"{state}-wash") for state in (*STATES, "accent") for ink in ("ink", "ink-soft", state)),
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
]
# Borders of inputs, checked marks, bars of the steps, ring of the focus.
SHAPES = [
    *((shape, ground) for shape in ("line-strong", "focus", "accent", "danger") for ground in GROUNDS),
    ("focus", "danger-wash"),
    ("focus", "accent-wash"),
]


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def scheme(name: str) -> dict[str, str]:
    """The colours of one scheme: dark overrides light."""
    light, dark = re.findall(
        r":root \{\n(?:  )?  color-scheme.*?\n\}|prefers-color-scheme: dark\) \{.*?\n\}", CSS, re.DOTALL
    )
    return tokens(light) if name == "light" else tokens(light) | tokens(dark)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (SHAPES, 3)], ids=["text", "shapes"])
def test_contrast(name, pairs, least):
    colours = scheme(name)

    ratios = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}

    assert {pair: ratio for pair, ratio in ratios.items() if ratio < least} == {}


def test_dark_scheme_redefines_every_colour():
    assert set(tokens(CSS.split("prefers-color-scheme: dark", 1)[1].split("\n}", 1)[0])) == set(scheme("light"))


def test_no_colour_outside_the_tokens():
    """Save the ground of a browser too old for custom properties, and paper when printed."""
    rules = CSS.split("/* ---- ground", 1)[1].split("@media print", 1)[0]

    assert re.findall(r"#[0-9a-f]{3,6}\b", rules) == [scheme("light")["paper"], scheme("light")["ink"]]
