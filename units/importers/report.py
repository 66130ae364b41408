"""What an import did, row by row where something was wrong, and in all."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Verdict(StrEnum):
    REFUSED = "refused"  # the row was left out
    REPAIRED = "repaired"  # the row was taken, something in it changed or left out
    NOTED = "noted"  # the row was taken as it is, something in it looks wrong


@dataclass(frozen=True)
class Remark:
    line: int
    verdict: Verdict
    subject: str
    reason: str


@dataclass
class Report:
    """Counts and remarks of one import."""

    what: str
    read: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    absent: int = 0
    remarks: list[Remark] = field(default_factory=list)
    also: Report | None = None  # what the same file told of something else

    def refuse(self, line: int, subject: str, reason: str) -> None:
        self.remarks.append(Remark(line, Verdict.REFUSED, subject, reason))

    def repair(self, line: int, subject: str, reason: str) -> None:
        self.remarks.append(Remark(line, Verdict.REPAIRED, subject, reason))

    def note(self, line: int, subject: str, reason: str) -> None:
        self.remarks.append(Remark(line, Verdict.NOTED, subject, reason))

    def rows(self, verdict: Verdict) -> int:
        """How many rows have at least one remark of this kind."""
        return len({remark.line for remark in self.remarks if remark.verdict == verdict})

    def summary(self) -> list[str]:
        """The import in a few lines, the most frequent remarks included."""
        counts = f"{self.created} created, {self.changed} changed, {self.unchanged} unchanged"
        if self.removed:
            counts += f", {self.removed} removed"
        lines = [f"{self.what}: {self.read} rows read; {counts}."]
        if not self.created + self.changed + self.removed:
            lines.append("Nothing changed: the database already says what the file says.")
        if self.absent:
            lines.append(f"{self.absent} {self.what} of the database are not in this file: left as they are.")
        lines += [f"{self.rows(verdict)} rows {verdict}." for verdict in Verdict if self.rows(verdict)]
        tally = Counter((remark.verdict, remark.reason.partition(":")[0]) for remark in self.remarks)
        lines += [f"  {count:>6} {verdict}: {reason}" for (verdict, reason), count in tally.most_common(15)]
        return lines + (self.also.summary() if self.also else [])

    def write(self, target: Path) -> None:
        """Every remark, in the order of lines, as CSV."""
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("line", "verdict", "row", "reason"))
            remarks = self.remarks + (self.also.remarks if self.also else [])
            ordered = sorted(remarks, key=lambda remark: remark.line)
            writer.writerows((one.line, one.verdict, one.subject, one.reason) for one in ordered)
