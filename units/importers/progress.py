from __future__ import annotations

import time
from typing import TextIO

WIDTH = 40
EVERY_SECONDS = 0.1


class ProgressBar:
    """A bar of how much of a file was read, on a terminal only; ``done`` wipes it."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.shown = stream.isatty()
        self.last = 0.0

    def __call__(self, position: int, size: int) -> None:
        now = time.monotonic()
        if not self.shown or now - self.last < EVERY_SECONDS:
            return
        self.last = now
        share = min(position / size, 1) if size else 1
        self.stream.write(f"\r[{'#' * round(WIDTH * share):{WIDTH}}] {share:4.0%}")
        self.stream.flush()

    def done(self) -> None:
        if self.shown:
            self.stream.write("\r" + " " * (WIDTH + 8) + "\r")
            self.stream.flush()
