"""Charts as pages draw them in SVG: places and lengths, already written as attributes are. No colour, no word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 360
"""Of every chart, in its own units: on a phone, about a pixel each."""
HEIGHT, TOP, LEFT, BOTTOM = 190, 10, 38, 24
LABELS = 5
"""At most so many words under the columns."""
LINE, BAR_LEFT, FIGURE = 34, 2, 46
STEPS = (1, 2, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True)
class Mark:
    """One bar or column. A number that is hidden has a mark without length."""

    x: str
    y: str
    width: str
    height: str
    label: str
    text: str
    text_x: str = ""
    text_y: str = ""


@dataclass(frozen=True)
class Tick:
    """One line of the scale."""

    y: str
    text: str


@dataclass(frozen=True)
class Chart:
    """``labelled`` are the marks with a word under them; a bar chart has one above each, and no scale."""

    height: int
    marks: list[Mark]
    labelled: list[Mark]
    ticks: list[Tick]
    width: int = WIDTH
    left: int = LEFT
    label_y: int = HEIGHT - 6


Point = tuple[str, int | None]


def columns(points: Sequence[Point]) -> Chart:
    """One column a point, from left to right, with a scale from zero to a round number."""
    top = round_up(max((number or 0 for _label, number in points), default=0))
    room, step = HEIGHT - TOP - BOTTOM, (WIDTH - LEFT) / max(1, len(points))
    marks = []
    for place, (label, number) in enumerate(points):
        tall = room * (number or 0) / top
        x, width = LEFT + place * step + step * 0.1, step * 0.8
        middle = min(max(x + width / 2, LEFT + 14), WIDTH - 18)
        rectangle = (_svg(x), _svg(TOP + room - tall), _svg(width), _svg(tall))
        marks.append(Mark(*rectangle, label, _text(number), text_x=_svg(middle)))
    every = -(-len(points) // LABELS) or 1
    ticks = [Tick(_svg(TOP + room - room * share), str(round(top * share))) for share in (0, 0.5, 1)]
    return Chart(HEIGHT, marks, marks[::every], ticks)


def bars(points: Sequence[Point]) -> Chart:
    """One bar a point, from top to bottom, its words above it and its number at its end."""
    top = max((number or 0 for _label, number in points), default=0) or 1
    marks = []
    for place, (label, number) in enumerate(points):
        long = (WIDTH - BAR_LEFT - FIGURE) * (number or 0) / top
        y = place * LINE + 16
        place_of_text = {"text_x": _svg(BAR_LEFT + long + 5), "text_y": _svg(y + 10)}
        marks.append(Mark(_svg(BAR_LEFT), _svg(y), _svg(long), "10", label, _text(number), **place_of_text))
    return Chart(len(points) * LINE, marks, marks, [])


def round_up(number: int) -> int:
    """The next even number that reads well on a scale: 2, 4, 6, 8, 10, 20, 30…"""
    scale = 1
    while True:
        for step in STEPS:
            if (found := step * scale) >= number and found % 2 == 0:
                return found
        scale *= 10


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _svg(length: float) -> str:
    """As SVG writes a length, whatever the language of the page."""
    return f"{length:.1f}"
