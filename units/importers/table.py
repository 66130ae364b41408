"""Reading a table (CSV, plain or gzipped) row by row, and refusing what isn't one with a sentence."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

GZIP_MAGIC = b"\x1f\x8b"
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

Watch = Callable[[int, int], None]
"""Told, now and then, how many bytes were read of how many."""


class WrongFile(Exception):
    """The whole file is refused; the text says why and can be shown."""


@dataclass(frozen=True)
class Row:
    """One row: the number of its first line, its cells by column, or what is wrong with it as a row."""

    line: int
    cells: dict[str, str]
    broken: str = ""

    def __getitem__(self, column: str) -> str:
        """The cell, blanks removed; empty where the file has no such column."""
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Table:
    name: str
    columns: frozenset[str]
    rows: Iterator[Row]


@contextmanager
def open_table(path: Path, watch: Watch) -> Iterator[Table]:
    """Open a file for one pass. What is wrong with it as a whole raises ``WrongFile``, now or while rows are read."""
    try:
        with path.open("rb") as raw, _text(raw) as text:
            yield _table(path.name, text, raw, watch)
    except UnicodeDecodeError as error:
        raise WrongFile(
            f"{path.name} is not UTF-8 text: convert it first (it may be Latin-1 or a spreadsheet)."
        ) from error
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise WrongFile(f"{path.name} is a damaged or truncated gzip file: download it again.") from error
    except csv.Error as error:
        raise WrongFile(f"{path.name} is not a readable CSV file ({error}).") from error
    except OSError as error:
        raise WrongFile(f"{path.name} cannot be read: {error.strerror}.") from error


def _text(raw: BinaryIO) -> io.TextIOWrapper:
    zipped = raw.read(len(GZIP_MAGIC)) == GZIP_MAGIC
    raw.seek(0)
    source = gzip.GzipFile(fileobj=raw) if zipped else raw
    return io.TextIOWrapper(source, encoding="utf-8-sig", newline="")


def _table(name: str, text: io.TextIOWrapper, raw: BinaryIO, watch: Watch) -> Table:
    header = text.readline()
    if not header.strip():
        raise WrongFile(f"{name} is empty.")
    if header.lstrip().startswith("<"):
        raise WrongFile(f"{name} is a web page or XML, not a CSV file: was the download link followed to its end?")
    delimiter = ";" if header.count(";") > header.count(",") else ","
    columns = [cell.strip() for cell in next(csv.reader([header], delimiter=delimiter))]
    reader = csv.reader(text, delimiter=delimiter)
    size = Path(raw.name).stat().st_size

    def rows() -> Iterator[Row]:
        line = 2
        for cells in reader:
            if cells:
                yield _row(line, columns, cells)
            line = reader.line_num + 2
            watch(raw.tell(), size)

    return Table(name, frozenset(columns), rows())


def _row(line: int, columns: list[str], cells: list[str]) -> Row:
    if len(cells) != len(columns):
        return Row(line, {}, f"{len(cells)} cells where {len(columns)} are expected")
    if any(CONTROL.search(cell) for cell in cells):
        return Row(line, {}, "a cell holds a line break or a control character")
    return Row(line, {column: cell.strip() for column, cell in zip(columns, cells, strict=True)})


def require_columns(table: Table, *formats: frozenset[str]) -> frozenset[str]:
    """The first of the formats whose columns are all there; otherwise says what the closest one misses."""
    for wanted in formats:
        if wanted <= table.columns:
            return wanted
    closest = min(formats, key=lambda wanted: len(wanted - table.columns))
    missing = ", ".join(sorted(closest - table.columns))
    raise WrongFile(f"{table.name} has not the columns of a known file: {missing} missing.")
