"""Build ``units/data/victim_support.csv`` from the published list of victim-support offices (see units/data/README.md).

    python scripts/build_victim_support.py aide-aux-victimes-2017.csv

Keeps the offices of the courts (``bav``), one by address; drops a position that lies far from its department.
"""

from __future__ import annotations

import csv
import math
import re
import statistics
import sys
from collections import defaultdict
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "units" / "data" / "victim_support.csv"
COLUMNS = ("name", "address", "postal_code", "city", "department", "latitude", "longitude", "phone")
FAR_DEGREES = 1.5
SMALL = {"de", "du", "des", "d", "la", "le", "les", "l", "sur", "sous", "en", "et"}


def department(code: str) -> str:
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def name(text: str) -> str:
    """« Bureau d’aide aux victimes du tribunal judiciaire de Laon »: the courts changed their name in 2020."""
    text = re.sub(r"\s+", " ", text.replace("'", "’")).strip()
    text = re.sub(r"tribunal de grande instance", "tribunal judiciaire", text, flags=re.IGNORECASE)
    return re.sub(r"\bSt\b", "Saint", text)


def address(line: str) -> str:
    """Where to go: boxes for letters are left out."""
    line = re.sub(r"\b(BP|CS)\s*[\w/]+", "", line.replace("'", "’"), flags=re.IGNORECASE)
    parts = [part.strip(" -,") for part in line.split("|")]
    return ", ".join(part for part in parts if part)


def city(text: str) -> str:
    """« Bourg en Bresse », from « BOURG EN BRESSE CEDEX »."""
    words = [word for word in text.split() if word.upper() != "CEDEX" and not re.fullmatch(r"\d{1,2}", word)]
    if text.isupper():
        words = [
            word.lower() if number and word.lower() in SMALL else "-".join(map(str.capitalize, word.split("-")))
            for number, word in enumerate(words)
        ]
    words = [{"st": "Saint", "ste": "Sainte"}.get(word.lower(), word) for word in words]
    return " ".join(words).replace("'", "’")


def phone(text: str) -> str:
    """A number of ten digits in pairs; what is mistyped is left out."""
    digits = re.sub(r"\D", "", text)
    if digits.startswith("33") and len(digits) == 11:
        digits = "0" + digits[2:]
    if len(digits) == 10 and digits.startswith("0"):
        return " ".join(digits[place : place + 2] for place in range(0, 10, 2))
    return ""


def position(row: dict[str, str], centre: tuple[float, float]) -> tuple[str, str]:
    """The position as published, unless it is absent or far from all else of its department."""
    if not row["lat"] or not row["lon"]:
        return "", ""
    latitude, longitude = float(row["lat"]), float(row["lon"])
    far = math.hypot(latitude - centre[0], (longitude - centre[1]) * math.cos(math.radians(centre[0])))
    return (f"{latitude:.4f}", f"{longitude:.4f}") if far < FAR_DEGREES else ("", "")


def centres(rows: list[dict[str, str]]) -> dict[str, tuple[float, float]]:
    """The middle of what the whole list places in each department."""
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        if row["lat"] and row["lon"]:
            found[department(row["code_insee"])].append((float(row["lat"]), float(row["lon"])))
    return {
        code: (statistics.median(lat for lat, _lon in places), statistics.median(lon for _lat, lon in places))
        for code, places in found.items()
    }


def main(source: Path) -> None:
    with source.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    middle = centres(rows)
    offices: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in rows:
        code = department(row["code_insee"])
        if row["type"] == "bav":
            place = position(row, middle.get(code, (0.0, 0.0)))
            kept = name(row["nom"]), address(row["ligne"]), row["code_postal"], city(row["commune"]), code, *place
            offices.setdefault((kept[0], kept[1].casefold()), (*kept, phone(row["telephone"])))
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(sorted(offices.values(), key=lambda office: (office[4], office[0])))
    sys.stdout.write(f"{len(offices)} offices written to {TARGET}\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
