"""``manage.py generate_complaints``: a large base for measurements, all invented. Never in production."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from bench.generate import generate, processors
from bench.world import prepare
from complaints.sealing import keyring

BAR = 40


class Command(BaseCommand):
    help = "Write many invented pre-complaints, really sealed and indexed, for measurements. Never in production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, default=491_840, help="pre-complaints to write (default: %(default)s)")
        parser.add_argument("--units", type=int, default=3_900, help="units to share them (default: %(default)s)")
        parser.add_argument("--largest", type=int, default=100_000, help="those of the largest (default: %(default)s)")
        parser.add_argument("--seed", type=int, default=1, help="another one gives other people (default: %(default)s)")
        parser.add_argument("--workers", type=int, default=processors(), help="processes (default: %(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Invented pre-complaints are never written in production.")
        count, units, largest = options["count"], options["units"], options["largest"]
        if not (count >= largest >= 1 and units >= 1):
            raise CommandError("--largest is a part of --count, and there is at least one unit.")
        keyring.require()
        self.began = time.monotonic()
        world = prepare(units=units, largest=largest, seed=options["seed"])
        self.done, self.count = 0, count
        generate(world, count=count, workers=options["workers"], told=self._advance)
        self.stdout.write(f"\n{count} pre-complaints in {units} units, {time.monotonic() - self.began:.0f} s")

    def _advance(self, written: int) -> None:
        """Draw the bar again: how far, and how long still."""
        self.done += written
        spent = time.monotonic() - self.began
        left = spent / self.done * (self.count - self.done)
        bar = "#" * (BAR * self.done // self.count)
        self.stdout.write(f"\r[{bar:.<{BAR}}] {self.done} / {self.count}, {left:.0f} s left ", ending="")
        self.stdout.flush()
